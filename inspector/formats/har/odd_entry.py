"""Entries that are not of the usual shape: fields nobody named, Slack's header lists, numbers as text, NaN."""

import json
from typing import Any

from msgspec import UNSET

from inspector.formats.har.rest import Members, Rest
from inspector.formats.har.shape import Content, Entry, Kept, Overlay, Pair, Phases, PostData, Request, Response


def read_odd_entry(members: Members) -> tuple[Entry, Overlay]:
    """The entry and the overlay of what `Entry` does not name or cannot hold."""
    overlay: Overlay = {}
    rest = Rest(members)
    request, response, timings = rest.inner("request"), rest.inner("response"), rest.inner("timings")
    entry = Entry(
        started=_started(rest),
        time=rest.number("time"),
        request=_request(request, overlay) if request else None,
        response=_response(response, overlay) if response else None,
        cache=rest.kept("cache"),
        timings=_phases(timings, overlay) if timings else None,
        server_address=_first(rest, "serverIPAddress", "_ip_addr"),
        connection=rest.text("connection"),
        page=rest.text("pageref"),
        resource_type=rest.text("_resourceType"),
        initiator=rest.kept("_initiator"),
        from_cache=_flag_text(rest, "_fromCache"),
        from_worker=_flag(rest, "_fetchedViaServiceWorker"),
        messages=rest.kept("_webSocketMessages"),
        server_port=rest.integer("_serverPort"),
        security=rest.kept("_securityDetails"),
    )
    rest.leave(overlay)
    return entry, overlay


def _first(rest: Rest, *names: str) -> str | None:
    """The first of several names that says something; the others stay."""
    for name in names:
        if rest.members.get(name):
            return rest.text(name)
    return None


def _started(rest: Rest) -> str | int | float | None:
    value = rest.members.pop("startedDateTime", None)
    if isinstance(value, (dict, list, bool)):
        rest.members["startedDateTime"] = value
        return None
    if isinstance(value, (str, int, float)):
        return value
    return None


def _flag(rest: Rest, name: str) -> bool | None:
    value = rest.members.get(name)
    if isinstance(value, bool):
        del rest.members[name]
        return value
    return None


def _flag_text(rest: Rest, name: str) -> str | None:
    """ "memory", "disk" or a plain true; false is nothing."""
    value = rest.members.pop(name, None)
    if isinstance(value, bool):
        return "true" if value else None
    return value if isinstance(value, str) else None


def _request(rest: Rest, overlay: Overlay) -> Request:
    post, content = rest.inner("postData"), rest.inner("_content")
    request = Request(
        method=rest.text("method") or "",
        url=rest.text("url") or "",
        http_version=rest.text("httpVersion"),
        headers=_pairs(rest, "headers"),
        cookies=rest.kept("cookies"),
        query=rest.kept("queryString"),
        post=_post(post or content or Rest({}), overlay) if post or content else None,
        headers_size=rest.kept("headersSize"),
        body_size=rest.integer("bodySize"),
    )
    rest.leave(overlay, "request")
    return request


def _post(rest: Rest, overlay: Overlay) -> PostData:
    post = PostData(
        mime=rest.text("mimeType"),
        text=_body_text(rest),
        params=rest.kept("params"),
        encoding=rest.text("encoding") or rest.text("_encoding"),
    )
    rest.leave(overlay, "request", "postData")
    return post


def _body_text(rest: Rest) -> Kept:
    """The text as JSON; objects (some writers parse JSON bodies) as their own JSON text."""
    value = rest.members.get("text")
    if value is None:
        rest.members.pop("text", None)
        return UNSET
    return rest.kept("text")


def _response(rest: Rest, overlay: Overlay) -> Response:
    content = rest.inner("content")
    error = rest.members.pop("_error", None)
    response = Response(
        status=rest.integer("status"),
        reason=rest.text("statusText"),
        http_version=rest.text("httpVersion"),
        headers=_pairs(rest, "headers"),
        cookies=rest.kept("cookies"),
        content=_content(content, overlay) if content else None,
        redirect_url=rest.text("redirectURL"),
        headers_size=rest.kept("headersSize"),
        body_size=rest.integer("bodySize"),
        transfer_size=rest.integer("_transferSize"),
        error=error if isinstance(error, str) else json.dumps(error) if error else None,
        failure=rest.text("_failureText"),
        from_worker=_flag(rest, "_fetchedViaServiceWorker"),
    )
    rest.leave(overlay, "response")
    return response


def _content(rest: Rest, overlay: Overlay) -> Content:
    content = Content(
        size=rest.integer("size"),
        mime=rest.text("mimeType"),
        text=_body_text(rest),
        encoding=rest.text("encoding"),
        compression=rest.kept("compression"),
    )
    rest.leave(overlay, "response", "content")
    return content


def _phases(rest: Rest, overlay: Overlay) -> Phases:
    phases = Phases(
        blocked=rest.number("blocked"),
        dns=rest.number("dns"),
        connect=rest.number("connect"),
        tls=rest.number("ssl"),
        send=rest.number("send"),
        wait=rest.number("wait"),
        receive=rest.number("receive"),
    )
    rest.leave(overlay, "timings")
    return phases


def _pairs(rest: Rest, name: str) -> list[Pair]:
    """Headers as objects, as [name, value] lists or as one object; what else they say stays."""
    value = rest.members.get(name)
    items = list(value.items()) if isinstance(value, dict) else value if isinstance(value, list) else None
    if items is None:
        return []
    pairs = [pair for item in items if (pair := _pair(item)) is not None]
    if len(pairs) == len(items) and all(_says_only_pair(item) for item in items):
        rest.members.pop(name)
    return pairs


def _pair(item: Any) -> Pair | None:
    if isinstance(item, dict):
        name, value = item.get("name", item.get("Name")), item.get("value", item.get("Value"))
    elif isinstance(item, (list, tuple)) and len(item) >= 2:
        name, value = item[0], item[1]
    else:
        return None
    return Pair(name=_words(name), value=_words(value)) if name is not None else None


def _words(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value)


def _says_only_pair(item: Any) -> bool:
    if isinstance(item, dict):
        return all(name in ("name", "value") or value in (None, "") for name, value in item.items())
    return len(item) == 2
