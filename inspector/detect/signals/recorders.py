"""Session recorders at work: what is sent so that a visit can be played back, by its shape or by its address.

Recordings whose shape is known (rrweb) are read; of the others it is said that their content is not.
Addresses are those that the products' public scripts send to.
"""

import re
from collections.abc import Iterator

from inspector.decode.body import body_bytes
from inspector.decode.document import Decoded, Document, Notation
from inspector.detect.context import FlowContext
from inspector.detect.signals.making import signal
from inspector.detect.signals.objects import MESSAGES, sent_documents, spellings
from inspector.model.flow import FlowContent, Location, Side
from inspector.model.signal import Signal, SignalKind

_ADDRESSES = (
    ("hotjar", re.compile(r"//(?:ws\d*\.hotjar\.com/|content\.hotjar\.io/|[\w.-]*hotjar\.(?:com|io)/.*/recording)")),
    ("clarity", re.compile(r"//[\w-]+\.clarity\.ms/collect\b")),
    ("fullstory", re.compile(r"/rec/(?:bundle|ndjson)(?:/[^?#]*)?\?(?=[^#]*\bOrgId=)")),
    ("contentsquare", re.compile(r"//[\w.-]+\.contentsquare\.net/(?:v\d+/)?recording\b")),
    ("mouseflow", re.compile(r"//[\w-]+\.mouseflow\.com/[^?#]*(?:record|session|event|dom|html)")),
    ("smartlook", re.compile(r"//[\w.-]*(?:smartlook\.com|smartlook\.cloud|eu\.smartlook\.[a-z]+)/rec/")),
    ("logrocket", re.compile(r"//r\.(?:lr-in(?:gest|-prod)?|intake-lr|logrocket|lr-ingest)\.(?:io|com)/i\?")),
    ("datadog-replay", re.compile(r"/api/v2/replay(?=[?#]|\Z)")),
    ("posthog", re.compile(r"//[\w.-]+/s/?\?(?=[^#]*\bcompression=)(?=[^#]*\bver=\d)")),
    ("luckyorange", re.compile(r"//[\w.-]*(?:luckyorange\.(?:com|net)|visitors\.live)/[^?#]*(?:record|session)")),
    ("inspectlet", re.compile(r"//hn\.inspectlet\.com/(?:ginit|adddata|dom)")),
    ("yandex-webvisor", re.compile(r"//mc\.(?:webvisor|yandex)\.[a-z]+/webvisor/")),
    ("quantum-metric", re.compile(r"//[\w-]+\.quantummetric\.com/horizon/")),
    ("dynatrace-replay", re.compile(r"/bf\?(?=[^#]*\btype=js)(?=[^#]*\bsr=)")),
)  # fmt: skip
_MASKED = re.compile(rb'"\*[* \\n]{2,4000}"')
_INCREMENT = re.compile(
    rb'"data"\s*:\s*\{\s*"source"\s*:\s*\d{1,2}\s*,\s*"(?:adds|texts|positions|attributes|removes|id|type)"'
)
_CLARITY_VERSION = re.compile(r"\d+\.\d+\.\d+")
_PAGES = spellings("outer html", "inner html", "dom snapshot", "html snapshot", "document html", "page html", "dom") | {
    "outerHTML", "innerHTML", "pageHTML", "documentHTML"
}  # fmt: skip
_SHORTEST_PAGE = 500
_MOST_SEARCHED_BYTES = 2_000_000
_LONGEST_URL = 4096
_MOST_COUNTED = 100_000


def recorders(content: FlowContent, decoded: Decoded, context: FlowContext) -> Iterator[Signal]:
    """At most one signal a flow. Facts: `readable`, and of readable recordings the `texts` and typed `inputs` in them
    and how many texts were `masked` with asterisks before they were sent."""
    recorded = [one for one in decoded.documents if "rrweb" in one.layers and one.side is Side.REQUEST]
    if recorded:
        first = recorded[0]
        yield _signal(context, _product(content, first), first, facts=_content_facts(content, recorded))
        return
    if content.request_body is None and not content.messages:
        return
    url = content.facts.url[:_LONGEST_URL]
    name = next((name for name, shape in _ADDRESSES if shape.search(url)), None)
    documents = sent_documents(decoded)
    if _moves_only(content):
        place = next((one for one in documents if one.location is Location.BODY), None)
        yield _signal(context, name or "rrweb", place, facts=_content_facts(content, []))
        return
    if name is None:
        name = _shape_of(content, documents)
    if name is not None:
        place = next((one for one in documents if one.location is not Location.QUERY), None)
        yield _signal(context, name, place, facts={"readable": "no"})


def _signal(context: FlowContext, name: str, place: Document | None, *, facts: dict[str, str | int]) -> Signal:
    return signal(
        SignalKind.RECORDER,
        name,
        context,
        location=place.location if place else Location.URL,
        path=place.prefix if place else "",
        layers=place.layers if place else (),
        facts=facts,
    )


def _moves_only(content: FlowContent) -> bool:
    """Whether a body holds recorded events (rrweb) of which nothing is left to read: masked texts, movements."""
    data = content.request_body.data[:_MOST_SEARCHED_BYTES] if content.request_body else b""
    return b'"source"' in data and b'"timestamp"' in data and _INCREMENT.search(data) is not None


def _product(content: FlowContent, first: Document) -> str:
    if "sentry-envelope" in first.layers:
        return "sentry-replay"
    if "$snapshot" in first.prefix:
        return "posthog"
    url = content.facts.url[:_LONGEST_URL]
    return next((name for name, shape in _ADDRESSES if shape.search(url)), "rrweb")


def _content_facts(content: FlowContent, recorded: list[Document]) -> dict[str, str | int]:
    texts = inputs = 0
    for document in recorded:
        if document.notation is Notation.NAME:
            told = [
                str(key).partition("#")[0] for _, key, value in document.leaves[:_MOST_COUNTED] if _is_legible(value)
            ]
            inputs += sum(name.endswith("@value") for name in told)
            texts += sum("@" not in name and name != "href" for name in told)
    return {"readable": "yes", "texts": texts, "inputs": inputs, "masked": _masked(content)}


def _is_legible(value: object) -> bool:
    return not isinstance(value, str) or bool(value.strip("*• \n"))


def _masked(content: FlowContent) -> int:
    """Texts of asterisks in the body: decoding leaves them out, as they say nothing."""
    if content.request_body is None:
        parts = [message.data for message in content.messages if message.from_client]
        data = b"".join(parts)[:_MOST_SEARCHED_BYTES]
    else:
        data = body_bytes(content.request_body, headers=content.request_headers, content_coded=content.content_coded)[
            :_MOST_SEARCHED_BYTES
        ]
    return sum(1 for _ in _MASKED.finditer(data))


def _shape_of(content: FlowContent, documents: list[Document]) -> str | None:
    """Recordings at an address that nobody knows: relayed, or of an own make."""
    body = content.request_body
    if body is not None and b'"replay_recording"' in body.data[:_MOST_SEARCHED_BYTES]:
        return "sentry-replay"
    for document in documents:
        if document.location not in MESSAGES or document.location is Location.QUERY:
            continue
        if _is_clarity(document.tree):
            return "clarity"
        if not _PAGES.isdisjoint(document.survey.names) and _has_page(document):
            return "page-copy"
    return None


def _is_clarity(tree: object) -> bool:
    """`{"e": [version, ...], "a": [[time, ...], ...], "p": [...]}`."""
    if not isinstance(tree, dict) or not {"e", "p"} <= tree.keys() <= {"e", "a", "p"}:
        return False
    envelope, rest = tree["e"], tree["p"]
    if not isinstance(envelope, list) or not isinstance(rest, list) or len(envelope) < 4:
        return False
    return isinstance(envelope[0], str) and _CLARITY_VERSION.match(envelope[0]) is not None


def _has_page(document: Document) -> bool:
    return any(
        key in _PAGES and isinstance(value, str) and len(value) >= _SHORTEST_PAGE and value.lstrip()[:1] == "<"
        for _, key, value in document.leaves[:_MOST_COUNTED]
    )
