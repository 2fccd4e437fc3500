"""How late a 16 ms timer in the window is while a HAR is imported and analysed, against the same window at rest.

    python -m tests.bench.bench_timer --megabytes 100

Both figures come from one run. The window is the real one; without a display it runs offscreen.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

from tests.bench.generate import generate_har

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


class Watch:
    """Notes how late each tick of a precise 16 ms timer comes."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.late_ms: list[float] = []
        self._due = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(16)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self.late_ms = []
        self._due = time.perf_counter() + 0.016
        self._timer.start()

    def stop(self) -> list[float]:
        self._timer.stop()
        return self.late_ms

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late_ms.append(max((now - self._due) * 1000, 0.0))
        self._due = now + 0.016


def describe(name: str, late_ms: list[float]) -> str:
    ordered = sorted(late_ms)
    p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    return f"{name:24} ticks {len(ordered):6}  late ms p50 {p50:5.1f}  p99 {p99:5.1f}  worst {ordered[-1]:6.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--rest", type=float, default=5.0, help="seconds at rest")
    options = parser.parse_args()
    os.environ["ENCLAIR_HOME"] = tempfile.mkdtemp()
    path = Path(tempfile.gettempdir()) / f"enclair-bench-{options.megabytes}.har"
    if not path.exists():
        generate_har(path, size_bytes=options.megabytes * 1_000_000)

    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from inspector.messages import Translator
    from inspector.ui.theme import Theme
    from inspector.ui.use_cases import workspace_use_cases
    from inspector.ui.window import MainWindow

    application = QApplication([])
    theme = Theme()
    theme.apply(application)
    settings = QSettings(str(Path(os.environ["ENCLAIR_HOME"]) / "s.ini"), QSettings.Format.IniFormat)
    window = MainWindow(theme, Translator, use_cases=workspace_use_cases(), settings=settings)
    window.resize(1440, 900)
    window.show()
    watch = Watch()

    def spin(until: float) -> None:
        while time.perf_counter() < until:
            application.processEvents()
            time.sleep(0.0005)

    spin(time.perf_counter() + 1)
    watch.start()
    spin(time.perf_counter() + options.rest)
    rest = watch.stop()
    watch.start()
    started = time.perf_counter()
    window.open_path(path)
    first_row = None
    while window.session is None or window.session.is_working:
        spin(time.perf_counter() + 0.05)
        if first_row is None and window.session is not None and window.session.view.reader.last_flow():
            first_row = time.perf_counter() - started
    busy = watch.stop()
    print(describe("at rest", rest))
    print(describe("import and analysis", busy))
    print(
        f"first row after {first_row or float('nan'):.2f} s; import and analysis {time.perf_counter() - started:.1f} s"
    )
    window.session.close()


if __name__ == "__main__":
    main()
