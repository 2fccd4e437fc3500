"""Builders with boring defaults."""

from typing import Any

from inspector.decode.document import Decoded
from inspector.model.flow import (
    BodyForm,
    CaptureId,
    Delivery,
    FlowContent,
    FlowFacts,
    FlowId,
    StoredBody,
    Timings,
)

URL = "https://www.clinic.example/"


def flow_facts(**changes: Any) -> FlowFacts:
    facts: dict[str, Any] = dict.fromkeys(FlowFacts.__struct_fields__)
    facts |= {
        "id": FlowId(1),
        "capture": CaptureId(1),
        "entry": 0,
        "method": "GET",
        "url": URL,
        "scheme": "https",
        "host": "www.clinic.example",
        "path": "/",
        "http_version": "",
        "delivery": Delivery.NETWORK,
        "request_size": 0,
        "response_size": 0,
        "has_request_body": False,
        "has_response_body": False,
        "timings": Timings(),
    }
    return FlowFacts(**(facts | changes))


def stored(data: bytes | str, form: BodyForm | None = None) -> StoredBody:
    if isinstance(data, str):
        data, form = data.encode(), form or BodyForm.TEXT
    return StoredBody(data=data, form=form or BodyForm.BYTES, size=len(data), sha256=b"")


def flow_content(**changes: Any) -> FlowContent:
    names = FlowContent.__struct_fields__
    content: dict[str, Any] = {
        "request_headers": (),
        "response_headers": (),
        "request_body": None,
        "response_body": None,
        "messages": (),
        "connection": None,
        "extra": None,
        "initiator": None,
        "content_coded": False,
    }
    content |= {name: value for name, value in changes.items() if name in names}
    content["facts"] = flow_facts(**{name: value for name, value in changes.items() if name not in names})
    return FlowContent(**content)


def found(decoded: Decoded) -> dict[tuple[str, str], tuple[tuple[str, ...], object]]:
    """(location, path) -> (layers, value); the first where several stand there."""
    result: dict[tuple[str, str], tuple[tuple[str, ...], object]] = {}
    for document, leaf in decoded.leaves():
        result.setdefault((document.location.value, document.path_of(leaf)), (document.layers, leaf[2]))
    return result


def places(decoded: Decoded) -> set[tuple[str, str, tuple[str, ...], object]]:
    return {(d.location.value, d.path_of(leaf), d.layers, leaf[2]) for d, leaf in decoded.leaves()}
