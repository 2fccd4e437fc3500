"""The note beside a sensitive leaf: what it is, why it is told, whom it concerns, who else received it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QWidget

from inspector.detect.explain import Explanation, explain, write_about, write_clues, write_how_sure, write_source
from inspector.detect.mutes import key_of
from inspector.findings.step_words import layers_word
from inspector.messages import Translator
from inspector.model.leaf import SensitiveLeaf, Sighting
from inspector.model.mute import Mute
from inspector.report.list_words import listed
from inspector.ui.case_view import CaseView
from inspector.ui.panels.mute_words import write_note
from inspector.ui.panels.prose import Block, Prose, Run, block, link, quiet
from inspector.ui.plots.marks import class_mark
from inspector.ui.theme import Theme
from inspector.ui.value_words import form_word
from inspector.ui.words import about_word, class_word, clock, confidence_word, safe_text
from inspector.workspace.versions import analysed_packs

_SIGHTINGS_SHOWN = 4
_BELOW = QBoxLayout.Direction.TopToBottom


def write_why(t: Translator, told: Explanation) -> str:
    """The clues as one sentence, strongest first, each with its weight: never the value itself."""
    clues = listed((safe_text(clue, limit=160) for clue in write_clues(told, t)), t)
    return t("explain.lead", clues=clues) if clues else ""


def write_kind(t: Translator, leaf: SensitiveLeaf) -> str:
    """Class, confidence and whom it is about."""
    parts = [class_word(t, leaf.class_), t("detail.confidence", word=confidence_word(t, leaf.confidence))]
    parts.append(t("detail.about", who=about_word(t, leaf.about)))
    if leaf.label:
        parts.append(t("detail.label", label=safe_text(leaf.label, limit=80)))
    return " · ".join(parts)


class LeafNote(QFrame):
    """Hidden until a sensitive leaf is current."""

    steps_requested = Signal(object)  # the Place whose layers are wanted

    def __init__(self, view: CaseView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._theme = view, theme
        self._leaf: SensitiveLeaf | None = None
        self._mute: Mute | None = None
        self.prose = Prose(theme, margin=12)
        self._follow, self._copy = QPushButton(view.t("detail.follow")), QPushButton(view.t("detail.copy_value"))
        self.mute, self.unmute = QPushButton(view.t("muting.action")), QPushButton(view.t("muting.undo"))
        self._all = (self._follow, self._copy, self.mute, self.unmute)
        self._buttons, self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight), QBoxLayout(_BELOW, self)
        self._buttons.setSpacing(4)
        for button in self._all:
            self._buttons.addWidget(button)
        self._buttons.addStretch()
        self._whole.setContentsMargins(0, 0, 12, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(self.prose, 1)
        self._whole.addLayout(self._buttons)
        self._follow.clicked.connect(self._ask_follow)
        self._copy.clicked.connect(self._copy_value)
        self.mute.clicked.connect(self._ask_mute)
        self.unmute.clicked.connect(self._ask_unmute)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_leaf(
        self, leaf: SensitiveLeaf | None, elsewhere: tuple[Sighting, ...] = (), *, is_hidden: bool = False
    ) -> None:
        """Says what is known of a leaf and where else its value was seen; None hides the note. A value that
        `is_hidden` can be neither copied nor followed."""
        self._show(leaf, None, can_use=leaf is not None and not is_hidden)
        if leaf is None:
            return
        t = self._view.t
        told = explain(leaf, analysed_packs(self._view.reader))
        head = Run(text=write_kind(t, leaf), bold=True, mark=class_mark(leaf.class_, self._theme))
        sure = f"{write_how_sure(told, t)} {write_about(told, t)}".strip()
        blocks = [block(head), *([self._elsewhere(elsewhere)] if elsewhere else [])]
        blocks += [block(part) for part in (write_why(t, told), sure) if part]
        blocks += [self._layers(leaf)] if leaf.place.layers else []
        if source := write_source(told, t):
            blocks.append(block(source, kind="small"))
        if not elsewhere:
            blocks.append(block(t("detail.nowhere"), kind="small"))
        self.prose.write(blocks)
        self.setAccessibleName(self.text)

    def show_mute(self, mute: Mute) -> None:
        """Says by what a value is muted, and how to undo it."""
        self._show(None, mute, can_use=False)
        blocks = [block(quiet(write_note(self._view.t, mute)))]
        if mute.why:
            blocks.append(block(self._view.t("muting.note_reason", why=safe_text(mute.why, limit=500))))
        self.prose.write(blocks)
        self.setAccessibleName(self.text)

    def show_why_not(self, path: str) -> None:
        """Says why the value at a path is not among the sensitive ones."""
        from inspector.detect.unrecognised import why_not  # the packs are read when somebody asks

        t, told = self._view.t, why_not(key_of(path))
        self._show(None, None, can_use=False)
        self.show()
        words = class_word(t, told.class_) if told.class_ else ""
        self.prose.write([block(t(f"explain.{told.code}", **{"rule": told.rule, "class": words}))])
        self.setAccessibleName(self.text)

    def _show(self, leaf: SensitiveLeaf | None, mute: Mute | None, *, can_use: bool) -> None:
        self._leaf, self._mute = leaf, mute
        self.setVisible(leaf is not None or mute is not None)
        self._follow.setVisible(can_use)
        self._copy.setVisible(can_use)
        self.mute.setVisible(leaf is not None)
        self.unmute.setVisible(mute is not None)

    def fit(self, room: int) -> None:
        """As high as its text and buttons, but no more than a good half of `room` pixels; the rest is scrolled to."""
        self.ensurePolished()
        self._place_buttons()
        natural = int(self.prose.document().size().height()) + 2
        if self._whole.direction() is _BELOW:
            natural += self._buttons.sizeHint().height()
        self.setFixedHeight(max(min(natural, room * 11 // 20), self._theme.px(96)))

    def _place_buttons(self) -> None:
        """Below the text, which then has the whole width; beside it where they do not fit in a row."""
        shown = [button.sizeHint().width() + 4 for button in self._all if not button.isHidden()]
        is_below = sum(shown) + self._theme.px(24) <= self.width()
        self._whole.setDirection(_BELOW if is_below else QBoxLayout.Direction.LeftToRight)
        self._buttons.setDirection(QBoxLayout.Direction.LeftToRight if is_below else _BELOW)
        self._buttons.setContentsMargins(self._theme.px(12) if is_below else 0, 4, 0, 8)

    @property
    def text(self) -> str:
        """What the note says."""
        return self.prose.toPlainText()

    def _layers(self, leaf: SensitiveLeaf) -> Block:
        """The chain that was undone, which leads to its steps."""
        chain = layers_word(self._view.t, leaf.place.layers)
        go = link(chain, lambda: self.steps_requested.emit(leaf.place))
        return block(quiet(f"{self._view.t('layers.undone')} "), go)

    def _elsewhere(self, elsewhere: tuple[Sighting, ...]) -> Block:
        t = self._view.t
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
        form = "" if sighting.form == "plain" else form_word(self._view.t, sighting.form)
        words = ", ".join(part for part in (safe_text(sighting.site, limit=60), time, form) if part)
        return link(words, lambda: self._view.open_flow(sighting.place.flow, place=sighting.place))

    def _ask_follow(self) -> None:
        if self._leaf is not None:
            self._view.follow_requested.emit(self._leaf.value)

    def _ask_mute(self) -> None:
        if self._leaf is not None:
            self._view.mute_requested.emit(self._leaf)

    def _ask_unmute(self) -> None:
        if self._mute is not None:
            self._view.unmute_requested.emit(self._mute)

    def _copy_value(self) -> None:
        if self._leaf is not None:
            QGuiApplication.clipboard().setText(self._leaf.value)

    def _dress(self) -> None:
        surface, line = self._theme.color("surface").name(), self._theme.color("line").name()
        self.setStyleSheet(
            f"LeafNote {{ background: {surface}; border: none; border-top: 1px solid {line}; }}"
            f" LeafNote Prose {{ background: {surface}; }}"
        )
        for button in self._all:
            button.setFont(self._theme.font(11))
