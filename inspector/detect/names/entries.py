"""The field names of the packs, and which of them another name is: as written, in another order, as a part of it."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from inspector.detect.names.fold import lemma, numbered, tokens
from inspector.detect.names.silences import Silences
from inspector.detect.names.verdicts import MUTED, KeyVerdict
from inspector.detect.packs import KeyRule, Packs

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
_SHORTEST_JOINED = 6  # `u_cd` is not `ucd`
_MEASURES = ("duration", "interval", "size")
_MEASURED = ("health.diagnosis", "health.treatment")


class Entry(NamedTuple):
    """One name of a pack, as the words it is of."""

    words: tuple[str, ...]
    verdict: KeyVerdict


class Entries:
    """All names of the packs."""

    def __init__(self, packs: Packs, *, silences: Silences, roles: Collection[str]) -> None:
        self._whole: dict[tuple[str, ...], KeyVerdict] = {}
        self.joined: dict[str, KeyVerdict] = {}
        self.single: dict[str, KeyVerdict] = {}
        self.several: dict[str, list[Entry]] = {}
        self._unordered: dict[frozenset[str], KeyVerdict] = {}
        self._numbered: dict[str, KeyVerdict] = {}
        self._affixes = packs.generic("affixes")
        self._silences = silences
        self._roles = roles
        for pack in packs.packs:
            for rule in pack.key:
                self._learn(pack.pack, rule)

    def match(self, words: tuple[str, ...], written: str) -> KeyVerdict | None:
        """The entry that a name of these words is, or else the best of those inside it; MUTED for a muted name.
        `written` is the name in one word, its plurals kept."""
        joined = "".join(words)
        if not words or self._silences.has(joined):
            return MUTED
        whole = self._whole.get(words)
        if whole is None and (len(words) == 1 or len(written) >= _SHORTEST_JOINED):
            whole = self.joined.get(joined) or self.joined.get(written)
        if whole is None and len(words) > 1:
            whole = self._unordered.get(frozenset(words) - _LINKS) or self.counted(words)
        if whole is not None:
            return whole
        if self._silences.ends(words, joined) and not self._is_measured(words):
            return MUTED
        best = max(self._partial(words), key=self._rank, default=None)
        return best.verdict if best is not None else None

    def counted(self, words: tuple[str, ...]) -> KeyVerdict | None:
        """The entry of a name with a word for `number` in it, whichever word that is: `kundennummer`, `kunden_nr`."""
        counted = numbered(without_links(words))
        return self._numbered.get(counted) if "#" in counted else None

    def following(self, words: tuple[str, ...]) -> Iterator[Entry]:
        """The entries of several words that stand in a text, one word after the other."""
        for word in words:
            yield from (entry for entry in self.several.get(word, ()) if _follow(words, entry.words))

    def _learn(self, pack: str, rule: KeyRule) -> None:
        named = f"{pack}/{rule.id}"
        for names, strong in ((rule.strong, True), (rule.weak, False)):
            for name in names:
                self._enter(name, KeyVerdict(rule.class_, strong, named, name, rule.about, whole=False))

    def _enter(self, name: str, verdict: KeyVerdict) -> None:
        whole = verdict._replace(whole=True)
        words, written = lemma(name), tokens(name)
        bare = without_links(words)
        _keep_strong(self._whole, words, whole)
        _keep_strong(self.joined, "".join(words), whole)
        if written != words:
            _keep_strong(self.joined, "".join(written), whole)
        if len(bare) > 1:
            free = frozenset(bare)
            if len(free) > 1:
                _keep_strong(self._unordered, free, whole)
        _keep_strong(self._numbered, numbered(bare), whole)
        if len(words) == 1:
            _keep_strong(self.single, words[0], verdict)
        else:
            self.several.setdefault(words[0], []).append(Entry(words, verdict))

    def _is_measured(self, words: tuple[str, ...]) -> bool:
        """How long a symptom lasts, how large a tumour is: no setting of a program."""
        told = self.single.get(words[0]) if words[-1] in _MEASURES else None
        return told is not None and told.strong and told.class_.startswith(_MEASURED)

    def _rank(self, entry: Entry) -> tuple[int, bool, bool, int]:
        is_role = len(entry.words) == 1 and entry.words[0] in self._roles
        return len(entry.words), not is_role, entry.verdict.strong, len(entry.words[-1])

    def _partial(self, words: tuple[str, ...]) -> Iterator[Entry]:
        for start, word in enumerate(words):
            for entry in self.several.get(word, ()):
                if words[start : start + len(entry.words)] == entry.words:
                    yield entry
            verdict = self.single.get(word)
            if verdict is not None and len(word) > 2 and self._is_attribute(words, word):
                yield Entry((word,), verdict)

    def _is_attribute(self, words: tuple[str, ...], named: str) -> bool:
        """A single word decides inside a longer name only beside neutral words and words of its own class:
        `user_email`, `plz_ort`, not `email_campaign`."""
        return all(
            word == named or word in self._affixes or word in self._roles or self._agree(word, named) for word in words
        )

    def _agree(self, word: str, other: str) -> bool:
        verdict = self.single.get(word)
        return verdict is not None and verdict.class_ == self.single[other].class_


def without_links(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name but for articles and the like."""
    return tuple(word for word in words if word not in _LINKS)


def _follow(words: tuple[str, ...], entry: tuple[str, ...]) -> bool:
    """Whether the words of an entry stand one after the other."""
    starts = range(len(words) - len(entry) + 1)
    return any(words[start : start + len(entry)] == entry for start in starts)


def _keep_strong[Key](table: dict[Key, KeyVerdict], key: Key, verdict: KeyVerdict) -> None:
    present = table.get(key)
    if present is None or (verdict.strong and not present.strong):
        table[key] = verdict
