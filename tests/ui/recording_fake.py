"""A recorder without a process, and browsers that are not installed."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from inspector.capture import talk
from inspector.capture.plan import Plan
from inspector.model.recording import Handshake, Refusal
from inspector.model.struct import Record
from inspector.ui.recorder_watch import RecorderWatch
from tests.store.builders import START_US


class FakeBrowser(Record, frozen=True, kw_only=True):
    id: str
    name: str


BROWSERS = (FakeBrowser(id="chromium", name="Chromium"), FakeBrowser(id="firefox-esr", name="Firefox ESR"))
READY = talk.Ready(capture=1, proxy="127.0.0.1:41233", ca="/somewhere/ca.pem", ca_sha256="ab" * 32)


class FakeRecording:
    """Says what it is told to say; remembers its orders."""

    def __init__(self) -> None:
        self.is_over = False
        self.is_killed = False
        self.error: Exception | None = None
        self.orders: list[talk.Order] = []
        self._waiting: list[talk.Saying] = []

    def say(self, *sayings: talk.Saying) -> None:
        self._waiting.extend(sayings)

    def poll(self) -> list[talk.Saying]:
        if self.error is not None:
            raise self.error
        said, self._waiting = self._waiting, []
        self.is_over = self.is_over or any(isinstance(one, talk.Ended) for one in said)
        return said

    def send(self, order: talk.Order) -> None:
        if self.error is not None:
            raise OSError
        self.orders.append(order)

    def kill(self) -> None:
        self.is_killed = self.is_over = True


class Clock:
    """Goes only when it is told to."""

    def __init__(self) -> None:
        self.at_us = START_US

    def __call__(self) -> int:
        return self.at_us

    def pass_s(self, seconds: float) -> None:
        self.at_us += int(seconds * 1_000_000)


def make_plan(**chosen: object) -> Plan:
    return Plan(case="a.enclair", folder="private", name="now", **chosen)  # type: ignore[arg-type]


def watch_fake(
    plan: Plan | None = None, *, said: Sequence[talk.Saying] = (), clock: Clock | None = None
) -> tuple[RecorderWatch, FakeRecording]:
    """A watch that has heard what was said; it looks again when the test says so."""
    recording = FakeRecording()
    watch = RecorderWatch(
        recording,
        plan or make_plan(browser="firefox-esr"),
        client="Firefox ESR",
        clock=clock or Clock(),
        parent=QCoreApplication.instance(),  # else a collection in a worker thread may take its timer
    )
    recording.say(*said)
    watch.look()
    return watch, recording


def refusal(host: str, *, count: int = 1, pinned: bool = False) -> talk.Refused:
    return talk.Refused(
        handshake=Handshake(
            host=host,
            port=443,
            client="Firefox ESR",
            refusal=Refusal.CERTIFICATE_REFUSED,
            count=count,
            first_us=START_US,
            last_us=START_US,
            likely_pinned=pinned,
        )
    )
