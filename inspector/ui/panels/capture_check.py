"""Whether encrypted traffic is readable, and where the proxy listens for a client that is set up by hand."""

from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from inspector.capture.plan import Mode, Way
from inspector.messages import Translator
from inspector.ui.panels.capture_parts import Notice, Picture, Words, text_button
from inspector.ui.recorder_watch import RecordingFacts
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text

_ICONS = {"waiting": ("hourglass", "quiet"), "ready": ("circle-check", "accent"), "not": ("circle-x", "ink")}


def check_line(t: Translator, facts: RecordingFacts) -> tuple[str, str]:
    """(state, sentence); the state is waiting, ready or not."""
    if facts.has_browser_gone:
        return "not", t("recording.check.gone")
    if facts.plan.way is Way.BROWSER:
        return (
            ("waiting", t("recording.check.waiting")) if facts.ready is None else ("ready", t("recording.check.pipe"))
        )
    checked = facts.checked
    if checked is None:
        is_by_hand = facts.ready is not None and bool(facts.ready.proxy) and not facts.plan.browser
        if is_by_hand and facts.handshakes:
            client = safe_text(next(iter(facts.handshakes.values())).client, limit=60)
            return "not", t("recording.check.unreadable_client", client=client)
        if is_by_hand and facts.tally is not None and facts.tally.flows:
            return "waiting", t("recording.check.client_here")
        key = "waiting_client" if is_by_hand else "waiting"
        return "waiting", t(f"recording.check.{key}", address=facts.ready.proxy if facts.ready else "")
    if checked.readable:
        return "ready", t("recording.check.readable")
    client = safe_text(checked.client, limit=60)
    return "not", t("recording.check.unreadable_client" if client else "recording.check.unreadable", client=client)


class CheckLine(QWidget):
    """One sentence with its shape."""

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t = t
        self._icon, self.words = Picture(theme, "hourglass"), Words(theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.words, 1)

    def show_facts(self, facts: RecordingFacts) -> None:
        self.setVisible(facts.ready is not None)
        state, sentence = check_line(self._t, facts)
        icon, tone = _ICONS[state]
        self._icon.show_icon(icon, tone=tone)
        self.words.setText(sentence)


class ProxyAddress(QWidget):
    """What has to be entered in a client: address, certificate, fingerprint, each with a button that copies it."""

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t, self._theme = t, theme
        self.values: dict[str, QLabel] = {}
        self.beyond = Notice(theme, icon="info")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(3, 1)
        for row, name in enumerate(("address", "certificate", "fingerprint")):
            grid.addWidget(Words(theme, t(f"recording.listens.{name}"), tone="quiet", wraps=False), row, 0)
            value = self.values[name] = Words(theme, mono=True, wraps=False)
            copy = text_button(t("recording.listens.copy"), partial(self._copy, name), kind="link")
            copy.setAccessibleName(f"{copy.text()} {t(f'recording.listens.{name}')}")
            grid.addWidget(value, row, 1)
            grid.addWidget(copy, row, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.beyond)
        column.addLayout(grid)
        self._texts: dict[str, str] = {}
        self.hide()

    def show_facts(self, facts: RecordingFacts) -> None:
        ready = facts.ready
        by_hand = ready is not None and bool(ready.proxy) and not facts.plan.browser
        is_shown = by_hand and facts.plan.mode is Mode.LOOPBACK
        if ready is not None:
            self._texts = {"address": ready.proxy, "certificate": ready.ca, "fingerprint": ready.ca_sha256}
            for name, text in self._texts.items():
                shown = safe_text(text, limit=200)
                self.values[name].setText(shown if len(shown) <= 64 else f"{shown[:24]}…{shown[-32:]}")
                self.values[name].setToolTip(shown)
            if ready.beyond_loopback:
                self.beyond.tell(self._t("recording.listens.beyond", address=safe_text(ready.proxy, limit=80)))
            else:
                self.beyond.hide()
        self.setVisible(is_shown or bool(ready and ready.beyond_loopback))

    def _copy(self, name: str) -> None:
        QGuiApplication.clipboard().setText(self._texts.get(name, ""))
