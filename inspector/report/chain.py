"""The way to a value below its evidence: bytes, step, bytes, step, value; and what repeats it elsewhere."""

from inspector.decode.replaying.route import Route
from inspector.decode.replaying.steps import Step, steps_along
from inspector.findings.step_words import layer_name
from inspector.model.mask import mask
from inspector.report.data import EvidenceExcerpt
from inspector.report.redaction import Level
from inspector.report.typesetter import Typesetter
from inspector.report.verbatim import Run, verbatim_lines

type Page = dict[str, object]

_LETTERS = 84
_MOST_LINES = 3
_REPLAY_LETTERS = 116
_MOST_REPLAY_LINES = 60


def chain_of(item: EvidenceExcerpt, setter: Typesetter) -> list[Page]:
    """What was captured, then each layer with what it gave, masked; empty where one layer or none was undone, and
    under `strict`, where the words alone have to do."""
    route = item.route
    if route is None or setter.redactor.level is Level.STRICT:
        return []
    steps = steps_along(route, conceal=lambda text: _conceal(text, item.telling, setter))
    if len(steps) < 2:
        return []
    rows = [_row(setter.words("layers.start"), steps[0].before)]
    for step in steps:
        if step.layer == "hash":
            rows.append(_row(setter.words("layers.known"), step.before))
        rows.append(_row(f"→ {layer_name(setter.words, step.layer)}", _told(step, setter)))
    return rows


def replay_of_evidence(item: EvidenceExcerpt, setter: Typesetter) -> list[list[Run]]:
    """The script that prints the value elsewhere: without redaction only, and only where no credential is in it."""
    if setter.redactor.level is not Level.NONE or not item.replay or item.route is None:
        return []
    if any(setter.redactor.redact(text) != text for text in _texts(item.route)):
        return []
    lines = [_code_lines(line) for line in item.replay.rstrip().split("\n")]
    return [each for some in lines for each in some] if len(lines) <= _MOST_REPLAY_LINES else []


def _code_lines(line: str) -> list[list[Run]]:
    return verbatim_lines([(line, False)], letters=_REPLAY_LETTERS, most_lines=8)


def _told(step: Step, setter: Typesetter) -> str:
    return step.after if step.is_exact or step.after else setter.words("layers.unknown")


def _row(word: str, text: str) -> Page:
    return {"word": word, "lines": verbatim_lines([(text, False)], letters=_LETTERS, most_lines=_MOST_LINES)}


def _conceal(text: str, telling: str, setter: Typesetter) -> str:
    """Known values by their marks; the value of this evidence masked where it has none."""
    concealed = setter.redactor.redact(text)
    if setter.redactor.level is Level.NONE or len(telling) < 2:
        return concealed
    return concealed.replace(telling, mask(telling))


def _texts(route: Route) -> list[str]:
    data = [route.start, route.known, *(leg.after for leg in route.legs)]
    return [each.decode("utf-8", "replace") if isinstance(each, bytes) else each for each in data]
