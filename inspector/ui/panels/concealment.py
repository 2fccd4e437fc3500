"""Credentials are shown masked until somebody asks for them."""

from collections.abc import Callable, Iterable

from inspector.model.leaf import SensitiveLeaf
from inspector.model.secrecy import find_secrets


def conceal_with(leaves: Iterable[SensitiveLeaf]) -> Callable[[str], str]:
    """A function that hides the credentials among these leaves wherever they stand in a text."""
    certain = (leaf.value for leaf in leaves if is_credential(leaf))
    return find_secrets(certain=certain, named=()).conceal


def is_credential(leaf: SensitiveLeaf) -> bool:
    return leaf.class_.startswith("credential")
