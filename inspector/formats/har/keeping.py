"""What the format knows and a flow does not: laid aside in the overlay, unless headers or address say it already."""

import msgspec
from msgspec import UNSET

from inspector.formats.har.overlay import keep_rest, level
from inspector.formats.har.shape import UNREADABLE, Entry, Kept, Overlay, Pair, Request, Response

_PAIRS = msgspec.json.Decoder(list[Pair])


def keep_unheld(entry: Entry, overlay: Overlay, *, request_headers: bytes, response_headers: bytes) -> None:
    """Lays aside what is known to the format but not to a flow."""
    keep_rest(overlay, entry)
    if not _is_nothing(entry.cache, b"{}"):
        overlay["cache"] = entry.cache
    if entry.timings is not None:
        inner: Overlay = {}
        keep_rest(inner, entry.timings)
        if inner:
            level(overlay, "timings").update(inner)
    if entry.request is not None:
        _keep_request(entry.request, overlay, request_headers)
    if entry.response is not None:
        _keep_response(entry.response, overlay, response_headers)


def _keep_request(request: Request, overlay: Overlay, headers: bytes) -> None:
    inner: Overlay = {}
    keep_rest(inner, request)
    if not _is_nothing(request.headers_size, b"-1"):
        inner["headersSize"] = request.headers_size
    if not _is_nothing(request.cookies, b"[]") and not _says_no_more(request.cookies, b'["cookie",' in headers.lower()):
        inner["cookies"] = request.cookies
    if not _is_nothing(request.query, b"[]") and not _says_no_more(request.query, "?" in request.url):
        inner["queryString"] = request.query
    if request.post is not None:
        post: Overlay = {}
        keep_rest(post, request.post)
        if post:
            level(inner, "postData").update(post)
    if inner:
        level(overlay, "request").update(inner)


def _keep_response(response: Response, overlay: Overlay, headers: bytes) -> None:
    inner: Overlay = {}
    keep_rest(inner, response)
    if not _is_nothing(response.headers_size, b"-1"):
        inner["headersSize"] = response.headers_size
    if not _is_nothing(response.cookies, b"[]") and b'["set-cookie",' not in headers.lower():
        inner["cookies"] = response.cookies
    if response.transfer_size is not None and response.transfer_size > 0:
        inner["_transferSize"] = response.transfer_size
    if response.content is not None:
        content: Overlay = {}
        keep_rest(content, response.content)
        if not _is_nothing(response.content.compression, b"0"):
            content["compression"] = response.content.compression
        if content:
            level(inner, "content").update(content)
    if inner:
        outer = level(overlay, "response")
        if isinstance(outer.get("content"), dict) and "content" in inner:
            outer["content"].update(inner.pop("content"))
        outer.update(inner)


def _is_nothing(kept: Kept, empty: bytes) -> bool:
    if kept is UNSET:
        return True
    raw = bytes(kept)
    return len(raw) < 40 and raw.translate(None, b" \t\r\n") in (empty, b"null", b"[]", b"{}", b"-1")


def _says_no_more(kept: Kept, is_said_elsewhere: bool) -> bool:
    """Whether plain names and values stand in a header or the address already."""
    if not is_said_elsewhere or kept is UNSET:
        return False
    try:
        _PAIRS.decode(kept)
    except UNREADABLE:
        return False
    return True
