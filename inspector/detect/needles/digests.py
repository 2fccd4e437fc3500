"""Digests of needles, looked up by their first bytes: one table answers for every needle, variant and algorithm."""

import base64
import re
from collections.abc import Container, Iterable, Iterator, Sequence

import numpy as np

from inspector.detect.needles.algorithms import NESTED, SHORTEST_HEX, available, rarely_hashed, usual
from inspector.detect.needles.digest_sources import (
    Block,
    Chains,
    Source,
    Sources,
    chain_of,
    common_digests,
    digest_of,
    digests,
    digests_again,
    nestings,
    rare_digests_again,
    rare_nestings,
)
from inspector.detect.needles.glued import pairs_in, pieces_of
from inspector.detect.needles.lines import Lines
from inspector.detect.needles.prefixes import (
    PrefixTable,
    base64_keys,
    cut_rows,
    heads,
    hex_keys,
    hex_places,
    middles,
    rows_of,
    tails,
)
from inspector.detect.needles.signs import Signs
from inspector.detect.needles.variants import Variant

__all__ = ["DigestTable", "Source", "digest_of"]

type Pairs = Sequence[tuple[int, Variant]]

_SHORTEST_BASE64 = 16
_LONGEST_BASE64 = 88
_MANY_TEXTS = 40_000
"""Beyond these (some four thousand needles) only the hexadecimal text of a digest is hashed again."""
_MANY_RARE_TEXTS = 6_000
"""Beyond these (some three hundred planted needles) rare algorithms and chains are left out."""
_MANY = 12  # from here on, a look at the letters of all is quicker than one at each word
_HEX_RUN = re.compile(r"[0-9a-fA-F]+\Z")
_STANDARD = str.maketrans("-_", "+/")


class DigestTable:
    """Digests of every variant, and digests of those digests, one level deep; of the needles in `planted` also the
    rare ones, of all needles where they are few."""

    def __init__(self, variants: Pairs, *, planted: Container[int] = ()) -> None:
        self._sources: list[tuple[int, Variant]] = [pair for pair in variants if pair[1].hashed]
        odd = [pair for pair in variants if pair[1].once]
        rare = _rarely(self._sources, planted)
        texts = [variant.data for _, variant in self._sources]
        nested = nestings(briefly=len(texts) > _MANY_TEXTS)
        rare_texts = [variant.data for _, variant in rare]
        self.algorithms = available() if rare else usual()
        self._at = Sources(
            [
                Block(self._sources, _singly(usual())),
                Block(odd, _singly(NESTED)),
                Block(rare, _singly(available()[len(usual()) :])),
                Block(self._sources, nested),
                Block(rare, rare_nestings()),
            ]
        )
        starts, ends, centres = cut_rows(map(digests, texts), heads, tails, middles)
        odd_starts, odd_ends = cut_rows((common_digests(variant.data) for _, variant in odd), heads, tails)
        rare_starts, rare_ends = cut_rows(rarely_hashed(rare_texts), heads, tails)
        again = cut_rows(digests_again(texts, nested), heads)
        chained = cut_rows(map(rare_digests_again, rare_texts), heads)
        ends = np.concatenate([ends, odd_ends, rare_ends])
        self._tails = PrefixTable(ends)
        self._middles = PrefixTable(centres)  # of MD5, the first of the algorithms
        numbers = np.concatenate([starts, rare_starts])
        starts = np.concatenate([starts, odd_starts, rare_starts, *again, *chained])
        self._heads = PrefixTable(starts)
        self._signs = Signs(heads=starts, ends=np.concatenate([ends, centres]), numbers=numbers if rare else None)

    def __len__(self) -> int:
        return len(self._heads)

    def find_many(self, words: Iterable[str]) -> list[tuple[str, Source, str]]:
        """The digests among words already cut out of text: runs of the letters of base64 and base64url, `=` at the
        end; (word, source, form), each once. A word may also be a digest as a UUID, backwards, in base32 or as a
        decimal number, begin or end with one, or hold one between `-`, `_` and `/`."""
        if not self._sources:
            return []
        whole = list(dict.fromkeys(word for word in words if len(word) >= SHORTEST_HEX))
        within = pieces_of(whole)
        suspects = set(self._suspects([*whole, *within]))  # together: a look at a few costs nearly that at many
        if not suspects:
            return []
        found = [(word, *hit) for word in whole if word in suspects for hit in self._hits(word)]
        if found:
            known = {word for word, _, _ in found}
            within = pieces_of([word for word in whole if word not in known])
        pieces = {piece: words for piece, words in within.items() if piece in suspects}
        return [*dict.fromkeys(found), *self._in_pieces(pieces)]

    def runs_in(self, lines: Lines) -> set[str]:
        """What `find_many` is to look at of some values: nearly always nothing."""
        return self._signs.runs_in(lines) if self._sources else set()

    def find_pairs(self, texts: Iterable[str]) -> list[tuple[str, Source, str]]:
        """Those texts that are a digest in pairs of hexadecimal digits, with `:`, `-` or a blank between them; (text,
        source, form)."""
        return self._in_pieces(pairs_in(texts)) if self._sources else []

    def find_hex(self, run: str) -> tuple[Source, str] | None:
        """The source of a run of hexadecimal digits, whole or cut to at least 16, and its form; None where unknown."""
        return next(self._hex_hits(run), None)

    def find_base64(self, run: str) -> tuple[Source, str] | None:
        """The source of a run of base64 or base64url that is a raw digest, whole or cut, and its form; None where
        unknown."""
        return next(self._base64_hits(run), None)

    def find_raw(self, text: str) -> tuple[Source, str] | None:
        """The source of a text whose characters are the bytes of a raw digest; None where unknown."""
        try:
            data = text.encode("latin-1")
        except UnicodeEncodeError:
            return None
        for source in self._starting(int.from_bytes(data[:8])) if len(data) >= 8 else ():
            if data == digest_of(source):
                return source, f"raw:{chain_of(source)}"
        return None

    def _in_pieces(self, within: dict[str, list[tuple[str, str]]]) -> list[tuple[str, Source, str]]:
        """The digests among pieces: the words they stand for, and the forms with what led to the piece before them."""
        found = [
            (word, source, f"{start}{form}")
            for piece in self._suspects(list(within))
            for word, start in within[piece]
            for source, form in self._hits(piece)
        ]
        return list(dict.fromkeys(found))

    def _suspects(self, words: list[str]) -> list[str]:
        """The words whose first or last letters are those of a digest."""
        if len(words) < _MANY:
            return words
        starts, ends = rows_of([word[:16] for word in words]), rows_of([word[-16:] for word in words])
        first, last, every = hex_places(starts), hex_places(ends), np.arange(len(words))
        numbers = {*self._heads.known(hex_keys(starts[first]), first)}
        numbers.update(self._heads.known(base64_keys(starts[:, :11]), every))
        numbers.update(self._heads.known(hex_keys(ends[last][:, ::-1]), last))
        numbers.update(self._tails.known(hex_keys(ends[last]), last))
        numbers.update(self._middles.known(hex_keys(ends[last]), last))
        return [words[number] for number in sorted(numbers)]

    def _hits(self, word: str) -> Iterator[tuple[Source, str]]:
        yield from self._hex_hits(word)
        yield from self._backward_hits(word)
        yield from self._base64_hits(word)

    def _hex_hits(self, run: str) -> Iterator[tuple[Source, str]]:
        low = run.lower()
        if len(low) < SHORTEST_HEX:
            return
        for source in self._starting(int(low[:16], 16)) if _is_hex(low[:16]) else ():
            digest = digest_of(source).hex()
            if low.startswith(digest):  # whole, or with something glued to its end
                yield source, chain_of(source)
            elif digest.startswith(low):
                yield source, f"truncated-{len(run)}>{chain_of(source)}"
        for number in self._tails.places(int(low[-16:], 16)) if _is_hex(low[-16:]) else ():
            source = self._at.at(number)
            digest = digest_of(source).hex()
            if low.endswith(digest) and low != digest:
                yield source, chain_of(source)
            elif digest.endswith(low) and digest != low:
                yield source, f"truncated-last-{len(run)}>{chain_of(source)}"
        if len(low) == SHORTEST_HEX and _is_hex(low):
            for number in self._middles.places(int(low, 16)):
                source = Source(*self._sources[number], ("md5",))
                yield source, f"truncated-middle-{SHORTEST_HEX}>{chain_of(source)}"

    def _backward_hits(self, word: str) -> Iterator[tuple[Source, str]]:
        low = word[::-1].lower()
        for source in self._starting(int(low[:16], 16)) if _is_hex(low[:16]) else ():
            if low == digest_of(source).hex():
                yield source, f"reversed>{chain_of(source)}"

    def _base64_hits(self, run: str) -> Iterator[tuple[Source, str]]:
        bare = run.rstrip("=")
        if not _SHORTEST_BASE64 <= len(bare) <= _LONGEST_BASE64:
            return
        word = "base64url" if "-" in bare or "_" in bare else "base64"
        for source in self._starting(int.from_bytes(bytes_of_base64(bare[:12])[:8])):
            digest = digest_of(source)
            whole = base64.b64encode(digest).decode("ascii").rstrip("=")
            standard = bare.translate(_STANDARD)
            if standard == whole:
                yield source, f"{word}>raw:{chain_of(source)}"
            elif whole.startswith(standard):
                yield source, f"truncated-{len(bare)}>{word}>raw:{chain_of(source)}"
            elif len(cut := bytes_of_base64(bare)) >= 8 and digest.startswith(cut):
                yield source, f"{word}>raw:truncated-{2 * len(cut)}>{chain_of(source)}"

    def _starting(self, key: int) -> Iterator[Source]:
        yield from map(self._at.at, self._heads.places(key))


def _rarely(sources: list[tuple[int, Variant]], planted: Container[int]) -> list[tuple[int, Variant]]:
    """What is hashed in rare ways too."""
    if len(sources) <= _MANY_RARE_TEXTS:
        return sources
    chosen = [pair for pair in sources if pair[0] in planted]
    return chosen if len(chosen) <= _MANY_RARE_TEXTS else []


def _singly(names: Sequence[str]) -> Chains:
    return [(name,) for name in names]


def _is_hex(run: str) -> bool:
    return run.isascii() and run.isalnum() and _HEX_RUN.match(run) is not None


def bytes_of_base64(run: str) -> bytes:
    """The bytes of either alphabet, without padding; b"" where it is neither."""
    try:
        return base64.b64decode(run.translate(_STANDARD) + "=" * (-len(run) % 4))
    except ValueError:
        return b""
