"""The options of a recording, folded away under one line that says what they are."""

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.ui.panels.capture_choices import Choices, read_scope
from inspector.ui.panels.capture_parts import Tick, Words
from inspector.ui.theme import Theme

_MEGABYTE = 1024 * 1024
_CAPS = (1, 8, 32, 128, 512, 2048)
_SWITCHES = ("names", "quiet", "loopback")


class CaptureOptions(QWidget):
    """Scope, body cap and three switches."""

    changed = Signal()

    def __init__(self, t: Translator, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t, self._theme = t, theme
        before = Choices()
        self.head = QToolButton()
        self.head.setText(t("recording.options"))
        self.head.setCheckable(True)
        self.head.setStyleSheet("QToolButton:checked { background: transparent; }")
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.said = Words(theme, tone="quiet")
        self.scope = QLineEdit()
        self.scope.setPlaceholderText(t("recording.option.scope_hint"))
        self.cap = QComboBox()
        for megabytes in _CAPS:
            self.cap.addItem(f"{t.number(megabytes)}\u00a0{t('recording.option.cap_unit')}", megabytes * _MEGABYTE)
        self.cap.setCurrentIndex(self.cap.findData(before.body_cap_bytes))
        self.names, self.quiet, self.loopback = (Tick(theme, t(f"recording.option.{name}")) for name in _SWITCHES)
        self.names.setChecked(before.resolve_names)
        self.quiet.setChecked(before.quiet_browser)
        self.loopback.setChecked(before.allow_loopback)
        self._inner = QWidget()
        self._lay_out()
        self._connect()
        self._fold()

    def apply(self, choices: Choices) -> Choices:
        """The choices with these options."""
        return replace(
            choices,
            scope=read_scope(self.scope.text()),
            body_cap_bytes=int(self.cap.currentData()),
            resolve_names=self.names.isChecked(),
            quiet_browser=self.quiet.isChecked(),
            allow_loopback=self.loopback.isChecked(),
        )

    def _lay_out(self) -> None:
        t, theme = self._t, self._theme
        grid = QGridLayout(self._inner)
        grid.setContentsMargins(24, 8, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        fields: tuple[tuple[str, QWidget], ...] = (("scope", self.scope), ("cap", self.cap))
        for row, (name, field) in enumerate(fields):
            field.setAccessibleName(t(f"recording.option.{name}"))
            grid.addWidget(Words(theme, t(f"recording.option.{name}")), row, 0)
            grid.addWidget(field, row, 1)
            grid.addWidget(Words(theme, t(f"recording.option.{name}_note"), size=11, tone="quiet"), row, 2)
        switches = zip(_SWITCHES, (self.names, self.quiet, self.loopback), strict=True)
        for row, (name, box) in enumerate(switches, start=2):
            grid.addWidget(box, row, 0, 1, 2)
            grid.addWidget(Words(theme, t(f"recording.option.{name}_note"), size=11, tone="quiet"), row, 2)
        grid.setColumnMinimumWidth(1, theme.px(328))
        grid.setColumnStretch(2, 1)
        top = QGridLayout()
        top.setHorizontalSpacing(8)
        top.addWidget(self.head, 0, 0)
        top.addWidget(self.said, 0, 1)
        top.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._inner)

    def _connect(self) -> None:
        self.head.toggled.connect(self._fold)
        self.scope.textChanged.connect(self._tell)
        self.cap.currentIndexChanged.connect(self._tell)
        for box in (self.names, self.quiet, self.loopback):
            box.toggled.connect(self._tell)
        self._theme.changed.connect(self._fold)

    def _fold(self, _is_open: object = None) -> None:
        is_open = self.head.isChecked()
        side = self._theme.px(16)
        self.head.setIcon(self._theme.icon("chevron-down" if is_open else "chevron-right", "quiet"))
        self.head.setIconSize(QSize(side, side))
        self._inner.setVisible(is_open)
        self._tell()

    def _tell(self, _value: object = None) -> None:
        t, now = self._t, self.apply(Choices())
        parts = [
            t("recording.said.hosts", n=len(now.scope)) if now.scope else t("recording.said.all_hosts"),
            t("recording.said.cap", size=self.cap.currentText()),
            t("recording.said.names" if now.resolve_names else "recording.said.no_names"),
            t("recording.said.quiet" if now.quiet_browser else "recording.said.loud"),
        ]
        if now.allow_loopback:
            parts.append(t("recording.said.loopback"))
        self.said.setText(" · ".join(parts))
        self.changed.emit()
