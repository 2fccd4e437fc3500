"""The fields of an attribution: what is known of a site to begin with, and what the person changed."""

import unicodedata
from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.model.document import Document
from inspector.model.errors import ArgumentsWrong
from inspector.model.party import Party, Role
from inspector.parties.corrections import CitedSource, Correction
from inspector.parties.countries import country_codes
from inspector.ui.panels.finding_texts import write_day
from inspector.ui.theme import Theme
from inspector.ui.words import country_word, role_word, safe_text
from inspector.workspace.documents import read_day

_TEXTS = ("operator", "tenant", "group")
_COUNTRIES = ("seat_country", "group_country")
_LONGEST = 200
_HASH = 12


class PartyForm(QWidget):
    """`entered` is the correction as the fields stand: an earlier one with what was changed since."""

    edited = Signal()

    def __init__(
        self,
        t: Translator,
        theme: Theme,
        *,
        party: Party,
        earlier: Correction | None,
        documents: Sequence[Document],
    ) -> None:
        super().__init__()
        self._t, self._theme, self._party = t, theme, party
        self._earlier = earlier or Correction()
        self._documents = documents
        self._has_parted = False
        self.texts = {name: self._line(name, getattr(party, name) or "") for name in _TEXTS}
        self.texts["tenant"].setPlaceholderText(t("correcting.tenant_hint"))
        self.role = self._roles()
        self.countries = {name: self._country(name) for name in _COUNTRIES}
        self.source = self._line("source", self._earlier.source.name)
        self.source.setPlaceholderText(t("correcting.source_hint"))
        self.day = self._line("date", write_day(t, self._earlier.source.date))
        self.day.setPlaceholderText(t("correcting.date_hint"))
        self.day.setFixedWidth(theme.px(140))
        self.document = self._documents_box()
        self._lay_out()
        self.texts["operator"].textChanged.connect(self._part_with)
        for combo in (self.role, *self.countries.values(), self.document):
            combo.currentIndexChanged.connect(lambda _: self.edited.emit())
        for box in self.countries.values():
            box.editTextChanged.connect(lambda _: self.edited.emit())

    def _line(self, name: str, text: str) -> QLineEdit:
        line = QLineEdit(safe_text(text, limit=_LONGEST))
        line.setMaxLength(_LONGEST)
        line.setAccessibleName(self._t(f"correcting.{name}"))
        line.textChanged.connect(lambda _: self.edited.emit())
        return line

    def _roles(self) -> QComboBox:
        box = self._box("role")
        roles = [role for role in Role if role is not Role.FIRST_PARTY]
        for role in sorted(roles, key=lambda role: (role is not Role.UNKNOWN, role_word(self._t, role).casefold())):
            box.addItem(role_word(self._t, role), role)
        if self._party.role is Role.FIRST_PARTY:  # which sites are the service examined is said elsewhere
            box.insertItem(0, role_word(self._t, Role.FIRST_PARTY), Role.FIRST_PARTY)
            box.setEnabled(False)
        box.setCurrentIndex(max(box.findData(self._party.role), 0))
        return box

    def _country(self, name: str) -> QComboBox:
        """Every country, found by typing."""
        box = self._box(name)
        box.addItem(self._t("correcting.country_none"), "")
        named = sorted((country_word(self._t, code), code) for code in country_codes())
        for word, code in sorted(named, key=lambda pair: _plain(pair[0])):
            box.addItem(word, code)
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if (completer := box.completer()) is not None:
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
        if (line := box.lineEdit()) is not None:
            line.setAccessibleName(box.accessibleName())
        box.setCurrentIndex(max(box.findData(getattr(self._party, name) or ""), 0))
        return box

    def _documents_box(self) -> QComboBox:
        box = self._box("document")
        box.addItem(self._t("correcting.document_none"), "")
        for one in self._documents:
            facts = {"name": safe_text(one.name, limit=60), "hash": one.sha256[:_HASH]}
            box.addItem(self._t("correcting.document_named", **facts), one.sha256)
        box.setCurrentIndex(max(box.findData(self._earlier.document or ""), 0))
        return box

    def _box(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self._t(f"correcting.{name}"))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(16)
        return box

    def _lay_out(self) -> None:
        t = self._t
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        who, rests = QFormLayout(), QFormLayout()
        for name in ("operator", "group", "tenant"):
            who.addRow(t(f"correcting.{name}"), self.texts[name])
        who.addRow(t("correcting.role"), self.role)
        for name, box in self.countries.items():
            who.addRow(t(f"correcting.{name}"), box)
        rests.addRow(t("correcting.source"), self.source)
        rests.addRow(t("correcting.date"), self.day)
        rests.addRow(t("correcting.document"), self.document)
        for form in (who, rests):
            form.setSpacing(8)
            form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        note = QLabel(t("correcting.place_note"))
        note.setProperty("tone", "quiet")
        note.setFont(self._theme.font(11))
        note.setWordWrap(True)
        head = QLabel(t("correcting.rests"))
        head.setFont(self._theme.font(13, bold=True))
        column.addLayout(who)
        column.addWidget(note)
        column.addSpacing(8)
        column.addWidget(head)
        column.addLayout(rests)

    def _part_with(self, operator: str) -> None:
        """Another operator has another group and seat: what was known of the old one goes, once."""
        if self._has_parted or operator.strip() == (self._party.operator or ""):
            return
        self._has_parted = True
        self.texts["group"].clear()
        for box in self.countries.values():
            box.setCurrentIndex(0)

    # what was entered

    @property
    def is_day_right(self) -> bool:
        try:
            read_day(self.day.text())
        except ArgumentsWrong:
            return False
        return True

    @property
    def is_country_right(self) -> bool:
        """Whether what was typed names a country: free text is none."""
        return all(_index(box) >= 0 for box in self.countries.values())

    @property
    def entered(self) -> Correction:
        changed: dict[str, object] = {}
        for name, line in self.texts.items():
            if line.text().strip() != (getattr(self._party, name) or ""):
                changed[name] = line.text().strip()
        if self.role.isEnabled() and self.role.currentData() != self._party.role:
            changed["role"] = Role(self.role.currentData())
        for name, box in self.countries.items():
            if self._chosen(box) != (getattr(self._party, name) or ""):
                changed[name] = self._chosen(box)
        day = read_day(self.day.text()) if self.is_day_right else ""
        cites = CitedSource(name=self.source.text().strip(), date=day)
        return replace(self._earlier, source=cites, document=str(self.document.currentData()) or None, at="", **changed)

    def _chosen(self, box: QComboBox) -> str:
        at = _index(box)
        return str(box.itemData(at)) if at >= 0 else str(box.currentData() or "")


def _index(box: QComboBox) -> int:
    """Which entry the text names, whatever its case; -1 for none."""
    return box.findText(box.currentText().strip(), Qt.MatchFlag.MatchFixedString)


def _plain(word: str) -> str:
    """For sorting: letters without their accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).casefold()
