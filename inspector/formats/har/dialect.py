"""Who wrote a HAR, and what that changes in how it is read."""

import re

from inspector.model.struct import Record


class Dialect(Record, frozen=True, kw_only=True):
    """`connection_is_port`: Firefox writes the server's port as `connection`.
    `after_request_means_cache`: Firefox fills `cache.afterRequest` only for what came from its cache."""

    connection_is_port: bool = False
    after_request_means_cache: bool = False


def dialect_of(creator: str) -> Dialect:
    """The dialect of a HAR by its creator's name."""
    firefox = creator.strip().lower() == "firefox"
    return Dialect(connection_is_port=firefox, after_request_means_cache=firefox)


def producer_name(name: str, version: str) -> str:
    """Name and version for people: "Firefox 151" for 151.0, "WebInspector 537.36"."""
    return " ".join(f"{name} {re.sub(r'(?:[.]0)+$', '', version)}".split())
