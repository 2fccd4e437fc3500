"""Before recording: the ways there are, as a few large cards, the address to start at, and the options."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from inspector.capture.plan import Mode, Way
from inspector.ui.case_view import CaseView
from inspector.ui.panels.capture_card import WayCard
from inspector.ui.panels.capture_choices import Choices, read_address
from inspector.ui.panels.capture_options import CaptureOptions
from inspector.ui.panels.capture_parts import Words, text_button
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text

_WIDE, _MEDIUM = 900, 600
_SPANS = {3: (3, 3, 2, 2, 2), 2: (3, 3, 3, 3, 6), 1: (6, 6, 6, 6, 6)}


class InstalledBrowser(Protocol):
    """What the page needs of `capture.browsers.find.Browser`."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


class CaptureWays(QWidget):
    """Says how the person wants to record."""

    start_requested = Signal(object)  # Choices
    sheet_requested = Signal()

    def __init__(self, view: CaseView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t, self._theme, self._case = view.t, theme, view.reader.case
        t = view.t
        self._browsers: tuple[InstalledBrowser, ...] = ()
        self._shape = 0
        self.address = QLineEdit()
        self.address.setPlaceholderText(t("recording.address_hint"))
        self.address.setAccessibleName(t("recording.address"))
        self.address.setClearButtonEnabled(True)
        self.complaint = Words(theme, t("recording.address_bad"), size=11)
        self.complaint.hide()
        self.question = Words(theme, tone="quiet", wraps=False)
        self.sheet = text_button(t("recording.sheet"), self.sheet_requested.emit, kind="link")
        self.sheet.setToolTip(t("recording.sheet_tip"))
        self.options = CaptureOptions(t, theme)
        self.port, self.programs = QLineEdit(), QLineEdit()
        self.cards = self._make_cards()
        self._grid = QGridLayout()
        self._lay_out()
        self.address.returnPressed.connect(self._start_first)
        self.address.textChanged.connect(lambda _: self.complaint.hide())
        self.show_browsers(None)
        self.reload()

    # what is shown

    def show_browsers(self, browsers: Sequence[InstalledBrowser] | None) -> None:
        """One button for each; None while they are being looked for."""
        self._browsers = tuple(browsers or ())
        for name, way in (("browser", Way.PROXY), ("pipe", Way.BROWSER)):
            card = self.cards[name]
            card.clear()
            for number, browser in enumerate(self._browsers):
                card.add(self._browser_button(browser, way, is_first=number == 0 and way is Way.PROXY))
            if not self._browsers:
                word = "recording.looking" if browsers is None else "recording.no_browser"
                card.add(Words(self._theme, self._t(word), tone="quiet", wraps=False))

    def reload(self) -> None:
        """Reads the question of the case again."""
        said = safe_text(self._case.setting("question"), limit=90)
        self.question.setText(f"« {said} »" if said and self._t.language == "fr" else f"“{said}”" if said else "")
        if not said:
            self.question.setText(self._t("recording.sheet_none"))

    # what is chosen

    def start(self, **chosen: object) -> None:
        """Asks for a recording with the options as they stand; an address that is none is complained about."""
        url = read_address(self.address.text())
        if url is None:
            self.complaint.show()
            self.address.setFocus()
            return
        self.start_requested.emit(self.options.apply(Choices(url=url, **chosen)))  # type: ignore[arg-type]

    def _start_first(self) -> None:
        if self._browsers:
            self.start(browser=self._browsers[0].id, way=Way.PROXY)

    # building

    def _make_cards(self) -> dict[str, WayCard]:
        t, theme = self._t, self._theme
        cards = {
            "browser": WayCard(t, theme, way="browser", icon="globe"),
            "pipe": WayCard(t, theme, way="pipe", icon="eye"),
            "phone": WayCard(t, theme, way="phone", icon="smartphone"),
            "client": WayCard(t, theme, way="client", icon="cable"),
            "local": WayCard(t, theme, way="local", icon="square-terminal", is_expert=True),
        }
        cards["phone"].add(text_button(t("recording.way.phone_start"), lambda: self.start(mode=Mode.WIREGUARD)))
        self.port.setValidator(QIntValidator(1, 65_535, self))
        self.port.setPlaceholderText(t("recording.way.client_free"))
        self.port.setFixedWidth(theme.px(112))
        self.port.setAccessibleName(t("recording.way.client_port"))
        self.port.setToolTip(t("recording.way.client_port"))
        start = text_button(t("recording.way.client_start"), self._start_proxy)
        cards["client"].add(start, Words(theme, t("recording.way.client_port"), tone="quiet", wraps=False), self.port)
        self.programs.setPlaceholderText(t("recording.way.local_hint"))
        self.programs.setAccessibleName(t("recording.way.local_names"))
        self.programs.setMinimumWidth(theme.px(196))
        self.local_button = text_button(t("recording.way.local_start"), self._start_local)
        self.local_button.setEnabled(False)
        self.local_button.setAccessibleName(t("recording.way.local_tip"))
        self.local_button.setToolTip(t("recording.way.local_tip"))
        self.programs.textChanged.connect(lambda text: self.local_button.setEnabled(bool(text.strip())))
        self.programs.returnPressed.connect(self._start_local)
        cards["local"].add(self.programs, self.local_button)
        return cards

    def _start_proxy(self) -> None:
        typed = self.port.text()
        self.start(port=int(typed) if self.port.hasAcceptableInput() else 0)

    def _start_local(self) -> None:
        if names := self.programs.text().strip():
            self.start(mode=Mode.LOCAL, programs=names)

    def _browser_button(self, browser: InstalledBrowser, way: Way, *, is_first: bool) -> QWidget:
        name = safe_text(browser.name, limit=40)
        call = lambda: self.start(browser=browser.id, way=way)  # noqa: E731
        button = text_button(name.replace("&", "&&"), call, kind="primary" if is_first else "")
        word = "browser_tip" if way is Way.PROXY else "pipe_tip"
        button.setToolTip(self._t(f"recording.way.{word}", name=name))
        button.setAccessibleName(button.toolTip())
        return button

    def _lay_out(self) -> None:
        t, theme = self._t, self._theme
        asked = QHBoxLayout()
        asked.setSpacing(12)
        asked.addWidget(self.question)
        asked.addWidget(self.sheet)
        asked.addStretch(1)
        start = QHBoxLayout()
        start.setSpacing(12)
        start.addWidget(Words(theme, t("recording.address"), wraps=False))
        start.addWidget(self.address, 1)
        start.addWidget(self.complaint, 1)
        self.address.setMaximumWidth(theme.px(520))
        start.addStretch(1)
        self._grid.setSpacing(16)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(16)
        heading = QVBoxLayout()
        heading.setSpacing(4)
        heading.addWidget(Words(theme, t("recording.title"), size=20, bold=True))
        heading.addWidget(Words(theme, t("recording.lead"), tone="quiet"))
        column.addLayout(heading)
        column.addLayout(asked)
        column.addLayout(start)
        column.addLayout(self._grid)
        column.addWidget(self.options)
        column.addStretch(1)
        self._arrange(3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, px = event.size().width(), self._theme.px
        self._arrange(3 if width >= px(_WIDE) else 2 if width >= px(_MEDIUM) else 1)

    def _arrange(self, shape: int) -> None:
        if shape == self._shape:
            return
        self._shape = shape
        for card in self.cards.values():
            self._grid.removeWidget(card)  # not takeAt: items that live on keep Qt from renewing the heights it knows
        row = column = 0
        for card, span in zip(self.cards.values(), _SPANS[shape], strict=True):
            if column + span > 6:
                row, column = row + 1, 0
            self._grid.addWidget(card, row, column, 1, span)
            column += span
        for number in range(6):
            self._grid.setColumnStretch(number, 1)
