"""What a body may be: the decoders, by priority. The first that knows the payload decides; raw text comes last."""

from collections.abc import Callable
from typing import NamedTuple

from inspector.decode.documents.html import open_html
from inspector.decode.documents.image import open_image, open_svg
from inspector.decode.documents.pdf import open_pdf
from inspector.decode.documents.script_body import open_script
from inspector.decode.encodings.cbor_body import open_cbor
from inspector.decode.encodings.grpc import open_grpc
from inspector.decode.encodings.msgpack_body import open_msgpack
from inspector.decode.encodings.packed_body import open_packed
from inspector.decode.encodings.protobuf import open_protobuf
from inspector.decode.encodings.uuencode import open_uuencode_body
from inspector.decode.json_body import open_json_body
from inspector.decode.part import Part
from inspector.decode.payload import Payload
from inspector.decode.protocols.batches import open_ga_batch, open_json_chunks
from inspector.decode.protocols.engineio import open_engineio
from inspector.decode.protocols.event_stream import open_event_stream
from inspector.decode.protocols.form_body import open_form_body
from inspector.decode.protocols.json_lines import open_json_lines
from inspector.decode.protocols.jsonp import open_jsonp
from inspector.decode.protocols.mqtt import open_mqtt
from inspector.decode.protocols.multipart import open_multipart
from inspector.decode.protocols.sentry import open_sentry
from inspector.decode.protocols.socket_text import open_signalr, open_signalr_messages, open_socketio
from inspector.decode.protocols.sockjs import open_sockjs
from inspector.decode.protocols.stomp import open_stomp
from inspector.decode.protocols.xml import open_xml
from inspector.decode.raw import open_nothing, open_raw

type BodyOpener = Callable[[Payload], tuple[Part, ...] | None]


class BodyDecoder(NamedTuple):
    """One way to open a body; lower numbers are asked first. None: not mine. (): mine, and nothing in it to read."""

    priority: int
    layer: str
    opener: BodyOpener


BODY_DECODERS: tuple[BodyDecoder, ...] = tuple(
    sorted(
        (
            BodyDecoder(10, "multipart", open_multipart),
            BodyDecoder(20, "sse", open_event_stream),
            BodyDecoder(28, "websocket", open_sockjs),
            BodyDecoder(30, "jsonp", open_jsonp),
            BodyDecoder(32, "exif", open_image),
            BodyDecoder(33, "xml", open_svg),
            BodyDecoder(34, "pdf", open_pdf),
            BodyDecoder(34, "html-script", open_script),
            BodyDecoder(35, "", open_nothing),
            BodyDecoder(36, "grpc", open_grpc),
            BodyDecoder(37, "protobuf", open_protobuf),
            BodyDecoder(38, "msgpack", open_msgpack),
            BodyDecoder(39, "cbor", open_cbor),
            BodyDecoder(40, "sentry-envelope", open_sentry),
            BodyDecoder(41, "stomp", open_stomp),
            BodyDecoder(42, "socketio", open_engineio),
            BodyDecoder(42, "socketio", open_socketio),
            BodyDecoder(43, "signalr", open_signalr),
            BodyDecoder(43, "signalr", open_signalr_messages),
            BodyDecoder(43, "websocket", open_mqtt),
            BodyDecoder(44, "ndjson", open_json_chunks),
            BodyDecoder(45, "json", open_json_body),
            BodyDecoder(50, "ndjson", open_json_lines),
            BodyDecoder(52, "uuencode", open_uuencode_body),
            BodyDecoder(55, "xml", open_xml),
            BodyDecoder(60, "html", open_html),
            BodyDecoder(68, "ga-batch", open_ga_batch),
            BodyDecoder(70, "form", open_form_body),
            BodyDecoder(80, "", open_packed),
            BodyDecoder(90, "", open_raw),
        ),
        key=lambda decoder: decoder.priority,
    )
)


def open_body(payload: Payload) -> tuple[Part, ...] | None:
    """The parts of a body; None where no decoder can read it."""
    for decoder in BODY_DECODERS:
        parts = decoder.opener(payload)
        if parts is not None:
            return parts
    return None
