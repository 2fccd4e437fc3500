"""Export of a case as HAR 1.2."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from inspector.decode.coding import CodingFailed, coding_names, expand
from inspector.formats.har.own import OwnCapture, OwnState, own_capture
from inspector.formats.har.supports import Reason
from inspector.formats.har.writer import write_har
from inspector.model.finding import Supports
from inspector.model.flow import CaptureFacts, CaptureId, FlowContent, Marker, StoredBody, header_value
from inspector.model.recording import PageState
from inspector.store.carried import all_messages, certificate_chains, claimed_sizes
from inspector.store.case import Case
from inspector.store.edits import tool_version
from inspector.store.queries import CaseReader
from inspector.store.recorded import handshakes, name_answers, page_state_data, page_states
from inspector.workspace.export_redaction import ExportRedaction
from inspector.workspace.jobs import IsCancelled, Job, Progress, Report
from inspector.workspace.targets import replacing

_MOST_UNCODED = 256_000_000
_MANY_MESSAGES = 20_000
"""A reader gives at most so many of a flow; where it did, all are asked for."""


def start_export(case_path: Path, target: Path, *, redact: str = "default") -> Job:
    """Writes the HAR in a child process; the result is the number of entries."""
    return Job(export_in_child, case_path, target, redact)


def export_in_child(
    case_path: Path,
    target: Path,
    redact: str,
    *,
    report: Report,
    is_cancelled: IsCancelled,  # noqa: ARG001
) -> int:
    report(Progress(step="writing"))
    return export_har(case_path, target, redact=redact)


def export_har(case_path: Path, target: Path, *, redact: str = "default") -> int:
    """Writes every flow of a case; the number of entries. With `redact` none a re-import loses nothing; else known
    values, credentials, cookies and what pages kept are masked; bodies that are not text, and the states of pages, are
    left out.

    Raises CaseUnusable for the case, InputUnreadable where the target cannot be written (what was there stays).
    """
    with replacing(target) as temporary:
        temporary.touch(mode=0o600 if redact == "none" else 0o666)  # with all its secrets it is for its owner alone
        with Case.open(case_path, read_only=True) as case, temporary.open("wb") as file:
            reader = CaseReader(case)
            redaction = None if redact == "none" else ExportRedaction(reader, redact)
            captures = captures_of(reader)
            pages = {capture.number: reader.pages(CaptureId(capture.number)) for capture in captures}
            count = write_har(
                file,
                _flows(reader) if redaction is None else map(redaction.flow, _flows(reader)),
                captures=captures if redaction is None else [redaction.capture(capture) for capture in captures],
                pages=pages if redaction is None else redaction.pages(pages),
                states=_states(reader) if redaction is None else (),
                sizes=(lambda content: claimed_sizes(reader, content.facts.id)) if redaction is None else None,
                uncode=uncode if redaction is None else None,
                chains=certificate_chains(reader),
                is_whole=redaction is None,
                left_out={} if redaction is None else redaction.left_out(reader),
                tool_version=tool_version(),
            )
    return count


# -- what is written ------------------------------------------------------------------------------------------


class _Extra(msgspec.Struct):
    supports: Supports | None = None
    reasons: tuple[Reason, ...] = ()


def captures_of(reader: CaseReader) -> list[OwnCapture]:
    """The captures of a case with what was noted beside their flows. Markers of no capture go with the first."""
    markers = dict(reader.markers())
    captures = reader.captures()
    if captures and (loose := markers.pop(CaptureId(0), ())):
        first = captures[0].id
        markers[first] = tuple(sorted((*markers.get(first, ()), *loose), key=lambda marker: marker.at_us))
    return [_capture(reader, facts, markers.get(facts.id, ())) for facts in captures]


def _capture(reader: CaseReader, facts: CaptureFacts, markers: tuple[Marker, ...]) -> OwnCapture:
    text = reader.capture_extra(facts.id)
    extra = msgspec.json.decode(text, type=_Extra) if text else _Extra()
    return own_capture(
        facts,
        supports=extra.supports,
        reasons=extra.reasons,
        markers=markers,
        handshakes=handshakes(reader, capture=facts.id),
        names=name_answers(reader, capture=facts.id),
    )


def _flows(reader: CaseReader) -> Iterator[FlowContent]:
    """Every flow whole, where a reader bounds what it gives."""
    for content in reader.contents():
        flow = content
        if any(body is not None and not body.complete for body in (flow.request_body, flow.response_body)):
            flow = reader.content(flow.facts.id, limit_bytes=None)
        if len(flow.messages) >= _MANY_MESSAGES:
            flow = replace(flow, messages=all_messages(reader, flow.facts.id))
        yield flow


def uncode(body: StoredBody, content: FlowContent) -> bytes | None:
    """A body without its content-encoding: of one that broke off, what can be read; None where nothing can, or where
    it would grow beyond 256 MB."""
    is_sent = content.request_body is body
    headers = content.request_headers if is_sent else content.response_headers
    data = body.data
    for coding in coding_names(header_value(headers, "content-encoding")):
        try:
            data, cut = expand(data, coding, most=_MOST_UNCODED)
        except CodingFailed:
            return None
        if cut == "size":
            return None
    return data


def _states(reader: CaseReader) -> Iterator[OwnState]:
    for facts in page_states(reader):
        state = PageState(
            marker_us=facts.marker_us,
            at_us=facts.at_us,
            kind=facts.kind,
            url=facts.url,
            data=page_state_data(reader, facts.id),
        )
        yield OwnState(capture=facts.capture, state=state)
