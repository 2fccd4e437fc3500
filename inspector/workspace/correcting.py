"""The investigator's corrections of attributions: each said once, kept for the case and logged."""

from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from inspector.model.errors import ArgumentsWrong
from inspector.parties.corrections import OVERRIDE_KIND, Correction, faults_of, read_correction, write_correction
from inspector.store import edits
from inspector.store.case import Case
from inspector.store.queries import CaseReader


def correct_party(case_path: Path, site: str, correction: Correction) -> None:
    """Keeps what a person says of a site; it counts from the next analysis on. A correction that states nothing takes
    an earlier one back. Raises ArgumentsWrong (`correction-fault`, names: the attributes) where it cannot stand."""
    if faults := faults_of(correction):
        message = f"Not a correction that can stand: {', '.join(faults)}."
        raise ArgumentsWrong(message, code="correction-fault", names=", ".join(faults))
    if not correction.stated:
        reset_party(case_path, site)
        return
    kept = correction if correction.at else replace(correction, at=datetime.now(UTC).date().isoformat())
    with Case.open(case_path) as case:
        edits.override(case, kind=OVERRIDE_KIND, key=site, value=write_correction(kept))
        edits.write_log(case, "party corrected", _line(site, kept))


def reset_party(case_path: Path, site: str) -> None:
    """Takes a correction back: what the tables tell counts again from the next analysis on."""
    with Case.open(case_path) as case:
        edits.override(case, kind=OVERRIDE_KIND, key=site, value=None)


def correction_of(reader: CaseReader, site: str) -> Correction | None:
    """What a person said of a site, None where nobody did."""
    kept = reader.overrides(OVERRIDE_KIND).get(site)
    return read_correction(kept) if kept else None


def corrections(reader: CaseReader) -> dict[str, Correction]:
    """Every correction of the case by site; one that cannot be read is left out."""
    read = ((site, read_correction(text)) for site, text in reader.overrides(OVERRIDE_KIND).items())
    return {site: correction for site, correction in read if correction is not None}


def _line(site: str, correction: Correction) -> str:
    """For the log: what was stated and on what it rests."""
    stated = ", ".join(f"{name}={value or 'unknown'}" for name, value in correction.stated.items())
    rests = [part for part in (correction.source.name, correction.source.date) if part]
    if correction.document:
        rests.append(f"document {correction.document[:12]}")
    return f"{site}: {stated}" + (f" ({', '.join(rests)})" if rests else "")
