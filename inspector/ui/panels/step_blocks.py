"""The steps to a value as text: bytes, step, bytes, step, value, one below the other."""

from collections.abc import Iterator, Sequence

from inspector.decode.replaying.steps import Step
from inspector.findings.step_words import layer_name
from inspector.messages import Translator
from inspector.ui.panels.prose import Block, Run, block, quiet, strong
from inspector.ui.words import safe_text

_LONGEST = 200


def step_blocks(t: Translator, steps: Sequence[Step]) -> Iterator[Block]:
    """What was captured, then each step with its line of what it is and what it gave."""
    for number, step in enumerate(steps):
        if number == 0 or step.layer == "hash":
            start = t("layers.known" if step.layer == "hash" else "layers.start")
            yield block(quiet(start), kind="small", above=14)
            yield _shown(t, step.before)
        yield block(*_title(t, step.layer), above=8)
        is_last = number == len(steps) - 1 or steps[number + 1].layer == "hash"
        yield _shown(t, step.after, is_known=step.is_exact or is_last, bold=is_last)


def _title(t: Translator, layer: str) -> tuple[Run, ...]:
    name, about = layer_name(t, layer), f"layers.about_{layer or 'part'}"
    head = [quiet("↓ "), strong(name)]
    if t.has(about):
        head.append(quiet(f"  {t(about)}"))
    if layer and name.casefold() != layer:
        head.append(Run(text=f"  {layer}", mono=True, quiet=True))  # the word that results and reports use
    return tuple(head)


def _shown(t: Translator, text: str, *, is_known: bool = True, bold: bool = False) -> Block:
    if not is_known:
        return block(quiet(t("layers.unknown")), indent=1)
    return block(Run(text=safe_text(text, limit=_LONGEST), mono=True, bold=bold), indent=1)
