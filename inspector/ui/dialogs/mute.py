"""“Not sensitive here”: by what and where a value is muted, and what that would leave out now."""

from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from inspector.model.leaf import SensitiveLeaf
from inspector.model.mute import Mute, MuteBy
from inspector.ui.case_view import CaseView
from inspector.ui.panels.concealment import is_credential
from inspector.ui.panels.mute_words import write_touched, write_what
from inspector.ui.theme import Theme
from inspector.ui.words import class_word, failure_text, safe_text
from inspector.ui.work import Desk
from inspector.workspace import muting
from inspector.workspace.jobs import Failed


class MuteDialog(QDialog):
    """Emits `muted` once the mute is kept in the case; whoever opened it has the analysis rebuilt."""

    muted = Signal(object)  # Mute

    def __init__(self, view: CaseView, theme: Theme, leaf: SensitiveLeaf, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        t = view.t
        self._view, self._theme, self._leaf = view, theme, leaf
        self._path: Path = view.reader.case.path
        self._counting, self._keeping = Desk(self), Desk(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("muting.title"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 16, 24, 16)
        self._column.setSpacing(4)
        self._column.addWidget(self._label(t("muting.lead", **self._facts())))
        self.what = self._choices("what", self._whats())
        self.where = self._choices("where", self._wheres())
        self._column.addSpacing(8)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(t("muting.why_hint"))
        self.reason.setAccessibleName(t("muting.why"))
        head = self._head(t("muting.why"))
        head.setBuddy(self.reason)
        self._column.addWidget(head)
        self._column.addWidget(self.reason)
        self._column.addSpacing(8)
        self.told = self._label("")
        self.told.setProperty("tone", "quiet")
        self.told.setMinimumHeight(2 * self.told.fontMetrics().lineSpacing())
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.told, 1)
        self.buttons = QDialogButtonBox()
        keep = self.buttons.addButton(t("muting.keep"), QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setProperty("kind", "primary")
        self.buttons.addButton(t("dialogs.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.keep)
        self.buttons.rejected.connect(self.reject)
        self._column.addWidget(self.buttons)
        self.resize(theme.px(560), self.sizeHint().height())
        self.what.buttons()[0].setFocus()
        self._count()

    # what can be chosen

    def _facts(self) -> dict[str, str]:
        return {"class": class_word(self._view.t, self._leaf.class_), "site": safe_text(self._leaf.site, limit=80)}

    def _whats(self) -> list[tuple[str, str]]:
        """The ways to mute this leaf, as (value, words); a credential is not written out."""
        found = [(by, muting.propose(self._leaf, by, host="")) for by in MuteBy]
        hides = is_credential(self._leaf)
        return [(by, write_what(self._view.t, mute, hides_value=hides)) for by, mute in found if mute is not None]

    def _wheres(self) -> list[tuple[str, str]]:
        t, leaf = self._view.t, self._leaf
        found = [(leaf.site, t("muting.at_site", site=safe_text(leaf.site, limit=80)))]
        if leaf.host != leaf.site:
            found.append((leaf.host, t("muting.at_host", host=safe_text(leaf.host, limit=80))))
        return [*found, ("", t("muting.everywhere"))]

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> QButtonGroup:
        """A head with a radio button for each choice; the first is chosen."""
        heading = self._view.t(f"muting.{name}")
        self._column.addSpacing(8)
        self._column.addWidget(self._head(heading))
        group = QButtonGroup(self)
        for value, words in choices:
            button = QRadioButton(self._elided(words).replace("&", "&&"))
            button.setToolTip(words)
            button.setAccessibleName(f"{heading} {words}")
            button.setProperty("value", value)
            button.setChecked(not group.buttons())
            group.addButton(button)
            self._column.addWidget(button)
        group.buttonToggled.connect(lambda _button, is_on: self._count() if is_on else None)
        return group

    def _elided(self, words: str) -> str:
        return self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, self._theme.px(480))

    def _label(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label

    def _head(self, text: str) -> QLabel:
        label = self._label(text)
        label.setFont(self._theme.font(13, bold=True))
        return label

    # choosing

    @property
    def wanted(self) -> Mute:
        """The mute as chosen now."""
        mute = muting.propose(self._leaf, MuteBy(_chosen(self.what)), host=_chosen(self.where))
        assert mute is not None
        return replace(mute, why=self.reason.text().strip()[:500])

    def _count(self) -> None:
        if not hasattr(self, "told"):
            return  # still being built
        t = self._view.t
        self.told.setText(t("muting.counting"))
        self._is_counting = True
        call = partial(muting.preview, self._path, self.wanted)
        self._counting.submit(call, done=lambda found: self._counted(write_touched(t, found)), failed=self._fail)

    def _counted(self, text: str) -> None:
        """A count that comes after the answer to `keep` is told no more."""
        if self._is_counting:
            self._tell(text)

    def keep(self) -> None:
        """Keeps the mute in the case."""
        wanted = self.wanted
        self._is_counting = False
        self.buttons.setEnabled(False)
        self._keeping.submit(
            partial(muting.mute, self._path, wanted), done=lambda kept: self._kept(wanted, kept), failed=self._fail
        )

    def _kept(self, wanted: Mute, kept: tuple[Mute, ...]) -> None:
        self.buttons.setEnabled(True)
        if kept:
            self.muted.emit(wanted)
            self.accept()
        else:
            self._tell(self._view.t("muting.already"))

    def _fail(self, reason: Failed) -> None:
        self.buttons.setEnabled(True)
        self._tell(failure_text(self._view.t, reason))

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.setAccessibleName(text)


def _chosen(group: QButtonGroup) -> str:
    button = group.checkedButton()
    return "" if button is None else str(button.property("value"))
