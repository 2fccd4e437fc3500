"""The steps for one kind of phone and one way to join, in order, with pictures; then what it changes."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from inspector.capture.phone.guide import GUIDE_URL
from inspector.capture.phone.pictures import screen_height
from inspector.capture.phone.screens import Platform
from inspector.capture.plan import Mode
from inspector.messages import Translator
from inspector.model.struct import Record
from inspector.ui.panels.capture_parts import Words, Wrapping, text_button
from inspector.ui.panels.phone_pictures import PhonePicture
from inspector.ui.theme import Theme

_MEASURE = 620  # the widest line of text


class Step(Record, frozen=True, kw_only=True):
    """A step: its title is `phone.step_<name>`, its text `phone.step_<name>_<platform>` or `_text`."""

    name: str
    pictures: tuple[str, ...] = ()


_CERTIFICATE = {
    Platform.ANDROID: ("android_credentials", "android_kind", "android_warning"),
    Platform.IOS: ("ios_profile", "ios_install", "ios_trust"),
}


def steps_for(mode: Mode, platform: Platform) -> tuple[Step, ...]:
    """Join, configure, trust, check."""
    if mode is Mode.WIREGUARD:
        first = (Step(name="join_wireguard"), Step(name="scan", pictures=(f"{platform}_scan", f"{platform}_on")))
    else:
        first = (
            Step(name="find_network", pictures=(f"{platform}_network",)),
            Step(name="type_proxy", pictures=(f"{platform}_proxy",)),
        )
    return *first, Step(name="certificate", pictures=_CERTIFICATE[platform]), Step(name="check")


class StepList(QWidget):
    """All of it as running text and pictures."""

    emulator_requested = Signal()

    def __init__(
        self, t: Translator, theme: Theme, *, mode: Mode, platform: Platform, facts: Mapping[str, str]
    ) -> None:
        super().__init__()
        self._t, self._theme, self._mode, self._platform, self._facts = t, theme, mode, platform, facts
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 24, 16)
        self._column.setSpacing(20)
        for number, step in enumerate(steps_for(mode, platform), start=1):
            self._column.addWidget(self._step(number, step))
        self._add_paragraphs("readable_heading", f"readable_{platform}")
        if platform is Platform.ANDROID:
            self._column.addWidget(text_button(t("phone.emulator_button"), self.emulator_requested.emit))
        way = "undo_wireguard" if mode is Mode.WIREGUARD else f"undo_proxy_{platform}"
        self._add_paragraphs("undo_heading", way, f"undo_certificate_{platform}", "undo_key")
        self._column.addStretch(1)

    def _step(self, number: int, step: Step) -> QWidget:
        whole, told = QWidget(), QWidget()
        row, body = QHBoxLayout(whole), QVBoxLayout(told)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(_Number(self._theme, number), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(told, 1)
        body.setContentsMargins(0, 2, 0, 0)
        body.setSpacing(4)
        body.addWidget(Words(self._theme, self._t(f"phone.step_{step.name}"), size=15, bold=True))
        key = f"phone.step_{step.name}_{self._platform}"
        text = Words(self._theme, self._t(key if self._t.has(key) else f"phone.step_{step.name}_text", url=GUIDE_URL))
        body.addLayout(_measured(text, self._theme))
        if step.pictures:
            body.addWidget(self._pictures(step))
        return whole

    def _pictures(self, step: Step) -> QWidget:
        whole = QWidget()
        row = Wrapping(whole, gap=8)
        row.setContentsMargins(0, 0, 0, 0)
        height = max(screen_height(name, self._t, facts=self._facts) for name in step.pictures)
        for name in step.pictures:
            row.addWidget(PhonePicture(self._t, self._theme, name, facts=self._facts, height=height))
        return whole

    def _add_paragraphs(self, heading: str, *keys: str) -> None:
        block = QVBoxLayout()
        block.setSpacing(4)
        block.addWidget(Words(self._theme, self._t(f"phone.{heading}"), bold=True))
        for key in keys:
            words = Words(self._theme, self._t(f"phone.{key}"), tone="quiet")
            block.addLayout(_measured(words, self._theme))
        self._column.addLayout(block)


def _measured(words: QWidget, theme: Theme) -> QHBoxLayout:
    """Running text no wider than the measure, at the left."""
    row = QHBoxLayout()
    words.setMaximumWidth(theme.px(_MEASURE))
    row.addWidget(words, 1000)
    row.addStretch(1)
    return row


class _Number(QLabel):
    """The number of a step in a ring."""

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__(str(number))
        self._theme = theme
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        side, accent = self._theme.px(26), self._theme.color("accent").name()
        self.setFixedSize(side, side)
        self.setFont(self._theme.font(13, bold=True))
        self.setStyleSheet(f"color: {accent}; border: 1px solid {accent}; border-radius: {side // 2}px;")
