"""Import of a large HAR against what others need for it: `python -m tests.bench.bench_import --megabytes 100`.

Every reading runs in a fresh process, interleaved, and the table shows medians and ratios. Memory is the peak of
anonymous resident memory over all processes (RssAnon of /proc, sampled every 100 ms): heap, without file pages the system may drop.
"""

import argparse
import importlib.util
import json
import math
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.generate import generate_har

_READERS = {
    "json.loads": "import json\njson.loads(open(path, 'rb').read())",
    "our reader": """
from inspector.formats.har.reader import open_har
with open_har(path) as har:
    for _item in har:
        pass
""",
    "our import": """
from inspector.store.case import Case
from inspector.workspace.importing import import_file
with Case.create(folder / "bench.enclair") as case:
    import_file(case, path)
""",
    "mitmproxy": """
from mitmproxy.io import FlowReader
with open(path, "rb") as file:
    for _flow in FlowReader(file).stream():
        pass
""",
    "haralyzer": "import json, haralyzer\nhar = haralyzer.HarParser(json.load(open(path)))\nlist(har.pages)",
}
_CHILD = """
import sys, time
from pathlib import Path
path, folder = Path(sys.argv[1]), Path(sys.argv[2])
{imports}
print("start", flush=True)
started = time.perf_counter()
{work}
print(time.perf_counter() - started, flush=True)
"""
_IMPORTS = {
    "json.loads": "import json",
    "our reader": "import inspector.formats.har.reader",
    "our import": "import inspector.store.case, inspector.workspace.importing",
    "mitmproxy": "import mitmproxy.io",
    "haralyzer": "import haralyzer",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", action="store_true", help="mitmproxy and haralyzer too, where installed (slow)")
    options = parser.parse_args()
    large, small = _har(options.megabytes), _har(10)
    names = ["json.loads", "our reader", "our import"]
    if options.peers:
        names += [name for name in ("mitmproxy", "haralyzer") if importlib.util.find_spec(name)]
    measured = _measure(names, large, runs=options.runs)
    _print_table(measured, size_bytes=large.stat().st_size)
    tens = _measure(["our import"], small, runs=options.runs)["our import"]
    per_mb = measured["our import"]["s"] / options.megabytes / (tens["s"] / 10)
    first = statistics.median(_first_row_s(large) for _ in range(options.runs))
    print(f"first readable row after {first:.2f} s; cost per MB {per_mb:.2f} times that at 10 MB")


def _har(megabytes: int) -> Path:
    path = Path(tempfile.gettempdir()) / f"enclair-bench-{megabytes}.har"
    if not path.exists():
        part = path.with_suffix(".part")
        generate_har(part, size_bytes=megabytes * 1_000_000)
        part.rename(path)
    return path


def _measure(names: list[str], path: Path, *, runs: int) -> dict[str, dict[str, float]]:
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for _run in range(runs):
        for name in names:
            with tempfile.TemporaryDirectory() as folder:
                found[name].append(_run_child(name, path, Path(folder)))
    return {
        name: {"s": statistics.median(s for s, _mb in rows), "anon_mb": max(mb for _s, mb in rows)}
        for name, rows in found.items()
    }


def _start(name: str, path: Path, folder: Path) -> subprocess.Popen[str]:
    code = _CHILD.format(imports=_IMPORTS[name], work=_READERS[name])
    child = subprocess.Popen([sys.executable, "-c", code, str(path), str(folder)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    child.stdout.readline()
    return child


def _run_child(name: str, path: Path, folder: Path) -> tuple[float, float]:
    child = _start(name, path, folder)
    peak = 0.0
    while child.poll() is None:
        peak = max(peak, sum(_anonymous_mb(pid) for pid in _family(child.pid)))
        time.sleep(0.1)
    assert child.stdout is not None
    said = child.stdout.read().split()
    return float(said[0]) if said else math.nan, peak  # nan: it gave up on the file


def _family(pid: int) -> list[int]:
    """The process and all it started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return [pid, *(inner for child in children for inner in _family(int(child)))]


def _anonymous_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("RssAnon")), 0.0)


def _first_row_s(path: Path) -> float:
    """Seconds until another process can read a flow of the case that is being written."""
    with tempfile.TemporaryDirectory() as folder:
        case_path = Path(folder) / "bench.enclair"
        child = _start("our import", path, Path(folder))
        started = time.perf_counter()
        try:
            while not case_path.exists() or not _has_flow(case_path):
                time.sleep(0.005)
            return time.perf_counter() - started
        finally:
            child.kill()
            child.wait()


def _has_flow(path: Path) -> bool:
    try:
        with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as connection:
            return connection.execute("SELECT 1 FROM flow LIMIT 1").fetchone() is not None
    except sqlite3.Error:
        return False


def _print_table(measured: dict[str, dict[str, float]], *, size_bytes: int) -> None:
    base = measured["json.loads"]["s"]
    print(f"{size_bytes / 1e6:,.0f} MB{'':14}{'s':>8}{'MB/s':>8}{'x json.loads':>14}{'anon MB':>9}")
    for name, row in measured.items():
        speed = size_bytes / 1e6 / row["s"]
        print(f"{name:20}{row['s']:8.2f}{speed:8.0f}{row['s'] / base:14.2f}{row['anon_mb']:9.0f}")
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
