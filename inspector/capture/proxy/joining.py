"""What a browser knows of a request, joined with what passed the proxy."""

from typing import Any, Protocol

import msgspec
from msgspec.structs import replace

from inspector.model.flow import FlowRecord


class Facts(Protocol):
    """What a browser knows of a request (`devtools.watch.RequestFacts`)."""

    @property
    def initiator_kind(self) -> str | None: ...
    @property
    def initiator_url(self) -> str | None: ...
    @property
    def initiator(self) -> bytes | None: ...
    @property
    def resource_type(self) -> str | None: ...
    @property
    def page(self) -> str | None: ...
    @property
    def extra(self) -> dict[str, Any]: ...


class Watch(Protocol):
    def facts_for(self, method: str, url: str, started_us: int) -> Facts | None: ...


def joined_with(record: FlowRecord, facts: Facts | None) -> FlowRecord:
    """With what the browser said of this request."""
    if facts is None:
        return record
    return replace(
        record,
        initiator_kind=facts.initiator_kind,
        initiator_url=facts.initiator_url,
        initiator=facts.initiator,
        resource_type=facts.resource_type or record.resource_type,
        page=facts.page,
        background=False,
        extra=merged(record.extra, facts.extra),
    )


def without_bodies(record: FlowRecord) -> FlowRecord:
    extra = merged(record.extra, {"_outOfScope": True})
    return replace(record, request_body=None, response_body=None, extra=extra)


def merged(extra: bytes | None, more: dict[str, Any]) -> bytes | None:
    if not more:
        return extra
    known = msgspec.json.decode(extra, type=dict[str, Any]) if extra else {}
    return msgspec.json.encode(known | more)
