"""Values that were masked before they were sent (`j***@shop.example`, `FR76 **** **** **** 4321`): nobody can read them
there."""

import re
from collections.abc import Sequence

from inspector.model.leaf import SensitiveLeaf

_MASK = "*•●∙⁎＊█"
_RUN = re.compile(rf"[{_MASK}]{{2}}")
_LEAST_SHARE = 0.4  # of the letters, digits and mask signs


def legible(leaves: Sequence[SensitiveLeaf]) -> Sequence[SensitiveLeaf]:
    """The leaves whose value was not masked; the same sequence where none was."""
    if not any(_RUN.search(leaf.value) for leaf in leaves):
        return leaves
    return [leaf for leaf in leaves if not is_masked(leaf.value)]


def is_masked(value: str) -> bool:
    """Whether signs of a mask stand for a good part of a value, in an e-mail address of what stands before the `@`; a
    row of asterisks beside a sentence does not."""
    local, at, domain = value.partition("@")
    telling = local if at and " " not in value and domain else value
    if _RUN.search(telling) is None:
        return False
    masked = sum(telling.count(sign) for sign in _MASK)
    return masked >= _LEAST_SHARE * (masked + sum(map(str.isalnum, telling)))
