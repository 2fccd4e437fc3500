"""The table of all markers: what each cell says, and the edit that a changed cell asks for."""

from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from inspector.messages import Translator
from inspector.model.flow import MARKER_KINDS, Marker
from inspector.model.marking import MarkerEdit
from inspector.ui.theme import Theme
from inspector.ui.words import clock, full_moment, local_moment, safe_text
from inspector.workspace.marking import Markers, PlacedMarker, read_moment

COLUMNS = ("capture", "time", "kind", "label", "note")
TIME, KIND = 1, 2
_LONGEST = {"label": 200, "note": 1000}

type Index = QModelIndex | QPersistentModelIndex

_NONE = QModelIndex()


def kind_word(t: Translator, kind: str) -> str:
    """The word of a marker's kind; the kind itself where it has none."""
    key = f"window.marker.{kind}"
    return t(key) if t.has(key) else safe_text(kind, limit=60)


class MarkersModel(QAbstractTableModel):
    """Shows what was read; a changed cell becomes an edit, which somebody else writes."""

    edit_asked = Signal(object)  # MarkerEdit
    refused = Signal(str)  # why what was typed is no moment

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t, self._theme = t, theme
        self._has_days = False
        self.markers = Markers(rows=(), captures=())

    def show_markers(self, markers: Markers) -> None:
        self.beginResetModel()
        self.markers = markers
        self._has_days = len({local_moment(row.marker.at_us).date() for row in markers.rows}) > 1
        self.endResetModel()

    def row_of(self, marker: Marker) -> int:
        """The row of a marker; -1 where it is not there."""
        return next((n for n, row in enumerate(self.markers.rows) if row.marker == marker), -1)

    def placed(self, row: int) -> PlacedMarker | None:
        return self.markers.rows[row] if 0 <= row < len(self.markers.rows) else None

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.markers.rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags if index.column() == 0 else flags | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._t(f"marking.markers_{COLUMNS[section]}")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.markers.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._text(row, index.column())
            case Qt.ItemDataRole.EditRole:
                name = COLUMNS[index.column()]
                return row.marker.kind if name == "kind" else self._text(row, index.column())
            case Qt.ItemDataRole.ToolTipRole if index.column() == TIME:
                moment = full_moment(self._t, row.marker.at_us)
                return f"{moment}\n{self._t('marking.markers_state_kept')}" if row.has_state else moment
            case _:
                return None

    def _text(self, row: PlacedMarker, column: int) -> str:
        marker = row.marker
        match COLUMNS[column]:
            case "capture":
                capture = self.markers.capture(row.capture)
                return safe_text(capture.name, limit=80) if capture is not None else ""
            case "time":
                return self.moment_text(marker.at_us)
            case "kind":
                return kind_word(self._t, marker.kind)
            case "label":
                return safe_text(marker.label, limit=_LONGEST["label"])
            case _:
                return safe_text(marker.note, limit=_LONGEST["note"])

    def moment_text(self, at_us: int) -> str:
        """As it is shown and typed: a time, with its day where the markers are of several."""
        if not self._has_days:
            return clock(at_us)
        day = local_moment(at_us).strftime("%d/%m/%Y" if self._t.language == "fr" else "%Y-%m-%d")
        return f"{day} {clock(at_us)}"

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.placed(index.row())
        if role != Qt.ItemDataRole.EditRole or row is None:
            return False
        changed = self._changed(row.marker, COLUMNS[index.column()], str(value).strip())
        if changed is None or changed == row.marker:
            return False
        self.edit_asked.emit(MarkerEdit(capture=row.capture, before=row.marker, after=changed))
        return True

    def _changed(self, marker: Marker, name: str, text: str) -> Marker | None:
        if name == "time":
            if text == self.moment_text(marker.at_us):
                return marker  # its microseconds are not shown, and stay
            at_us = read_moment(text, near_us=marker.at_us)
            if at_us is None:
                example = self.moment_text(marker.at_us)
                self.refused.emit(self._t("marking.markers_bad_time", text=safe_text(text, limit=40), example=example))
                return None
            return replace(marker, at_us=at_us)
        if name == "kind":
            return replace(marker, kind=text) if text else None
        cut = text[: _LONGEST[name]]
        return replace(marker, label=cut) if name == "label" else replace(marker, note=cut)


class KindDelegate(QStyledItemDelegate):
    """Chooses the kind of a marker from a list, by mouse or keyboard."""

    def __init__(self, t: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self._t = t

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        box = QComboBox(parent)
        own = str(index.data(Qt.ItemDataRole.EditRole))
        for kind in dict.fromkeys((*MARKER_KINDS, own)):
            box.addItem(kind_word(self._t, kind), kind)
        box.setMaxVisibleItems(box.count())
        box.activated.connect(lambda _: self._finish(box))
        return box

    def _finish(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        editor.setCurrentIndex(max(editor.findData(index.data(Qt.ItemDataRole.EditRole)), 0))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        model.setData(index, editor.currentData(), Qt.ItemDataRole.EditRole)
