"""The note beside a sensitive leaf: what it is, why it is told, whom it concerns, who else received it."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.model.leaf import Clue, SensitiveLeaf, Sighting
from inspector.ui.case_view import CaseView
from inspector.ui.panels.prose import Block, Prose, Run, block, link, quiet
from inspector.ui.plots.marks import class_mark
from inspector.ui.theme import Theme
from inspector.ui.words import about_word, class_word, clock, confidence_word, safe_text

_SIGHTINGS_SHOWN = 4


def write_why(t: Translator, leaf: SensitiveLeaf) -> str:
    """The clues as one sentence, strongest first: never the value itself."""
    clues = sorted(leaf.clues, key=lambda clue: -clue.weight)[:5]
    return t("detail.why", clues=", ".join(_write_clue(t, clue) for clue in clues)) if clues else ""


def _write_clue(t: Translator, clue: Clue) -> str:
    key = f"detail.clue_{clue.kind}"
    what = safe_text(clue.what, limit=60)
    return t(key, what=what) if t.has(key) else what


def write_kind(t: Translator, leaf: SensitiveLeaf) -> str:
    """Class, confidence and whom it is about."""
    parts = [class_word(t, leaf.class_), t("detail.confidence", word=confidence_word(t, leaf.confidence))]
    parts.append(t("detail.about", who=about_word(t, leaf.about)))
    if leaf.label:
        parts.append(t("detail.label", label=safe_text(leaf.label, limit=80)))
    return " · ".join(parts)


class LeafNote(QFrame):
    """Hidden until a sensitive leaf is current."""

    def __init__(self, view: CaseView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._theme = view, theme
        self._leaf: SensitiveLeaf | None = None
        self.prose = Prose(theme, margin=12)
        self._follow, self._copy = QPushButton(view.t("detail.follow")), QPushButton(view.t("detail.copy_value"))
        buttons = QVBoxLayout()
        buttons.setSpacing(4)
        buttons.setContentsMargins(0, 8, 0, 8)
        buttons.addWidget(self._follow)
        buttons.addWidget(self._copy)
        buttons.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self.prose, 1)
        row.addLayout(buttons)
        self._follow.clicked.connect(self._ask_follow)
        self._copy.clicked.connect(self._copy_value)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_leaf(
        self, leaf: SensitiveLeaf | None, elsewhere: tuple[Sighting, ...] = (), *, is_hidden: bool = False
    ) -> None:
        """Says what is known of a leaf and where else its value was seen; None hides the note. A value that
        `is_hidden` can be neither copied nor followed."""
        self._leaf = leaf
        self.setVisible(leaf is not None)
        self._follow.setVisible(not is_hidden)
        self._copy.setVisible(not is_hidden)
        if leaf is None:
            return
        t = self._view.t
        why, code = write_why(t, leaf), f"about.{leaf.about_why}"
        reason = f"{why} {t(code)}".strip() if t.has(code) else why
        head = Run(text=write_kind(t, leaf), bold=True, mark=class_mark(leaf.class_, self._theme))
        blocks = [block(head), self._elsewhere(elsewhere)]
        if reason:
            blocks.append(block(reason))
        self.prose.write(blocks)
        self.setAccessibleName(self.text)

    def fit(self, room: int) -> None:
        """As high as its text, but no more than two fifths of `room` pixels; the rest is scrolled to."""
        self.ensurePolished()
        natural = int(self.prose.document().size().height()) + 2
        self.setFixedHeight(max(min(natural, room * 2 // 5), self._theme.px(76)))

    @property
    def text(self) -> str:
        """What the note says."""
        return self.prose.toPlainText()

    def _elsewhere(self, elsewhere: tuple[Sighting, ...]) -> Block:
        t = self._view.t
        if not elsewhere:
            return block(quiet(t("detail.nowhere")))
        runs = [quiet(f"{t('detail.elsewhere')} ")]
        for n, sighting in enumerate(elsewhere[:_SIGHTINGS_SHOWN]):
            if n:
                runs.append(quiet(" · "))
            runs.append(self._link(sighting))
        more = len(elsewhere) - _SIGHTINGS_SHOWN
        if more > 0:
            runs.append(quiet(f" {t('detail.more', n=more)}"))
        return block(*runs)

    def _link(self, sighting: Sighting) -> Run:
        time = clock(sighting.at_us, millis=False)
        form = "" if sighting.form == "plain" else safe_text(sighting.form, limit=40)
        words = ", ".join(part for part in (safe_text(sighting.site, limit=60), time, form) if part)
        return link(words, lambda: self._view.open_flow(sighting.place.flow, place=sighting.place))

    def _ask_follow(self) -> None:
        if self._leaf is not None:
            self._view.follow_requested.emit(self._leaf.value)

    def _copy_value(self) -> None:
        if self._leaf is not None:
            QGuiApplication.clipboard().setText(self._leaf.value)

    def _dress(self) -> None:
        surface, line = self._theme.color("surface").name(), self._theme.color("line").name()
        self.setStyleSheet(
            f"LeafNote {{ background: {surface}; border: none; border-top: 1px solid {line}; }}"
            f" LeafNote Prose {{ background: {surface}; }}"
        )
        for button in (self._follow, self._copy):
            button.setFont(self._theme.font(11))
