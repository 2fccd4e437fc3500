"""Writing flows as HAR 1.2, one entry at a time."""

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

import msgspec

from inspector.formats.har.dialect import Dialect
from inspector.formats.har.entry import flow_of
from inspector.formats.har.entry_writer import entry_of
from inspector.formats.har.instants import write_instant
from inspector.formats.har.laying import Members
from inspector.formats.har.limits import Limits
from inspector.formats.har.notes import Notes
from inspector.formats.har.odd_entry import read_odd_entry
from inspector.formats.har.recorded import record_of
from inspector.formats.har.restoring import differences
from inspector.formats.har.shape import Entry
from inspector.model.flow import CaptureFacts, FlowContent, FlowRecord, Marker, Page

FORMAT = "enclair-har/1"
_ENCODER = msgspec.json.Encoder()
_ENTRY = msgspec.json.Decoder(Entry)
_DIALECT = Dialect()
_LIMITS = Limits()


def write_har(
    target: BinaryIO,
    flows: Iterable[FlowContent],
    *,
    captures: Sequence[CaptureFacts],
    pages: Sequence[Page] = (),
    markers: Sequence[Marker] = (),
    tool_version: str,
) -> int:
    """Writes a HAR 1.2, valid by the public schema, and returns its number of entries.

    What HAR cannot hold stands in `_enclair` of the log (captures, scenario, markers) and of an entry (fields of
    the flow that the rest of the entry does not tell), so that reading it again loses nothing.
    """
    target.write(b'{"log":{"version":"1.2","creator":')
    target.write(_ENCODER.encode({"name": "En Clair", "version": tool_version}))
    if browser := next((capture.browser for capture in captures if capture.browser), ""):
        name, _blank, version = browser.rpartition(" ")
        target.write(b',"browser":' + _ENCODER.encode({"name": name or browser, "version": version if name else ""}))
    target.write(b',"pages":' + _ENCODER.encode([_page(page) for page in pages]))
    target.write(b',"_enclair":' + _ENCODER.encode(_about(captures, markers)))
    target.write(b',"entries":[')
    count = 0
    for content in flows:
        target.write(b",\n" if count else b"\n")
        target.write(write_entry(content, number=content.facts.capture if len(captures) > 1 else None))
        count += 1
    target.write(b"\n]}}\n")
    return count


def write_entry(content: FlowContent, *, number: int | None = None) -> bytes:
    """The JSON text of one entry; `number` names its capture where a file holds several."""
    flow = record_of(content)
    entry = entry_of(flow, content.request_headers, content.response_headers)
    own: Members = {} if number is None else {"capture": number}
    if changed := differences(flow, _read_again(entry)):
        own["flow"] = changed
    if own:
        entry["_enclair"] = own
    return _ENCODER.encode(entry)


def _read_again(entry: Members) -> FlowRecord:
    """What our own reader makes of the entry."""
    text = _ENCODER.encode(entry)
    overlay: Members = {}
    try:
        read = _ENTRY.decode(text)
    except msgspec.ValidationError:
        read, overlay = read_odd_entry(msgspec.json.decode(text))
    return flow_of(read, index=0, overlay=overlay, notes=Notes(None), dialect=_DIALECT, limits=_LIMITS)


def _page(page: Page) -> Members:
    members: dict[str, Any] = msgspec.json.decode(page.extra) if page.extra else {}
    times: dict[str, Any] = dict(members.get("pageTimings") or {})
    for name, span_us in (("onContentLoad", page.content_load_us), ("onLoad", page.load_us)):
        if span_us is not None:
            times[name] = span_us / 1000
    times = {name: value for name, value in times.items() if not (name == "comment" and not isinstance(value, str))}
    return members | {
        "startedDateTime": write_instant(page.started_us or 0),
        "id": page.label,
        "title": page.title,
        "pageTimings": times,
    }


def _about(captures: Sequence[CaptureFacts], markers: Sequence[Marker]) -> Members:
    about: Members = {
        "format": FORMAT,
        "captures": [
            {
                "number": capture.id,
                "name": capture.name,
                "kind": capture.kind.value,
                "scenario": capture.scenario,
                "sha256": capture.sha256,
                "producer": capture.producer,
                "sanitized": capture.sanitized,
            }
            for capture in captures
        ],
        "markers": msgspec.to_builtins(list(markers)),
    }
    if len(captures) == 1:
        about["environment"] = captures[0].environment
        if captures[0].scenario:
            about["scenario"] = captures[0].scenario
    return about
