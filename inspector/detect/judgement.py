"""One leaf, all clues together: key score, value score, context (the method of the detection packs)."""

import re
from functools import lru_cache
from typing import NamedTuple

from inspector.detect.datum import class_of_datum, is_datum
from inspector.detect.names.reading import Reading
from inspector.detect.plausibility import is_plausible
from inspector.detect.support import find_support
from inspector.detect.surroundings import PERSON_KINDS, Scene
from inspector.detect.words.lexicon import WordHit
from inspector.detect.words.patterns import PatternHit, Patterns
from inspector.model.flow import Location
from inspector.model.leaf import Clue, Confidence, Scalar


class Judgement(NamedTuple):
    class_: str
    rule: str
    confidence: Confidence
    clues: tuple[Clue, ...]
    revealing: bool


REQUEST_ONLY = ("behaviour.", "device.fingerprint")
"""Classes of what a browser tells: in an answer these names mean something else."""
_HEADERS = (
    "credential.",
    "behaviour.page",
    "location.ip",
    "device.identifier",
    "device.adv",
    "identity.account_id",
    "contact.email",
)
_MEANT_OTHERWISE = ("health.", "financial.other")
_OF_BODY = ("health.", "special.")
_FILE = re.compile(r"(?i)\.(?:png|jpe?g|gif|svg|webp|avif|css|js|mjs|map|woff2?)\Z")
_ACCOUNT = re.compile(r"(?i)(?:patient|pat|client|cust|customer|user|usr|account|acc|acct|member|mbr)[-_:]?\d{3,}\Z")
_LONGEST_WORDED = 400
_LONGEST_REMEMBERED = 64  # no kind of person is longer
LONGEST_SPOKEN = 80
_OPENING = ("{", "[", "<")
_LONGEST_PATTERNED = 1000


def judge(
    value: Scalar,
    *,
    reading: Reading,
    scene: Scene,
    word: WordHit | None,
    pattern: PatternHit | None,
    patterns: Patterns,
) -> Judgement | None:
    """The class of a leaf with its reasons, or None where it is nothing of interest."""
    if reading.muted or (scene.being and _is_of_body(reading, word)):
        return None
    if reading.class_ is not None and _may_speak(reading.class_, scene):
        named = _by_name(value, reading=reading, scene=scene, word=word, pattern=pattern, patterns=patterns)
        if named is not None and named.class_ == "identity.account_id" and pattern is not None and _is_address(pattern):
            return named._replace(class_=pattern.class_, rule=pattern.rule, confidence=Confidence.FIRM)
        if named is not None:
            return _prefer_word(named, value=value, reading=reading, scene=scene, word=word)
    if word is not None and _word_speaks(word, value=value, reading=reading, scene=scene):
        return _by_word(word, reading=reading, scene=scene)
    if pattern is not None and _pattern_speaks(pattern, value=value, reading=reading, scene=scene):
        kind = "checksum" if pattern.checked else "value"
        clue = Clue(kind=kind, what=pattern.rule, weight=0.6)
        confidence = pattern.alone if pattern.whole else Confidence.TENTATIVE
        return Judgement(pattern.class_, pattern.rule, confidence, (clue,), revealing=False)
    return None


def _is_of_body(reading: Reading, word: WordHit | None) -> bool:
    """Whether a name, or else a value, speaks of health or descent: that of the animal, where a flow is about one."""
    if reading.class_ is not None:
        return reading.class_.startswith(_OF_BODY)
    return word is not None and word.class_.startswith(_OF_BODY)


def judge_plain(reading: Reading, *, scene: Scene, patterns: Patterns) -> Judgement | None:
    """What `judge` says of every plausible value under this name in which neither word nor pattern was found; None
    where that depends on the value."""
    class_ = reading.class_
    if class_ is None or reading.muted or not reading.strong or patterns.has(class_) or not _may_speak(class_, scene):
        return None
    if scene.elsewhere and class_.startswith(_MEANT_OTHERWISE):
        return None
    if scene.being and class_.startswith(_OF_BODY):
        return None
    return Judgement(class_, reading.rule, Confidence.FIRM, (reading.clue,), revealing=False)


def may_be(class_: str, value: Scalar) -> bool:
    """Whether a value is plausible for its class, and no kind of person that a health name is often given."""
    if value.__class__ is str and len(str(value)) <= _LONGEST_REMEMBERED:
        return _may_text_be(class_, str(value))
    return is_plausible(class_, value)


@lru_cache(maxsize=65536)
def _may_text_be(class_: str, text: str) -> bool:
    """The same for a short text: names, days and towns come again and again."""
    return is_plausible(class_, text) and not (class_.startswith("health.") and text.lower() in PERSON_KINDS)


def _is_address(pattern: PatternHit) -> bool:
    return pattern.whole and pattern.class_ == "contact.email"


def _may_speak(class_: str, scene: Scene) -> bool:
    if class_.startswith(REQUEST_ONLY) and not scene.is_request:
        return False
    if scene.location is Location.HEADER and not scene.nested:
        return class_.startswith(_HEADERS)
    if scene.location is Location.COOKIE:
        return not class_.startswith("behaviour.")
    return scene.location is not Location.URL


def _by_name(
    value: Scalar,
    *,
    reading: Reading,
    scene: Scene,
    word: WordHit | None,
    pattern: PatternHit | None,
    patterns: Patterns,
) -> Judgement | None:
    class_ = reading.class_ or ""
    if reading.record:
        class_ = class_of_datum(class_, value) if is_datum(value, counts=reading.counts) else ""
    if not class_ or not may_be(class_, value):
        return None
    if reading.record and word is None:
        return _by_record(class_, reading.rule, reading.clue, is_site=scene.site or scene.health)
    if scene.elsewhere and class_.startswith(_MEANT_OTHERWISE) and not (scene.is_request and _is_worded(word)):
        return None
    clues = [reading.clue]
    keyed = patterns.keyed(class_, str(value)) if patterns.has(class_) else None
    if not reading.strong:
        support = find_support(reading, value=value, scene=scene, word=word, pattern=pattern, keyed=keyed)
        if support is None:
            return None
        clues.append(support)
    if keyed is None and word is None and reading.strong:
        return Judgement(class_, reading.rule, Confidence.FIRM, (reading.clue,), revealing=False)
    if keyed is not None:
        clues.append(Clue(kind="checksum" if keyed.checked else "value", what=keyed.rule, weight=0.8))
    if word is not None and class_.startswith(("health.", "behaviour.")):
        clues.append(Clue(kind="value", what=word.rule, weight=0.6))
    clues = _distinct(clues)
    loose = class_ == "identity.account_id" and not reading.strong and not scene.first_party
    if loose and not _ACCOUNT.match(str(value)):
        class_ = "device.identifier"  # `uid` at a third party numbers browsers, not accounts
    confidence = _confidence(reading, keyed=keyed, clues=clues)
    return Judgement(class_, reading.rule, confidence, tuple(clues), word is not None and word.revealing)


@lru_cache(maxsize=256)
def _by_record(class_: str, rule: str, clue: Clue, *, is_site: bool) -> Judgement:
    """What only the record says that a leaf stands in."""
    clues = [clue]
    if is_site:
        clues.append(Clue(kind="context", what="health-site", weight=0.3))
    return Judgement(class_, rule, Confidence.TENTATIVE, tuple(clues), revealing=False)


def _distinct(clues: list[Clue]) -> list[Clue]:
    """Each reason once, at its heaviest: what carries a weak name is not counted a second time for itself."""
    found: dict[tuple[str, str], Clue] = {}
    for clue in clues:
        known = found.get((clue.kind, clue.what))
        if known is None or clue.weight > known.weight:
            found[clue.kind, clue.what] = clue
    return list(found.values())


def _is_worded(word: WordHit | None) -> bool:
    return word is not None and word.strength == "phrase" and word.class_.startswith("health.")


def _confidence(reading: Reading, *, keyed: PatternHit | None, clues: list[Clue]) -> Confidence:
    if reading.strong:
        return Confidence.CERTAIN if keyed is not None and keyed.checked else Confidence.FIRM
    weight = 0.0
    for clue in clues:
        weight += clue.weight
    return Confidence.FIRM if weight >= 1.0 else Confidence.TENTATIVE


def _prefer_word(named: Judgement, *, value: Scalar, reading: Reading, scene: Scene, word: WordHit | None) -> Judgement:
    """A health word in an event's label or under a loose name says more than the name of the event does."""
    loose = named.class_ == "behaviour.event" or (named.class_.startswith("health.") and not reading.strong)
    if word is None or not loose or word.class_ in ("", named.class_):
        return named
    if named.class_ in word.classes or not _word_speaks(word, value=value, reading=reading, scene=scene):
        return named
    return named._replace(class_=word.class_, rule=word.rule)


def _word_speaks(word: WordHit, *, value: Scalar, reading: Reading, scene: Scene) -> bool:
    """On the request side a telling word speaks alone; in an answer it needs a health name around it, or to be all
    that a short text says on a site about health. A text in the form of code is read inside."""
    text = str(value)
    bare = scene.location in (Location.HEADER, Location.COOKIE) and not scene.nested
    if bare or len(text) > _LONGEST_WORDED or text[:1] in _OPENING or text.lower() in PERSON_KINDS:
        return False
    near = reading.nearby is not None
    if scene.vacancy:
        return False
    if not scene.is_request:
        if scene.elsewhere:
            return False
        short = scene.health and len(text) <= LONGEST_SPOKEN
        return (near or short) and not scene.html and word.strength == "phrase"
    if scene.location is Location.URL:
        telling = word.strength == "phrase" or (word.revealing and word.whole)
        return telling or (scene.health and word.class_ != "health.motive")
    return word.strength == "phrase" or near or scene.health or _is_telling_acronym(word, text)


def _is_telling_acronym(word: WordHit, text: str) -> bool:
    """A revealing acronym as a word of its own in a text of several words: "IVF cycle 2", not "IVF-2034"."""
    words = text.split()
    return word.revealing and word.strength == "acronym" and 1 < len(words) < 8 and word.word in words


def _by_word(word: WordHit, *, reading: Reading, scene: Scene) -> Judgement:
    clues = [Clue(kind="value", what=word.rule, weight=0.6)]
    if reading.nearby is not None:
        clues.append(Clue(kind="sibling", what="health-name", weight=0.5))
    elif scene.health:
        clues.append(Clue(kind="context", what="health-site", weight=0.3))
    firm = word.strength == "phrase" and (word.revealing or len(clues) > 1)
    return Judgement(
        word.class_, word.rule, Confidence.FIRM if firm else Confidence.TENTATIVE, tuple(clues), word.revealing
    )


def _form_speaks(pattern: PatternHit, text: str, *, reading: Reading, scene: Scene) -> bool:
    """A dose, a code of a disease: by itself where nothing else looks like it, else among names of health."""
    bare = scene.location in (Location.HEADER, Location.COOKIE, Location.URL) and not scene.nested
    if bare or not pattern.whole or len(text) > LONGEST_SPOKEN * 2 or scene.elsewhere or scene.being or scene.vacancy:
        return False
    return scene.health or reading.nearby is not None or (pattern.alone is Confidence.FIRM and scene.is_request)


def _pattern_speaks(pattern: PatternHit, *, value: Scalar, reading: Reading, scene: Scene) -> bool:
    text = str(value)
    if pattern.class_.startswith("health."):
        return _form_speaks(pattern, text, reading=reading, scene=scene)
    if len(text) > _LONGEST_PATTERNED or (scene.html and not pattern.whole):
        return False
    if pattern.class_ == "contact.email":
        return not _FILE.search(text) and not text.startswith(("http", "//")) and (pattern.whole or scene.is_request)
    return pattern.whole or scene.is_request
