"""Words for values that are looked for: what they are called, and how they were written where they were found."""

from collections.abc import Sequence

from inspector.findings.step_words import form_word as report_form_word
from inspector.messages import Translator
from inspector.model.leaf import Needle, Origin
from inspector.ui.words import class_word, safe_text

_LONGEST = 80


def needle_word(t: Translator, needle: Needle) -> str:
    """The label that a person gave; of a value that was learned the name of its class, and whether it is an id or a
    picture that stands for it."""
    if needle.origin is not Origin.LEARNED:
        return safe_text(needle.name, limit=_LONGEST)
    word = class_word(t, needle.class_)
    if needle.name == "image":
        return t("forms.needle.image", **{"class": word})
    is_id = needle.name == f"{needle.class_.partition('.')[2]} id"
    return t("forms.needle.id", **{"class": word}) if is_id else word


def form_word(t: Translator, form: str) -> str:
    """As in the report, safe to show."""
    return safe_text(report_form_word(t, form), limit=4 * _LONGEST)


def forms_text(t: Translator, forms: Sequence[str]) -> str:
    """Forms in one line: the spellings, then the hashes by their names."""
    names = [t(f"forms.digest.{form}") for form in forms if t.has(f"forms.digest.{form}")]
    words = [form_word(t, form) for form in forms if not t.has(f"forms.digest.{form}")]
    return ", ".join((*words, t("forms.digests", list=", ".join(names)))) if names else ", ".join(words)
