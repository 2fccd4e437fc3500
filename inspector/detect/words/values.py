"""What values say by themselves: words, patterns, planted values, ciphertext; looked at once per distinct value."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inspector.decode.document import Document, Notation
from inspector.detect.context import FlowContext
from inspector.detect.opacity.opaque import may_be_opaque
from inspector.detect.packs import Packs
from inspector.detect.words.lexicon import Lexicon, WordHit
from inspector.detect.words.patterns import PatternHit, Patterns
from inspector.model.flow import Location, Side
from inspector.model.leaf import Needle, Scalar


class Hits(NamedTuple):
    """What was recognised in one value; both None for a value that only has to be looked at."""

    word: WordHit | None
    pattern: PatternHit | None


NO_HITS = Hits(None, None)
_LONGEST_REMEMBERED = 200
_MOST_REMEMBERED = 200_000
_MOST_HELD = 16_000_000
_LONGEST_VALUE = 100_000
_CODE_MIMES = ("javascript", "ecmascript", "css", "font", "wasm", "image/")


class Values:
    """Remembers values from flow to flow, within bounds."""

    def __init__(self, packs: Packs, persona: Sequence[Needle]) -> None:
        self.patterns = Patterns(packs)
        self._lexicon = Lexicon(packs)
        self._persona = {needle.value.strip().casefold(): needle for needle in persona}
        self._numbers = {int(text) for text in self._persona if text.isascii() and text.isdigit() and len(text) < 20}
        self._seen: set[Scalar] = set()
        self._worded: set[Scalar] = set()
        self._patterned: dict[str, PatternHit | None] = {}  # None: only to be looked at
        self._worded_hits: dict[str, WordHit] = {}
        self._held = 0  # characters in these two

    def forget(self) -> None:
        """Lets go of everything where it has become too much; to be called between flows only."""
        if max(len(self._seen), len(self._worded)) > _MOST_REMEMBERED or self._held > _MOST_HELD:
            self._seen.clear()
            self._worded.clear()
            self._patterned.clear()
            self._worded_hits.clear()
            self._held = 0

    def scan(self, values: set[Scalar], *, worded: set[Scalar]) -> None:
        """Looks at the distinct values of a flow; `worded` are those in which words can matter too."""
        fresh = self._fresh(values, self._seen)
        if fresh:
            self._look_for_patterns(fresh)
        fresh = self._fresh(worded, self._worded) if worded else []
        if fresh:
            self._look_for_words(fresh)

    def told(self, values: set[Scalar], *, longest: int) -> set[Scalar]:
        """Those of a document's values that deserve a closer look. Words count in values of at most `longest`
        characters: what another document of the same value allows must not matter here."""
        if longest < 0:
            return set(self._numbers)
        told = values & self._patterned.keys()
        if longest:
            worded = values & self._worded_hits.keys()
            told |= worded if longest >= _LONGEST_VALUE else {value for value in worded if len(str(value)) <= longest}
        return told | self._numbers if self._numbers else told

    def _fresh(self, values: set[Scalar], seen: set[Scalar]) -> list[str]:
        """The texts among the values that were not looked at before. All are counted as seen, but for long ones."""
        fresh = values - seen
        seen |= fresh
        texts = [value for value in fresh if value.__class__ is str and len(value) > 2]
        seen.difference_update([text for text in texts if len(text) > _LONGEST_REMEMBERED])
        return texts

    def hits(self, value: Scalar, *, longest: int) -> Hits | None:
        """What was recognised in a scanned value; `longest` as in `told`."""
        if longest < 0 or not isinstance(value, str):
            return None
        word = self._worded_hits.get(value) if len(value) <= longest else None
        if word is None and value not in self._patterned:
            return None
        return Hits(word, self._patterned.get(value))

    @property
    def has_persona(self) -> bool:
        """Whether there are planted values at all."""
        return bool(self._persona)

    def planted(self, value: Scalar) -> Needle | None:
        """The persona's needle of exactly this value, in any letter case."""
        return self._persona.get(str(value).strip().casefold()) if self._persona else None

    def is_revealing(self, label: str) -> bool:
        """Whether a label holds a word of the revealing kind."""
        if label not in self._worded:
            self._worded.add(label)
            self._look_for_words([label])
        word = self._worded_hits.get(label)
        return word is not None and word.revealing

    def _look_for_patterns(self, fresh: list[str]) -> None:
        patterns = self.patterns.find([value for value in fresh if len(value) <= _LONGEST_VALUE])
        for value in (*patterns, *self._noticed(fresh)):
            self._patterned[value] = patterns.get(value)
            self._held += len(value)

    def _look_for_words(self, fresh: list[str]) -> None:
        for value, word in self._lexicon.find([value for value in fresh if len(value) <= _LONGEST_VALUE]).items():
            self._worded_hits[value] = word
            self._held += len(value)

    def _noticed(self, fresh: list[str]) -> Iterator[str]:
        """Values of the persona, and values long and dense enough to be ciphertext."""
        yield from [value for value in fresh if len(value) >= 32 and " " not in value and may_be_opaque(value)]
        if self._persona:
            yield from (value for value in fresh if value.strip().casefold() in self._persona)


def is_code(document: Document, context: FlowContext) -> bool:
    """Scripts, styles and fonts: names in them are a program's, not a person's."""
    if document.notation is not Notation.TEXT or document.location is not Location.BODY:
        return False
    mime = context.facts.response_mime or ""
    return document.side is Side.RESPONSE and any(kind in mime for kind in _CODE_MIMES)
