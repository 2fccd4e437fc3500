"""The shapes of the protocol's network events, as far as they are used. Unknown members are passed over."""

from typing import Annotated, Any

from msgspec import Meta, Struct, field

type Members = dict[str, Any]

Amount = Annotated[float, Meta(ge=-1e12, le=1e12)]
"""Seconds, milliseconds or bytes: anything larger is no event of a browser."""


class Request(Struct, rename="camel"):
    url: str
    method: str = "GET"
    url_fragment: str = ""
    headers: dict[str, str] = {}
    post_data: str | None = None
    has_post_data: bool = False
    post_data_entries: list["PostPart"] = []
    initial_priority: str | None = None


class PostPart(Struct):
    bytes: str | None = None  # base64; None for a file or blob, whose content is not told


class Phases(Struct, rename="camel"):
    """`request_time` in seconds of the monotonic clock; the rest milliseconds after it, -1 where it did not happen."""

    request_time: Amount = 0
    dns_start: Amount = -1
    dns_end: Amount = -1
    connect_start: Amount = -1
    connect_end: Amount = -1
    ssl_start: Amount = -1
    ssl_end: Amount = -1
    send_start: Amount = -1
    send_end: Amount = -1
    receive_headers_end: Amount = -1


class Security(Struct, rename="camel"):
    protocol: str = ""
    key_exchange: str = ""
    key_exchange_group: str = ""
    cipher: str = ""
    subject_name: str = ""
    san_list: list[str] = []
    issuer: str = ""
    valid_from: Amount | None = None  # seconds
    valid_to: Amount | None = None
    encrypted_client_hello: bool = False
    certificate_transparency_compliance: str = ""


class Answer(Struct, rename="camel"):
    url: str = ""
    status: int = 0
    status_text: str = ""
    headers: dict[str, str] = {}
    headers_text: str | None = None
    request_headers: dict[str, str] | None = None
    request_headers_text: str | None = None
    mime_type: str = ""
    connection_reused: bool = False
    connection_id: Amount = 0
    remote_ip: str | None = field(name="remoteIPAddress", default=None)
    remote_port: int | None = None
    from_disk_cache: bool = False
    from_service_worker: bool = False
    from_prefetch_cache: bool = False
    service_worker_response_source: str | None = None
    encoded_data_length: Amount = 0
    timing: Phases | None = None
    protocol: str | None = None
    security_details: Security | None = None


class RequestSent(Struct, rename="camel"):
    request_id: str
    request: Request
    timestamp: Amount = 0
    wall_time: Amount = 0
    loader_id: str = ""
    document_url: str = field(name="documentURL", default="")
    initiator: Members = {}
    type: str = "Other"
    frame_id: str | None = None
    has_user_gesture: bool = False
    redirect_response: Answer | None = None
    redirect_has_extra_info: bool = False


class Cookie(Struct):
    name: str = ""
    domain: str = ""
    path: str = ""


class BlockedCookie(Struct, rename="camel"):
    blocked_reasons: list[str] = []
    cookie: Cookie | None = None
    cookie_line: str = ""


class RequestMore(Struct, rename="camel"):
    """`requestWillBeSentExtraInfo`: the headers that really left, and the cookies that did not."""

    request_id: str
    headers: dict[str, str] = {}
    associated_cookies: list[BlockedCookie] = []


class AnswerMore(Struct, rename="camel"):
    """`responseReceivedExtraInfo`: the headers that really came."""

    request_id: str
    headers: dict[str, str] = {}
    headers_text: str | None = None
    status_code: int = 0
    blocked_cookies: list[BlockedCookie] = []


class Answered(Struct, rename="camel"):
    request_id: str
    response: Answer
    timestamp: Amount = 0
    type: str = "Other"
    has_extra_info: bool = False


class Received(Struct, rename="camel"):
    request_id: str
    timestamp: Amount = 0
    data_length: Amount = 0
    encoded_data_length: Amount = 0
    data: str | None = None  # base64, where the content is streamed


class Finished(Struct, rename="camel"):
    request_id: str
    timestamp: Amount = 0
    encoded_data_length: Amount = 0


class CorsError(Struct, rename="camel"):
    cors_error: str = ""


class Failed(Struct, rename="camel"):
    request_id: str
    timestamp: Amount = 0
    error_text: str = ""
    canceled: bool = False
    blocked_reason: str | None = None
    cors_error_status: CorsError | None = None


class Named(Struct, rename="camel"):
    """`requestServedFromCache`."""

    request_id: str


class SocketCreated(Struct, rename="camel"):
    request_id: str
    url: str
    initiator: Members = {}


class SocketAsked(Struct, rename="camel"):
    request_id: str
    request: "SocketHeaders"
    timestamp: Amount = 0
    wall_time: Amount = 0


class SocketHeaders(Struct):
    headers: dict[str, str] = {}


class SocketAnswered(Struct, rename="camel"):
    request_id: str
    response: Answer
    timestamp: Amount = 0


class Frame(Struct, rename="camel"):
    opcode: int = 1
    payload_data: str = ""  # base64 unless text


class SocketFrame(Struct, rename="camel"):
    request_id: str
    response: Frame
    timestamp: Amount = 0


class SocketFailed(Struct, rename="camel"):
    request_id: str
    timestamp: Amount = 0
    error_message: str = ""


class SocketClosed(Struct, rename="camel"):
    request_id: str
    timestamp: Amount = 0


class EventMessage(Struct, rename="camel"):
    request_id: str
    timestamp: Amount = 0
    event_name: str = ""
    event_id: str = ""
    data: str = ""


class TargetInfo(Struct, rename="camel"):
    target_id: str
    type: str = ""
    title: str = ""
    url: str = ""


class TargetAttached(Struct, rename="camel"):
    session_id: str
    target_info: TargetInfo
