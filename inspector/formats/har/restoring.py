"""What En Clair's own export says beyond HAR: fields of a flow that a HAR entry cannot hold exactly.

An exported entry carries `_enclair: {"flow": {...}}` with just those fields of `FlowRecord` that our own reader
would get wrong from the rest of the entry (`differences`); `restore` puts them back.
"""

from functools import cache
from typing import Any

import msgspec
from msgspec import Raw

from inspector.formats.har.shape import UNREADABLE
from inspector.model.flow import Body, BodyForm, FlowRecord, decode_headers

_UNCOMPARED = ("entry", "request_body_size", "response_body_size")
_BODIES = ("request_body", "response_body")


def differences(wanted: FlowRecord, found: FlowRecord) -> dict[str, Any]:
    """The fields (JSON-ready) in which `found` differs from `wanted`; sizes that a body tells are not compared."""
    changed: dict[str, Any] = {}
    for name in FlowRecord.__struct_fields__:
        value, other = getattr(wanted, name), getattr(found, name)
        if name in _UNCOMPARED or value == other:
            continue
        if name in _BODIES and value is not None and other is not None and value.data == other.data:
            changed[f"{name}_form"] = [value.form.value, value.truncated]
        else:
            changed[name] = msgspec.to_builtins(value)
    return changed


def restore(flow: FlowRecord, own: bytes) -> FlowRecord:
    """The flow with the fields of an entry's `_enclair` put back; fields of a wrong type are ignored."""
    try:
        members = msgspec.json.decode(own)
    except UNREADABLE:
        return flow
    fields = members.get("flow") if isinstance(members, dict) else None
    if not isinstance(fields, dict):
        return flow
    known = {name: value for name in fields if (value := _converted(name, fields[name])) is not _WRONG}
    flow = msgspec.structs.replace(flow, **known)
    for name in _BODIES:
        flow = _with_form(flow, name, fields.get(f"{name}_form"))
    rest = {name: value for name, value in members.items() if name != "flow"}
    return _with_rest(flow, rest) if rest else flow


_WRONG = object()
_LARGEST = 2**62


def _converted(name: str, value: Any) -> Any:
    kind = _types().get(name)
    if kind is None or name == "entry":
        return _WRONG
    try:
        converted = msgspec.convert(value, kind)
        if name.endswith("_headers"):
            decode_headers(converted)
        elif isinstance(converted, bytes):
            msgspec.json.decode(converted)
    except UNREADABLE:
        return _WRONG
    return converted if _is_bounded(converted) else _WRONG


def _is_bounded(value: Any) -> bool:
    """Whether every number in it fits a column of the store."""
    if isinstance(value, int):
        return abs(value) < _LARGEST
    if isinstance(value, msgspec.Struct):
        return all(_is_bounded(getattr(value, name)) for name in value.__struct_fields__)
    return not isinstance(value, tuple) or all(_is_bounded(item) for item in value)


@cache
def _types() -> dict[str, Any]:
    return {field.name: field.type for field in msgspec.structs.fields(FlowRecord)}


def _with_form(flow: FlowRecord, name: str, form: Any) -> FlowRecord:
    body: Body | None = getattr(flow, name)
    if body is None or not isinstance(form, list) or len(form) != 2 or form[0] not in list(BodyForm):
        return flow
    return msgspec.structs.replace(
        flow, **{name: msgspec.structs.replace(body, form=BodyForm(form[0]), truncated=bool(form[1]))}
    )


def _with_rest(flow: FlowRecord, rest: dict[str, Any]) -> FlowRecord:
    extra: dict[str, Any] = msgspec.json.decode(flow.extra, type=dict[str, Raw]) if flow.extra else {}
    extra["_enclair"] = rest
    return msgspec.structs.replace(flow, extra=msgspec.json.encode(extra))
