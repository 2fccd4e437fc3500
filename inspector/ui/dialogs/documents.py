"""The documents of a case: attached with hash and date, described, exported, removed where nothing rests on them."""

from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inspector.messages import Translator
from inspector.model.document import Document, DocumentKind
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.finding_review import label
from inspector.ui.dialogs.sizing import resize_within_screen
from inspector.ui.dialogs.told_line import ToldLine
from inspector.ui.panels.finding_texts import write_day, write_moment_day
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text
from inspector.ui.work import Desk
from inspector.workspace import documents
from inspector.workspace.jobs import Failed

_COLUMNS = ("name", "kind", "date", "hash", "size", "attached")
_WIDTHS = (260, 170, 90, 120, 80, 100)
_HASH = 12
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class DocumentsDialog(QDialog):
    """Emits `changed` after every edit that is kept. What is said of a document is kept when its field is left."""

    changed = Signal()

    def __init__(self, view: CaseView, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._theme, self._t = view, theme, view.t
        self._path: Path = view.reader.case.path
        self._desk = Desk(self)
        self._documents: tuple[Document, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self._t("claims.documents"))
        self.lead, self.told = label(theme, "", tone="quiet"), ToldLine(self._t, theme)
        self.table = QTableWidget(0, len(_COLUMNS))
        self.name, self.day, self.url, self.note = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.kind = kind_choice(self._t)
        self.form = QWidget()
        self.buttons: dict[str, QPushButton] = {}
        self._lay_out()
        self._connect()
        resize_within_screen(self, theme.px(920), theme.px(520))
        self.reload()

    def _lay_out(self) -> None:
        t, theme = self._t, self._theme
        dress_table(self.table, theme, name=t("claims.documents"))
        self.table.setHorizontalHeaderLabels([t(f"claims.column_{name}") for name in _COLUMNS])
        if (size := self.table.horizontalHeaderItem(_COLUMNS.index("size"))) is not None:
            size.setTextAlignment(_RIGHT)
        for number, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(number, theme.px(width))
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        rows = QFormLayout(self.form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        self.day.setPlaceholderText(t("findings_page.day_hint"))
        self.day.setFixedWidth(theme.px(140))
        self.url.setPlaceholderText("https://")
        fields = (("name", self.name), ("kind", self.kind), ("date", self.day), ("url", self.url), ("note", self.note))
        for name, field in fields:
            field.setAccessibleName(t(f"claims.column_{name}"))
            rows.addRow(t(f"claims.column_{name}"), field)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for name in ("attach", "export", "copy_hash", "remove"):
            button = QPushButton(t(f"claims.{name}"))
            button.setAutoDefault(False)
            bar.addWidget(button)
            self.buttons[name] = button
        bar.addStretch(1)
        close = QPushButton(t("dialogs.close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        bar.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(self.lead)
        column.addWidget(self.table, 1)
        column.addWidget(self.form)
        column.addWidget(self.told)
        column.addLayout(bar)

    def _connect(self) -> None:
        calls = {"attach": self._ask_source, "export": self._ask_target, "copy_hash": self.copy_hash,
                 "remove": self._ask_remove}  # fmt: skip
        for name, call in calls.items():
            self.buttons[name].clicked.connect(lambda _=False, call=call: call())
        self.table.itemSelectionChanged.connect(self._show_chosen)
        for field in (self.name, self.day, self.url, self.note):
            field.editingFinished.connect(self.keep)
        self.kind.activated.connect(lambda _: self.keep())
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table, self._ask_remove)

    # list

    def reload(self) -> None:
        """Reads the documents; the selection stays."""
        chosen = self.chosen
        self._documents = documents.read_documents(self._view.reader)
        self.lead.setText(self._t("claims.documents_lead" if self._documents else "claims.documents_empty"))
        self.table.setVisible(bool(self._documents))
        self.table.blockSignals(True)
        self.table.clearSelection()
        self.table.setRowCount(len(self._documents))
        for row, document in enumerate(self._documents):
            self._fill(row, document)
            if chosen is not None and document.id == chosen.id:
                self.table.selectRow(row)
        self.table.blockSignals(False)
        self._show_chosen()

    def _fill(self, row: int, document: Document) -> None:
        t = self._t
        texts = (
            safe_text(document.name, limit=200),
            kind_word(t, document.kind),
            write_day(t, document.date),
            document.sha256[:_HASH],
            t.size(document.size_bytes),
            write_moment_day(t, document.at_us),
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(document.sha256 if _COLUMNS[column] == "hash" else text)
            if _COLUMNS[column] == "hash":
                item.setFont(self._theme.font(mono=True))
            if _COLUMNS[column] == "size":
                item.setTextAlignment(_RIGHT)
            self.table.setItem(row, column, item)

    @property
    def chosen(self) -> Document | None:
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return self._documents[rows[0]] if rows and rows[0] < len(self._documents) else None

    def _show_chosen(self) -> None:
        document = self.chosen
        self.form.setVisible(document is not None)
        for name in ("export", "copy_hash", "remove"):
            self.buttons[name].setEnabled(document is not None)
        if document is not None:
            self.name.setText(document.name)
            self.day.setText(write_day(self._t, document.date))
            self.url.setText(document.url)
            self.note.setText(document.note)
            self.kind.setCurrentIndex(self.kind.findData(document.kind))

    # edits

    def _ask_source(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self._t("claims.attach"))
        if name:
            self.attach(Path(name))

    def attach(self, source: Path) -> None:
        """Keeps a file; its kind and date are entered after."""
        self.setEnabled(False)
        call = partial(documents.attach_document, self._path, source, kind=DocumentKind.OTHER)
        self._desk.submit(call, done=self._attached, failed=self._fail)

    def _attached(self, document: Document) -> None:
        self.setEnabled(True)
        is_new = all(one.id != document.id for one in self._documents)
        self.reload()
        row = next((n for n, one in enumerate(self._documents) if one.id == document.id), -1)
        self.table.selectRow(row)
        self.told.tell(self._t("claims.attached" if is_new else "claims.attached_before", hash=document.sha256[:_HASH]))
        self.changed.emit()
        self.kind.setFocus()

    def keep(self) -> None:
        """Keeps what is said of the chosen document."""
        document = self.chosen
        if document is None:
            return
        said = replace(
            document,
            name=self.name.text().strip() or document.name,
            kind=str(self.kind.currentData() or document.kind),
            date=document.date if self.day.text() == write_day(self._t, document.date) else self.day.text(),
            url=self.url.text(),
            note=self.note.text(),
        )
        if said != document and self.told.attempt(lambda: documents.change_document(self._path, said)):
            self.told.hide()
            self.reload()
            self.changed.emit()

    def _ask_target(self) -> None:
        document = self.chosen
        if document is not None:
            name, _ = QFileDialog.getSaveFileName(self, self._t("claims.export"), document.name)
            if name:
                self.write(Path(name))

    def write(self, target: Path) -> None:
        """Exports the chosen document."""
        document = self.chosen
        if document is not None and self.told.attempt(lambda: documents.export_document(self._path, document, target)):
            self.told.tell(self._t("claims.exported", name=target.name))

    def copy_hash(self) -> None:
        document = self.chosen
        if document is not None:
            QGuiApplication.clipboard().setText(document.sha256)
            self.told.tell(self._t("claims.hash_copied"))

    def _ask_remove(self) -> None:
        document = self.chosen
        if document is not None:
            box = QMessageBox(self)
            box.setText(self._t("claims.remove_ask", name=safe_text(document.name, limit=120)))
            keep = box.addButton(self._t("dialogs.cancel"), QMessageBox.ButtonRole.RejectRole)
            remove = box.addButton(self._t("claims.remove"), QMessageBox.ButtonRole.DestructiveRole)
            box.setDefaultButton(keep)
            box.exec()
            if box.clickedButton() is remove:
                self.remove()

    def remove(self) -> None:
        """Removes the chosen document, unless something rests on it."""
        document = self.chosen
        if document is None:
            return
        removed: list[bool] = []
        if self.told.attempt(lambda: removed.append(documents.remove_document(self._path, document))):
            self.told.tell(self._t("claims.removed" if removed[0] else "claims.is_cited"))
            self.reload()
            self.changed.emit()

    def _fail(self, reason: Failed) -> None:
        self.setEnabled(True)
        self.told.fail(reason)


def kind_choice(t: Translator) -> QComboBox:
    """The kinds of documents to choose from."""
    choice = QComboBox()
    for kind in DocumentKind:
        choice.addItem(kind_word(t, kind), str(kind))
    return choice


def kind_word(t: Translator, kind: str) -> str:
    key = f"claims.kind_{kind}"
    return t(key) if t.has(key) else kind


def dress_table(table: QTableWidget, theme: Theme, *, name: str) -> None:
    """A list of whole rows, one chosen at a time, in the house style."""
    table.setAccessibleName(name)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setStyleSheet(f"QTableView::item {{ padding: 0 {theme.px(5)}px; }}")
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.row_height)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
