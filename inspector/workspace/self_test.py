"""`enclair --self-test`: the main job on the bundled sample, in a temporary folder."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from inspector.messages import Translator
from inspector.resources import resource_path
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace.analysis import analyse_case
from inspector.workspace.importing import import_file
from inspector.workspace.opening import SAMPLE
from inspector.workspace.reporting import write_report


def run_self_test(t: Translator) -> int:
    """Imports, analyses and reports the sample; 0 where every step did its work, 1 where the result is empty."""
    with tempfile.TemporaryDirectory(prefix="enclair-") as folder:
        case_path, pdf = Path(folder) / "sample.enclair", Path(folder) / "sample.pdf"
        _timed("import", lambda: _import(case_path), t)
        _timed("analyse", lambda: analyse_case(case_path), t)
        _timed("report", lambda: write_report(case_path, pdf, language=t.language, redact="default"), t)
        with Case.open(case_path, read_only=True) as case:
            is_good = bool(CaseReader(case).findings()) and pdf.stat().st_size > 10_000
    print(t("cli.self_test_done") if is_good else "no findings")  # noqa: T201
    return 0 if is_good else 1


def _import(case_path: Path) -> None:
    with Case.create(case_path) as case:
        import_file(case, resource_path(*SAMPLE))


def _timed(step: str, work: Callable[[], object], t: Translator) -> None:
    started = time.monotonic()
    work()
    print(t("cli.self_test_step", step=step, seconds=t.number(time.monotonic() - started, 2)))  # noqa: T201
