"""Bodies out of a HAR's text: characters become UTF-8, base64 becomes bytes."""

import binascii
import codecs
import json
import re
from functools import cache

import msgspec
import pybase64
from msgspec import UNSET

from inspector.formats.har.notes import Notes
from inspector.formats.har.overlay import level
from inspector.formats.har.shape import UNREADABLE, Content, Kept, Overlay, Pair, PostData
from inspector.model.flow import Body, BodyForm

_BODY_LIMIT_BYTES = 1_000_000  # Firefox keeps about this much of a body
_QUOTE = 0x22
_BACKSLASH = re.compile(rb"\\")
_LONG_ESCAPE = re.compile(rb"\\[u/]")
_PLAIN_PAIRS = msgspec.json.Decoder(list[Pair])


def request_body(post: PostData, overlay: Overlay, notes: Notes, *, limit: int) -> Body | None:
    """The body of `postData`: its text, else its parameters; what they do not say goes to the overlay."""
    data = _stored(post.text, post.encoding, notes)
    if data is not None and data[0]:
        if post.params is not UNSET and not _is_plain(post.params):
            level(level(overlay, "request"), "postData")["params"] = post.params
        return _limited(data[0], data[1], notes, limit=limit)
    if post.params is not UNSET and bytes(post.params) not in (b"[]", b"null"):
        return Body(data=msgspec.json.format(bytes(post.params), indent=-1), form=BodyForm.PARAMS)
    return None


def response_body(content: Content, overlay: Overlay, notes: Notes, *, limit: int) -> Body | None:
    """The body of `content`; None where the file has none ("" with a size says that it was not kept)."""
    stored = _stored(content.text, content.encoding, notes)
    size = content.size
    if stored is None or (not stored[0] and (size or 0) > 0):
        if size is not None and size >= 0:
            level(level(overlay, "response"), "content")["size"] = size
        return None
    data, form = stored
    if size is not None and size >= 0 and size != len(data):
        level(level(overlay, "response"), "content")["size"] = size
    body = _limited(data, form, notes, limit=limit)
    if size is not None and _is_cut(len(data), size, form):
        body = msgspec.structs.replace(body, truncated=True)
    return body


def _is_cut(stored: int, claimed: int, form: BodyForm) -> bool:
    """Base64 is exact; for text the claimed size counts another encoding, so only the known limit says so."""
    if form is BodyForm.BYTES:
        return 0 < stored < claimed
    return _BODY_LIMIT_BYTES <= stored < claimed * 0.9


def _limited(data: bytes, form: BodyForm, notes: Notes, *, limit: int) -> Body:
    if len(data) <= limit:
        return Body(data=data, form=form)
    notes.add("body-too-large")
    return Body(data=data[:limit], form=form, truncated=True)


def _stored(text: Kept, encoding: str | None, notes: Notes) -> tuple[bytes, BodyForm] | None:
    """The bytes to store and what they are; None where the file gives no text."""
    if text is UNSET:
        return None
    raw = memoryview(text)
    if raw[0] != _QUOTE:
        return None if bytes(raw) == b"null" else (bytes(raw), BodyForm.TEXT)
    if encoding and encoding.strip().lower() == "base64":
        data = decode_base64(raw[1:-1])
        if data is not None:
            return data, BodyForm.BYTES
        notes.add("bad-base64")
    return text_bytes(raw[1:-1]), BodyForm.TEXT


def text_bytes(inner: memoryview) -> bytes:
    """The UTF-8 bytes of the characters between a JSON string's quotes; invalid UTF-8 comes through as it is."""
    if not _BACKSLASH.search(inner):
        return bytes(inner)
    if not _LONG_ESCAPE.search(inner) and is_escape_decoder_sound():
        return codecs.escape_decode(inner)[0]
    raw = b'"' + bytes(inner) + b'"'
    try:
        return msgspec.json.decode(raw, type=str).encode()
    except (msgspec.DecodeError, UnicodeError):
        text = json.loads(raw.decode("utf-8", "surrogateescape"), strict=False)
        return str(text).encode("utf-8", "surrogateescape")


@cache
def is_escape_decoder_sound() -> bool:
    """Whether Python's own decoder of backslashes, undocumented but six times as fast, does JSON's short ones."""
    decoded: tuple[bytes, int] = codecs.escape_decode(rb"\"\\\b\f\n\r\t\\n" + "é".encode())
    return decoded[0] == b'"\\\b\f\n\r\t\\n' + "é".encode()


def decode_base64(inner: memoryview) -> bytes | None:
    """The bytes of base64 between a JSON string's quotes (escapes, line breaks, missing padding and the URL alphabet
    are allowed), else None."""
    try:
        return pybase64.b64decode(inner, validate=True)
    except (binascii.Error, ValueError):
        return _patient_base64(text_bytes(inner))


def _patient_base64(inner: bytes) -> bytes | None:
    packed = b"".join(inner.split()).rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return pybase64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _is_plain(params: Kept) -> bool:
    """Whether parameters say names and values only, as the text does."""
    try:
        _PLAIN_PAIRS.decode(bytes(params) if params is not UNSET else b"[]")
    except UNREADABLE:
        return bytes(params) == b"null" if params is not UNSET else True
    return True
