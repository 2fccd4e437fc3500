"""What the browser tells of an exchange beyond request and answer, in the words of a HAR."""

import re
from typing import Any

import msgspec

from inspector.capture.devtools.events import BlockedCookie
from inspector.capture.devtools.exchange import Exchange
from inspector.formats.har.delivery import delivery_of, scheme_of
from inspector.formats.har.initiators import read_initiator
from inspector.model.flow import Delivery

_COOKIES = 100
_NAME = 300
_HTTPS = re.compile(r"\A(?:wss|https)://", re.IGNORECASE)
type Members = dict[str, Any]


def initiator_of(exchange: Exchange) -> tuple[str | None, str | None, bytes | None]:
    """Kind, address and JSON text, as the HAR reader gives them."""
    if not exchange.initiator:
        return None, None, None
    return read_initiator(msgspec.Raw(msgspec.json.encode(exchange.initiator)))


def status_of(exchange: Exchange) -> int | None:
    """The status that travelled: the browser shows 200 where the network said 304."""
    told = exchange.answer_more.status_code if exchange.answer_more else 0
    shown = exchange.answer.status if exchange.answer else 0
    status = told or shown
    return status if 0 < status < 1000 else None


def cache_of(exchange: Exchange) -> str | None:
    """Which cache answered: memory, disk, prefetch; None for none."""
    if exchange.sent_more is not None:
        return None
    answer = exchange.answer
    if exchange.from_memory:
        return "memory"
    if answer is not None and answer.from_disk_cache:
        return "disk"
    return "prefetch" if answer is not None and answer.from_prefetch_cache else None


def delivery_of_exchange(exchange: Exchange) -> Delivery:
    """How the exchange came about (`formats.har.delivery`)."""
    answer, status = exchange.answer, status_of(exchange)
    names = {name.lower() for name in answer.headers} if answer else set()
    return delivery_of(
        scheme=scheme_of(exchange.url),
        status=status,
        error=exchange.error,
        cached=cache_of(exchange) is not None,
        worker=answer is not None and answer.from_service_worker and exchange.sent_more is None,
        internal=status == 307 and "non-authoritative-reason" in names,
        blocked=_stopped_by(exchange) if status is None else None,
    )


def _stopped_by(exchange: Exchange) -> str | None:
    """Why the browser held the request back. A failed preflight means that the request itself was never made."""
    if exchange.blocked is None and (exchange.cors_error or "").startswith("Preflight") and not exchange.has_travelled:
        return "preflight"
    return exchange.blocked


def has_stayed(exchange: Exchange) -> bool:
    """Whether the request certainly never reached the network, or gave no sign of it before it failed."""
    if exchange.has_travelled or not exchange.is_over:
        return False
    delivery = delivery_of_exchange(exchange)
    return delivery in (
        Delivery.CACHE,
        Delivery.SERVICE_WORKER,
        Delivery.BLOCKED,
        Delivery.INTERNAL_REDIRECT,
        Delivery.FAILED,
    )


def extra_of(exchange: Exchange) -> Members:
    """What no field of a flow holds, in the shape that is laid over a HAR entry."""
    extra: Members = {
        "_documentURL": exchange.document_url,
        "_frame": exchange.frame,
        "_userGesture": exchange.has_gesture or None,
        "_redirectedFrom": exchange.redirected_from,
        "_priority": exchange.request.initial_priority,
        "_fromCache": cache_of(exchange),
        "_blockedReason": exchange.blocked,
        "_corsError": exchange.cors_error,
        "_canceled": exchange.is_canceled or None,
        "_blockedCookies": _blocked_cookies(exchange),
        "response": _answer_extra(exchange),
    }
    return {name: value for name, value in extra.items() if value}


def network_url(url: str) -> str:
    """The address a proxy sees: a socket begins as a request of http or https."""
    if url[:4].lower() in ("ws:/", "wss:"):
        return ("https" if _HTTPS.match(url) else "http") + url[url.index(":") :]
    return url


def _answer_extra(exchange: Exchange) -> Members:
    answer = exchange.answer
    if answer is None or not answer.from_service_worker:
        return {}
    told: Members = {"_fetchedViaServiceWorker": True}
    if answer.service_worker_response_source:
        told["_serviceWorkerResponseSource"] = answer.service_worker_response_source
    return told


def _blocked_cookies(exchange: Exchange) -> Members:
    """Names and reasons only: the value of a cookie that was held back did not travel."""
    sent = exchange.sent_more.associated_cookies if exchange.sent_more else []
    came = exchange.answer_more.blocked_cookies if exchange.answer_more else []
    found = {"request": _told_cookies(sent), "response": _told_cookies(came)}
    return {side: cookies for side, cookies in found.items() if cookies}


def _told_cookies(cookies: list[BlockedCookie]) -> list[Members]:
    told: list[Members] = []
    for blocked in cookies:
        if blocked.blocked_reasons and len(told) < _COOKIES:
            name = blocked.cookie.name if blocked.cookie else blocked.cookie_line.partition("=")[0].strip()
            entry: Members = {"name": name[:_NAME], "reasons": blocked.blocked_reasons[:10]}
            if blocked.cookie and blocked.cookie.domain:
                entry |= {"domain": blocked.cookie.domain[:_NAME], "path": blocked.cookie.path[:_NAME]}
            told.append(entry)
    return told
