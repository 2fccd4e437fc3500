"""How long the rules take beside the reading they rest on: `python -m tests.bench.bench_findings [FLOWS ...]`.

The bundled sample over and over, visit after visit, in one case: the densest traffic we have. A report, never a pass or
fail on time; the aim is a share below a tenth.
"""

import copy
import json
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from inspector.findings.journeys.journeys import journeys_of
from inspector.findings.journeys.narratives import narratives_of
from inspector.findings.registry import RULES, evaluate
from inspector.findings.survey import Survey
from inspector.resources import resource_path
from inspector.store.case import Case
from inspector.store.identifiers import read_identified
from inspector.store.queries import CaseReader
from inspector.store.signals import read_choices, read_consent_signals, read_signals
from inspector.workspace.analysis import analyse_case
from inspector.workspace.collector import collector_at_ease
from inspector.workspace.evidence import Consent, StoredEvidence
from inspector.workspace.importing import import_file
from inspector.workspace.result import read_first_party

_VISIT_S = 600


def write_visits(path: Path, *, flows: int) -> int:
    """A HAR of at least that many entries; their number."""
    har = json.loads(resource_path("samples", "consultation.har").read_text(encoding="utf-8"))
    entries = har["log"]["entries"]
    visits = -(-flows // len(entries))
    head = {name: value for name, value in har["log"].items() if name != "entries"}
    with path.open("w", encoding="utf-8") as file:
        file.write('{"log":' + json.dumps(head)[:-1] + ',"entries":[')
        for visit in range(visits):
            for number, entry in enumerate(entries):
                file.write("," if visit or number else "")
                file.write(json.dumps(_later(entry, visit), ensure_ascii=False))
        file.write("]}}")
    return visits * len(entries)


def _later(entry: dict[str, Any], visit: int) -> dict[str, Any]:
    moved = copy.copy(entry)
    at = datetime.fromisoformat(entry["startedDateTime"]) + timedelta(seconds=visit * _VISIT_S)
    moved["startedDateTime"] = at.isoformat()
    return moved


def measure(flows: int, folder: Path) -> None:
    har, case_path = folder / f"{flows}.har", folder / f"{flows}.enclair"
    count = write_visits(har, flows=flows)
    with Case.create(case_path) as case:
        import_file(case, har, keep_original=False)
    started_s = time.perf_counter()
    analyse_case(case_path)
    whole_s = time.perf_counter() - started_s
    with Case.open(case_path, read_only=True) as case, collector_at_ease():  # as the analysis has it
        reader = CaseReader(case)
        loading_s = time.perf_counter()
        evidence = _evidence(reader)
        known = Survey(evidence)
        judging_s = time.perf_counter()
        evaluation = evaluate(known)
        telling_s = time.perf_counter()
        narratives_of(known, evaluation.findings)
        journeys = journeys_of(known)
        ended_s = time.perf_counter()
        slowest = _slowest(Survey(evidence))
    rules_s, told_s = telling_s - judging_s, ended_s - telling_s
    reading_s = whole_s - rules_s - told_s
    print(f"{count} flows, {len(evidence.leaves)} leaves, {len(evidence.sightings)} sightings")
    print(f"  reading {reading_s:.1f} s; loading evidence {judging_s - loading_s:.1f} s")
    print(f"  rules {rules_s:.2f} s ({rules_s / reading_s:.1%} of reading): {len(evaluation.findings)} findings")
    print(f"  journeys {told_s:.2f} s ({told_s / reading_s:.1%}): {len(journeys)}")
    print("  slowest rules: " + ", ".join(f"{rule} {took_s:.2f} s" for took_s, rule in slowest[:6]))
    assert not evaluation.failures, evaluation.failures


def _evidence(reader: CaseReader) -> StoredEvidence:
    return StoredEvidence(
        reader,
        leaves=reader.leaves(crowd=False),
        sightings=reader.sightings(),
        recipients=reader.recipients(),
        first_party=read_first_party(reader),
        identified=read_identified(reader),
        consent=Consent(read_consent_signals(reader), read_choices(reader)),
        signals=read_signals(reader),
    )


def _slowest(known: Survey) -> list[tuple[float, str]]:
    taken = []
    for rule in RULES:
        started_s = time.perf_counter()
        rule.evaluate(known)
        taken.append((time.perf_counter() - started_s, rule.id))
    return sorted(taken, reverse=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        for number in [int(word) for word in sys.argv[1:]] or [2_000, 20_000]:
            measure(number, Path(temporary))
