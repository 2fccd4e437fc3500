"""Digests of needles, looked up by their first bytes: one table answers for every needle, variant and algorithm."""

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from inspector.detect.needles.algorithms import NESTED, SHORTEST_HEX, algorithms, available
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

__all__ = ["DigestTable", "Source", "available", "digest_of"]

_SHORTEST_BASE64 = 16
_LONGEST_BASE64 = 88
_MANY_TEXTS = 40_000
"""Beyond these (some four thousand needles) only the hexadecimal text of a digest is hashed again."""
_HOWS = ("", "raw:", "upper>")
_MANY = 12  # from here on, a look at the letters of all is quicker than one at each word
_HEX_RUN = re.compile(r"[0-9a-fA-F]+\Z")
_STANDARD = str.maketrans("-_", "+/")


class Source(NamedTuple):
    """What was hashed: the number of the needle, the variant, and the chain of algorithms, outermost first. An inner
    one is hashed again as its hexadecimal text, as its bytes (`raw:md5`) or in capitals (`upper>md5`)."""

    needle: int
    variant: Variant
    chain: tuple[str, ...]


class DigestTable:
    """Digests of every variant, and digests of those digests, one level deep."""

    def __init__(self, variants: Sequence[tuple[int, Variant]]) -> None:
        self._sources: list[tuple[int, Variant]] = [pair for pair in variants if pair[1].hashed]
        self._odd = [pair for pair in variants if pair[1].once]
        texts = [variant.data for _, variant in self._sources]
        self._single = tuple((name,) for name in available())
        self._nested = _nestings(_HOWS if len(texts) <= _MANY_TEXTS else _HOWS[:1])
        starts, ends, centres = cut_rows(map(_digests, texts), heads, tails, middles)
        odd_starts, odd_ends = cut_rows((_common_digests(variant.data) for _, variant in self._odd), heads, tails)
        starts, ends = np.concatenate([starts, odd_starts]), np.concatenate([ends, odd_ends])
        self._firsts = len(starts)
        self._tails = PrefixTable(ends)
        self._middles = PrefixTable(centres)  # of MD5, the first of the algorithms
        starts = np.concatenate([starts, *cut_rows((_digest_again(text, self._nested) for text in texts), heads)])
        self._heads = PrefixTable(starts)
        self._signs = Signs(heads=starts, ends=np.concatenate([ends, centres]))

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
                return source, f"raw:{_chain(source)}"
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
                yield source, _chain(source)
            elif digest.startswith(low):
                yield source, f"truncated-{len(run)}>{_chain(source)}"
        for number in self._tails.places(int(low[-16:], 16)) if _is_hex(low[-16:]) else ():
            source = self._source_of_single(number)
            digest = digest_of(source).hex()
            if low.endswith(digest) and low != digest:
                yield source, _chain(source)
            elif digest.endswith(low) and digest != low:
                yield source, f"truncated-last-{len(run)}>{_chain(source)}"
        if len(low) == SHORTEST_HEX and _is_hex(low):
            for number in self._middles.places(int(low, 16)):
                source = Source(*self._sources[number], self._single[0])
                yield source, f"truncated-middle-{SHORTEST_HEX}>{_chain(source)}"

    def _backward_hits(self, word: str) -> Iterator[tuple[Source, str]]:
        low = word[::-1].lower()
        for source in self._starting(int(low[:16], 16)) if _is_hex(low[:16]) else ():
            if low == digest_of(source).hex():
                yield source, f"reversed>{_chain(source)}"

    def _base64_hits(self, run: str) -> Iterator[tuple[Source, str]]:
        bare = run.rstrip("=")
        if not _SHORTEST_BASE64 <= len(bare) <= _LONGEST_BASE64:
            return
        word = "base64url" if "-" in bare or "_" in bare else "base64"
        for source in self._starting(int.from_bytes(_decode_base64(bare[:12])[:8])):
            digest = digest_of(source)
            whole = base64.b64encode(digest).decode("ascii").rstrip("=")
            standard = bare.translate(_STANDARD)
            if standard == whole:
                yield source, f"{word}>raw:{_chain(source)}"
            elif whole.startswith(standard):
                yield source, f"truncated-{len(bare)}>{word}>raw:{_chain(source)}"
            elif len(cut := _decode_base64(bare)) >= 8 and digest.startswith(cut):
                yield source, f"{word}>raw:truncated-{2 * len(cut)}>{_chain(source)}"

    def _starting(self, key: int) -> Iterator[Source]:
        for place in self._heads.places(key):
            if place < self._firsts:
                yield self._source_of_single(place)
            else:
                yield self._source(place - self._firsts, self._nested)

    def _source_of_single(self, number: int) -> Source:
        """What was hashed once; odd writings stand behind all others."""
        behind = number - len(self._sources) * len(self._single)
        if behind < 0:
            return self._source(number, self._single)
        at, place = divmod(behind, len(NESTED))
        needle, variant = self._odd[at]
        return Source(needle, variant, (NESTED[place],))

    def _source(self, number: int, chains: Sequence[tuple[str, ...]]) -> Source:
        at, place = divmod(number, len(chains))
        needle, variant = self._sources[at]
        return Source(needle, variant, chains[place])


def digest_of(source: Source) -> bytes:
    """The raw digest that a source makes, computed again."""
    data = source.variant.data
    outer, *inner = source.chain
    for step in reversed(inner):
        how, name = _parse(step)
        data = _fed(algorithms()[name](data), how)
    return algorithms()[outer](data)


def _digests(text: bytes) -> list[bytes]:
    return [algorithm(text) for algorithm in algorithms().values()]


def _common_digests(text: bytes) -> list[bytes]:
    """Of an odd writing: with the algorithms of trackers."""
    return [algorithms()[name](text) for name in NESTED]


def _digest_again(text: bytes, chains: Sequence[tuple[str, ...]]) -> list[bytes]:
    """The digests of two-step chains, which come grouped by what is hashed again."""
    known = algorithms()
    inner = {name: known[name](text) for name in NESTED}
    fed = [_fed(inner[name], how) for how, name in map(_parse, dict.fromkeys(step for _, step in chains))]
    outer = [known[name] for name in NESTED]
    return [algorithm(data) for data in fed for algorithm in outer]


def _nestings(hows: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple((outer, f"{how}{inner}") for inner in NESTED for how in hows for outer in NESTED)


def _fed(digest: bytes, how: str) -> bytes:
    """What the outer algorithm is given."""
    if how == "raw:":
        return digest
    written = digest.hex()
    return (written.upper() if how == "upper>" else written).encode("ascii")


@cache
def _parse(step: str) -> tuple[str, str]:
    for how in _HOWS[1:]:
        if step.startswith(how):
            return how, step.removeprefix(how)
    return "", step


def _chain(source: Source) -> str:
    """The chain in the words of `contracts.md`: a bare digest is that of the normalised value."""
    steps = ">".join(source.chain)
    return steps if source.variant.bare else f"{steps}>{source.variant.form}"


def _is_hex(run: str) -> bool:
    return run.isascii() and run.isalnum() and _HEX_RUN.match(run) is not None


def _decode_base64(run: str) -> bytes:
    try:
        return base64.b64decode(run.translate(_STANDARD) + "=" * (-len(run) % 4))
    except ValueError:
        return b""
