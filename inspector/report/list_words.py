"""Parts of a sentence one after the other."""

from collections.abc import Iterable

from inspector.messages import Translator, french_spaces


def listed(parts: Iterable[str], t: Translator) -> str:
    """With semicolons between them, spaced as the language wants it; the parts stay as they are."""
    return (french_spaces(" ; ") if t.language == "fr" else "; ").join(parts)
