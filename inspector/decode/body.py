"""A stored body for people: content-encoding undone, characters, pretty JSON."""

import json

from inspector.decode.charset import is_texty, text_of
from inspector.decode.coding import CodingFailed, coding_names, coding_of_magic, expand
from inspector.decode.json_value import NotJson, parse_json, unguarded
from inspector.model.flow import BodyForm, Headers, StoredBody, header_value

_MOST = 64_000_000


def content_type_of(mime: str | None, headers: Headers) -> str:
    """The media type with its parameters: the header where it says more than the recorded type."""
    header = header_value(headers, "content-type") or ""
    recorded = mime or ""
    return header if ";" not in recorded and header else recorded or header


def body_bytes(body: StoredBody, *, headers: Headers, content_coded: bool) -> bytes:
    """The bytes without content-encoding, at most 64 MB; what cannot be undone stays as stored."""
    data = body.data
    if body.form is not BodyForm.BYTES:
        return data
    codings = coding_names(header_value(headers, "content-encoding")) if content_coded else ()
    for coding in codings or filter(None, (coding_of_magic(data),)):
        try:
            data = expand(data, coding, most=_MOST).data
        except CodingFailed:
            return data
    return data


def body_text(body: StoredBody, *, mime: str | None, headers: Headers, content_coded: bool) -> str | None:
    """The body as characters for display and search; None where it is no text."""
    if body.form is not BodyForm.BYTES:
        return body.data.decode("utf-8", "replace")
    data = body_bytes(body, headers=headers, content_coded=content_coded)
    return text_of(data, content_type_of(mime, headers)) if is_texty(data) else None


def pretty_json(text: str) -> str | None:
    """JSON indented by two, characters unescaped; None where it is not JSON."""
    try:
        return json.dumps(parse_json(unguarded(text)), ensure_ascii=False, indent=2)
    except (NotJson, RecursionError):
        return None
