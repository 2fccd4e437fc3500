"""How late a 16 ms timer in the window is while it shows a recording at the highest rate the proxy reaches.

    python -m tests.bench.bench_live_window [--requests 4000] [--page flows|capture|timeline]

The real window, recorder and live analysis; client and origin are processes of their own. Without a display the window
runs offscreen. The same window at rest is measured in the same run.
"""

import argparse
import dataclasses
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from inspector.capture.plan import Target
from tests.bench.bench_capture import origin
from tests.bench.bench_timer import Watch, describe
from tests.bench.origin import HOST

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=4_000)
    parser.add_argument("--page", choices=("flows", "capture", "timeline"), default="flows")
    options = parser.parse_args()
    os.environ["ENCLAIR_HOME"] = tempfile.mkdtemp()

    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from inspector.messages import Translator
    from inspector.ui.case_view import PageName
    from inspector.ui.collector import Collector
    from inspector.ui.panels.capture_choices import Choices
    from inspector.ui.theme import Theme
    from inspector.ui.use_cases import workspace_use_cases
    from inspector.ui.window import MainWindow

    application = QApplication([])
    theme = Theme()
    theme.apply(application)
    settings = QSettings(str(Path(os.environ["ENCLAIR_HOME"]) / "s.ini"), QSettings.Format.IniFormat)
    with origin() as (port, ca):
        use = workspace_use_cases()
        plan_for = use.recording.plan
        recording = dataclasses.replace(
            use.recording,
            plan=lambda *paths, **chosen: msgspec.structs.replace(
                plan_for(*paths, **chosen), host_map={HOST: Target(address="127.0.0.1", port=port)}, upstream_ca=ca
            ),
        )
        window = MainWindow(
            theme, Translator, use_cases=dataclasses.replace(use, recording=recording), settings=settings
        )
        Collector(application)
        window.resize(1440, 900)
        window.show()
        watch = Watch()

        def spin(until_s: float) -> None:
            while time.perf_counter() < until_s:
                application.processEvents()
                time.sleep(0.0005)

        window.record()
        spin(time.perf_counter() + 3)
        window._recording.begin(Choices(resolve_names=False))
        while window._recording.watch is None or window._recording.watch.facts.ready is None:
            spin(time.perf_counter() + 0.1)
        window.show_page(PageName(options.page))
        spin(time.perf_counter() + 3)
        watch.start()
        spin(time.perf_counter() + 5)
        rest = watch.stop()
        proxy = window._recording.watch.facts.ready.proxy.rpartition(":")[2]
        command = [
            sys.executable,
            "-m",
            "tests.bench.bench_capture",
            "--drive",
            proxy,
            "--requests",
            str(options.requests),
        ]
        started = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
            watch.start()
            while client.poll() is None:
                application.processEvents()
                time.sleep(0.0005)
            busy = watch.stop()
            assert client.stdout
            took_s = float(client.stdout.read())
        spin(time.perf_counter() + 2)
        shown = window.session.counts.flows if window.session and window.session.counts else 0
        print(
            f"{options.requests} flows in {took_s:.1f} s ({options.requests / took_s:.0f}/s), {shown} counted in the window"
        )
        print(describe("at rest", rest))
        print(describe(f"recording, page {options.page}", busy))
        print(f"whole {time.perf_counter() - started:.1f} s")
        window._recording.stop()
        while not window._recording.watch.is_over:
            spin(time.perf_counter() + 0.1)
        window._forget_session(delete=None)


if __name__ == "__main__":
    main()
