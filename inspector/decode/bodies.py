"""What a body may be: the decoders, by priority. The first that knows the payload decides; raw text comes last."""

from collections.abc import Callable
from typing import NamedTuple

from inspector.decode.event_stream import open_event_stream
from inspector.decode.form_body import open_form_body
from inspector.decode.html import open_html
from inspector.decode.json_body import open_json_body, open_json_lines, open_jsonp
from inspector.decode.multipart import open_multipart
from inspector.decode.part import Part
from inspector.decode.payload import Payload
from inspector.decode.raw import open_nothing, open_raw
from inspector.decode.sentry import open_sentry
from inspector.decode.socket_text import open_signalr, open_socketio
from inspector.decode.xml import open_xml

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
            BodyDecoder(30, "jsonp", open_jsonp),
            BodyDecoder(35, "", open_nothing),
            BodyDecoder(40, "sentry-envelope", open_sentry),
            BodyDecoder(42, "socketio", open_socketio),
            BodyDecoder(43, "signalr", open_signalr),
            BodyDecoder(45, "json", open_json_body),
            BodyDecoder(50, "ndjson", open_json_lines),
            BodyDecoder(55, "xml", open_xml),
            BodyDecoder(60, "html", open_html),
            BodyDecoder(70, "form", open_form_body),
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
