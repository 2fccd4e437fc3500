"""The ways from an address, form, page or file to one named value of it; at last the place where it stands."""

import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from inspector.decode.joined import LAYER as JOINED
from inspector.decode.joined import pieces_of
from inspector.decode.pairs import form_decoded, numbered
from inspector.decode.replaying.frame_tools import field_tools
from inspector.decode.replaying.stage import Stage
from inspector.decode.replaying.tool import (
    Tool,
    Tools,
    cut,
    decoded,
    line,
    member,
    pair,
    piece,
    texts_of,
    unpercent,
    unreferenced,
    untagged,
)
from inspector.model.flow import Location

_MOST_PDF = 5_000_000
_MOST_NAMES = 300
_SURE = 6  # characters: a shorter value is found by chance too
_ALONE = 3  # characters: enough where they stand there once
_NEAR = re.compile(r"[^\w]{0,8}")


def name_tools(layer: str, stage: Stage, x: object) -> Iterator[Tools]:
    """From what a layer is undone to, to a named value."""
    if layer == "url" and stage.is_field:
        yield ()
    elif layer in ("url", ""):
        for before, text in texts_of(x):
            yield from ((*before, *tools) for tools in _of_address(text, stage))
    if layer == "form":
        for before, text in texts_of(x):
            yield from ((*before, *tools) for tools in raw_pairs(text, stage, between="\r\n"))
    if layer == "multipart" and isinstance(x, bytes):
        fields = field_tools(x, str(stage.leaf[1]))
        yield from ((tool, *rest) for tool in fields for rest, _ in texts_of(tool.apply(x)))
    if layer == JOINED:
        for before, text in texts_of(x):
            is_host = stage.document.location is Location.URL
            yield from ((*before, *tools) for tools in (_labels if is_host else _chunks)(text, stage))
    if layer == "pdf" and isinstance(x, bytes):
        yield from _pdf(stage, x)


def _labels(text: str, stage: Stage) -> Iterator[Tools]:
    """The first labels of a host name."""
    undotted = Tool(lambda x: x.replace(".", ""), 'x.replace(".", "")', (), "tr -d .")
    for match in re.finditer(r"\.", text):
        if text[: match.start()].replace(".", "") == stage.goal:
            yield cut(text, 0, match.start()), undotted


def _chunks(text: str, stage: Stage) -> Iterator[Tools]:
    """Cookies whose numbers follow one another."""
    names = pieces_of(str(stage.leaf[1]), [piece_of.partition("=")[0] for piece_of in text.split("; ")])

    def run(x: str) -> str:
        cookies = dict(each.split("=", 1) for each in x.split("; "))
        return "".join(cookies[name] for name in names)

    yield (Tool(run, f'"".join(dict(p.split("=", 1) for p in x.split("; "))[name] for name in {tuple(names)!a})'),)


def _of_address(text: str, stage: Stage) -> Iterator[Tools]:
    """A parameter, path segment or fragment; of a query alone, which has no path, the parameter."""
    name = str(stage.leaf[1])
    tools: Tools = ()
    bare = text
    if name == "fragment":
        fragment = text.partition("#")[2]
        start = cut(text, len(text) - len(fragment), len(text))
        yield (start,)
        yield start, unpercent(plus=False)
        return
    if (segment := re.fullmatch(r"path\[(\d+)\]", name)) is not None:
        for before in ("?", "#"):
            if before in bare.removeprefix("#"):
                tools, bare = (*tools, piece(before, 0)), bare.split(before)[0]
        for skipped in (3, 1, 0, 2):
            chosen = (*tools, piece("/", int(segment[1]) + skipped))
            yield chosen
            yield *chosen, unpercent(plus=False)
        return
    for query in _queries(text):
        inner = query[0].apply(text) if query else text
        for each in raw_pairs(inner, stage):
            yield *query, *each, unpercent(plus=True)
            yield *query, *each, unpercent(plus=True, charset="cp1252")


def _queries(text: str) -> Iterator[Tools]:
    """Where a query may begin and end."""
    yield ()
    mark = text.find("?", 1 if text.startswith("#") else 0)
    if mark >= 0:
        end = text.find("#", mark)
        yield (cut(text, mark + 1, len(text) if end < 0 else end),)


def raw_pairs(text: str, stage: Stage, *, between: str = "&") -> Iterator[Tools]:
    """The field that has the leaf's name, of the form or of the n-th line of forms."""
    if stage.number is not None and "\n" in text.strip():
        number = stage.number
        before: Tools = (line(number),)
        text = line(number).apply(text)
    else:
        bare = text.strip("\r\n").lstrip("?#")
        start = text.find(bare)
        before = (cut(text, start, start + len(bare)),) if bare != text else ()
        text = bare
    raw = [piece_of.partition("=")[0] for piece_of in text.split(between)]
    names = [name for name, _ in numbered([(form_decoded(name), "") for name in raw])]
    if stage.leaf[1] == "":
        yield before
    for at, name in enumerate(names):
        if name == stage.leaf[1]:
            yield (*before, pair(raw[at], raw[:at].count(raw[at]), between=between))


def _pdf(stage: Stage, x: bytes) -> Iterator[Tools]:
    """A property, a form field, or a line of a page."""
    name = str(stage.leaf[1])
    page = re.fullmatch(r"page\[(\d{1,3})\]", stage.names[-1] if stage.names else "")
    if len(x) > _MOST_PDF:
        return
    if page is not None:
        number = int(page[1]) - 1
        read = _pdf_tool(lambda pdf: pdf.pages[number].extract_text(), f".pages[{number}].extract_text()")
        yield from ((read, *tools) for tools in _found_in(read.apply(x), stage.goal, stage.name))
    elif name.startswith("info@"):
        key = f"/{name[5:]}"
        yield (_pdf_tool(lambda pdf: str(pdf.metadata[key]), f".metadata[{key!a}]"),)
    elif name.startswith("field["):
        key = name[6:-1]
        yield (_pdf_tool(lambda pdf: pdf.get_fields()[key].value, f".get_fields()[{key!a}].value"),)


def _pdf_tool(read: Callable[[Any], Any], python: str) -> Tool:
    def run(x: bytes) -> Any:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError

        try:
            return read(PdfReader(io.BytesIO(x)))
        except PyPdfError as error:
            raise ValueError("no such thing in this file") from error

    return Tool(run, f"pypdf.PdfReader(io.BytesIO(x)){python}", ("io", "pypdf"), package="pypdf")


def found_tools(stage: Stage, x: object) -> Iterator[Tools]:
    """The value as it stands in a page, a frame or a picture: after its name, or where it stands once or is long."""
    goal, name = stage.goal, stage.name
    if not goal:
        return
    if isinstance(x, bytes):
        for charset in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
            try:
                sought = goal.encode(charset)
            except UnicodeEncodeError:
                continue
            at = x.find(sought)
            if at >= 0 and (len(goal) >= _SURE or (len(goal) >= _ALONE and x.count(sought) == 1)):
                yield cut(x, at, at + len(sought)), decoded(charset)
                break
    for before, text in texts_of(x):
        yield from ((*before, *tools) for tools in _found_in(text, goal, name))
        return


def _found_in(text: str, goal: str, name: str) -> Iterator[Tools]:
    written = json.dumps(goal)
    for spelled, after in (
        (goal, ()),
        (written, (member([], leaf=""),)),
        (json.dumps(goal, ensure_ascii=False), (member([], leaf=""),)),
    ):
        at = _place(text, spelled, name)
        if at >= 0:
            yield cut(text, at, at + len(spelled)), *after
    for tool in (unreferenced(), untagged()):
        plain = tool.apply(text)
        at = _place(plain, goal, name)
        if at >= 0:
            yield tool, cut(plain, at, at + len(goal))


def _place(text: str, sought: str, name: str) -> int:
    position = -1
    for _ in range(_MOST_NAMES if name else 0):
        position = text.find(name, position + 1)
        if position < 0:
            break
        near = _NEAR.match(text, position + len(name))
        for back in range(len(near[0]) + 1) if near else ():
            at = position + len(name) + len(near[0]) - back if near else 0
            if text.startswith(sought, at):
                return at
    at = text.find(sought)
    return at if len(sought) >= _SURE or (len(sought) >= _ALONE and text.count(sought) == 1) else -1
