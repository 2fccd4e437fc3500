"""Recipients with a journey as a list that can be narrowed by words."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from inspector.messages import Translator
from inspector.model.journey import Journey
from inspector.model.party import Recipient, Role
from inspector.ui.models.journey_lines import LINES_ROLE, Line, RowLines
from inspector.ui.models.journey_words import (
    kinds_text,
    party_text,
    services_text,
)
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text

type Index = QModelIndex | QPersistentModelIndex

_NONE = QModelIndex()


class JourneyList(QAbstractListModel):
    """The recipients in the order of the analysis, those that match the words looked for."""

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t, self._theme = t, theme
        self._all: tuple[Journey, ...] = ()
        self._shown: list[Journey] = []
        self._recipients: Mapping[str, Recipient] = {}
        self._words: tuple[str, ...] = ()

    def show(self, journeys: Sequence[Journey], recipients: Mapping[str, Recipient]) -> None:
        self._recipients = recipients
        self._all = tuple(journeys)
        self._choose()

    def look_for(self, text: str) -> None:
        """Keeps the recipients in whose line every word stands."""
        self._words = tuple(text.casefold().split())
        self._choose()

    def journey(self, row: int) -> Journey:
        return self._shown[row]

    def row_of(self, site: str) -> int | None:
        return next((row for row, one in enumerate(self._shown) if one.site == site), None)

    def _choose(self) -> None:
        self.beginResetModel()
        self._shown = [one for one in self._all if all(word in self._sought(one) for word in self._words)]
        self.endResetModel()

    def _sought(self, journey: Journey) -> str:
        return "\n".join((journey.site, *self._lines(journey))).casefold()

    def _lines(self, journey: Journey) -> tuple[str, str, str]:
        t = self._t
        party = party_text(self._recipients.get(journey.site), t)
        return party, kinds_text(journey, t), services_text(journey, t)

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        journey = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return safe_text(journey.site, limit=120)
            case Qt.ItemDataRole.AccessibleTextRole:
                return ". ".join(text for text in (safe_text(journey.site), *self._lines(journey)) if text)
            case _ if role == LINES_ROLE:
                return self._row(journey)
            case _:
                return None

    def _row(self, journey: Journey) -> RowLines:
        party, kinds, services = self._lines(journey)
        recipient = self._recipients.get(journey.site)
        lines = [
            Line(text=safe_text(journey.site, limit=253), is_bold=True),
            Line(text=party, size=11, tone="quiet"),
            Line(text=kinds, size=11),
        ]
        if services:
            lines.append(Line(text=services, size=11, icon=self._theme.icon("link", "quiet")))
        role = recipient.party.role if recipient is not None else Role.UNKNOWN
        return RowLines(lines=tuple(lines), icon=self._theme.role_icon(role))
