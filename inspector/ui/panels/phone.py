"""The page for recording a phone: the steps on the left, on the right what the phone scans or what is typed into it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from inspector.capture.phone.addresses import OwnAddress, own_addresses
from inspector.capture.phone.guide import GUIDE_URL
from inspector.capture.phone.qr import make_code
from inspector.capture.phone.screens import Platform
from inspector.capture.phone.wireguard import move_endpoint, read_endpoint
from inspector.capture.plan import Mode
from inspector.capture.talk import PhoneAccess
from inspector.messages import Translator
from inspector.model.finding import Severity
from inspector.ui.dialogs.phone_emulator import EmulatorDialog
from inspector.ui.panels.capture_parts import Notice, Picture, Words
from inspector.ui.panels.phone_pictures import CODE_PX, CodeView
from inspector.ui.panels.phone_steps import StepList
from inspector.ui.theme import Theme

_WAYS = (Mode.WIREGUARD, Mode.LAN)
_WAY_WORDS = {Mode.WIREGUARD: "way_wireguard", Mode.LAN: "way_proxy"}
_NOTICES = {Mode.WIREGUARD: "notice_wireguard", Mode.LAN: "notice_proxy"}
_STATES = {"waiting": ("clock", "quiet"), "seen": ("lock", "accent"), "readable": ("circle-check", "accent")}


class PhonePanel(QWidget):
    """Shows how a phone joins; opens nothing itself.

    `show_access` tells where the recorder listens; `show_waiting`, `show_seen` and `show_readable` how far the phone
    is. The configuration holds a private key: it is painted as a code and stands in no text of this panel.
    """

    address_chosen = Signal(str)  # one of PhoneAccess.addresses
    mode_chosen = Signal(str)  # Mode.WIREGUARD or Mode.LAN; nothing is shown until the next `show_access`

    def __init__(
        self,
        t: Translator,
        theme: Theme,
        *,
        mode: Mode = Mode.WIREGUARD,
        known_addresses: Callable[[], tuple[OwnAddress, ...]] = own_addresses,
    ) -> None:
        super().__init__()
        self._t, self._theme, self._known_addresses = t, theme, known_addresses
        self._mode, self._platform, self._address = mode, Platform.ANDROID, ""
        self._access: PhoneAccess | None = None
        self._certificate = ""
        self.ways, self.platforms, self.codes = QTabBar(), QButtonGroup(self), QButtonGroup(self)
        self.addresses, self.code = QComboBox(), CodeView(theme)
        self.code_note, self.notice = Words(theme, size=11, tone="quiet"), Notice(theme, severity=Severity.MEDIUM)
        self.typed_address, self.typed_port = self._large(), self._large()
        self._way_hint = Words(theme, tone="quiet")
        self.state_icon, self.state, self.state_more = Picture(theme, "clock"), Words(theme, bold=True), Words(theme)
        self._steps, self._side_area = QScrollArea(), QScrollArea()
        self._lay_out()
        self._fill_choices()
        self.setFocusProxy(self.ways)
        self.show_waiting()
        self._fill_addresses(())
        self._show_way()

    # what the recorder tells

    def show_access(self, access: PhoneAccess, *, certificate: str = "") -> None:
        """Where the recorder listens now; a tunnel where there is a configuration, else a proxy. `certificate` is the
        authority's file, for the commands of an emulator."""
        self._access, self._certificate = access, certificate
        self._mode = Mode.WIREGUARD if access.wireguard else Mode.LAN
        told = read_endpoint(access.wireguard)
        if told in access.addresses:
            self._address = told
        elif self._address not in access.addresses:
            self._address = access.addresses[0] if access.addresses else ""
        self._fill_addresses(access.addresses)
        self._show_way()

    def show_waiting(self) -> None:
        """Nothing has arrived from the phone."""
        self._show_state("waiting")

    def show_seen(self) -> None:
        """The phone's traffic arrives; nothing encrypted has been read yet."""
        self._show_state("seen")

    def show_readable(self) -> None:
        """An encrypted request of the phone has been read."""
        self._show_state("readable")

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def platform(self) -> Platform:
        return self._platform

    # choices

    def choose_platform(self, platform: Platform) -> None:
        """The steps and pictures of this kind of phone."""
        self._platform = platform
        self._button(self.platforms, list(Platform).index(platform)).setChecked(True)
        self._show_steps()

    def tell_emulator(self) -> EmulatorDialog:
        """Opens the description of the way through an emulator."""
        is_proxy = self._mode is Mode.LAN and self._access is not None
        proxy = f"{self._address}:{self.typed_port.text()}" if is_proxy else ""
        dialog = EmulatorDialog(self._t, self._theme, certificate=self._certificate, proxy=proxy, parent=self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _choose_way(self, index: int) -> None:
        if _WAYS[index] is self._mode:
            return
        self._mode, self._access = _WAYS[index], None
        self._fill_addresses(())
        self._show_way()
        self.mode_chosen.emit(self._mode.value)

    def _choose_address(self, index: int) -> None:
        address = str(self.addresses.itemData(index) or "")
        if address and address != self._address:
            self._address = address
            self._show_way()
            self.address_chosen.emit(address)

    # showing

    def _show_way(self) -> None:
        with QSignalBlocker(self.ways):
            self.ways.setCurrentIndex(_WAYS.index(self._mode))
        self._way_hint.setText(self._t(f"phone.{_WAY_WORDS[self._mode]}_hint"))
        is_proxy = self._mode is Mode.LAN
        self._typed.setVisible(is_proxy and self._access is not None)
        self._code_choice.setVisible(not is_proxy and self._access is not None)
        self._show_code()
        self._show_notice()
        self._show_steps()
        QTimer.singleShot(0, self, self._fit_code)  # once the layout has settled

    def _show_code(self) -> None:
        """The tunnel's configuration, or the address of the certificate page."""
        t, access = self._t, self._access
        if access is None:
            self.code.show_words(t("phone.starting" if self._mode is Mode.WIREGUARD else "phone.starting_proxy"))
            self.code_note.setText("")
            return
        is_page = self._mode is Mode.LAN or self._button(self.codes, 1).isChecked()
        text, name = GUIDE_URL, t("phone.code_page_name", url=GUIDE_URL)
        if not is_page:
            text = move_endpoint(access.wireguard, address=self._address, port=access.port)
            name = t("phone.code_tunnel_name")
        try:
            self.code.show_code(make_code(text), name=name)
        except ValueError:
            self.code.show_words(t("phone.too_long"))
        self.code_note.setText(t("phone.code_page_note" if is_page else "phone.code_tunnel_note", url=GUIDE_URL))

    def _show_notice(self) -> None:
        if self._access is None:
            self.notice.hide()
            return
        port = str(self._access.port)
        self.typed_address.setText(self._address)
        self.typed_port.setText(port)
        self.notice.tell(self._t(f"phone.{_NOTICES[self._mode]}", address=self._address, port_text=port))

    def _show_steps(self) -> None:
        facts = {"address": self._address or "…", "port": "…", "certificate": "En Clair"}
        if self._access is not None:
            facts["port"] = str(self._access.port)
        at = self._steps.verticalScrollBar().value()
        steps = StepList(self._t, self._theme, mode=self._mode, platform=self._platform, facts=facts)
        steps.emulator_requested.connect(self.tell_emulator)
        self._steps.setWidget(steps)
        self._steps.verticalScrollBar().setValue(at)

    def _show_state(self, name: str) -> None:
        icon, tone = _STATES[name]
        self.state_icon.show_icon(icon, tone=tone)
        words, more = self._t(f"phone.state_{name}"), self._t(f"phone.state_{name}_more")
        is_new = self.state.text() not in ("", words)
        self.state.setText(words)
        self.state_more.setText(more)
        self._state_line.setAccessibleDescription(f"{words}. {more}")
        if is_new:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._state_line, f"{words}. {more}"))

    # building

    def _fill_addresses(self, addresses: Sequence[str]) -> None:
        known = {one.address: one for one in self._known_addresses()}
        with QSignalBlocker(self.addresses):
            self.addresses.clear()
            for address in addresses:
                self.addresses.addItem(self._address_word(address, known.get(address)), address)
            self.addresses.setCurrentIndex(max(0, self.addresses.findData(self._address)))
        self._address_choice.setVisible(len(addresses) > 1)

    def _address_word(self, address: str, own: OwnAddress | None) -> str:
        words = [address]
        if own is not None and own.interface:
            words.append(own.interface)
        if own is not None and not own.is_reachable:
            words.append(self._t("phone.address_unlikely"))
        return " · ".join(words)

    def _fill_choices(self) -> None:
        t = self._t
        self.ways.setAccessibleName(t("phone.ways"))
        for mode in _WAYS:
            self.ways.addTab(t(f"phone.{_WAY_WORDS[mode]}"))
        self.ways.currentChanged.connect(self._choose_way)
        for number, platform in enumerate(Platform):
            self._button(self.platforms, number).clicked.connect(
                lambda _=False, platform=platform: self.choose_platform(platform)
            )
        self.codes.idClicked.connect(lambda _number: self._show_code())
        self.addresses.setMinimumContentsLength(8)
        self.addresses.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.addresses.setAccessibleName(t("phone.address"))
        self.addresses.setToolTip(t("phone.address_hint"))
        self.addresses.currentIndexChanged.connect(self._choose_address)

    def _lay_out(self) -> None:
        t, theme = self._t, self._theme
        for area in (self._steps, self._side_area):
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._steps.setAccessibleName(t("phone.title"))
        self._side = self._make_side()
        self._side_area.setWidget(self._side)
        self._side_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self._fit_side)
        self._fit_side()
        middle = QHBoxLayout()
        middle.setSpacing(24)
        middle.addWidget(self._steps, 1)
        middle.addWidget(self._side_area)
        head = QHBoxLayout()
        head.addWidget(Words(theme, t("phone.title"), size=20, bold=True), 1)
        head.addWidget(_pair(self.platforms, [t(f"phone.{one}") for one in Platform], t("phone.platforms")))
        self.ways.setExpanding(False)
        way = QHBoxLayout()
        way.setSpacing(16)
        way.addWidget(self.ways)
        way.addWidget(self._way_hint, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(head)
        whole.addWidget(Words(theme, t("phone.lead"), tone="quiet"))
        whole.addLayout(way)
        whole.addLayout(middle, 1)
        whole.addWidget(self.notice)
        whole.addWidget(self._state_row())

    def _fit_side(self) -> None:
        bar = self._side_area.verticalScrollBar().sizeHint().width()
        self._side_area.setFixedWidth(self._theme.px(CODE_PX) + bar)
        self._side.setFixedWidth(self._theme.px(CODE_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_code()

    def _fit_code(self) -> None:
        """The code is never cut: where the page is low, its modules are smaller."""
        above = [one for one in (self._typed, self._code_choice) if not one.isHidden()]
        taken = sum(one.sizeHint().height() + 8 for one in above)
        self.code.fit(self._side_area.maximumViewportSize().height() - taken)

    def _make_side(self) -> QWidget:
        """What the phone scans, what is typed into it, and the choice of address."""
        t, side = self._t, QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        words = [t("phone.code_tunnel"), t("phone.code_page")]
        self._code_choice = _pair(self.codes, words, t("phone.codes"))
        self._typed, self._address_choice = QWidget(), QWidget()
        self._lay_out_typed()
        choice = QVBoxLayout(self._address_choice)
        choice.setContentsMargins(0, 4, 0, 0)
        choice.setSpacing(4)
        label = Words(self._theme, t("phone.address"), size=11, tone="quiet")
        label.setBuddy(self.addresses)
        choice.addWidget(label)
        choice.addWidget(self.addresses)
        for widget in (self._typed, self._code_choice, self.code, self.code_note, self._address_choice):
            column.addWidget(widget)
        column.addStretch(1)
        return side

    def _lay_out_typed(self) -> None:
        grid = QGridLayout(self._typed)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        pairs = (("address", self.typed_address), ("port", self.typed_port))
        for number, (key, value) in enumerate(pairs):
            label = Words(self._theme, self._t(f"phone.{key}"), size=11, tone="quiet")
            grid.addWidget(label, 0, number)
            grid.addWidget(value, 1, number)
            value.setAccessibleName(self._t(f"phone.{key}"))

    def _large(self) -> Words:
        """Address and port as they are typed: large, tabular, selectable."""
        words = Words(self._theme, size=20, mono=True, bold=True)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        words.setTextInteractionFlags(flags)
        return words

    def _state_row(self) -> QWidget:
        self._state_line = QWidget()
        self._state_line.setAccessibleName(self._t("phone.state_name"))
        row = QHBoxLayout(self._state_line)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.state_icon)
        self.state.setWordWrap(False)
        row.addWidget(self.state)
        row.addWidget(self.state_more, 1)
        return self._state_line

    @staticmethod
    def _button(group: QButtonGroup, number: int) -> QPushButton:
        button = group.button(number)
        assert isinstance(button, QPushButton)
        return button


def _pair(group: QButtonGroup, words: Sequence[str], name: str) -> QWidget:
    """Buttons of which one is chosen; arrow keys go from one to the next."""
    whole = QWidget()
    whole.setAccessibleName(name)
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for number, word in enumerate(words):
        button = QPushButton(word)
        button.setCheckable(True)
        button.setChecked(number == 0)
        group.addButton(button, number)
        row.addWidget(button)
    row.addStretch(1)
    return whole
