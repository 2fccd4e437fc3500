"""The shape of an entry as most writers give it (HAR 1.2, plus Chrome's, Firefox's and Playwright's own fields).

`msgspec` fills these structs straight from the text and refuses any field they do not name: such an entry goes
through `odd_entry` instead, where unknown fields are collected. Parts that are stored as they stand, or rarely
looked at, stay undecoded (`Raw`).
"""

from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType, field

type Kept = Raw | UnsetType
"""The JSON text of a value, UNSET where the entry has none."""

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding a hostile text may raise: not JSON or of another shape, not UTF-8, too deep."""

type Overlay = dict[str, Any]
"""What no other field holds, in the shape of a HAR entry: stored as `FlowRecord.extra`."""


class Part(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A part of an entry. Subclasses state the same options (they are not all inherited)."""


class Pair(Part, forbid_unknown_fields=True, gc=False):
    name: str
    value: str


class PostData(Part, forbid_unknown_fields=True, gc=False):
    mime: str | None = field(name="mimeType", default=None)
    text: Kept = UNSET
    params: Kept = UNSET
    encoding: str | None = None
    comment: Kept = UNSET


class Request(Part, forbid_unknown_fields=True, gc=False):
    method: str = ""
    url: str = ""
    http_version: str | None = field(name="httpVersion", default=None)
    headers: list[Pair] = []
    cookies: Kept = UNSET
    query: Kept = field(name="queryString", default=UNSET)
    post: PostData | None = field(name="postData", default=None)
    headers_size: Kept = field(name="headersSize", default=UNSET)
    body_size: int | None = field(name="bodySize", default=None)
    comment: Kept = UNSET


class Content(Part, forbid_unknown_fields=True, gc=False):
    size: int | None = None
    mime: str | None = field(name="mimeType", default=None)
    text: Kept = UNSET
    encoding: str | None = None
    compression: Kept = UNSET
    comment: Kept = UNSET


class Response(Part, forbid_unknown_fields=True, gc=False):
    status: int | None = None
    reason: str | None = field(name="statusText", default=None)
    http_version: str | None = field(name="httpVersion", default=None)
    headers: list[Pair] = []
    cookies: Kept = UNSET
    content: Content | None = None
    redirect_url: str | None = field(name="redirectURL", default=None)
    headers_size: Kept = field(name="headersSize", default=UNSET)
    body_size: int | None = field(name="bodySize", default=None)
    transfer_size: int | None = field(name="_transferSize", default=None)
    error: str | None = field(name="_error", default=None)
    failure: str | None = field(name="_failureText", default=None)
    from_worker: bool | None = field(name="_fetchedViaServiceWorker", default=None)
    comment: Kept = UNSET


class Phases(Part, forbid_unknown_fields=True, gc=False):
    """Milliseconds; -1 is "does not apply"."""

    blocked: float | None = None
    dns: float | None = None
    connect: float | None = None
    tls: float | None = field(name="ssl", default=None)
    send: float | None = None
    wait: float | None = None
    receive: float | None = None
    queueing: Kept = field(name="_blocked_queueing", default=UNSET)
    proxy: Kept = field(name="_blocked_proxy", default=UNSET)
    worker_start: Kept = field(name="_workerStart", default=UNSET)
    worker_ready: Kept = field(name="_workerReady", default=UNSET)
    worker_fetch: Kept = field(name="_workerFetchStart", default=UNSET)
    worker_respond: Kept = field(name="_workerRespondWithSettled", default=UNSET)
    comment: Kept = UNSET


class Entry(Part, forbid_unknown_fields=True, gc=False):
    started: str | int | float | None = field(name="startedDateTime", default=None)
    time: float | None = None
    request: Request | None = None
    response: Response | None = None
    cache: Kept = UNSET
    timings: Phases | None = None
    server_address: str | None = field(name="serverIPAddress", default=None)
    connection: str | None = None
    page: str | None = field(name="pageref", default=None)
    resource_type: str | None = field(name="_resourceType", default=None)
    initiator: Kept = field(name="_initiator", default=UNSET)
    from_cache: str | None = field(name="_fromCache", default=None)
    from_worker: bool | None = field(name="_fetchedViaServiceWorker", default=None)
    messages: Kept = field(name="_webSocketMessages", default=UNSET)
    server_port: int | None = field(name="_serverPort", default=None)
    security: Kept = field(name="_securityDetails", default=UNSET)
    security_state: Kept = field(name="_securityState", default=UNSET)
    priority: Kept = field(name="_priority", default=UNSET)
    connection_id: Kept = field(name="_connectionId", default=UNSET)
    frame: Kept = field(name="_frameref", default=UNSET)
    monotonic: Kept = field(name="_monotonicTime", default=UNSET)
    comment: Kept = UNSET


KEPT_AS_IS: dict[type[Part], tuple[str, ...]] = {
    Entry: ("security_state", "priority", "connection_id", "frame", "monotonic", "comment"),
    Request: ("comment",),
    Response: ("comment",),
    Content: ("comment",),
    PostData: ("comment",),
    Phases: ("queueing", "proxy", "worker_start", "worker_ready", "worker_fetch", "worker_respond", "comment"),
}
"""Attributes that go to the overlay under their own JSON name."""
