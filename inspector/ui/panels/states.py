"""The state of the page that was kept at a marker: screenshot, text, cookies, storages, databases; and what changed
since another marker."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector.model.recording import StateKind
from inspector.model.secrecy import conceal_address
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.markers_model import kind_word
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.image_view import ImageView
from inspector.ui.panels.state_tables import TABLES, StateModel
from inspector.ui.panels.tables import PageTable
from inspector.ui.panels.text_view import TextView
from inspector.ui.theme import Theme
from inspector.ui.words import clock, full_moment, safe_text
from inspector.ui.work import Desk
from inspector.workspace.jobs import Failed
from inspector.workspace.page_states import Change, KeptState, StateMoment, read_moments, read_state

TABS = ("screenshot", "text", "cookies", "storage", "databases")
_KINDS = {
    "screenshot": (StateKind.SCREENSHOT,),
    "text": (StateKind.TEXT,),
    "cookies": (StateKind.COOKIES,),
    "storage": (StateKind.LOCAL_STORAGE, StateKind.SESSION_STORAGE),
    "databases": (StateKind.INDEXED_DB,),
}
_PNG = b"png"


class _Tab(QStackedWidget):
    """One part of a state, or why there is nothing to see."""

    def __init__(self, shown: QWidget, theme: Theme) -> None:
        super().__init__()
        self.empty = EmptyState(theme)
        self.addWidget(shown)
        self.addWidget(self.empty)

    def show_part(self) -> None:
        self.setCurrentIndex(0)

    def show_empty(self, title: str, text: str) -> None:
        self.empty.set_text(title=title, text=text)
        self.setCurrentIndex(1)


class StatesPanel(QWidget):
    """Markers with a kept state at the left, the state at the right. Follows the case; masks values until asked."""

    shown = Signal()  # a state is on the screen
    listed = Signal()  # the list of markers was read

    def __init__(self, view: CaseView, theme: Theme) -> None:
        super().__init__()
        self._view, self._theme = view, theme
        self._moments: tuple[StateMoment, ...] = ()
        self._state: KeptState | None = None
        self._desk, self._list_desk = Desk(self), Desk(self)
        t = view.t
        self.list = QListWidget()
        self.compare = QComboBox()
        self.reveal = QToolButton()
        self.image, self.text = ImageView(t, theme), TextView(t, theme)
        self.models = {name: StateModel(t, theme, name=name) for name in TABLES}
        self.tables = {
            name: PageTable(model, theme, name=t(f"marking.tab_{name}")) for name, model in self.models.items()
        }
        self.tabs = QTabWidget()
        self._parts: dict[str, _Tab] = {}
        self._where, self._told = QLabel(), QLabel()
        self.empty = EmptyState(theme, title=t("marking.states_empty_title"), text=t("marking.states_empty"))
        self._failed = EmptyState(theme, title=t("marking.states_loading"), text="")
        self._stack, self._right = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._connect()
        self._dress()
        self.reload()

    # building

    def _lay_out(self) -> None:
        t, px = self._view.t, self._theme.px
        self.list.setAccessibleName(t("marking.states_list"))
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        shown: dict[str, QWidget] = {"screenshot": self.image, "text": self.text, **self.tables}
        self.tabs.setDocumentMode(True)
        for name in TABS:
            self._parts[name] = _Tab(shown[name], self._theme)
            self.tabs.addTab(self._parts[name], t(f"marking.tab_{name}"))
        for name, table in self.tables.items():
            for number, width in enumerate((96, *TABLES[name][1])):
                table.setColumnWidth(number, px(width))
            table.horizontalHeader().setStretchLastSection(True)
        self._right.addWidget(self._lay_out_state())
        self._right.addWidget(self._failed)
        split = QSplitter()
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self._right)
        split.setStretchFactor(1, 1)
        split.setSizes([px(260), px(900)])
        self._stack.addWidget(split)
        self._stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _lay_out_state(self) -> QWidget:
        t, page = self._view.t, QWidget()
        for label in (self._where, self._told):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("tone", "quiet")
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._where.setMinimumWidth(10)
        self._told.setWordWrap(True)
        self._told.hide()
        self.reveal.setCheckable(True)
        self.reveal.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._compare_word = QLabel(t("marking.states_compare"))
        self._compare_word.setBuddy(self.compare)
        self.compare.setAccessibleName(t("marking.states_compare"))
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 8, 12, 4)
        bar.setSpacing(8)
        bar.addWidget(self._compare_word)
        bar.addWidget(self.compare)
        bar.addStretch(1)
        bar.addWidget(self.reveal)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        for label in (self._where, self._told):
            column.addWidget(label)
        column.addWidget(self.tabs, 1)
        return page

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(lambda _: self._choose())
        self.compare.activated.connect(lambda _: self._read())
        self.reveal.toggled.connect(lambda shown: self.set_revealed(revealed=shown))
        self._view.flows_changed.connect(self.reload)
        self._theme.changed.connect(self._dress)

    # reading

    def reload(self) -> None:
        """Reads the list of markers again; the one that is shown stays."""
        path = self._view.reader.case.path
        self._list_desk.submit(lambda: read_moments(path), done=self._list, failed=self._fail)

    def _list(self, moments: tuple[StateMoment, ...]) -> None:
        if moments != self._moments or self.list.count() != len(moments):
            here, other = self._moment(), self._other()
            self._moments = moments
            self._fill(here, other)
        self._stack.setCurrentIndex(0 if moments else 1)
        self.listed.emit()

    def _fill(self, here: StateMoment | None, other: StateMoment | None) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for moment in self._moments:
            item = QListWidgetItem(f"{self._name(moment)}\n{self._second_line(moment)}")
            item.setToolTip(full_moment(self._view.t, moment.marker_us))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._offer(other)
        keys = [_key(moment) for moment in self._moments]
        row = keys.index(_key(here)) if here is not None and _key(here) in keys else 0
        self.list.setCurrentRow(row if self._moments else -1)

    def _offer(self, chosen: StateMoment | None) -> None:
        """What can be compared with: nothing, or any other marker."""
        self.compare.clear()
        self.compare.addItem(self._view.t("marking.states_alone"), -1)
        here = self.list.currentRow()
        for number, moment in enumerate(self._moments):
            if number != here:
                self.compare.addItem(f"{self._name(moment)}, {clock(moment.marker_us, millis=False)}", number)
                if chosen is not None and _key(moment) == _key(chosen):
                    self.compare.setCurrentIndex(self.compare.count() - 1)
        self.compare.setEnabled(self.compare.count() > 1)

    def _choose(self) -> None:
        self._offer(self._other())
        with_secrets = self.reveal.isChecked()
        if with_secrets:
            self.reveal.setChecked(False)  # asked for one state, not for all
        self._read()

    def _moment(self) -> StateMoment | None:
        row = self.list.currentRow()
        return self._moments[row] if 0 <= row < len(self._moments) else None

    def _other(self) -> StateMoment | None:
        number = self.compare.currentData()
        return self._moments[number] if isinstance(number, int) and 0 <= number < len(self._moments) else None

    def _read(self) -> None:
        moment, other, path = self._moment(), self._other(), self._view.reader.case.path
        if moment is None:
            return

        def read() -> tuple[KeptState, KeptState | None]:
            return read_state(path, moment), None if other is None else read_state(path, other)

        self._desk.submit(read, done=lambda pair: self._show(*pair), failed=self._fail)

    def _fail(self, reason: Failed) -> None:
        self._failed.set_text(title=self._view.t("marking.states_failed"), text=reason.message)
        self._right.setCurrentIndex(1)

    # showing

    def _show(self, state: KeptState, before: KeptState | None) -> None:
        t = self._view.t
        self._state = state
        address = safe_text(conceal_address(state.moment.url), limit=300)
        moment = full_moment(t, state.moment.at_us)
        self._where.setText(t("marking.states_at", url=address, moment=moment))
        self._where.setToolTip(address)
        for model in self.models.values():
            model.show_state(state, before)
        for name, table in self.tables.items():
            table.setColumnHidden(0, before is None)
            self._show_tab(name, is_kept=self._is_kept(state, name), is_empty=not self.models[name].rows)
        self._show_screenshot(state)
        self.text.show_text(state.text or "")
        self._show_tab("text", is_kept=state.text is not None, is_empty=not (state.text or "").strip())
        self._name_tabs()
        self._tell(before)
        self._right.setCurrentIndex(0)
        self.shown.emit()

    def _is_kept(self, state: KeptState, name: str) -> bool:
        part = {"cookies": state.cookies, "storage": state.stored, "databases": state.databases}[name]
        return part is not None

    def _show_screenshot(self, state: KeptState) -> None:
        t, part = self._view.t, self._parts["screenshot"]
        if state.screenshot is None:
            part.show_empty(t("marking.states_not_kept_title"), t("marking.states_not_kept"))
        elif self.image.show_image(state.screenshot, _PNG):
            part.show_part()
        else:
            part.show_empty(t("marking.states_none"), t("marking.states_broken"))

    def _show_tab(self, name: str, *, is_kept: bool, is_empty: bool) -> None:
        t, part = self._view.t, self._parts[name]
        assert self._state is not None
        if self._state.broken & set(_KINDS[name]) and is_empty:
            part.show_empty(t("marking.states_none"), t("marking.states_broken"))
        elif not is_kept:
            part.show_empty(t("marking.states_not_kept_title"), t("marking.states_not_kept"))
        elif is_empty:
            part.show_empty(t("marking.states_none"), t(f"marking.states_none_{name}"))
        else:
            part.show_part()

    def _name_tabs(self) -> None:
        t = self._view.t
        for index, name in enumerate(TABS):
            count = len(self.models[name].rows) if name in self.models else 0
            word = t(f"marking.tab_{name}")
            self.tabs.setTabText(index, f"{word} {t.number(count)}" if count else word)

    def _tell(self, before: KeptState | None) -> None:
        """How much changed, in one sentence."""
        t = self._view.t
        self._told.setVisible(before is not None)
        if before is None:
            return
        counts = {
            change.value: sum(model.count(change) for model in self.models.values())
            for change in (Change.NEW, Change.CHANGED, Change.GONE)
        }
        marker = self._name(before.moment)
        key = "marking.changes" if any(counts.values()) else "marking.changes_none"
        self._told.setText(t(key, marker=marker, **counts))

    def set_revealed(self, *, revealed: bool) -> None:
        """Shows or masks the values of cookies and storages."""
        self.reveal.setChecked(revealed)
        for model in self.models.values():
            model.set_revealed(revealed=revealed)
        self._dress_reveal()

    # words and look

    def _name(self, moment: StateMoment) -> str:
        t, marker = self._view.t, moment.marker
        if marker is None:
            return t("marking.states_no_marker")
        return safe_text(marker.label, limit=60) or kind_word(t, marker.kind)

    def _second_line(self, moment: StateMoment) -> str:
        has_several = len({each.capture for each in self._moments}) > 1
        name = f" · {safe_text(moment.capture_name, limit=40)}" if has_several else ""
        return f"{clock(moment.marker_us, millis=False)}{name}"

    def _dress_reveal(self) -> None:
        is_shown = self.reveal.isChecked()
        self.reveal.setText(self._view.t("marking.states_hide" if is_shown else "marking.states_show"))
        self.reveal.setIcon(self._theme.icon_beside("eye-off" if is_shown else "eye", "quiet"))

    def _dress(self) -> None:
        edge = self._theme.px(16)
        for label in (self._where, self._told):
            label.setFont(self._theme.font(11))
            label.setContentsMargins(edge, 2, edge, 4)
        self._where.setFont(self._theme.font(11, mono=True))
        paint = self._theme.palette
        self.list.setStyleSheet(
            f"QListWidget {{ padding-top: {edge // 2}px; }}"
            f" QListWidget::item {{ padding: {edge // 4}px {edge}px; color: {paint.ink}; border: none; }}"
            f" QListWidget::item:selected {{ background: {paint.selection}; color: {paint.ink}; }}"
        )
        self.list.setFont(self._theme.font())
        self.list.setMinimumWidth(self._theme.px(150))
        self.reveal.setIconSize(self._theme.icon_size())
        self._dress_reveal()


def _key(moment: StateMoment) -> tuple[int, int]:
    return (moment.capture, moment.marker_us)
