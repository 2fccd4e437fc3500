"""Reading beside json.loads: `python -m tests.bench.bench_reading --megabytes 100 --needles 10 1000 10000`.

Decodes, classifies and hunts every flow of a generated, JSON-heavy HAR. CPU seconds of one process; the ratio is to
json.loads of the very same file in the same run. `--processes 1 2` does the same reading in that many processes, wall
seconds from the first flow to the last; `--kinds` tells the kinds of bodies apart. Prints, and passes or fails nothing.
"""

import argparse
import gc
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from inspector.decode.flow import decode_flow
from inspector.detect.classify import Classifier
from inspector.detect.context import FlowContext
from inspector.detect.needles.hunt import Hunter
from inspector.detect.packs import load_packs
from inspector.model.flow import FlowContent
from inspector.model.leaf import Needle, Origin
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace.crew import read_together, stretches
from inspector.workspace.importing import import_file
from inspector.workspace.landscape import Sites
from inspector.workspace.passes import FirstPass
from tests.bench.json_har import generate_json_har

type Flows = list[tuple[FlowContent, FlowContext]]


def needles_of(count: int) -> list[Needle]:
    """Values of a learned kind: e-mail addresses, names, ids, motives."""
    made = []
    for n in range(count):
        class_, value = (
            ("contact.email", f"temoin{n}.alma@courriel.example"),
            ("identity.name", f"Camille Rivoire{n}"),
            ("identity.account_id", f"{n:05d}a7f3c19e"),
            ("health.motive", f"Consultation numéro {n} (hématologie)"),
        )[n % 4]
        made.append(Needle(name=class_, class_=class_, value=value, origin=Origin.PERSONA))
    return made


def contents_of(case: Path) -> Iterator[tuple[FlowContent, FlowContext]]:
    with Case.open(case, read_only=True) as opened:
        for content in CaseReader(opened).contents():
            site = ".".join(content.facts.host.split(".")[-2:])
            yield content, FlowContext(facts=content.facts, site=site, first_party="mesure" not in site)


def load_all(bodies: list[bytes]) -> None:
    for body in bodies:
        json.loads(body)


def cpu_s(work: Callable[[], object]) -> float:
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)
    started = time.process_time()
    work()
    return time.process_time() - started


def kind_of(content: FlowContent) -> str:
    """The kind of body, which the generated addresses begin with."""
    return content.facts.path.split("/")[1]


def body_of(content: FlowContent) -> bytes:
    """The larger body of a flow."""
    bodies = [body.data for body in (content.request_body, content.response_body) if body is not None]
    return max(bodies, key=len, default=b"")


class Reading:
    """Reads flows as the analysis does, with a clock for each part."""

    def __init__(self, needles: list[Needle]) -> None:
        packs = load_packs()
        started = time.process_time()
        self.hunter = Hunter(needles, packs=packs)
        self.built_s = time.process_time() - started
        self.classifier = Classifier(packs)
        self.decoding_s = self.classifying_s = self.hunting_s = 0.0
        self.leaves = self.sensitive = self.sightings = 0

    def read(self, flows: Flows) -> None:
        for content, context in flows:
            started = time.process_time()
            decoded = decode_flow(content)
            opened = time.process_time()
            found = self.classifier.classify(decoded, context)
            judged = time.process_time()
            self.sightings += len(self.hunter.hunt(decoded, context))
            self.hunting_s += time.process_time() - judged
            self.classifying_s += judged - opened
            self.decoding_s += opened - started
            self.leaves += found.leaf_count
            self.sensitive += len(found.leaves)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--needles", type=int, nargs="*", default=[1000])
    parser.add_argument("--har", type=Path, help="a HAR of your own instead of the generated one")
    parser.add_argument("--processes", type=int, nargs="*", default=[])
    parser.add_argument("--kinds", action="store_true", help="also kind by kind of the generated bodies")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        har = asked.har or Path(folder) / "generated.har"
        if asked.har is None:
            generate_json_har(har, size_bytes=asked.megabytes * 1_000_000)
        data = har.read_bytes()
        case = Path(folder) / "bench.enclair"
        with Case.create(case) as fresh:
            import_file(fresh, har)
        measure(data, list(contents_of(case)), asked)
        if asked.kinds:
            measure_kinds(list(contents_of(case)), asked)
        for count in asked.processes:
            in_processes(case, count, needles_of(asked.needles[0]))


def in_processes(path: Path, count: int, needles: list[Needle]) -> None:
    """Reads the case in `count` processes, as the analysis does; the clock starts with the first answer's request."""
    with Case.open(path, read_only=True) as case:
        reader = CaseReader(case)
        site_of = {content.facts.host: content.facts.host for content in reader.contents()}
        own = frozenset(host for host in site_of if "mesure" not in host)
        task = FirstPass(sites=Sites(site_of=site_of, first_party=own), entered=tuple(needles), mutes=())
        cut = stretches(reader.sizes(), several=True)
        started = time.perf_counter()
        first_s = None
        for _ in read_together(path, cut, task, workers=count, is_cancelled=lambda: False):
            first_s = first_s or time.perf_counter()
        ended = time.perf_counter()
        print(
            f"{count} processes: {ended - started:.1f} s in all, {ended - (first_s or started):.1f} s from the first answer"
        )


def measure(data: bytes, flows: Flows, asked: argparse.Namespace) -> None:
    size = len(data) / 1e6
    loads = min(cpu_s(lambda: json.loads(data)) for _ in range(3))
    print(f"{size:.0f} MB, {len(flows)} flows; json.loads {loads:.2f} s, {size / loads:.0f} MB/s")
    for count in asked.needles:
        reading = Reading(needles_of(count))
        whole = cpu_s(partial(reading.read, flows))
        print(
            f"{count} needles (built in {reading.built_s:.2f} s): {whole:.2f} s, {size / whole:.1f} MB/s, "
            f"{whole / loads:.2f}x json.loads; decode {reading.decoding_s / loads:.2f} "
            f"classify {reading.classifying_s / loads:.2f} hunt {reading.hunting_s / loads:.2f}; "
            f"{reading.leaves} leaves, {reading.sensitive} sensitive, {reading.sightings} sightings"
        )


def measure_kinds(flows: Flows, asked: argparse.Namespace) -> None:
    """Kind by kind of body, beside json.loads of these bodies alone: how much is said in them decides most."""
    for kind in sorted({kind_of(content) for content, _ in flows}):
        chosen = [(content, context) for content, context in flows if kind_of(content) == kind]
        bodies = [body for content, _ in chosen if (body := body_of(content))]
        loads = min(cpu_s(partial(load_all, bodies)) for _ in range(3))
        reading = Reading(needles_of(asked.needles[0]))
        whole = cpu_s(partial(reading.read, chosen))
        print(
            f"  {kind}: {whole / loads:.1f}x json.loads of its bodies; decode {reading.decoding_s / loads:.1f} "
            f"classify {reading.classifying_s / loads:.1f} hunt {reading.hunting_s / loads:.1f}; "
            f"{reading.leaves} leaves, {reading.sensitive} sensitive"
        )


if __name__ == "__main__":
    main()
