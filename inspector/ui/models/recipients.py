"""The list of recipients as a table: one row a site; what is sorted, shown and read aloud."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from inspector.figures.palette import group_of
from inspector.messages import Translator
from inspector.model.party import Recipient, Role
from inspector.model.struct import Record
from inspector.ui.panels.wording import class_inside, tip
from inspector.ui.theme import Theme
from inspector.ui.words import country_word, role_word, safe_text

type Index = QModelIndex | QPersistentModelIndex

_NONE = QModelIndex()


class Column(Record, frozen=True, kw_only=True):
    """A column: the key of its head, what it shows, what it is sorted by, whether it is a number."""

    name: str
    text: Callable[[Recipient, Translator], str]
    order: Callable[[Recipient], Any]
    is_number: bool = False
    width: int = 120


def seat_text(recipient: Recipient, t: Translator) -> str:
    """The country of the operator's seat; an unverified source is shown as such."""
    party = recipient.party
    if not party.seat_country:
        return "–"
    word = country_word(t, party.seat_country)
    source = party.sources.get("seat_country")
    return word if source and source.verified else t("recipients.unverified", what=word)


def address_text(recipient: Recipient, t: Translator) -> str:
    """The country that dated tables give for the server's address."""
    address = recipient.address
    if address is None:
        return "–"
    return country_word(t, address.country) or "–"


def classes_text(classes: dict[str, int], t: Translator) -> str:
    """`motif 3, courriel 1`: the classes with their counts, most frequent first."""
    ordered = sorted(classes.items(), key=lambda pair: (group_of(pair[0]) != "health", -pair[1], pair[0]))
    return ", ".join(f"{class_inside(t, class_)} {t.number(count)}" for class_, count in ordered) or "–"


def _operator(recipient: Recipient, t: Translator) -> str:
    name = safe_text(recipient.party.operator or "–", limit=120)
    return t("recipients.in_group", name=name) if recipient.same_group and not recipient.first_party else name


COLUMNS: tuple[Column, ...] = (
    Column(name="site", text=lambda r, _: safe_text(r.site, limit=120), order=lambda r: r.site, width=190),
    Column(name="operator", text=_operator, order=lambda r: (r.party.operator or "~").lower(), width=180),
    Column(name="role", text=lambda r, t: role_word(t, r.party.role), order=lambda r: r.party.role, width=140),
    Column(name="seat", text=seat_text, order=lambda r: r.party.seat_country or "~", width=130),
    Column(name="address", text=address_text, order=lambda r: (r.address and r.address.country) or "~", width=130),
    Column(name="flows", text=lambda r, t: t.number(r.flows), order=lambda r: r.flows, is_number=True, width=70),
    Column(
        name="sent",
        text=lambda r, t: classes_text(r.classes_sent, t),
        order=lambda r: sum(r.classes_sent.values()),
        width=220,
    ),
    Column(
        name="returned",
        text=lambda r, t: classes_text(r.classes_returned, t),
        order=lambda r: sum(r.classes_returned.values()),
        width=220,
    ),
)


class RecipientsModel(QAbstractTableModel):
    """Rows are kept in the order of `sort`; the first party stays on top unless a column is chosen."""

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t = t
        self._theme = theme
        self._rows: list[Recipient] = []
        self._order: tuple[int, bool] | None = None

    def set_recipients(self, recipients: Sequence[Recipient]) -> None:
        self.beginResetModel()
        self._rows = list(recipients)
        self._sort()
        self.endResetModel()

    def recipient(self, row: int) -> Recipient:
        return self._rows[row]

    def row_of(self, site: str) -> int | None:
        return next((row for row, one in enumerate(self._rows) if one.site == site), None)

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        recipient, column = self._rows[index.row()], COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(recipient, self._t)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(column.text(recipient, self._t))
            case Qt.ItemDataRole.TextAlignmentRole if column.is_number:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.DecorationRole if column.name == "site":
                return self._theme.role_icon(_shown_role(recipient))
            case Qt.ItemDataRole.FontRole if recipient.first_party and column.name == "site":
                return self._theme.font(bold=True)
            case Qt.ItemDataRole.ForegroundRole if self._is_weak(recipient, column.name):
                return self._theme.color("quiet")
            case _:
                return None

    def _is_weak(self, recipient: Recipient, name: str) -> bool:
        """Weak evidence looks weak: unverified sources step back."""
        if name == "address" or _is_empty(recipient, name):
            return True
        attribute = {"operator": "operator", "seat": "seat_country", "role": "role"}.get(name)
        source = recipient.party.sources.get(attribute) if attribute else None
        return attribute is not None and (source is None or not source.verified)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._t(f"recipients.column_{COLUMNS[section].name}")
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._t(f"recipients.tip_{COLUMNS[section].name}")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if COLUMNS[section].is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order = (column, order is Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self.beginResetModel()
        self._sort()
        self.endResetModel()

    def _sort(self) -> None:
        if self._order is None:
            self._rows.sort(key=lambda r: (not r.first_party, -sum(r.classes_sent.values()), -r.flows, r.site))
        else:
            self._rows.sort(key=COLUMNS[self._order[0]].order, reverse=self._order[1])


def _shown_role(recipient: Recipient) -> Role:
    return Role.FIRST_PARTY if recipient.first_party else recipient.party.role


def _is_empty(recipient: Recipient, name: str) -> bool:
    return (name == "sent" and not recipient.classes_sent) or (name == "returned" and not recipient.classes_returned)
