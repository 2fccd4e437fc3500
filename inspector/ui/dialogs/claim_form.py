"""One public claim to enter: quote, date, address, archived copy, and the data it covers, said explicitly."""

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from inspector.model.claim import Claim, ClaimKind
from inspector.model.document import Document
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.finding_review import label, text_field
from inspector.ui.panels.capture_parts import Tick, Wrapping
from inspector.ui.panels.finding_texts import write_day
from inspector.ui.theme import Theme
from inspector.ui.words import class_word, safe_text
from inspector.workspace.claims import classes_of_case
from inspector.workspace.documents import find_document

_HASH = 12


class ClaimForm(QScrollArea):
    """Shows a claim; `entered` is it as it stands in the fields. Nothing is ticked by itself, and a scope that changes
    has to be confirmed again."""

    edited = Signal()
    file_asked = Signal()

    def __init__(self, view: CaseView, theme: Theme) -> None:
        super().__init__()
        self._view, self._theme, self._t = view, theme, view.t
        self.claim = Claim(quote="")
        self._is_showing = False
        self.quote = text_field(theme, view.t("claims.quote"), "")
        self.day, self.url, self.note = QLineEdit(), QLineEdit(), QLineEdit()
        self.kind, self.document = QComboBox(), QComboBox()
        self.file = QPushButton(view.t("claims.attach_copy"))
        self.hash = label(theme, "", tone="quiet")
        self.scope: dict[str, QCheckBox] = {}
        self.confirmed = Tick(theme, view.t("claims.confirm"))
        self._scope_line = QWidget()
        self._build()
        self._connect()

    def _build(self) -> None:
        t, theme = self._t, self._theme
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.quote.setFixedHeight(theme.px(72))
        self.quote.setPlaceholderText(t("claims.quote_hint"))
        self.day.setPlaceholderText(t("findings_page.day_hint"))
        self.day.setFixedWidth(theme.px(112))
        self.url.setPlaceholderText("https://")
        for kind in ClaimKind:
            self.kind.addItem(t(f"claims.claim_{kind}"), kind)
        self.hash.setFont(theme.font(11, mono=True))
        self.hash.setWordWrap(False)
        self.hash.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.document.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.document.setMinimumContentsLength(12)
        self.file.setAutoDefault(False)
        self._lay_out()

    def _lay_out(self) -> None:
        t, theme = self._t, self._theme
        copy = QHBoxLayout()
        copy.setSpacing(8)
        copy.addWidget(self.document, 1)
        copy.addWidget(self.file)
        inner = QWidget()
        column = self._column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        form = QFormLayout()
        form.setSpacing(8)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.url, 1)
        where.addWidget(self.day)
        for name, field in (("quote", self.quote), ("kind", self.kind), ("url", self.url), ("date", self.day)):
            field.setAccessibleName(t(f"claims.{name}"))
        form.addRow(t("claims.quote"), self.quote)
        form.addRow(t("claims.kind"), self.kind)
        form.addRow(t("claims.url_and_date"), where)
        self.document.setAccessibleName(t("claims.copy"))
        self.note.setAccessibleName(t("claims.note"))
        form.addRow(t("claims.copy"), copy)
        form.addRow("", self.hash)
        column.addLayout(form)
        head = label(theme, t("claims.scope"), tone="")
        head.setFont(theme.font(13, bold=True))
        column.addSpacing(8)
        column.addWidget(head)
        column.addWidget(label(theme, t("claims.scope_lead"), tone="quiet"))
        column.addWidget(self._scope_line)
        column.addSpacing(4)
        column.addWidget(self.confirmed)
        column.addSpacing(8)
        last = QFormLayout()
        last.addRow(t("claims.note"), self.note)
        column.addLayout(last)
        column.addStretch(1)
        self.setWidget(inner)

    def _connect(self) -> None:
        self.quote.textChanged.connect(self._tell)
        for field in (self.day, self.url, self.note):
            field.textChanged.connect(self._tell)
        self.kind.currentIndexChanged.connect(self._tell)
        self.document.currentIndexChanged.connect(self._tell)
        self.document.currentIndexChanged.connect(self._show_hash)
        self.file.clicked.connect(self.file_asked)
        self.confirmed.toggled.connect(self._tell)

    # showing

    def show_claim(self, claim: Claim, *, documents: Sequence[Document]) -> None:
        self._is_showing = True
        self.claim = claim
        self.quote.setPlainText(claim.quote)
        self.day.setText(write_day(self._t, claim.date))
        self.url.setText(claim.url)
        self.note.setText(claim.note)
        self.kind.setCurrentIndex(self.kind.findData(claim.kind))
        self._offer(documents, chosen=claim.document)
        self._show_scope(claim)
        self.confirmed.setChecked(claim.is_scope_confirmed)
        self.confirmed.setEnabled(bool(claim.scope))
        self._is_showing = False

    def choose_document(self, document: Document, *, documents: Sequence[Document]) -> None:
        """Puts a document that was just attached in."""
        self._offer(documents, chosen=document.sha256)
        self._tell()

    def _offer(self, documents: Sequence[Document], *, chosen: str) -> None:
        self.document.blockSignals(True)
        self.document.clear()
        self.document.addItem(self._t("claims.no_copy"), "")
        for one in documents:
            self.document.addItem(safe_text(one.name, limit=120), one.sha256)
        if chosen and find_document(documents, chosen) is None:
            chosen = ""
        self.document.setCurrentIndex(max(self.document.findData(chosen), 0))
        self.document.blockSignals(False)
        self._show_hash()

    def _show_hash(self, _index: int = 0) -> None:
        digest = str(self.document.currentData() or "")
        self.hash.setText(f"SHA-256 {digest[:32]} {digest[32:]}" if digest else "")
        self.hash.setVisible(bool(digest))

    def _show_scope(self, claim: Claim) -> None:
        """A box for each class of the case, and for what the claim covers already."""
        self.scope = {}
        old = self._scope_line
        self._scope_line = QWidget()
        line = Wrapping(self._scope_line, gap=8)
        for class_ in sorted({*classes_of_case(self._view.reader), *claim.scope}):
            box = Tick(self._theme, class_word(self._t, class_).replace("&", "&&"))
            box.setChecked(class_ in claim.scope)
            box.toggled.connect(self._change_scope)
            line.addWidget(box)
            self.scope[class_] = box
        self._column.replaceWidget(old, self._scope_line)
        old.deleteLater()

    # entering

    @property
    def entered(self) -> Claim:
        day = self.day.text().strip()
        return replace(
            self.claim,
            quote=self.quote.toPlainText().strip(),
            kind=ClaimKind(self.kind.currentData()),
            date=self.claim.date if day == write_day(self._t, self.claim.date) else day,
            url=self.url.text().strip(),
            document=str(self.document.currentData() or ""),
            scope=tuple(sorted(class_ for class_, box in self.scope.items() if box.isChecked())),
            is_scope_confirmed=self.confirmed.isChecked(),
            note=self.note.text().strip(),
        )

    @property
    def is_edited(self) -> bool:
        return self.entered != replace(self.claim, scope=tuple(sorted(self.claim.scope)))

    def _change_scope(self, _is_on: bool) -> None:
        self.confirmed.setChecked(False)
        self.confirmed.setEnabled(any(box.isChecked() for box in self.scope.values()))
        self._tell()

    def _tell(self, _value: object = None) -> None:
        if not self._is_showing:
            self.edited.emit()
