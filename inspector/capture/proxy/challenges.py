"""Signs that a site refuses the proxy: challenge pages and refusals that repeat at one host."""

from inspector.model.flow import Headers, header_value

_MOST_HOSTS = 5_000
_TELL_EACH = 3
STATUSES = (401, 403, 406, 429, 503)
_MARKS = (  # header, what its value contains ("": anything)
    ("cf-mitigated", "challenge"),
    ("x-datadome", ""),
    ("x-px-", ""),
    ("x-amzn-waf-action", ""),
    ("x-sucuri-block", ""),
)
_SERVERS = ("akamaighost", "ddos-guard", "cloudflare", "imperva")


def is_challenge(status: int | None, headers: Headers) -> bool:
    """Whether an answer looks like a refusal of this client rather than of this request."""
    if status not in STATUSES:
        return False
    for name, value in headers:
        lowered = name.lower()
        if any(lowered.startswith(mark) and text in value.lower() for mark, text in _MARKS):
            return True
    server = (header_value(headers, "server") or "").lower()
    return status in (403, 429, 503) and any(word in server for word in _SERVERS)


class Challenges:
    """Counts them per host; says so at every third."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def note(self, host: str, status: int | None, headers: Headers) -> int | None:
        """The count where it is worth saying, else None."""
        if not is_challenge(status, headers) or (host not in self._counts and len(self._counts) >= _MOST_HOSTS):
            return None
        count = self._counts[host] = self._counts.get(host, 0) + 1
        return count if count % _TELL_EACH == 0 else None
