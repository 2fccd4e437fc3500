"""From what a layer is undone to, to the leaf: of a text, a tree or named values."""

from collections.abc import Iterator

from inspector.decode.document import Notation
from inspector.decode.replaying.name_tools import found_tools, name_tools
from inspector.decode.replaying.stage import Stage
from inspector.decode.replaying.tool import Tool, Tools, event, line, texts_of
from inspector.decode.replaying.tree_tools import tree_tools


def inner_tools(layer: str, stage: Stage, x: object) -> Iterator[Tools]:
    """From what a layer is undone to, to the leaf."""
    if stage.document.notation is Notation.TEXT:
        yield ()
        if layer in ("ndjson", "sse") and stage.number is not None:
            for before, _ in texts_of(x):
                yield (*before, line(stage.number) if layer == "ndjson" else event(stage.number))
        for before, _ in texts_of(x):
            yield before
            yield (*before, _bare())
    elif stage.document.notation is Notation.JSON:
        yield from tree_tools(layer, stage, x)
    else:
        yield from name_tools(layer, stage, x)
    yield from found_tools(stage, x)


def _bare() -> Tool:
    return Tool(lambda x: x.lstrip("\ufeff").strip(), 'x.lstrip("\\ufeff").strip()')
