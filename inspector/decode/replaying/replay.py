"""A route written down for others: a Python script or a shell line that prints the value from the captured bytes.

Nothing captured is ever code: bytes enter as base64, text as a quoted literal, names and places as literals too.
"""

import base64
import re
import shlex
from collections.abc import Iterable, Iterator, Sequence

from inspector.decode.replaying.route import Route, route_of
from inspector.decode.replaying.tool import Tool
from inspector.messages import Translator
from inspector.model.flow import FlowContent, Location
from inspector.model.leaf import Place
from inspector.model.struct import Record

INLINE_BYTES = 4096
_WIDE = 88
_SLICE = re.compile(r"x\[(\d+):(\d+)\]")
_MOST_STAGES = 14
_SETUP = 'sys.stdout.reconfigure(encoding="utf-8", errors="replace")'


class Replay(Record, frozen=True, kw_only=True):
    """`code` prints the value, then a line break (Python). Where `file` is not "", `data` has to be saved under that
    name first, in the folder where it runs. `is_whole` is False where a layer has no such tool: it then prints what
    that layer starts from. `packages` are not of the standard library."""

    code: str
    file: str = ""
    data: bytes = b""
    is_whole: bool = True
    packages: tuple[str, ...] = ()


def replay_of(
    content: FlowContent,
    place: Place,
    *,
    shell: bool,
    t: Translator,
    texts: Iterable[str] = (),
    form: str = "plain",
) -> Replay | None:
    """How to get the value of a place without this tool; None where the place is not in this flow, and for the shell
    where no short pipeline leads there. `texts` and `form` as in `route_of`; `t` writes the comments."""
    route = route_of(content, place, texts=texts, form=form)
    if route is None:
        return None
    write = write_shell if shell else write_python
    return write(route, place, t=t)


def write_python(route: Route, place: Place, *, t: Translator) -> Replay:
    """A script for Python 3.9 or newer."""
    stages, is_whole = _stages(route)
    tools = [tool for _, some in stages for tool in some]
    packages = tuple(dict.fromkeys(tool.package for tool in (*tools, *route.digest) if tool.package))
    file, data = _file(route, place)
    lines = _input(route.start, file)
    lines += _stage_lines(route.start, stages, t=t)
    lines += [] if is_whole else [f"# {t('layers.replay_ends')}"]
    lines += [_print_of(route.start, tools), *_digest_lines(route, t=t)]
    head = [f"# {line}" for line in _about(place, t=t)] + [f"# pip install {' '.join(packages)}"] * bool(packages)
    defined = dict.fromkeys(tool.define for tool in (*tools, *route.digest) if tool.define)
    needs = {name for tool in (*tools, *route.digest) for name in tool.needs}
    needs |= {name for name in ("base64", "json", "sys") if any(f"{name}." in line for line in (_SETUP, *lines))}
    parts = ["\n".join([*head, *(f"import {name}" for name in sorted(needs))]), *defined, "\n".join([_SETUP, *lines])]
    code = "\n\n".join(parts) + "\n"
    return Replay(code=code, file=file, data=data, is_whole=is_whole, packages=packages)


def _stage_lines(x: object, stages: Sequence[tuple[str, tuple[Tool, ...]]], *, t: Translator) -> Iterator[str]:
    """The layers one after the other; where a part is cut out, a line says which and why."""
    for number, (layer, some) in enumerate(stages):
        yield f"# {layer}"
        inner = stages[number + 1][0] if number + 1 < len(stages) else ""
        for place, tool in enumerate(some):
            if (found := _SLICE.fullmatch(tool.python)) and isinstance(x, (bytes, str)):
                holds = layer if any(other.python != "x" for other in some[place + 1 :]) else inner
                yield f"# {_cut_line(x, int(found[1]), int(found[2]), holds=holds, t=t)}"
            if tool.python != "x":
                yield f"x = {tool.python}"
            x = tool.apply(x)


def _cut_line(x: bytes | str, start: int, end: int, *, holds: str, t: Translator) -> str:
    """What a slice takes, counted from one as people do, and what is in it."""
    key = f"layers.name_{holds}"
    why = t("layers.replay_cut_layer", layer=t(key) if t.has(key) else holds) if holds else t("layers.replay_cut_value")
    unit = t("layers.replay_bytes" if isinstance(x, bytes) else "layers.replay_characters")
    return t("layers.replay_cut", unit=unit, first=str(start + 1), last=str(end), size=str(len(x)), why=why)


def _print_of(x: object, tools: list[Tool]) -> str:
    for tool in tools:
        x = tool.apply(x)
    if isinstance(x, bytes):
        return 'print(x.decode("utf-8", "replace"))'
    return "print(x)" if isinstance(x, str) else "print(json.dumps(x))"


def write_shell(route: Route, place: Place, *, t: Translator) -> Replay | None:
    """One pipeline for a POSIX shell with the usual programs, and a second one for a digest."""
    stages, is_whole = _stages(route)
    filters = [tool.shell for _, some in stages for tool in some]
    if not is_whole or len(filters) > _MOST_STAGES:
        return None
    file, data = _file(route, place)
    parts = [f"cat {shlex.quote(file)}" if file else _printed(route.start)]
    for each in filters:
        if each is None:
            return None
        parts += [each] if each else []
    lines = [" | ".join(parts)]
    if route.digest and all(tool.shell is not None for tool in route.digest):
        hashed = [_printed(route.known), *(tool.shell for tool in route.digest if tool.shell)]
        lines += ["echo", f"# {t('layers.name_hash')}", " | ".join(hashed)]
    return Replay(code="\n".join(lines) + "\n", file=file, data=data)


def _stages(route: Route) -> tuple[list[tuple[str, tuple[Tool, ...]]], bool]:
    """Layers with their tools, up to the first that has none; whether that is all of them."""
    stages: list[tuple[str, tuple[Tool, ...]]] = []
    for leg in route.legs:
        if leg.tools is None:
            return stages, False
        stages.append((leg.layer or "url", leg.tools))
    return stages, True


def _about(place: Place, *, t: Translator) -> Iterator[str]:
    side, location = t(f"detail.side_{place.side}"), t(f"detail.location_{place.location}")
    yield t("layers.replay_head", flow=str(place.flow), side=side, location=location)
    if place.path:
        yield ascii(place.path)[1:-1][:_WIDE]


def file_name(place: Place) -> str:
    """What the captured bytes of a place are called when they are saved."""
    message = ""
    if place.location is Location.WEBSOCKET:
        message = "-" + "".join(c for c in place.path.partition(" ")[0] if c.isdigit())
    return f"flow-{place.flow}-{place.side}-{place.location}{message}.bin"


def _file(route: Route, place: Place) -> tuple[str, bytes]:
    data = route.start if isinstance(route.start, bytes) else route.start.encode("utf-8", "replace")
    return (file_name(place), data) if len(data) > INLINE_BYTES else ("", b"")


def _input(start: bytes | str, file: str) -> list[str]:
    tail = "" if isinstance(start, bytes) else '.decode("utf-8")'
    if file:
        return [f'x = open("{file}", "rb").read(){tail}']
    if len(start) <= _WIDE and start.isascii():
        return [f"x = {start!a}"]
    data = start if isinstance(start, bytes) else start.encode("utf-8", "replace")
    encoded = base64.b64encode(data).decode("ascii")
    pieces = [encoded[at : at + _WIDE] for at in range(0, len(encoded), _WIDE)]
    return ["x = base64.b64decode(", *(f'    "{each}"' for each in pieces), f"){tail}"]


def _printed(start: bytes | str) -> str:
    data = start if isinstance(start, bytes) else start.encode("utf-8", "replace")
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        text = ""
    if text.isprintable() and (text or not data):
        return f"printf %s {shlex.quote(text)}"
    return f"printf %s '{base64.b64encode(data).decode('ascii')}' | base64 -d"


def _digest_lines(route: Route, *, t: Translator) -> list[str]:
    if not route.digest:
        return []
    lines = [f"# {t('layers.name_hash')}", *_input(route.known, ""), *(f"x = {tool.python}" for tool in route.digest)]
    return [*lines, "print(x)"]
