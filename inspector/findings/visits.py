"""Which requests belong to the visit to the service, and not to what was open before or beside it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from inspector.model.flow import CaptureId
from inspector.model.request import Request


@dataclass(frozen=True, slots=True)
class Visits:
    """`begun_us`: by capture, the first request to the service; `foreign`: pages whose own document is somebody
    else's (a search engine, a link in a message)."""

    begun_us: dict[CaptureId, int]
    foreign: frozenset[tuple[CaptureId, str]]

    def holds(self, capture: CaptureId, *, page: str | None, at_us: int | None) -> bool:
        """Whether a request at a moment, for a page of the capture, was made in the visit to the service."""
        begun_us = self.begun_us.get(capture)
        is_within = begun_us is not None and at_us is not None and at_us >= begun_us
        return is_within and (page is None or (capture, page) not in self.foreign)


def visits_of(
    requests: Iterable[Request], *, is_own: Callable[[str], bool], is_foreign: Callable[[str], bool]
) -> Visits:
    """`is_own` and `is_foreign` say of a host whether it is the service's or a third party's."""
    begun_us: dict[CaptureId, int] = {}
    documents: dict[tuple[CaptureId, str], tuple[int, str]] = {}
    for request in requests:
        if not request.on_wire or request.at_us is None:
            continue
        if request.at_us < begun_us.get(request.capture, request.at_us + 1) and is_own(request.host):
            begun_us[request.capture] = request.at_us
        if request.page is not None and is_document(request):
            key = (request.capture, request.page)
            documents[key] = min((request.at_us, request.host), documents.get(key, (request.at_us, request.host)))
    foreign = frozenset(key for key, (_, host) in documents.items() if is_foreign(host))
    return Visits(begun_us, foreign)


def is_document(request: Request) -> bool:
    """Redirects on the way to a page are not its document."""
    is_redirect = request.status is not None and 300 <= request.status < 400
    return not is_redirect and (request.kind == "document" or (not request.kind and "html" in request.mime))
