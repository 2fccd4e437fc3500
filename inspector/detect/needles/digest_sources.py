"""What was hashed, and how: the order in which the digests of all needles stand, and each digest computed again."""

import base64
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, product
from typing import NamedTuple

from inspector.detect.needles.algorithms import NESTED, algorithms, nested_hashes, usual_algorithms
from inspector.detect.needles.variants import Variant

type Chains = Sequence[tuple[str, ...]]

_HOWS = ("", "raw:", "upper>")
_ENCODED = "base64>raw:"


class Source(NamedTuple):
    """What was hashed: the number of the needle, the variant, and the chain of algorithms, outermost first. An inner
    one is hashed again as its hexadecimal text, as its bytes (`raw:md5`), in capitals (`upper>md5`) or in base64
    (`base64>raw:md5`)."""

    needle: int
    variant: Variant
    chain: tuple[str, ...]


class Block(NamedTuple):
    """Variants, each hashed along each of the same chains."""

    pairs: Sequence[tuple[int, Variant]]
    chains: Chains

    def __len__(self) -> int:
        return len(self.pairs) * len(self.chains)


class Sources:
    """Blocks one after the other: whose digest stands at a place."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = [block for block in blocks if len(block)]
        self._starts = [0, *accumulate(map(len, self._blocks))]

    def at(self, place: int) -> Source:
        number = bisect_right(self._starts, place) - 1
        block = self._blocks[number]
        row, column = divmod(place - self._starts[number], len(block.chains))
        return Source(*block.pairs[row], block.chains[column])


def nestings(*, briefly: bool) -> Chains:
    """Digests hashed again; briefly: as their hexadecimal text only."""
    hows = _HOWS[:1] if briefly else _HOWS
    return [(outer, f"{how}{inner}") for inner in NESTED for how in hows for outer in NESTED]


def rare_nestings() -> Chains:
    """The same algorithm three times, and again over base64."""
    return [(name, name, name) for name in NESTED] + [(name, f"{_ENCODED}{name}") for name in NESTED]


def digests(text: bytes) -> list[bytes]:
    """With each of the usual algorithms."""
    return [algorithm(text) for algorithm in usual_algorithms().values()]


def common_digests(text: bytes) -> list[bytes]:
    """With the algorithms of trackers."""
    return [new(text).digest() for new in nested_hashes().values()]


def digests_again(texts: Sequence[bytes], chains: Chains) -> Iterator[list[bytes]]:
    """Of each text the digests along chains of two steps, which come grouped by what is hashed again."""
    hashes = nested_hashes()
    steps = [_parse(step) for step in dict.fromkeys(step for _, step in chains)]
    outer = list(hashes.values())
    for text in texts:
        inner = {name: new(text).digest() for name, new in hashes.items()}
        fed = [_fed(inner[name], how) for how, name in steps]
        yield [new(data).digest() for data, new in product(fed, outer)]


def rare_digests_again(text: bytes) -> list[bytes]:
    """Of a text the digests along `rare_nestings`."""
    hashes = nested_hashes().values()
    once = [new(text).digest() for new in hashes]
    twice = [new(_fed(digest, "")).digest() for new, digest in zip(hashes, once, strict=True)]
    thrice = [new(_fed(digest, "")).digest() for new, digest in zip(hashes, twice, strict=True)]
    return thrice + [new(_fed(digest, _ENCODED)).digest() for new, digest in zip(hashes, once, strict=True)]


def digest_of(source: Source) -> bytes:
    """The raw digest that a source makes, computed again."""
    return digest_along(source.chain, source.variant.data)


def digest_along(chain: Sequence[str], data: bytes) -> bytes:
    """The raw digest of a text along a chain, outermost first."""
    outer, *inner = chain
    for step in reversed(inner):
        how, name = _parse(step)
        data = _fed(algorithms()[name](data), how)
    return algorithms()[outer](data)


def chain_of(source: Source) -> str:
    """The chain in the words of `contracts.md`: a bare digest is that of the normalised value."""
    steps = ">".join(source.chain)
    return steps if source.variant.bare else f"{steps}>{source.variant.form}"


def _fed(digest: bytes, how: str) -> bytes:
    """What the outer algorithm is given."""
    if how == "raw:":
        return digest
    if how == _ENCODED:
        return base64.b64encode(digest)
    written = digest.hex()
    return (written.upper() if how == "upper>" else written).encode("ascii")


@cache
def _parse(step: str) -> tuple[str, str]:
    for how in (_ENCODED, *_HOWS[1:]):
        if step.startswith(how):
            return how, step.removeprefix(how)
    return "", step
