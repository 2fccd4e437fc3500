"""A theme, a case view and a window over a synthetic case, with everything outside the window replaced."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QWidget

from inspector.capture.plan import Plan
from inspector.messages import Translator
from inspector.model.errors import CaseUnusable, InputUnreadable
from inspector.model.flow import Marker
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.ui.asking import Asking, Keeping, Taking
from inspector.ui.case_view import CaseView
from inspector.ui.recording_desk import RecordingUse
from inspector.ui.theme import Theme
from inspector.ui.use_cases import UseCases
from inspector.ui.window import MainWindow
from inspector.workspace.jobs import Event, Job
from inspector.workspace.opening import Opening
from inspector.workspace.recent import RecentCase
from tests.store.builders import build_case
from tests.ui.recording_fake import BROWSERS, FakeRecording


def make_theme() -> Theme:
    theme = Theme()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app)
    return theme


_KEPT = "_kept_widgets"


def keep[W: QWidget](qtbot: object, widget: W) -> W:
    """Holds a widget until the test is over: one that the garbage collector finds in the middle of its own paint event
    takes the process with it. `drop_widgets` destroys it."""
    qtbot.__dict__.setdefault(_KEPT, []).append(widget)
    return widget


@contextmanager
def open_view(path: Path, *, flows: int = 240, language: str = "en") -> Iterator[CaseView]:
    """A view over a fresh synthetic case."""
    case = Case.open(path if path.exists() else build_case(path, flows=flows), read_only=True)
    try:
        yield CaseView(CaseReader(case), Translator(language))
    finally:
        drop_widgets()
        case.close()


def drop_widgets() -> None:
    """Destroys every widget, so that no answer of a worker reaches a panel whose case is closed."""
    for widget in QApplication.topLevelWidgets():
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class DummyJob(Job):
    """A job without a process: says what it is told to say."""

    def __init__(self) -> None:
        self.is_over = False
        self.is_cancelled = False
        self.is_killed = False
        self._waiting: list[Event] = []

    def say(self, event: Event) -> None:
        self._waiting.append(event)

    def poll(self) -> list[Event]:
        said, self._waiting = self._waiting, []
        return said

    def cancel(self) -> None:
        self.is_cancelled = True

    def kill(self) -> None:
        self.is_killed = True


class DummyAsking(Asking):
    """Answers at once."""

    def __init__(self) -> None:
        self.file: Path | None = None
        self.place: Path | None = None
        self.keeping = Keeping.KEEP
        self.taking = Taking.CANCEL
        self.asked: list[str] = []
        self.told: list[str] = []

    def files_to_open(self, parent: QWidget, t: Translator) -> tuple[Path, ...]:
        return (self.file,) if self.file else ()

    def tell_unexpected(self, parent: QWidget, t: Translator, *, kind: str, frames: Sequence[str]) -> None:
        self.told.append(kind)

    def place_to_save(self, parent: QWidget, t: Translator, *, name: str, suffix: str = ".enclair") -> Path | None:
        return self.place

    def keep_or_delete(self, parent: QWidget, t: Translator, *, name: str) -> Keeping:
        self.asked.append(name)
        return self.keeping

    def replace_or_add(self, parent: QWidget, t: Translator, *, there: int, new: int) -> Taking:
        self.asked.append(f"{there} there, {new} new")
        return self.taking


def make_plan_for(path: Path, **choices: object) -> Plan:
    return Plan(case=str(path), folder=str(path.parent / "private"), name="now", **choices)  # type: ignore[arg-type]


class DummyWorkspace:
    """Cases in a temporary folder; remembers what was asked of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.job: Job | None = None
        self.is_unsaved = False
        self.discarded: list[Path] = []
        self.saved: list[tuple[Path, Path]] = []
        self.forgotten: list[Path] = []
        self.added: list[tuple[Path, tuple[Path, ...]]] = []
        self.recent: tuple[RecentCase, ...] = ()
        self.recordings: list[tuple[Plan, FakeRecording]] = []
        self.marked: list[Marker] = []
        self.noted: list[tuple[str, str]] = []
        self.questions: list[str] = []
        self.dropped: list[int] = []
        self.analysed: list[Path] = []

    def use_cases(self) -> UseCases:
        return UseCases(
            open_path=self.open_path,
            open_sample=lambda: self.open_path(self.folder / "sample.enclair"),
            add_captures=self.add_captures,
            save_case=lambda source, target: self.saved.append((source, target)),
            discard_case=self.discarded.append,
            recent_cases=lambda: self.recent,
            forget_case=self.forgotten.append,
            new_case=self.new_case,
            analyse_again=self.analyse_again,
            recording=RecordingUse(
                plan=make_plan_for,
                start=self.start_recording,
                follow=lambda _path, _capture: DummyJob(),
                mark=lambda _path, _capture, marker: self.marked.append(marker),
                environment=lambda _browser: {"system": "Test 1"},
                browsers=lambda: BROWSERS,
                note=lambda _path, what, detail: self.noted.append((what, detail)),
                drop_empty=self.drop_empty,
                keep_question=lambda _path, question: self.questions.append(question),
            ),
        )

    def new_case(self) -> Opening:
        path = self.folder / "new.enclair"
        Case.create(path).close()
        return Opening(case_path=path, name="new", is_unsaved=self.is_unsaved)

    def drop_empty(self, _path: Path, capture: int) -> bool:
        self.dropped.append(capture)
        return True

    def analyse_again(self, path: Path) -> Job:
        self.analysed.append(path)
        return DummyJob()

    def start_recording(self, plan: Plan) -> FakeRecording:
        self.recordings.append((plan, FakeRecording()))
        return self.recordings[-1][1]

    def add_captures(self, case_path: Path, paths: tuple[Path, ...]) -> Job:
        self.added.append((case_path, paths))
        return DummyJob()

    def open_path(self, path: Path) -> Opening:
        if path.suffix == ".txt":
            raise InputUnreadable(f"{path.name} is not a HAR.", code="no_such_code", name=path.name)
        if path.suffix == ".bad":
            raise CaseUnusable(f"{path.name} exists.", code="case_exists", name=path.name)
        if not path.exists():
            build_case(path)
        return Opening(case_path=path, name=path.name, is_unsaved=self.is_unsaved, job=self.job)


class Built(Record, frozen=True, kw_only=True):
    window: MainWindow
    workspace: DummyWorkspace
    asking: DummyAsking
    theme: Theme
    settings: QSettings


def build_window(folder: Path, *, language: str = "en") -> Built:
    theme, workspace, asking = make_theme(), DummyWorkspace(folder), DummyAsking()
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(
        theme, Translator, use_cases=workspace.use_cases(), settings=settings, language=language, asking=asking
    )
    return Built(window=window, workspace=workspace, asking=asking, theme=theme, settings=settings)


type Wait = Callable[[Callable[[], bool]], None]
