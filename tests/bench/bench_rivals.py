"""The same HARs through En Clair, privacy-flow-inspector and trackhar: `python -m tests.bench.bench_rivals --install`.

One run, one table: what was planted against what each tool says, then totals, false hits, seconds, versions.
The HARs are made here (`rival_hars`, `disguises`) and all fictional; the third is the bundled sample with its answer key.

What counts, the same for all three:

- *Disguises.* Every disguise travels once in each channel that can carry it (a request to a site of its own). Found:
  the tool says of that request that it carries the planted value, or a value of the same kind: any e-mail address, so
  that mail-shaped text (rot13, reversed) counts for a tool that did not undo it. `known again` counts the planted value.
  Wrong: it says something else of a person. `5/6 not header` means found in all channels but one.
- *Medical.* Found: the tool says of that exchange that it carries health data (or a national number, or a search,
  where that is what it is), whatever it calls it. Wrong: it only says something else of a person.
- *Decoys.* Nothing of anybody travels; whatever a tool says of a person is a false hit. Identifiers, sessions,
  devices, ciphertext, visited pages and typed searches are no such statement unless planted: for and against nobody.
- *Sample.* The lines of its answer key that must fire on requests. Found: something of that kind, or the planted
  value itself, is named in one of its entries.

Every tool is told the same identity and the same first party. The relatives read requests only, so the rows named
`answer` are beyond them by design; totals are given with and without. TrackHAR names nothing beyond its adapters and
the values it was told. It prints, and passes or fails nothing.
"""

import argparse
import functools
import json
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.bench.disguises import EMAIL, NAME, PHONE
from tests.bench.rival_entries import FIRST_PARTY
from tests.bench.rival_hars import Planted, Scene, disguise_scene, medical_scene
from tests.bench.rival_table import Rows, judge, print_details, print_rows, print_totals
from tests.bench.rival_tools import (
    INSPECTOR_PACKAGE,
    TRACKHAR_PACKAGE,
    Identity,
    Run,
    has_inspector,
    has_trackhar,
    install,
    run_enclair,
    run_inspector,
    run_trackhar,
    versions,
)

type Runner = Callable[[Path, Identity, Path], Run]

_ROOT = Path(__file__).parents[2]
_IDENTITY = Identity(
    (("e-mail", "contact.email", EMAIL), ("name", "identity.name", NAME), ("telephone", "contact.phone", PHONE)),
    FIRST_PARTY,
)
_ENCLAIR = "En Clair"


class Table(NamedTuple):
    """A HAR, what is planted in it, and whom the tools are told to look for."""

    name: str
    scene: Scene
    identity: Identity


def main() -> None:
    """Makes the HARs, runs what is there, prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tools", type=Path, default=Path.home() / ".cache" / "enclair-rivals")
    parser.add_argument("--install", action="store_true", help="put the two relatives into the folder of --tools first")
    parser.add_argument("--misses", action="store_true", help="print each thing that En Clair misses or calls wrongly")
    parser.add_argument("--chains", action="store_true", help="print the form and the layers that En Clair names")
    parser.add_argument("--keep", type=Path, help="keep the HARs and the results in this folder")
    asked = parser.parse_args()
    tools = asked.tools.resolve()
    if tools.is_relative_to(_ROOT):
        parser.error("--tools: choose a folder outside the repository")
    if asked.install:
        install(tools)
    runners = available(tools)
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        report(runners, folder=folder, misses=asked.misses, chains=asked.chains)
    for tool, version in versions(tools).items():
        print(f"{tool}: {version}")


def available(tools: Path) -> dict[str, Runner]:
    """The tools that can run, En Clair first; says on standard error how to get the others."""
    runners: dict[str, Runner] = {_ENCLAIR: run_enclair}
    if has_inspector(tools):
        runners[INSPECTOR_PACKAGE] = functools.partial(run_inspector, tools=tools)
    if has_trackhar(tools):
        runners[TRACKHAR_PACKAGE] = functools.partial(run_trackhar, tools=tools)
    for absent in sorted({INSPECTOR_PACKAGE, TRACKHAR_PACKAGE} - set(runners)):
        print(f"{absent} is not there: --install fetches it (pip; npm and Node.js for trackhar)", file=sys.stderr)
    return runners


def report(runners: dict[str, Runner], *, folder: Path, misses: bool, chains: bool) -> None:
    """Runs every tool over every HAR and prints."""
    rows: Rows = defaultdict(lambda: defaultdict(list))
    costs: list[str] = []
    for table in (
        Table("disguises", disguise_scene(), _IDENTITY),
        Table("medical", medical_scene(), _IDENTITY),
        _sample(),
    ):
        place = folder / table.name
        place.mkdir(parents=True, exist_ok=True)
        har = place / f"{table.name}.har"
        har.write_text(json.dumps(table.scene.har, ensure_ascii=False, indent=1), encoding="utf-8")
        for tool, runner in runners.items():
            run = runner(har, table.identity, place)
            costs.append(f"{table.name:12}{tool:24}{run.wall_s:8.2f} s wall{run.cpu_s:8.2f} s CPU")
            by_entry = defaultdict(list)
            for claim in run.claims:
                by_entry[claim.entry].append(claim)
            for entry, planted in table.scene.planted:
                rows[planted.table, planted.row][tool].append(judge(planted, by_entry[entry]))
    print_rows(rows, list(runners))
    print_totals(rows, list(runners))
    print("\n".join(costs))
    if misses or chains:
        print_details(rows, _ENCLAIR, with_found=chains)


def _sample() -> Table:
    samples = _ROOT / "resources" / "samples"
    key = json.loads((_ROOT / "tests" / "data" / "consultation.answers.json").read_bytes())
    har = json.loads((samples / "consultation.har").read_bytes())
    persona = tomllib.loads((samples / "consultation.persona.toml").read_text(encoding="utf-8"))
    values = tuple((value["label"], value["class"], value["value"]) for value in persona["value"])
    told = {value for _, _, value in values}
    planted = []
    for line in key["answers"]:
        if line["verdict"] == "fire" and line["side"] == "request" and line["class"]:
            row = f"{line['class']} at {line['recipient'].removesuffix('.example')}"
            groups = frozenset({_sample_group(line["class"])})
            value = line["value"] if line["value"] in told else None
            planted.append((line["entries"][0], Planted("sample", row, line["location"], groups, value)))
    return Table("sample", Scene(har, tuple(planted)), Identity(values, "rdv-sante.example"))


def _sample_group(class_: str) -> str:
    return {"behaviour.search": "search", "behaviour.page": "page"}.get(class_) or class_.partition(".")[0]


if __name__ == "__main__":
    main()
