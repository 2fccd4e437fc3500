"""The ends of the list: bodies with nothing more to read for a leaf, and text as it stands."""

from inspector.decode.part import Part, Text
from inspector.decode.payload import Payload
from inspector.decode.plausible import is_western

_NOTHING = (
    "image/",
    "font/",
    "video/",
    "audio/",
    "text/css",
    "application/font",
    "application/x-font",
    "application/wasm",
)
_SCRIPTS = ("javascript", "ecmascript")
_VAGUE = ("", "application/octet-stream", "application/binary", "binary/octet-stream")
_DIGEST_SIZES = (16, 20, 28, 32, 48, 64)
_MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"wOFF", b"wOF2", b"\0asm", b"OggS", b"\x1aE\xdf\xa3")


def open_nothing(payload: Payload) -> tuple[Part, ...] | None:
    """Empty for images (their metadata were asked for before), fonts, sound, video, style sheets and scripts."""
    if not payload.data.strip() or payload.data.startswith(_MAGIC):
        return ()
    mime = payload.mime
    if mime.startswith(_NOTHING):
        return () if payload.head[:1] not in (b"{", b"[") else None
    return () if any(word in mime for word in _SCRIPTS) and payload.head[:1] not in (b"{", b"[") else None


def _may_be_digest(payload: Payload) -> bool:
    """Bytes of that size that nothing calls text: some digests happen to hold no control character."""
    if len(payload.data) not in _DIGEST_SIZES or payload.mime not in _VAGUE:
        return False
    try:
        payload.data.decode("utf-8")
    except UnicodeDecodeError:
        return not is_western(payload.data.decode("cp1252", "replace"))
    return False


def open_raw(payload: Payload) -> tuple[Part, ...] | None:
    """The whole text as one leaf; None for bytes that are no text."""
    if not payload.is_texty or _may_be_digest(payload):
        return None
    text = payload.text
    return (Part(Text(text), ()),) if text.strip() else ()
