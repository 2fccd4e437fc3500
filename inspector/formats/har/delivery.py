"""How a flow came about: what a browser says about cache, blocking, redirects and failures."""

from inspector.model.flow import Delivery

_LOCAL_SCHEMES = frozenset(
    (
        "data",
        "blob",
        "about",
        "file",
        "filesystem",
        "javascript",
        "chrome",
        "chrome-extension",
        "chrome-untrusted",
        "devtools",
        "edge",
        "moz-extension",
        "resource",
        "safari-extension",
        "safari-web-extension",
        "view-source",
    )
)
_STOPPED = ("ERR_BLOCKED_BY_CLIENT", "ERR_BLOCKED_BY_ADMINISTRATOR", "ERR_BLOCKED_BY_CSP", "blocked:")
_AFTER_ANSWER = ("corp", "coop", "coep", "orb", "opaque", "subresource-integrity", "response")


def delivery_of(
    *,
    scheme: str,
    status: int | None,
    error: str | None,
    cached: bool,
    worker: bool,
    internal: bool,
    blocked: str | None,
) -> Delivery:
    """The delivery of a flow (domain facts: browsers' HAR exports).

    `internal`: a 307 with `Non-Authoritative-Reason`, made by the browser itself. `blocked`: the reason a browser
    gives for having stopped the request. A status says that an answer came, whatever the error beside it.
    """
    if scheme in _LOCAL_SCHEMES:
        return Delivery.LOCAL
    if internal:
        return Delivery.INTERNAL_REDIRECT
    if _is_stopped(error, blocked):
        return Delivery.BLOCKED
    if worker:
        return Delivery.SERVICE_WORKER
    if cached:
        return Delivery.CACHE
    if not status:
        return Delivery.FAILED
    return Delivery.REVALIDATED if status == 304 else Delivery.NETWORK


def _is_stopped(error: str | None, blocked: str | None) -> bool:
    if blocked and not any(word in blocked.lower() for word in _AFTER_ANSWER):
        return True
    return bool(error) and any(word in str(error) for word in _STOPPED)


def scheme_of(url: str) -> str:
    """The part before the first colon, lower case; "" where there is none that could be a scheme."""
    scheme, colon, _rest = url[:40].partition(":")
    return scheme.lower() if colon and scheme.replace("-", "").replace("+", "").isalnum() else ""
