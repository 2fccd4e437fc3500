"""The one name of a class of data, for running text: taken from the catalogue that the window uses too."""

from inspector.messages import Translator


def class_word(class_: str | None, t: Translator) -> str:
    """`motif de consultation`, `adresse IP`; the class itself where the catalogue lacks it, "" for none."""
    key = f"classes.{class_}"
    return in_sentence(t(key)) if class_ and t.has(key) else (class_ or "")


def in_sentence(word: str) -> str:
    """The name as it stands within a sentence: abbreviations keep their capitals."""
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]
