"""Waiting for the window: pytest-qt's five seconds are short on a computer at work on much else."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

_WITHIN_MS = 60_000


class PatientBot(QtBot):
    """Waits for up to a minute unless told otherwise; what comes is seen as soon as ever."""

    def waitSignal(self, signal: Any, *, timeout: int = _WITHIN_MS, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: Any, *, timeout: int = _WITHIN_MS, **more: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **more)

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = _WITHIN_MS) -> None:
        super().waitUntil(callback, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)
