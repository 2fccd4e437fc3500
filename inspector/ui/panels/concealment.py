"""Credentials are shown masked until somebody asks for them."""

import re
from collections.abc import Callable, Iterable

from inspector.model.leaf import SensitiveLeaf
from inspector.model.mask import mask

_SHORTEST = 6


def conceal_with(leaves: Iterable[SensitiveLeaf]) -> Callable[[str], str]:
    """A function that masks the credentials among these leaves wherever they stand in a text."""
    values = {leaf.value for leaf in leaves if leaf.class_.startswith("credential") and len(leaf.value) >= _SHORTEST}
    if not values:
        return lambda text: text
    pattern = re.compile("|".join(re.escape(value) for value in sorted(values, key=len, reverse=True)))
    return lambda text: pattern.sub(lambda found: mask(found[0]), text)


def has_credentials(leaves: Iterable[SensitiveLeaf]) -> bool:
    return any(leaf.class_.startswith("credential") for leaf in leaves)
