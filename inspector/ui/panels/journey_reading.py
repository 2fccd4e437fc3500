"""Everything the page of journeys shows, read in one go by a worker. No Qt here."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from inspector.findings.texts import write_texts
from inspector.messages import Translator
from inspector.model.finding import Severity, Status
from inspector.model.flow import CaptureId
from inspector.model.journey import Journey, Narrative
from inspector.model.party import Recipient
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.journeys import read_journeys, read_narratives
from inspector.store.queries import CaseReader
from inspector.ui.models.journey_words import Markers
from inspector.workspace.marker_labels import mask_markers
from inspector.workspace.result import read_first_party


class Lack(StrEnum):
    """What is missing where there is no journey."""

    FLOWS = "flows"
    ANALYSIS = "analysis"
    FIRST_PARTY = "first_party"
    STEPS = "steps"


class Member(Record, frozen=True, kw_only=True):
    """A finding that a composite is made of, as its card names it."""

    id: str
    title: str
    severity: Severity
    is_rejected: bool = False


class Journeys(Record, frozen=True, kw_only=True):
    """What the page shows, read in one go. `lack` says what is missing where there is no journey.
    `masked_markers` stand beside masked values."""

    journeys: tuple[Journey, ...]
    narratives: tuple[Narrative, ...]
    recipients: Mapping[str, Recipient]
    members: Mapping[str, Member]
    markers: Markers
    masked_markers: Markers
    captures: Mapping[CaptureId, str]
    lack: Lack | None = None


def read_page(path: Path, t: Translator) -> Journeys:
    """For a worker thread, with its own connection."""
    with Case.open(path, read_only=True) as case:
        reader = CaseReader(case)
        journeys, narratives = read_journeys(reader), read_narratives(reader)
        recipients = {one.site: one for one in reader.recipients()}
        markers = reader.markers()
        return Journeys(
            journeys=journeys,
            narratives=narratives,
            recipients=recipients,
            members=_members(reader, narratives, recipients, t),
            markers=markers,
            masked_markers=mask_markers(reader, markers),
            captures={capture.id: capture.name for capture in reader.captures()},
            lack=None if journeys else _lack(reader),
        )


def _members(
    reader: CaseReader, narratives: tuple[Narrative, ...], recipients: Mapping[str, Recipient], t: Translator
) -> dict[str, Member]:
    wanted = {finding for narrative in narratives for finding in narrative.findings}
    if not wanted:
        return {}
    verdicts = reader.verdicts()
    return {
        finding.id: Member(
            id=finding.id,
            title=write_texts(finding, t, recipient=recipients.get(finding.recipient)).title,
            severity=finding.severity,
            is_rejected=finding.id in verdicts and verdicts[finding.id].status is Status.REJECTED,
        )
        for finding in reader.findings()
        if finding.id in wanted
    }


def _lack(reader: CaseReader) -> Lack:
    """Why there is nothing to tell."""
    if not reader.last_flow():
        return Lack.FLOWS
    if reader.outcome("journeys") is None:
        return Lack.ANALYSIS
    return Lack.STEPS if read_first_party(reader).sites else Lack.FIRST_PARTY
