"""Writing flows as HAR 1.2, one entry at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
from inspector.formats.har.own import STATE_MEMBER, OwnCapture, OwnState, describe, labels_of, name_chains
from inspector.formats.har.recorded import Told, Uncode, told_of
from inspector.formats.har.restoring import differences
from inspector.formats.har.shape import Entry
from inspector.model.flow import FlowContent, FlowRecord, Page
from inspector.model.struct import Record

_ENCODER = msgspec.json.Encoder()
_ENTRY = msgspec.json.Decoder(Entry)
_DIALECT = Dialect()
_LIMITS = Limits()

type Sizes = Callable[[FlowContent], tuple[int | None, int | None]]
"""What the source claimed of the bodies of request and response."""


def write_har(
    target: BinaryIO,
    flows: Iterable[FlowContent],
    *,
    captures: Sequence[OwnCapture],
    pages: Mapping[int, Sequence[Page]] | None = None,
    states: Iterable[OwnState] = (),
    sizes: Sizes | None = None,
    uncode: Uncode | None = None,
    chains: Iterable[bytes] = (),
    is_whole: bool = True,
    left_out: Mapping[str, int] | None = None,
    tool_version: str,
) -> int:
    """Writes a HAR 1.2, valid by the public schema, and returns its number of entries.

    What HAR cannot hold stands in `_enclair` of the log (captures with their markers, refusals, names ...), in members
    behind the entries (`states` of pages), and in `_enclair` of an entry (fields of the flow that the rest of the entry
    does not tell; with `uncode`, bodies as on the wire), so that reading it again loses nothing. `chains` are the
    certificate chains of all connections. `is_whole` says that nothing was masked or left out; `left_out` names what
    was, by count.
    """
    paged = [(number, page) for number, some in (pages or {}).items() for page in some]
    own = _OwnParts(
        labels=labels_of(paged) if len(captures) > 1 else {},
        certificates=name_chains(chains),
        with_sizes=sizes is not None,
        with_wire=is_whole,
    )
    target.write(b'{"log":{"version":"1.2","creator":')
    target.write(_ENCODER.encode({"name": "En Clair", "version": tool_version}))
    if browser := next((capture.browser for capture in captures if capture.browser), ""):
        name, _blank, version = browser.rpartition(" ")
        target.write(b',"browser":' + _ENCODER.encode({"name": name or browser, "version": version if name else ""}))
    target.write(b',"pages":' + _ENCODER.encode([_page(page, number, own.labels) for number, page in paged]))
    about = describe(captures, is_whole=is_whole, left_out=dict(left_out or {}), certificates=own.certificates)
    target.write(b',"_enclair":' + _ENCODER.encode(about))
    target.write(b',"entries":[')
    count = 0
    for content in flows:
        target.write(b",\n" if count else b"\n")
        told = told_of(content, sizes=sizes(content) if sizes else (None, None), uncode=uncode)
        of = content.facts.capture if len(captures) > 1 else None
        target.write(_write_entry(told, content, of, own))
        count += 1
    target.write(b"\n]")
    for number, state in enumerate(states, start=1):
        target.write(f',\n"{STATE_MEMBER}{number}":'.encode() + _ENCODER.encode(state))
    target.write(b"}}\n")
    return count


class _OwnParts(Record, frozen=True, kw_only=True):
    """What entries share: ids of pages (by capture and label), names of certificate chains, and what is told at all."""

    labels: dict[tuple[int, str], str]
    certificates: dict[bytes, str]
    with_sizes: bool
    with_wire: bool


def _write_entry(told: Told, content: FlowContent, number: int | None, parts: _OwnParts) -> bytes:
    """The JSON text of one entry; `number` names its capture where a file holds several."""
    flow = told.flow
    entry = entry_of(told, content.request_headers, content.response_headers)
    if flow.page is not None and number is not None:
        entry["pageref"] = parts.labels.get((number, flow.page), flow.page)
    own: Members = {} if number is None else {"capture": number}
    if changed := differences(flow, _read_again(entry), with_sizes=parts.with_sizes):
        own["flow"] = changed
        chain = flow.connection.certificate if "connection" in changed and flow.connection else None
        if chain is not None and (name := parts.certificates.get(chain)):
            changed["connection"]["certificate"] = None
            own["certificate"] = name
    if told.wire and parts.with_wire:
        own["wire"] = told.wire
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


def _page(page: Page, number: int, labels: Mapping[tuple[int, str], str]) -> Members:
    members: dict[str, Any] = msgspec.json.decode(page.extra) if page.extra else {}
    times: dict[str, Any] = dict(members.get("pageTimings") or {})
    for name, span_us in (("onContentLoad", page.content_load_us), ("onLoad", page.load_us)):
        if span_us is not None:
            times[name] = span_us / 1000
    times = {name: value for name, value in times.items() if not (name == "comment" and not isinstance(value, str))}
    told = members | {
        "startedDateTime": write_instant(page.started_us or 0),
        "id": page.label,
        "title": page.title,
        "pageTimings": times,
    }
    if labels:
        told |= {"id": labels[number, page.label], "_enclair": {"capture": number, "label": page.label}}
    return told
