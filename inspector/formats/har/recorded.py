"""A stored flow as the record that a reader would hand to the store, free of content-encoding."""

from collections.abc import Callable

import msgspec

from inspector.formats.har.shape import UNREADABLE
from inspector.model.flow import Body, BodyForm, FlowContent, FlowRecord, StoredBody, encode_headers
from inspector.model.struct import Record

type Uncode = Callable[[StoredBody, FlowContent], bytes | None]
"""The bytes of a body of this flow without content-encoding; None where that cannot be undone."""

_BODIES = ("request_body", "response_body")


class Told(Record, frozen=True, kw_only=True):
    """A flow as it is written. `wire`: the bodies (by field of FlowRecord) that stand in the record without their
    content-encoding, as they were on the wire."""

    flow: FlowRecord
    wire: dict[str, bytes]


def record_of(content: FlowContent, *, sizes: tuple[int | None, int | None] = (None, None)) -> FlowRecord:
    """The flow as a reader would hand it to the store. `sizes` are what the source claimed of the bodies of request
    and response."""
    facts = content.facts
    return FlowRecord(
        entry=facts.entry,
        started_us=facts.started_us,
        duration_us=facts.duration_us,
        method=facts.method,
        url=facts.url,
        http_version=facts.http_version,
        request_headers=encode_headers(content.request_headers),
        request_mime=facts.request_mime,
        request_body=_body(content.request_body),
        request_body_size=sizes[0],
        status=facts.status,
        reason=facts.reason,
        response_headers=encode_headers(content.response_headers),
        response_mime=facts.response_mime,
        response_body=_body(content.response_body),
        response_body_size=sizes[1],
        response_wire_size=facts.response_wire_size,
        redirect_url=facts.redirect_url,
        delivery=facts.delivery,
        error=facts.error,
        timings=facts.timings,
        connection=content.connection,
        page=facts.page,
        initiator_kind=facts.initiator_kind,
        initiator_url=facts.initiator_url,
        initiator=content.initiator,
        resource_type=facts.resource_type,
        messages=content.messages,
        background=facts.background,
        extra=content.extra,
    )


def told_of(content: FlowContent, *, sizes: tuple[int | None, int | None], uncode: Uncode | None) -> Told:
    """The flow as it is written: a HAR holds bodies without their content-encoding."""
    flow = record_of(content, sizes=sizes)
    wire: dict[str, bytes] = {}
    if uncode is not None and content.content_coded:
        for name in _BODIES:
            body: StoredBody | None = getattr(content, name)
            plain = None if body is None or body.form is not BodyForm.BYTES else uncode(body, content)
            if body is not None and plain is not None and plain != body.data:
                wire[name] = body.data
                flow = msgspec.structs.replace(flow, **{name: Body(data=plain, truncated=body.truncated)})
    return Told(flow=flow, wire=wire)


def with_wire(flow: FlowRecord, wire: object) -> FlowRecord:
    """The flow with its bodies as they were on the wire; what is no such body is ignored."""
    if not isinstance(wire, dict):
        return flow
    for name in _BODIES:
        body: Body | None = getattr(flow, name)
        try:
            data = msgspec.convert(wire.get(name), bytes)
        except (*UNREADABLE, msgspec.ValidationError):
            continue
        if body is not None:
            body = msgspec.structs.replace(body, data=data, form=BodyForm.BYTES)
            flow = msgspec.structs.replace(flow, **{name: body})
    return flow


def _body(body: StoredBody | None) -> Body | None:
    return None if body is None else Body(data=body.data, form=body.form, truncated=body.truncated)
