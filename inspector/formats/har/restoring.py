"""What En Clair's own export says beyond HAR: fields of a flow that a HAR entry cannot hold exactly.

An exported entry carries `_enclair: {"flow": {...}}` with just those fields of `FlowRecord` that our own reader
would get wrong from the rest of the entry (`differences`); `restore` puts them back. Beside it, `wire` holds bodies
with the content-encoding they had, and `certificate` names a chain of the log's `_enclair`.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Raw

from inspector.formats.har.own import is_bounded
from inspector.formats.har.recorded import with_wire
from inspector.formats.har.shape import UNREADABLE
from inspector.model.flow import Body, BodyForm, FlowRecord, decode_headers

_SIZES = ("request_body_size", "response_body_size")
_BODIES = ("request_body", "response_body")
_OWN = ("flow", "wire", "capture", "certificate")


def differences(wanted: FlowRecord, found: FlowRecord, *, with_sizes: bool) -> dict[str, Any]:
    """The fields (JSON-ready) in which `found` differs from `wanted`; sizes that a body tells only `with_sizes`."""
    changed: dict[str, Any] = {}
    for name in FlowRecord.__struct_fields__:
        value, other = getattr(wanted, name), getattr(found, name)
        if name == "entry" or value == other or (name in _SIZES and not with_sizes):
            continue
        if name in _BODIES and value is not None and other is not None and value.data == other.data:
            changed[f"{name}_form"] = [value.form.value, value.truncated]
        else:
            changed[name] = msgspec.to_builtins(value)
    return changed


def own_members(own: bytes) -> dict[str, Any]:
    """The `_enclair` of an entry; empty where it is no object."""
    try:
        members = msgspec.json.decode(own)
    except UNREADABLE:
        return {}
    return members if isinstance(members, dict) else {}


def restore(
    flow: FlowRecord,
    members: dict[str, Any],
    *,
    is_coded: bool = False,
    certificates: Mapping[str, bytes] = MappingProxyType({}),
) -> FlowRecord:
    """The flow with the fields of an entry's `_enclair` put back, and its bodies as on the wire where the capture
    `is_coded`; fields of a wrong type are ignored. `certificates` are the chains that entries name."""
    fields = members.get("flow")
    if isinstance(fields, dict):
        known = {name: value for name in fields if (value := _converted(name, fields[name])) is not _WRONG}
        flow = msgspec.structs.replace(flow, **known)
        for name in _BODIES:
            flow = _with_form(flow, name, fields.get(f"{name}_form"))
    if is_coded:
        flow = with_wire(flow, members.get("wire"))
    chain = certificates.get(str(members.get("certificate")))
    if chain is not None and flow.connection is not None:
        known_chain = msgspec.structs.replace(flow.connection, certificate=chain)
        flow = msgspec.structs.replace(flow, connection=known_chain)
    rest = {name: value for name, value in members.items() if name not in _OWN}
    return _with_rest(flow, rest) if rest else flow


_WRONG = object()


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
    return converted if is_bounded(converted) else _WRONG


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
