"""Reading the text in pictures: one that the person chose, or all that travelled between the browser and third parties.

A pass of its own, never part of an analysis: what is read is kept with the case and found by the next analysis.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from inspector.decode.body import body_bytes
from inspector.decode.documents.picture_text import Engine, is_worth_reading, read_picture, require_reader
from inspector.model.errors import Cancelled, InputUnreadable
from inspector.model.flow import FlowContent, FlowId, Side, StoredBody
from inspector.model.picture import PictureLine
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.pictures import keep_lines, read_before
from inspector.store.queries import CaseReader
from inspector.workspace.jobs import IsCancelled, Job, Progress, Report
from inspector.workspace.landscape import survey

_MOST_PICTURES = 300


class PictureRead(Record, frozen=True, kw_only=True):
    """The lines of one picture; `is_kept` is whether the case could be written."""

    lines: tuple[PictureLine, ...]
    is_kept: bool


class PicturesRead(Record, frozen=True, kw_only=True):
    """What a pass did: pictures read now, those with words, those that could not be read, those left for want of
    room (beyond 300)."""

    read: int = 0
    with_words: int = 0
    failed: int = 0
    left: int = 0


def start_reading(case_path: Path, flow: FlowId, side: Side) -> Job:
    """Reads one picture in a child process; its result is a PictureRead."""
    return Job(read_flow_picture, case_path, flow, side)


def read_flow_picture(
    case_path: Path,
    flow: FlowId,
    side: Side,
    *,
    report: Report,
    is_cancelled: IsCancelled,
    engine: Engine | None = None,
) -> PictureRead:
    """Reads the picture that is one side's body, and keeps the lines with the case where it can be written.

    Raises InputUnreadable, EnvironmentLacks as `read_picture`.
    """
    report(Progress(step="picture"))
    with Case.open(case_path) as case:
        content = CaseReader(case).content(flow)
        body = _body(content, side)
        if body is None:
            raise InputUnreadable("There is no picture in this message.", code="picture_unreadable")
        lines = read_picture(_data(content, side), engine=engine)
        if is_cancelled():
            raise Cancelled
        if case.writable:
            keep_lines(case, body.sha256, lines)
        return PictureRead(lines=lines, is_kept=case.writable)


def _never() -> bool:
    return False


def read_third_party_pictures(
    case_path: Path,
    *,
    first_party: Sequence[str] = (),
    report: Report,
    is_cancelled: IsCancelled = _never,
    engine: Engine | None = None,
) -> PicturesRead:
    """Reads every picture that was sent to a third party or came from one, large enough to hold words, and not read
    before. An analysis made before has to be run again where any has words. `first_party` as in `analyse_case`."""
    if engine is None:
        require_reader()
    read = with_words = failed = left = 0
    with Case.open(case_path) as case:
        with Case.open(case_path, read_only=True) as source:
            wanted = tuple(_third_party_pictures(CaseReader(source), first_party))
            left = max(0, len(wanted) - _MOST_PICTURES)
        for number, (flow, side, sha256) in enumerate(wanted[:_MOST_PICTURES]):
            if is_cancelled():
                raise Cancelled
            report(Progress(step="pictures", share=number / len(wanted), count=number))
            content = CaseReader(case).content(flow)
            try:
                lines = read_picture(_data(content, side), engine=engine)
            except InputUnreadable:
                failed += 1
                lines = ()
            keep_lines(case, sha256, lines)
            read += 1
            with_words += bool(lines)
    return PicturesRead(read=read, with_words=with_words, failed=failed, left=left)


def _third_party_pictures(reader: CaseReader, first_party: Sequence[str]) -> Iterator[tuple[FlowId, Side, bytes]]:
    """Each picture once, by the first flow that carries it."""
    landscape, seen = survey(reader, given=tuple(first_party)), set(read_before(reader))
    for content in reader.contents():
        if landscape.context_of(content.facts).first_party:
            continue
        for side in Side:
            body = _body(content, side)
            if body is None or body.sha256 in seen or not _is_picture(content, side):
                continue
            seen.add(body.sha256)
            if is_worth_reading(_data(content, side)):
                yield content.facts.id, side, body.sha256


def _is_picture(content: FlowContent, side: Side) -> bool:
    mime = content.facts.request_mime if side is Side.REQUEST else content.facts.response_mime
    return (mime or "").lower().startswith("image/") and "svg" not in (mime or "")


def _body(content: FlowContent, side: Side) -> StoredBody | None:
    return content.request_body if side is Side.REQUEST else content.response_body


def _data(content: FlowContent, side: Side) -> bytes:
    body = _body(content, side)
    headers = content.request_headers if side is Side.REQUEST else content.response_headers
    return b"" if body is None else body_bytes(body, headers=headers, content_coded=content.content_coded)
