"""What a field name says: a verdict per distinct name, computed once."""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from inspector.detect.names.compounds import Compounds, stems_of
from inspector.detect.names.fold import lemma, numbered, steps, tokens, unnumbered
from inspector.detect.packs import KeyRule, Packs, load_packs
from inspector.model.leaf import About

LABELLED = ("health.motive", "health.specialty", "health.diagnosis", "health.treatment", "health.document")


class KeyVerdict(NamedTuple):
    """The class a field name speaks for. `what` is the entry of the pack that matched, never a captured name."""

    class_: str
    strong: bool
    rule: str
    what: str
    about: About | None
    whole: bool  # the entry is the whole name
    stemmed: bool = False  # the entry decides alone where it is the whole name; here it is a word among others


_MUTED = KeyVerdict("", strong=False, rule="", what="", about=None, whole=False)
_LINKS = frozenset(
    (
        *(
            "de",
            "du",
            "des",
            "la",
            "le",
            "les",
            "d",
            "l",
            "of",
            "the",
            "for",
            "di",
            "del",
            "della",
            "dell",
            "dei",
            "el",
        ),
        *("der", "die", "das", "des", "von", "van", "do", "da", "a", "to", "in", "et", "and", "und"),
    )
)
_SINCE = frozenset(("il", "le", "am", "el", "op", "on", "em", "den", "dnia", "in", "at", "1", "2"))
"""`natoIl`, `geborenAm`: what comes after it, the day, is left out."""
_INERT = frozenset(
    (
        *("font", "line", "unit", "units", "timer", "px", "icon", "color", "colour", "background", "margin", "padding"),
        *("border", "min", "max", "image", "thumbnail", "video", "screen", "window", "element", "viewport", "banner"),
        *("row", "column", "grid", "zoom", "api", "button", "menu", "widget", "layout", "theme", "board", "chart"),
        *("scroll", "animation", "cache", "request", "server", "cpu", "memory", "disk", "battery", "sensor", "device"),
        *("product", "item", "sku", "shop", "store", "price", "game", "level", "player", "weather", "simulator"),
        *("ip", "ipv4", "ipv6", "mac", "wallet", "web", "http", "tower", "contract", "hotel", "restaurant", "flight"),
        *(
            "funnel",
            "wizard",
            "onboarding",
            "checkout",
            "migration",
            "build",
            "deploy",
            "pipeline",
            "vehicle",
            "engine",
        ),
    )
)
_ASKED = ("health.", "special.", "identity.gender", "identity.birthdate", "identity.national_id")
_MEASURES = ("duration", "interval", "size")
_ASKED_LOOSELY = ("health.diagnosis", "health.treatment")
_HEADED = ("contact.phone", "contact.email", "identity.birthdate", "identity.national_id", "identity.gender")
_ADDRESSED = ("adress", "address", "direcc", "indiriz", "anschrift", "morada", "enderec", "adres")
_MOST_WORDS_OF_A_HEAD = 4
_PAIR = 2
_SHORTENED = MappingProxyType(
    {
        **{"pt": "patient", "pat": "patient", "enc": "encounter", "appt": "appointment", "prov": "provider"},
        **{"phys": "physician", "ins": "insurance", "med": "medication", "meds": "medication", "dx": "diagnosis"},
        **{"nm": "name", "nme": "name", "cplt": "complet", "yrs": "year", "yr": "year", "anio": "ano"},
        **{"fam": "family", "geb": "geburt"},
        **{"rx": "prescription", "sx": "symptom", "tx": "treatment", "hx": "history", "hosp": "hospital"},
        **{"dept": "department", "addr": "address", "admit": "admission", "vacc": "vaccine", "proc": "procedure"},
        **{
            "bp": "bloodpressure",
            "hr": "heartrate",
            "temp": "temperature",
            "wt": "weight",
            "ht": "height",
            "emerg": "emergency",
            "rel": "relationship",
        },
    }
)
"""Words that health records write short, in names of several words."""
_SHORTEST_JOINED = 6  # `u_cd` is not `ucd`
_LONGEST_WORDED = 64
_SHORTEST_WORDED = 4
_SHORTEST_WORD = 6
_STEMMED = (
    *("health.appointment", "health.motive", "health.specialty", "health.practitioner", "health.diagnosis"),
    *("health.treatment", "health.measurement", "health.insurance", "special."),
)
_PROSE = frozenset(
    ("note", "comment", "message", "remark", "nota", "kommentar", "commentaire", "bemerkung", "comentario")
)


class _Entry(NamedTuple):
    words: tuple[str, ...]
    verdict: KeyVerdict


def index_of(packs: Packs) -> "KeyIndex":
    """The index of these packs; that of the shipped ones is made once, since it says the same to everybody."""
    return _shipped_index() if packs is load_packs() else KeyIndex(packs)


@cache
def _shipped_index() -> "KeyIndex":
    return KeyIndex(load_packs())


class KeyIndex:
    """Looks field names up in the packs. `verdict` and `role` remember every distinct name they were asked."""

    def __init__(self, packs: Packs) -> None:
        self._whole: dict[tuple[str, ...], KeyVerdict] = {}
        self._joined: dict[str, KeyVerdict] = {}
        self._single: dict[str, KeyVerdict] = {}
        self._several: dict[str, list[_Entry]] = {}
        self._company: dict[str, KeyVerdict] = {}
        self._roles: dict[str, tuple[About, bool]] = {}
        self._verdicts: dict[str, KeyVerdict | None] = {}
        self._label_names: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._unordered: dict[frozenset[str], KeyVerdict] = {}
        self._numbered: dict[str, KeyVerdict] = {}
        self._affixes = packs.generic("affixes")
        self._compounds = Compounds(single=self._single, joined=self._joined, affixes=self._affixes, roles=self._roles)
        self._learn_mutes(packs)
        self._worded = _words_of_health(packs)
        for pack in packs.packs:
            for rule in pack.key:
                self._learn(pack.pack, rule)
            for role in pack.role:
                self._roles.update((token, (role.about, role.weak)) for token in role.tokens)

    def verdict(self, key: str) -> KeyVerdict | None:
        """What the name of a field says, or None; muted names say nothing."""
        try:
            return self._verdicts[key]
        except KeyError:
            if len(self._verdicts) > 200_000:
                self._verdicts.clear()
            found = self._verdicts[key] = self._judge(key.partition("#")[0])
            return found

    def role(self, name: str) -> tuple[About, bool] | None:
        """Whom an object of this name stands for, and whether that needs a health context."""
        words = lemma(name)
        whole = self._roles.get("_".join(words))
        if whole is not None:
            return whole
        for first, second in pairwise(_without_links(words)):
            if f"{first}_{second}" in self._roles:
                return self._roles[f"{first}_{second}"]
        for word in reversed(words):
            if word in self._roles:
                return self._roles[word]
        return None

    def in_company(self, key: str) -> KeyVerdict | None:
        """What a short or loose name says among those of a person: `vn`, `gebDat`, `tlf`."""
        words = lemma(key)
        told = self._company.get("".join(words))
        if told is None and words and words[-1] in _SINCE:
            told = self._company.get("".join(words[:-1]))
        if told is None and len(words) == _PAIR:  # `strasseHnr`, `plzOrt`
            first, second = self._company.get(words[0]), self._company.get(words[1])
            if first is not None and second is not None and first.class_ == second.class_:
                told = first
        return told

    def labelled(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of an object's names that hold a label of a motive, a specialty, a diagnosis ... (not its id)."""
        known = self._label_names.get(names)
        if known is None:
            if len(self._label_names) > 50_000:
                self._label_names.clear()
            known = self._label_names[names] = tuple(name for name in names if self._is_label(name))
        return known

    def _is_label(self, name: str) -> bool:
        verdict = self.verdict(name)
        return verdict is not None and verdict.class_.startswith(LABELLED) and lemma(name)[-1:] != ("id",)

    def is_muted(self, key: str) -> bool:
        words = lemma(key)
        joined = "".join(words)
        if joined in self._muted_keys:
            return True
        return bool(words) and words[-1] in self._muted_last and joined not in self._muted_except

    def is_silenced(self, key: str) -> bool:
        return "".join(lemma(key)) in self._muted_keys

    def _learn_mutes(self, packs: Packs) -> None:
        mutes = [mute for pack in packs.packs for mute in pack.mute if not mute.is_local]
        self._muted_keys = frozenset("".join(lemma(key)) for mute in mutes for key in mute.keys)
        self._muted_last = frozenset(lemma(token)[0] for mute in mutes for token in mute.last_tokens)
        self._muted_except = frozenset("".join(lemma(key)) for mute in mutes for key in mute.except_)

    def _learn(self, pack: str, rule: KeyRule) -> None:
        named = f"{pack}/{rule.id}"
        for names, strong in ((rule.strong, True), (rule.weak, False)):
            for name in names:
                self._enter(
                    name,
                    KeyVerdict(rule.class_, strong, named, name, rule.about, whole=False),
                    whole=KeyVerdict(rule.class_, strong, named, name, rule.about, whole=True),
                )

        for name in rule.company:
            told = KeyVerdict(rule.class_, strong=False, rule=named, what=name, about=rule.about, whole=True)
            self._company["".join(lemma(name))] = told

    def _enter(self, name: str, verdict: KeyVerdict, *, whole: KeyVerdict) -> None:
        words, written = lemma(name), tokens(name)
        bare = _without_links(words)
        _keep_strong(self._whole, words, whole)
        _keep_strong(self._joined, "".join(words), whole)
        if written != words:
            _keep_strong(self._joined, "".join(written), whole)
        if len(bare) > 1:
            free = frozenset(bare)
            if len(free) > 1:
                _keep_strong(self._unordered, free, whole)
        _keep_strong(self._numbered, numbered(bare), whole)
        if len(words) == 1:
            _keep_strong(self._single, words[0], verdict)
        else:
            self._several.setdefault(words[0], []).append(_Entry(words, verdict))

    def _judge(self, key: str) -> KeyVerdict | None:
        """The name as it is written; failing that, its last step, without numbers, in another order, taken apart."""
        found = self._match(lemma(key), "".join(tokens(key)))
        if found is None and (last := steps(key)[-1]) != key:
            found = self._judge(last)
        if found is None and _is_worded(key):
            found = self._match_loosely(lemma(key))
        return None if found is _MUTED else _as_prose(found, key)

    def _match(self, words: tuple[str, ...], written: str) -> KeyVerdict | None:
        joined = "".join(words)
        if not words or joined in self._muted_keys:
            return _MUTED
        whole = self._whole.get(words)
        if whole is None and (len(words) == 1 or len(written) >= _SHORTEST_JOINED):
            whole = self._joined.get(joined) or self._joined.get(written)
        if whole is None and len(words) > 1:
            whole = self._unordered.get(frozenset(words) - _LINKS) or self._counted(words)
        if whole is not None:
            return whole
        if words[-1] in self._muted_last and joined not in self._muted_except and not self._is_measured(words):
            return _MUTED
        best = max(self._partial(words), key=self._rank, default=None)
        return best.verdict if best is not None else None

    def _is_measured(self, words: tuple[str, ...]) -> bool:
        """How long a symptom lasts, how large a tumour is: no setting of a program."""
        told = self._single.get(words[0]) if words[-1] in _MEASURES else None
        return told is not None and told.strong and told.class_.startswith(_ASKED_LOOSELY)

    def _match_loosely(self, words: tuple[str, ...]) -> KeyVerdict | None:
        bare = tuple(word for word in (word.lstrip("_") for word in unnumbered(words)) if word)
        parts = self._compounds.apart(bare)
        written_out = tuple(_SHORTENED.get(word, word) for word in bare) if len(bare) > 1 else bare
        for other in (bare, parts, _without_links(parts), written_out):
            if other and other != words:
                found = self._match(other, "".join(other))
                if found is not None:
                    return found
        return self._counted(bare) or self._head(bare) or self._stem(parts) or self._worded.get("".join(bare))

    def _counted(self, words: tuple[str, ...]) -> KeyVerdict | None:
        counted = numbered(_without_links(words))
        return self._numbered.get(counted) if "#" in counted else None

    def _stem(self, words: tuple[str, ...]) -> KeyVerdict | None:
        """A word of health anywhere in a name, or at the beginning or the end of a word: counts as a weak name."""
        if not _INERT.isdisjoint(words):
            return None
        found = [verdict for word in words if (verdict := self._of_stem(word)) is not None]
        best = max(found, key=lambda verdict: (verdict.strong, len(verdict.what)), default=None)
        return best._replace(strong=False, whole=False, stemmed=best.strong) if best is not None else None

    def _head(self, words: tuple[str, ...]) -> KeyVerdict | None:
        """What a name is of by its first word, or its last: `adresseVisite`, `telFamille`. Counts as a weak name."""
        if not 1 < len(words) <= _MOST_WORDS_OF_A_HEAD or not _INERT.isdisjoint(words):
            return None
        for word in (words[0], words[-1]):
            told = self._single.get(word)
            if told is not None and told.class_.startswith(_HEADED) and (told.strong or word == "tel"):
                return told._replace(strong=False, whole=False)
            if told is not None and told.class_ == "contact.address" and word.startswith(_ADDRESSED):
                return told._replace(strong=False, whole=False)
        return None

    def _of_stem(self, word: str) -> KeyVerdict | None:
        verdict = self._single.get(word) if len(word) > 3 or not word.isalpha() else None
        if verdict is None:
            verdict = self._worded.get(word)
        if verdict is None:
            verdict = next((told for piece in stems_of(word) if (told := self._single.get(piece)) is not None), None)
        return verdict if verdict is not None and verdict.class_.startswith(_STEMMED) else None

    def asked(self, text: str) -> str | None:
        """The entry of a pack that a question is about, where it is about health: "Do you have any allergies?"."""
        words = lemma(text)
        entries = [entry for word in words for entry in self._several.get(word, ()) if _follow(words, entry.words)]
        verdicts = [entry.verdict for entry in entries]
        verdicts += [self._single[word] for word in words if word in self._single]
        told = [one for one in verdicts if one.class_.startswith(_ASKED if one.strong else _ASKED_LOOSELY)]
        return max(told, key=lambda one: one.strong).what if told else None

    def is_of_health(self, text: str) -> bool:
        """Whether a title has a word of a disease, a treatment, a measurement: "Tinnitus Handicap Inventory"."""
        words = lemma(text)
        told = [self._single.get(word) or self._worded.get(word) for word in words if len(word) > _SHORTEST_WORDED]
        entries = [
            entry.verdict for word in words for entry in self._several.get(word, ()) if _follow(words, entry.words)
        ]
        verdicts = [one for one in (*told, *entries) if one is not None and one.class_.startswith("health.")]
        return any(one.strong or one.class_.startswith(_ASKED_LOOSELY) for one in verdicts)

    def _rank(self, entry: _Entry) -> tuple[int, bool, bool, int]:
        is_role = len(entry.words) == 1 and entry.words[0] in self._roles
        return len(entry.words), not is_role, entry.verdict.strong, len(entry.words[-1])

    def _partial(self, words: tuple[str, ...]) -> Iterator[_Entry]:
        for start, word in enumerate(words):
            for entry in self._several.get(word, ()):
                if words[start : start + len(entry.words)] == entry.words:
                    yield entry
            verdict = self._single.get(word)
            if verdict is not None and len(word) > 2 and self._is_attribute(words, word):
                yield _Entry((word,), verdict)

    def _is_attribute(self, words: tuple[str, ...], named: str) -> bool:
        """A single word decides inside a longer name only beside neutral words and words of its own class:
        `user_email`, `plz_ort`, not `email_campaign`."""
        return all(
            word == named or word in self._affixes or word in self._roles or self._agree(word, named) for word in words
        )

    def _agree(self, word: str, other: str) -> bool:
        verdict = self._single.get(word)
        return verdict is not None and verdict.class_ == self._single[other].class_


def _words_of_health(packs: Packs) -> dict[str, KeyVerdict]:
    """The words of the packs as field names: `antidepressants`, `haemophilia`. They count as weak names."""
    found: dict[str, KeyVerdict] = {}
    for pack in packs.packs:
        for rule in pack.words:
            if rule.class_.startswith(_STEMMED) and rule.strength != "acronym":
                for word in rule.words:
                    if len(word) >= _SHORTEST_WORD:
                        named = f"{pack.pack}/{rule.id}"
                        told = KeyVerdict(rule.class_, strong=False, rule=named, what=word, about=None, whole=False)
                        found.setdefault("".join(lemma(word)), told)
    return found


def _as_prose(found: KeyVerdict | None, key: str) -> KeyVerdict | None:
    """A note on a visit is a message: the last word says what a name is of."""
    if found is None or found.whole or not found.class_.startswith("health.") or not lemma(key):
        return found
    return found._replace(class_="health.message") if lemma(key)[-1] in _PROSE else found


def _is_worded(key: str) -> bool:
    """Whether a name is of words: ids that stand as names are not worth taking apart."""
    if len(key) > _LONGEST_WORDED or len(key) < _SHORTEST_WORDED:
        return False
    return 5 * len(lemma(key)) <= 2 * len(key) and 4 * sum(map(key.count, "0123456789")) < len(key) + 4


def _without_links(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _LINKS)


def _follow(words: tuple[str, ...], entry: tuple[str, ...]) -> bool:
    """Whether the words of an entry stand one after the other."""
    starts = range(len(words) - len(entry) + 1)
    return any(words[start : start + len(entry)] == entry for start in starts)


def _keep_strong[Key](table: dict[Key, KeyVerdict], key: Key, verdict: KeyVerdict) -> None:
    present = table.get(key)
    if present is None or (verdict.strong and not present.strong):
        table[key] = verdict
