"""Messages in the shape of a known tracker or monitor, whoever receives them: by path, parameters or layers.

The shapes are those that the products' public scripts write; a shape says nothing of who runs the server.
"""

import re
from collections.abc import Iterator

from inspector.decode.document import Decoded
from inspector.detect.context import FlowContext
from inspector.detect.signals.making import signal
from inspector.model.flow import FlowContent, FlowFacts, Location, Side, header_value
from inspector.model.signal import Signal, SignalKind

_LAYERS = {"sentry-envelope": "sentry-envelope", "ga-batch": "google-analytics"}
_ADDRESSES = (
    ("google-analytics", re.compile(r"/(?:[gjr]/)?collect\?(?=[^#]*\bv=[12]\b)(?=[^#]*\btid=)")),
    (
        "new-relic",
        re.compile(
            r"/nr_insert(?=[?/_]|\Z)|/(?:events|jserrors|resources|ins)/1/(?:NRJS-\w{8,}|\w{10,24}\?(?:[^#]*&)?a=\d)"
        ),
    ),
    ("sentry-envelope", re.compile(r"/api/\d+/(?:envelope/?(?=[?#]|\Z)|store/?\?(?=[^#]*\bsentry_(?:key|version)=))")),
    ("matomo", re.compile(r"/(?:matomo|piwik)\.php\?(?=[^#]*\bidsite=)")),
    ("meta-pixel", re.compile(r"/tr/?\?(?=[^#]*\bid=\d{8,})(?=[^#]*\bev=)")),
    ("datadog", re.compile(r"/api/v2/(?:rum|replay|logs)\?(?=[^#]*\b(?:ddsource|dd-api-key)=)")),
    ("plausible", re.compile(r"/api/event/?(?=[?#]|\Z)")),
    ("bugsnag", re.compile(r"//(?:notify|sessions)\.bugsnag\.[a-z]+/")),
    ("rollbar", re.compile(r"/api/1/item/?(?=[?#]|\Z)")),
    ("raygun", re.compile(r"//api\.raygun\.[a-z]+/entries")),
    ("airbrake", re.compile(r"/api/v3/projects/[\w-]+/notices(?=[?#]|\Z)")),
    ("trackjs", re.compile(r"//(?:capture|usage)\.trackjs\.com/")),
    ("honeybadger", re.compile(r"/v1/notices/js(?=[?#]|\Z)")),
)
_HINT = re.compile(r"collect\?|nr_insert|/1/|/api/|\.php\?|/tr/?\?|bugsnag|raygun|trackjs|/notices")  # in all of them
_SENT_ONLY = frozenset(("sentry-envelope", "plausible", "rollbar", "airbrake", "honeybadger"))
_NAMES: dict[str, tuple[frozenset[str], ...]] = {
    "plausible": (frozenset("nud"), frozenset(("name", "url", "domain"))),
    "rollbar": (frozenset(("access_token", "data")), frozenset(("data", "notifier")), frozenset(("data", "uuid"))),
}
"""Members that one of these shapes has on the first level of its body: its address alone is anybody's."""
_ROLLBAR_TOKEN = "x-rollbar-access-token"
_LONGEST_URL = 8192


def shapes(content: FlowContent, decoded: Decoded, context: FlowContext) -> Iterator[Signal]:
    """One signal a shape, at the address or at the body that shows it."""
    layers = _body_layers(decoded) if content.request_body is not None else set()
    names = {name: Location.BODY for layer, name in _LAYERS.items() if layer in layers}
    for name in shapes_at(content.facts):
        if name not in _NAMES or _is_told_by_body(name, content, decoded):
            names.setdefault(name, Location.URL)
    if "bugsnag" not in names and any(header.lower() == "bugsnag-api-key" for header, _ in content.request_headers):
        names["bugsnag"] = Location.HEADER
    for name, location in names.items():
        yield signal(SignalKind.SHAPE, name, context, location=location)


def shapes_at(facts: FlowFacts) -> list[str]:
    """The shapes that an address shows."""
    url = facts.url[:_LONGEST_URL]
    if _HINT.search(url) is None:
        return []
    return [
        name
        for name, shape in _ADDRESSES
        if (name not in _SENT_ONLY or facts.method == "POST") and shape.search(url) is not None
    ]


def _is_told_by_body(name: str, content: FlowContent, decoded: Decoded) -> bool:
    if name == "rollbar" and header_value(content.request_headers, _ROLLBAR_TOKEN) is not None:
        return True
    return any(
        members <= document.tree.keys()
        for document in decoded.documents
        if document.side is Side.REQUEST and document.location is Location.BODY and isinstance(document.tree, dict)
        for members in _NAMES[name]
    )


def _body_layers(decoded: Decoded) -> set[str]:
    return {
        layer
        for document in decoded.documents
        if document.side is Side.REQUEST and document.location is Location.BODY
        for layer in document.layers
    }
