"""Export of a case as HAR 1.2."""

import os
import secrets
from pathlib import Path

from msgspec.structs import replace

from inspector.formats.har.writer import write_har
from inspector.model.errors import InputUnreadable
from inspector.model.flow import BodyForm, FlowContent, Marker, Page, SocketMessage, StoredBody
from inspector.model.secrecy import conceal_named
from inspector.report.redaction import Redactor
from inspector.store.case import Case
from inspector.store.edits import tool_version
from inspector.store.queries import CaseReader
from inspector.workspace.jobs import IsCancelled, Job, Progress, Report
from inspector.workspace.reporting import known_values


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
    values, credentials and cookies are masked and bodies that are not text are left out.

    Raises CaseUnusable for the case, InputUnreadable where the target cannot be written (what was there stays).
    """
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with Case.open(case_path, read_only=True) as case, temporary.open("wb") as file:
            reader = CaseReader(case)
            captures = reader.captures()
            pages: list[Page] = [page for capture in captures for page in reader.pages(capture.id)]
            markers = [marker for group in reader.markers().values() for marker in group]
            redactor = _redactor(reader, redact)
            count = write_har(
                file,
                reader.contents() if redactor is None else (redacted(c, redactor) for c in reader.contents()),
                captures=captures,
                pages=pages if redactor is None else [_page(page, redactor) for page in pages],
                markers=markers if redactor is None else [_marker(marker, redactor) for marker in markers],
                tool_version=tool_version(),
            )
        os.replace(temporary, target)  # noqa: PTH105 - atomic on every platform
    except OSError as error:
        raise InputUnreadable(
            f"{target.name} cannot be written ({error.strerror}): choose another folder.",
            code="target_unwritable",
            name=target.name,
            reason=error.strerror or "?",
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return count


def _redactor(reader: CaseReader, redact: str) -> Redactor | None:
    if redact == "none":
        return None
    keep = [name for recipient in reader.recipients() for name in (recipient.site, *recipient.hosts)]
    return Redactor(redact, known_values(reader.leaves(), reader.sightings()), keep=keep)


def _page(page: Page, redactor: Redactor) -> Page:
    """A page's title is often its address, and Chrome's always is."""
    return replace(page, title=redactor.redact_url(page.title), extra=None)


def _marker(marker: Marker, redactor: Redactor) -> Marker:
    return replace(marker, label=redactor.redact(marker.label), note=redactor.redact(marker.note))


def redacted(content: FlowContent, redactor: Redactor) -> FlowContent:
    """The flow without known values, credentials and cookies; what is not text is left out."""
    facts = content.facts
    return replace(
        content,
        facts=replace(
            facts,
            url=redactor.redact_url(facts.url),
            redirect_url=redactor.redact_url(facts.redirect_url) if facts.redirect_url else facts.redirect_url,
            initiator_url=redactor.redact_url(facts.initiator_url) if facts.initiator_url else facts.initiator_url,
        ),
        request_headers=redactor.redact_headers(content.request_headers),
        response_headers=redactor.redact_headers(content.response_headers),
        request_body=_body(content.request_body, redactor),
        response_body=_body(content.response_body, redactor),
        messages=tuple(_message(message, redactor) for message in content.messages),
        extra=None,
        initiator=None,
    )


def _body(body: StoredBody | None, redactor: Redactor) -> StoredBody | None:
    if body is None:
        return None
    text = _text(body.data)
    if text is None:
        return replace(body, data=b"", truncated=True)
    data = redactor.redact(conceal_named(text)).encode()
    return replace(body, data=data, form=BodyForm.TEXT if body.form is BodyForm.BYTES else body.form)


def _message(message: SocketMessage, redactor: Redactor) -> SocketMessage:
    text = _text(message.data)
    return replace(message, data=b"" if text is None else redactor.redact(conceal_named(text)).encode())


def _text(data: bytes) -> str | None:
    """UTF-8 text without NUL; None for anything else."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
