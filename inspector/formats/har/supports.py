"""What a capture can and cannot support, from counts kept while it is read.

A rule that needs what is missing must say "not assessable", never "passed". The reasons are codes of
resources/i18n (section `supports`): `<code>` says what is missing, `<code>_better` how to record it better.
"""

import re

from inspector.model.finding import Supports
from inspector.model.flow import Delivery, FlowRecord, Marker
from inspector.model.share import share_of
from inspector.model.struct import Record

SANITIZED_FROM_CHROME = 130
"""Since late 2024 Chrome exports a HAR without cookies and credentials unless asked (devtools-frontend acd96a6)."""

_FLOWS_WITH_BROWSER = 200  # a browser names itself in the first of its requests
_CHROME = re.compile(rb"Chrome/(\d{1,4})")
_CHOICES = ("no-choice", "refused", "accepted")
_CHOICE_MARKERS = ("consent-shown", "refused", "accepted")
_BODILESS = (204, 205, 304)


class Reason(Record, frozen=True, kw_only=True):
    """Why something cannot be supported; `facts` fill the sentence's placeholders."""

    code: str
    facts: dict[str, int] = {}


class SupportTally:
    """Running counts over the flows of one capture."""

    def __init__(self) -> None:
        self.flows = self.answers = self.bodies = self.images = self.image_bodies = 0
        self.with_headers = self.with_transport = 0
        self.has_secrets = False  # a cookie or a credential anywhere
        self.chrome_version: int | None = None

    def add(self, flow: FlowRecord) -> None:
        """Counts a flow; what a browser does on its own account says nothing of the pages."""
        if flow.background:
            return
        self.flows += 1
        self._add_headers(flow)
        if flow.connection is not None and (flow.connection.tls_version or flow.connection.certificate):
            self.with_transport += 1
        if _expects_body(flow):
            self._add_answer(flow)

    def _add_headers(self, flow: FlowRecord) -> None:
        sent, received = flow.request_headers, flow.response_headers
        if len(sent) > 2 or len(received) > 2:
            self.with_headers += 1
        if self.chrome_version is None and self.flows <= _FLOWS_WITH_BROWSER and (found := _CHROME.search(sent)):
            self.chrome_version = int(found[1])
        if self.has_secrets:
            return
        both = (sent + received).lower()
        self.has_secrets = (
            b'["cookie",' in both
            or b'["set-cookie",' in both
            or b'["authorization",' in both
            or (flow.extra is not None and b'"cookies":[{' in flow.extra)
        )

    def _add_answer(self, flow: FlowRecord) -> None:
        has_body = flow.response_body is not None and len(flow.response_body.data) > 0
        self.answers += 1
        self.bodies += has_body
        if (flow.response_mime or "").lower().startswith("image/") or flow.resource_type == "image":
            self.images += 1
            self.image_bodies += has_body

    def is_sanitized(self, creator: str) -> bool:
        """Whether the file looks like Chrome's default export: Chrome's, with headers but no secret among them."""
        if creator.strip().lower() != "webinspector" or not self.with_headers:
            return False
        if self.has_secrets:
            return False
        return self.chrome_version is None or self.chrome_version >= SANITIZED_FROM_CHROME

    def supports(
        self, *, sanitized: bool, scenario: str | None = None, markers: tuple[Marker, ...] = ()
    ) -> tuple[Supports, tuple[Reason, ...]]:
        """What the capture supports, with a reason for everything it does not."""
        supports = Supports(
            answers=share_of(self.bodies, self.answers),
            cookies=bool(self.with_headers) and not sanitized,
            images=not self.images or self.image_bodies * 2 >= self.images,
            consent=scenario in _CHOICES or any(marker.kind in _CHOICE_MARKERS for marker in markers),
            transport=self.with_transport > 0,
        )
        return supports, tuple(self._reasons(supports, sanitized=sanitized))

    def _reasons(self, supports: Supports, *, sanitized: bool) -> list[Reason]:
        reasons: list[Reason] = []
        if self.bodies < self.answers:
            reasons.append(Reason(code="answers", facts={"n": self.answers - self.bodies, "of": self.answers}))
        if not self.answers:
            reasons.append(Reason(code="no-answers"))
        if not supports.cookies:
            reasons.append(Reason(code="sanitized" if sanitized else "cookies"))
        if not supports.images:
            reasons.append(Reason(code="images", facts={"n": self.images - self.image_bodies, "of": self.images}))
        if not supports.consent:
            reasons.append(Reason(code="consent"))
        if not supports.transport:
            reasons.append(Reason(code="transport"))
        return reasons


def _expects_body(flow: FlowRecord) -> bool:
    """Whether an answer with content came: no redirect, no 204 or 304, no HEAD, and not said to be empty."""
    status = flow.status or 0
    if not 200 <= status < 600 or status in _BODILESS or 300 <= status < 400 or flow.method.upper() == "HEAD":
        return False
    if flow.delivery in (Delivery.LOCAL, Delivery.BLOCKED, Delivery.INTERNAL_REDIRECT):
        return False
    if flow.response_body is not None and flow.response_body.data:
        return True
    return flow.response_body_size != 0
