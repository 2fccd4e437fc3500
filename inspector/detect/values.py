"""What values say by themselves: words, patterns, planted values, ciphertext; looked at once per distinct value."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inspector.decode.document import Document, Notation
from inspector.detect.context import FlowContext
from inspector.detect.lexicon import Lexicon, WordHit
from inspector.detect.opaque import may_be_opaque
from inspector.detect.packs import Packs
from inspector.detect.patterns import PatternHit, Patterns
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
        self._seen: set[str] = set()
        self._worded: set[str] = set()
        self._hits: dict[str, Hits] = {}
        self._held = 0  # characters in `_hits`

    def forget(self) -> None:
        """Lets go of everything where it has become too much; to be called between flows only."""
        if max(len(self._seen), len(self._worded)) > _MOST_REMEMBERED or self._held > _MOST_HELD:
            self._seen.clear()
            self._worded.clear()
            self._hits.clear()
            self._held = 0

    def scan(self, document: Document, context: FlowContext, *, worded: bool) -> set[Scalar]:
        """The distinct values of a document that deserve a closer look.

        `worded`: whether words can matter; in an answer whose names never speak of health they cannot.
        """
        values = {value for _, _, value in document.leaves if isinstance(value, str)}
        if not _is_code(document, context):
            fresh = _within_bounds(values - self._seen)
            if fresh:
                self._look_for_patterns(fresh)
            fresh = _within_bounds(values - self._worded) if worded else []
            if fresh:
                self._look_for_words(fresh)
        return {*(values & self._hits.keys()), *self._numbers}

    def hits(self, value: Scalar) -> Hits | None:
        """What was recognised in a scanned value."""
        return self._hits.get(value) if isinstance(value, str) else None

    def planted(self, value: Scalar) -> Needle | None:
        """The persona's needle of exactly this value, in any letter case."""
        return self._persona.get(str(value).strip().casefold()) if self._persona else None

    def is_revealing(self, label: str) -> bool:
        """Whether a label holds a word of the revealing kind."""
        if label not in self._worded:
            self._look_for_words([label])
        word = self._hits.get(label, NO_HITS).word
        return word is not None and word.revealing

    def _look_for_patterns(self, fresh: list[str]) -> None:
        patterns = self.patterns.find(fresh)
        for value in (*patterns, *self._noticed(fresh)):
            self._hits[value] = Hits(self._hits.get(value, NO_HITS).word, patterns.get(value))
            self._held += len(value)
        self._seen.update(value for value in fresh if len(value) <= _LONGEST_REMEMBERED)

    def _look_for_words(self, fresh: list[str]) -> None:
        for value, word in self._lexicon.find(fresh).items():
            self._hits[value] = Hits(word, self._hits.get(value, NO_HITS).pattern)
            self._held += len(value)
        self._worded.update(value for value in fresh if len(value) <= _LONGEST_REMEMBERED)

    def _noticed(self, fresh: list[str]) -> Iterator[str]:
        """Values of the persona, and values long and dense enough to be ciphertext."""
        yield from (value for value in fresh if len(value) >= 32 and may_be_opaque(value))
        if self._persona:
            yield from (value for value in fresh if value.strip().casefold() in self._persona)


def _is_code(document: Document, context: FlowContext) -> bool:
    """Scripts, styles and fonts: names in them are a program's, not a person's."""
    mime = context.facts.response_mime or ""
    is_body = document.side is Side.RESPONSE and document.location is Location.BODY
    return is_body and document.notation is Notation.TEXT and any(kind in mime for kind in _CODE_MIMES)


def _within_bounds(values: set[str]) -> list[str]:
    return [value for value in values if 2 < len(value) <= _LONGEST_VALUE]
