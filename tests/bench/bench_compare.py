"""Comparing two captures: `python -m tests.bench.bench_compare --flows 100000`.

A synthetic case with leaves and sightings in proportion, its flows dealt to four captures of two scenarios. Prints the
wall seconds of reading and comparing (the median of five), and passes or fails nothing.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from inspector.model.flow import CaptureId, Marker
from inspector.store.case import Case
from inspector.store.edits import add_marker
from inspector.store.queries import CaseReader
from inspector.workspace.comparing import read_comparison
from tests.store.builders import START_US, build_case

_LEAVES_A_FLOW = 2


def build(path: Path, *, flows: int) -> None:
    """Four captures of equal length, refused and accepted in turn."""
    build_case(path, flows=flows)
    with Case.open(path) as case:
        with case.write() as connection:
            connection.execute("UPDATE capture SET scenario = 'refused'")
            for number, scenario in ((2, "accepted"), (3, "refused"), (4, "accepted")):
                connection.execute(
                    "INSERT INTO capture (id, name, kind, sha256, size_bytes, scenario, state, entries, imported,"
                    " imported_us) SELECT ?, ?, kind, ?, size_bytes, ?, state, entries, imported, imported_us"
                    " FROM capture WHERE id = 1",
                    (number, f"{number}.har", f"{number:064x}", scenario),
                )
            connection.execute("UPDATE flow SET capture_id = 1 + id % 4")
            connection.execute(
                "INSERT INTO leaf (flow_id, side, location, path, layers, class, about, about_why, confidence, rule, clues,"
                " value, value_id, revealing, host, site, first_party)"
                " SELECT flow.id, 'request', 'query', 'q', '[]',"
                " CASE flow.id % 3 WHEN 0 THEN 'health.motive' WHEN 1 THEN 'contact.email' ELSE 'identity.name' END,"
                " 'account-holder', 'persona', 'firm', 'x', '[]', 'v', 'i', 0, flow.host, place.site, place.first_party"
                " FROM flow JOIN flow_site AS place ON place.host = flow.host, json_each(?)",
                (str(list(range(_LEAVES_A_FLOW))),),
            )
        for number in range(1, 5):
            add_marker(case, CaptureId(number), Marker(at_us=START_US + 30_000_000, kind="refused"))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--flows", type=int, default=100_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "compared.enclair"
        build(path, flows=asked.flows)
        taken = []
        for _ in range(5):
            with Case.open(path, read_only=True) as case:
                started = time.perf_counter()
                found = read_comparison(CaseReader(case))
                taken.append(time.perf_counter() - started)
        assert found is not None
        rows = len(found.recipients) + len(found.data) + len(found.findings)
        size = path.stat().st_size / 1e6
        print(f"{asked.flows:,} flows ({size:.0f} MB), {rows} rows: {statistics.median(taken):.2f} s to compare")


if __name__ == "__main__":
    main()
