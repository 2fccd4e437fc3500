"""Flows with boring defaults, decoded and classified as the analysis does it."""

import json
from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit

from inspector.decode.document import Decoded, Document, Leaf, Node, Notation
from inspector.decode.flow import decode_flow
from inspector.detect.classify import Classification, Classifier
from inspector.detect.context import FlowContext
from inspector.detect.names.keys import KeyIndex
from inspector.detect.packs import load_packs
from inspector.model.flow import (
    BodyForm,
    CaptureId,
    Delivery,
    FlowContent,
    FlowFacts,
    FlowId,
    Location,
    Side,
    StoredBody,
    Timings,
)
from inspector.model.leaf import Needle, Origin, Scalar, SensitiveLeaf

HEALTH_SITE = "https://rdv-sante.example"
COFFEE_SITE = "https://coffee.example"
TRACKER = "https://ads.tracker.example"


@cache
def known_keys() -> KeyIndex:
    """The names of our packs, indexed once for all tests: it holds nothing of what it is asked."""
    return KeyIndex(load_packs())


def facts(url: str = f"{HEALTH_SITE}/", *, method: str = "GET", **changes: object) -> FlowFacts:
    parts = urlsplit(url)
    fields: dict[str, object] = {
        "id": FlowId(1),
        "capture": CaptureId(1),
        "entry": 0,
        "started_us": 1_730_000_000_000_000,
        "duration_us": None,
        "method": method,
        "url": url,
        "scheme": parts.scheme,
        "host": parts.hostname or "",
        "port": parts.port,
        "path": parts.path,
        "http_version": "HTTP/2",
        "status": 200,
        "reason": "",
        "delivery": Delivery.NETWORK,
        "error": None,
        "request_mime": None,
        "response_mime": None,
        "request_size": 0,
        "response_size": 0,
        "response_wire_size": None,
        "has_request_body": False,
        "has_response_body": False,
        "server_address": None,
        "page": None,
        "initiator_kind": None,
        "initiator_url": None,
        "resource_type": None,
        "redirect_url": None,
        "timings": Timings(),
    }
    return FlowFacts(**(fields | changes))  # type: ignore[arg-type]


def body(data: object) -> StoredBody | None:
    if data is None:
        return None
    raw = data if isinstance(data, bytes) else data.encode() if isinstance(data, str) else json.dumps(data).encode()
    return StoredBody(data=raw, form=BodyForm.TEXT, size=len(raw), sha256=b"")


def content(
    url: str = f"{HEALTH_SITE}/",
    *,
    sent: object = None,
    received: object = None,
    mime: str = "application/json",
    sent_mime: str = "application/json",
    headers: Sequence[tuple[str, str]] = (),
    answer_headers: Sequence[tuple[str, str]] = (),
) -> FlowContent:
    return FlowContent(
        facts=facts(url, request_mime=sent_mime, response_mime=mime, method="POST" if sent is not None else "GET"),
        request_headers=tuple(headers),
        response_headers=tuple(answer_headers),
        request_body=body(sent),
        response_body=body(received),
        messages=(),
        connection=None,
        extra=None,
        initiator=None,
        content_coded=False,
    )


def decoded(url: str = f"{HEALTH_SITE}/", **parts: object) -> tuple[Decoded, FlowContext]:
    """A decoded flow and its context; first party unless the host is a tracker's."""
    flow = content(url, **parts)  # type: ignore[arg-type]
    site = ".".join(flow.facts.host.split(".")[-2:])
    return decode_flow(flow), FlowContext(facts=flow.facts, site=site, first_party="tracker" not in flow.facts.host)


@cache
def classifier() -> Classifier:
    return Classifier(load_packs())


def classify(url: str = f"{HEALTH_SITE}/", **parts: object) -> Classification:
    return classifier().classify(*decoded(url, **parts))


def leaves(url: str = f"{HEALTH_SITE}/", **parts: object) -> dict[str, SensitiveLeaf]:
    """The sensitive leaves of a flow by their path."""
    return {leaf.place.path: leaf for leaf in classify(url, **parts).leaves}


def classes(url: str = f"{HEALTH_SITE}/", **parts: object) -> set[str]:
    return {leaf.class_ for leaf in classify(url, **parts).leaves}


def needle(value: str, class_: str = "contact.email", *, name: str = "email", **changes: object) -> Needle:
    return Needle(name=name, class_=class_, value=value, origin=Origin.PERSONA, **changes)  # type: ignore[arg-type]


def document(values: dict[str, Scalar], *, location: Location = Location.QUERY, side: Side = Side.REQUEST) -> Document:
    root = Node(None, "", dict(values))
    made: list[Leaf] = [(root, key, value) for key, value in values.items()]
    return Document(side=side, location=location, layers=(), notation=Notation.NAME, leaves=made)
