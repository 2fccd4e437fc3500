"""While a phone is recorded: how it joins, under the head of the recording. The steps themselves are `panels.phone`."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.capture.plan import Mode, Plan
from inspector.messages import Translator
from inspector.ui.panels.capture_head import RecordingHead
from inspector.ui.panels.phone import PhonePanel
from inspector.ui.recorder_watch import RecordingFacts
from inspector.ui.theme import Theme

_SEEN = "client_seen"  # code of talk.Told: somebody beyond this computer has used the proxy


def is_phone(plan: Plan) -> bool:
    return plan.mode in (Mode.WIREGUARD, Mode.LAN)


class PhoneSteps(QWidget):
    """Follows the facts of a recording; `live_requested` goes on to its figures and markers."""

    live_requested = Signal()
    mode_chosen = Signal(str)  # Mode.WIREGUARD or Mode.LAN: to be recorded anew
    address_chosen = Signal(str)

    def __init__(self, t: Translator, theme: Theme, *, mode: Mode) -> None:
        super().__init__()
        self.head = RecordingHead(t, theme)
        self.head.add_button(t("recording.phone.live"), self.live_requested.emit)
        self.panel = PhonePanel(t, theme, mode=mode)
        self.panel.mode_chosen.connect(self.mode_chosen)
        self.panel.address_chosen.connect(self.address_chosen)
        self._access: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 16)
        column.setSpacing(16)
        column.addWidget(self.head)
        column.addWidget(self.panel, 1)
        self.setFocusProxy(self.panel)

    def show_facts(self, facts: RecordingFacts) -> None:
        self.head.show_facts(facts)
        access = facts.ready.phone if facts.ready is not None else None
        if access is not None and access != self._access:
            self._access = access
            self.panel.show_access(access, certificate=facts.ready.ca if facts.ready is not None else "")
        if facts.checked is not None and facts.checked.readable:
            self.panel.show_readable()
        elif any(one.code == _SEEN for _, one in facts.told) or (facts.tally is not None and facts.tally.flows):
            self.panel.show_seen()
        else:
            self.panel.show_waiting()
