"""The main window: puts menu, banner, welcome page, case and status line together. It decides nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QSettings, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.ui.asking import Asking
from inspector.ui.banner import Banner
from inspector.ui.case_desk import CaseDesk
from inspector.ui.case_view import PageName
from inspector.ui.commands import connect_commands
from inspector.ui.dropping import files_of, has_files
from inspector.ui.kept_look import KeptLook
from inspector.ui.menus import Menus
from inspector.ui.open_case import OpenCase
from inspector.ui.recording_desk import RecordingDesk
from inspector.ui.session import CaseSession
from inspector.ui.stage import Stage
from inspector.ui.status import StatusLine
from inspector.ui.telling import Telling
from inspector.ui.theme import Theme
from inspector.ui.use_cases import UseCases
from inspector.ui.warming import share_time, warm_up
from inspector.workspace.jobs import Failed


class MainWindow(QMainWindow):
    """One window, at most one open case."""

    language_changed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        translators: Callable[[str], Translator],
        *,
        use_cases: UseCases,
        settings: QSettings,
        language: str = "en",
        asking: Asking | None = None,
    ) -> None:
        super().__init__()
        share_time()
        self._theme, self._translators, self._use = theme, translators, use_cases
        self._settings, self._asking = settings, asking or Asking()
        self.t = translators(str(settings.value("window/language", language)))
        self.desk: CaseDesk | None = None
        self._recording = RecordingDesk(use_cases.recording, self)
        self._stage = Stage(theme, recent_cases=use_cases.recent_cases)
        self.banner, self.status = Banner(theme), StatusLine(theme)
        self.telling = Telling(self.banner, lambda: self.t)
        self.case = OpenCase(
            use_cases, self._recording, self.telling, asking=self._asking, words=lambda: self.t, window=self
        )
        self.menus = Menus(self.menuBar(), recent_cases=use_cases.recent_cases)
        self._look = KeptLook(theme, settings)
        self._look.restore()
        theme.dress(self)
        self._lay_out()
        connect_commands(self, look=self._look, theme=theme)
        self._translate()
        self.setAcceptDrops(True)
        geometry = settings.value("window/geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        QTimer.singleShot(0, self, lambda: warm_up(theme))

    def _lay_out(self) -> None:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stage, 1)
        column.addWidget(self.banner)
        column.addWidget(self.status)
        self.setCentralWidget(whole)
        self.setMinimumSize(880, 560)
        self.resize(1440, 900)
        stage, case = self._stage, self.case
        stage.open_requested.connect(case.choose)
        stage.record_requested.connect(self.record)
        stage.sample_requested.connect(case.open_sample)
        stage.path_requested.connect(case.open_path)
        stage.forget_requested.connect(self._use.forget_case)
        case.came.connect(self._show_case)
        case.went.connect(self._leave)
        case.working.connect(lambda progress: self.status.show_work(self.t, progress))
        case.rested.connect(self.status.end_work)
        case.ended.connect(self._end_work)
        case.counted.connect(self._show_figures)
        case.changed.connect(self._show_state)
        self.status.cancel_requested.connect(case.cancel)
        self._recording.told.connect(lambda kind, key: self.telling.tell(kind, self.t(key)))
        self._recording.changed.connect(self._show_state)
        self._recording.changed.connect(self._show_live)

    # the case

    @property
    def session(self) -> CaseSession | None:
        return self.case.session

    def open_path(self, path: Path) -> None:
        """Opens a capture or a case; what goes wrong is told in the banner."""
        self.case.open_path(path)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Opens the first file; the others are added to its case once it has been read."""
        self.case.open_files(paths)

    def close_case(self) -> bool:
        """Closes the case; asks where it is unsaved. False: the person stays, or a recording has to end first."""
        return self.case.close()

    def record(self) -> None:
        """The capture page of the open case, or of a new one."""
        if self.desk is not None:
            self.desk.show_page(PageName.CAPTURE)
        else:
            self.case.open_new(PageName.CAPTURE)

    def _show_case(self, page: PageName) -> None:
        session = self.case.session
        assert session is not None
        self._drop_desk()
        view = session.view
        self.desk = CaseDesk(view, self._theme, settings=self._settings)
        self.desk.open_requested.connect(self.case.choose)
        self.desk.captures_requested.connect(self.case.choose_more)
        self._recording.show_in_bar(self.desk.recording, show_page=lambda: self.show_page(PageName.CAPTURE))
        self.desk.pages.made.connect(self._adopt_page)
        self.desk.rebuild_wanted.connect(self.case.rebuild)
        self._show_live()
        view.notice_requested.connect(self.telling.tell)
        view.notice_outdated.connect(self.banner.withdraw)
        view.offer_requested.connect(self.telling.offer)
        self._stage.show_desk(self.desk)
        self.desk.show_page(page)
        self.desk.pages.focus_page()
        self._show_figures()
        self._show_state()

    def _show_live(self) -> None:
        """The flow table follows the end while flows are recorded."""
        if self.desk is not None:
            self.desk.pages.flows.set_live(is_live=self._recording.is_recording)

    def _adopt_page(self, _page: PageName, made: QWidget) -> None:
        from inspector.ui.panels.capture import CapturePage

        if isinstance(made, CapturePage):
            self._recording.show_in_page(made, self._theme)

    def _end_work(self, reason: Failed | None) -> None:
        self.status.end_work()
        self._show_state()
        if reason is None:
            if not self.banner.has_offer:
                self.banner.hide()
            self.case.add_waiting()
            if self._may_leave_page() and not self.case.is_rebuilding:
                self.show_page(PageName.OVERVIEW)
        else:
            self.telling.tell_job_failed(reason)

    def _may_leave_page(self) -> bool:
        """Whether nobody is looking at a flow or at a recording."""
        desk, session = self.desk, self.session
        if desk is None or session is None or desk.page is PageName.CAPTURE:
            return False
        return session.view.selection.flow is None

    def _forget_session(self, *, delete: Path | None) -> None:
        self.case.forget(delete=delete)

    def _leave(self, free: Callable[[], None] | None) -> None:
        """Nothing shows the case any more; answers to its panels may be on their way, so it is freed after the last."""
        if self.banner.has_offer:
            self.banner.hide()
        if free is not None and self.desk is not None:
            self.desk.destroyed.connect(lambda: free())
        elif free is not None:
            free()
        self._drop_desk()
        self.status.end_work()
        self._show_welcome()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._recording.stop_then(self.close):
            self.telling.tell_stopping()
            event.ignore()
            return
        if not self.close_case():
            event.ignore()
            return
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self._settings.setValue("window/geometry", self.saveGeometry())
        self.case.stop()
        super().closeEvent(event)

    # drop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if has_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = files_of(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.open_files(paths)

    # language, theme, state

    def set_language(self, language: str) -> None:
        """Every text anew, at once; the case, the page and the selection stay."""
        self._settings.setValue("window/language", language)
        self.t = self._translators(language)
        self.language_changed.emit(self.t.language)
        self._translate()

    def show_page(self, page: PageName) -> None:
        if self.desk is not None:
            self.desk.show_page(page)

    def _translate(self) -> None:
        self.menus.set_texts(self.t)
        if self.session is None:
            self._show_welcome()
        else:
            page = self.desk.page if self.desk is not None else PageName.OVERVIEW
            self.session.translate(self.t)
            self._show_case(page)
        self._show_state()

    def _show_welcome(self) -> None:
        self._stage.show_welcome(self.t)
        self.status.show_nothing(self.t)
        self._show_state()

    def _drop_desk(self) -> None:
        desk, self.desk = self.desk, None
        if desk is not None:
            self._stage.drop_desk(desk)

    def _show_figures(self) -> None:
        session = self.session
        if session is not None and session.counts is not None:
            self.status.show_case(self.t, name=session.name, is_unsaved=session.is_unsaved, counts=session.counts)

    def _show_state(self) -> None:
        is_open = self.desk is not None
        self.menus.set_case_open(
            is_open=is_open,
            can_export=self._use.export_har is not None,
            is_working=self.case.is_working,
        )
        self.menus.check(theme=self._theme.mode, language=self.t.language, density=self._theme.density)
        shown = self.desk is None or self.desk.is_detail_wanted
        self.menus.actions["detail_show"].setChecked(shown)
        name = self.session.name if self.session is not None else ""
        self.setWindowTitle(f"{name} – {self.t('window.name')}" if name else self.t("window.name"))

    # telling

    def show_unexpected(self, kind: str, frames: Sequence[str]) -> None:
        """For the crash hook: an error nobody expected, by its type and places."""
        self._asking.tell_unexpected(self, self.t, kind=kind, frames=frames)
