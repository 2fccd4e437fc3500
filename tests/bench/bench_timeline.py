"""Repaint of the timeline after a range change, p50 and p99 in ms: `python -m tests.bench.bench_timeline [FLOWS ...]`.

1400x800, 60 lanes, offscreen raster unless a display is given. A report, never a pass or fail on time.
"""

import os
import sys
import time

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from inspector.figures.timeline import Lane, build_timeline
from inspector.messages import Translator
from inspector.model.party import Role
from inspector.ui.plots.lanes_data import Loaded
from inspector.ui.theme import Theme

LANES = 60
SPAN_US = 600_000_000
FRAMES = 40


def loaded(flows: int) -> Loaded:
    """Flows spread over ten minutes and sixty parties, one in fifty of them sensitive."""
    rng = np.random.default_rng(1)
    roles = list(Role)
    lanes = [
        Lane(site=f"site-{n}.example", label=f"site-{n}.example", role=roles[n % len(roles)]) for n in range(LANES)
    ]
    timeline = build_timeline(
        lanes,
        flow=np.arange(1, flows + 1),
        lane=rng.integers(0, LANES, flows),
        start_us=1_790_000_000_000_000 + np.sort(rng.integers(0, SPAN_US, flows)),
        duration_us=rng.integers(5_000, 900_000, flows),
        is_sensitive=rng.random(flows) < 0.02,
    )
    return Loaded(timeline=timeline, markers=(), captures=())


def measure(flows: int, theme: Theme) -> None:
    from inspector.ui.plots.timeline import TimelinePlot

    plot = TimelinePlot(Translator("en"), theme, marker_name=lambda kind, _label: kind)
    plot.resize(1400, 800)
    plot.show()
    plot.set_loaded(loaded(flows))
    for share in (1.0, 0.1, 0.01):
        taken = []
        for frame in range(FRAMES):
            wide = SPAN_US / 1e6 * share
            left = (SPAN_US / 1e6 - wide) * frame / FRAMES
            begin = time.perf_counter()
            plot.getViewBox().setXRange(left, left + wide * (1 - frame / 1e4), padding=0)
            plot.grab()
            taken.append((time.perf_counter() - begin) * 1000)
        p50, p99 = np.percentile(taken, [50, 99])
        print(f"timeline {flows:>9,} flows, {share:>4.0%} in sight: p50 {p50:6.1f} ms  p99 {p99:6.1f} ms")
    plot.close()


def main() -> None:
    app = QApplication.instance() or QApplication([])
    theme = Theme()
    theme.apply(app)  # type: ignore[arg-type]
    for text in sys.argv[1:] or ("10000", "100000"):
        measure(int(text), theme)


if __name__ == "__main__":
    main()
