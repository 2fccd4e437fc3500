"""Messages in the shape of a known tracker or monitor, whoever receives them: by path, parameters or layers.

The shapes are those that the products' public scripts write; a shape says nothing of who runs the server.
"""

import re
from collections.abc import Iterator

from inspector.decode.document import Decoded
from inspector.detect.context import FlowContext
from inspector.detect.signals.making import signal
from inspector.model.flow import FlowContent, Location, Side
from inspector.model.signal import Signal, SignalKind

_LAYERS = {"sentry-envelope": "sentry-envelope", "ga-batch": "google-analytics"}
_ADDRESSES = (
    ("google-analytics", re.compile(r"/(?:[gjr]/)?collect\?(?=[^#]*\bv=[12]\b)(?=[^#]*\btid=)")),
    ("new-relic", re.compile(r"/(?:nr_insert|(?:events|jserrors|resources|ins)/1/[\w-]{8,})(?=[?/]|\Z)")),
    ("sentry-envelope", re.compile(r"/api/\d+/(?:envelope|store)/?(?=[?#]|\Z)")),
    ("matomo", re.compile(r"/(?:matomo|piwik)\.php\?(?=[^#]*\bidsite=)")),
    ("meta-pixel", re.compile(r"/tr/?\?(?=[^#]*\bid=\d{8,})(?=[^#]*\bev=)")),
    ("datadog", re.compile(r"/api/v2/(?:rum|replay|logs)\?(?=[^#]*\b(?:ddsource|dd-api-key)=)")),
    ("plausible", re.compile(r"/api/event/?(?=[?#]|\Z)")),
)
_LONGEST_URL = 8192


def shapes(content: FlowContent, decoded: Decoded, context: FlowContext) -> Iterator[Signal]:
    """One signal a shape, at the address or at the body that shows it."""
    names = {_LAYERS[layer]: Location.BODY for layer in _body_layers(decoded) if layer in _LAYERS}
    url = content.facts.url[:_LONGEST_URL]
    for name, shape in _ADDRESSES:
        if name not in names and (name != "plausible" or content.facts.method == "POST") and shape.search(url):
            names[name] = Location.URL
    for name, location in names.items():
        yield signal(SignalKind.SHAPE, name, context, location=location)


def _body_layers(decoded: Decoded) -> set[str]:
    return {
        layer
        for document in decoded.documents
        if document.side is Side.REQUEST and document.location is Location.BODY
        for layer in document.layers
    }
