"""Layers and forms in words, for window and paper: what had to be undone before a value could be read."""

import re
from collections.abc import Sequence

from inspector.messages import Translator

_CUT = re.compile(r"(truncated(?:-last|-middle)?)-(\d{1,6})")
_LONGEST = 80


def layer_name(t: Translator, layer: str) -> str:
    """A layer in words; a code nobody knows stays."""
    key = f"layers.name_{layer or 'part'}"
    return t(key) if t.has(key) else layer[:_LONGEST]


def layers_word(t: Translator, layers: Sequence[str]) -> str:
    """The decode chain from the outside in: « Sentry envelope → JSON → percent-encoding »."""
    return " → ".join(layer_name(t, layer) for layer in layers)


def form_word(t: Translator, form: str) -> str:
    """A form of a value in words: `sha256>md5` is « SHA-256 hash, of: MD5 hash »; a code nobody knows stays."""
    first, *rest = (_step_word(t, step) for step in reversed(form.split(">")))
    for outer in rest:
        first = t("forms.of", outer=outer, inner=first)
    return first


def _step_word(t: Translator, step: str) -> str:
    is_raw, name = step.startswith("raw:"), step.removeprefix("raw:")
    if cut := _CUT.fullmatch(name):
        word = t(f"forms.{cut[1]}", n=int(cut[2]))
    elif t.has(f"forms.digest.{name}"):
        word = t("forms.digest", name=t(f"forms.digest.{name}"))
    else:
        word = t(f"forms.{name}") if t.has(f"forms.{name}") else name[:_LONGEST]
    return f"{word} ({t('forms.raw')})" if is_raw else word
