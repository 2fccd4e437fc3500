"""Words for values that are looked for: what they are called, and how they were written where they were found."""

import re
from collections.abc import Sequence

from inspector.messages import Translator
from inspector.model.leaf import Needle, Origin
from inspector.ui.words import class_word, safe_text

_CUT = re.compile(r"(truncated(?:-last|-middle)?)-(\d{1,6})")
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
    """A form of `contracts.md` in words: `sha256>md5` is « SHA-256 hash, of: MD5 hash »; a code nobody knows stays."""
    first, *rest = (_step_word(t, step) for step in reversed(form.split(">")))
    for outer in rest:
        first = t("forms.of", outer=outer, inner=first)
    return first


def forms_text(t: Translator, forms: Sequence[str]) -> str:
    """Forms in one line: the spellings, then the hashes by their names."""
    names = [t(f"forms.digest.{form}") for form in forms if t.has(f"forms.digest.{form}")]
    words = [form_word(t, form) for form in forms if not t.has(f"forms.digest.{form}")]
    return ", ".join((*words, t("forms.digests", list=", ".join(names)))) if names else ", ".join(words)


def _step_word(t: Translator, step: str) -> str:
    is_raw, name = step.startswith("raw:"), step.removeprefix("raw:")
    if cut := _CUT.fullmatch(name):
        word = t(f"forms.{cut[1]}", n=int(cut[2]))
    elif t.has(f"forms.digest.{name}"):
        word = t("forms.digest", name=t(f"forms.digest.{name}"))
    else:
        word = t(f"forms.{name}") if t.has(f"forms.{name}") else safe_text(name, limit=_LONGEST)
    return f"{word} ({t('forms.raw')})" if is_raw else word
