"""What the window can ask for: functions of the workspace, handed over by whoever builds the window."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.workspace import recent
from inspector.workspace.jobs import Job
from inspector.workspace.recent import RecentCase

if TYPE_CHECKING:
    from types import ModuleType

    from inspector.ui.recording_desk import RecordingUse
    from inspector.workspace.opening import Opening


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    """`export_har(case, target)` is missing where this build cannot export."""

    open_path: "Callable[[Path], Opening]"
    open_sample: "Callable[[], Opening]"
    add_captures: Callable[[Path, tuple[Path, ...]], Job]
    save_case: Callable[[Path, Path], None]
    discard_case: Callable[[Path], None]
    recent_cases: Callable[[], tuple[RecentCase, ...]]
    forget_case: Callable[[Path], None]
    new_case: "Callable[[], Opening]"
    analyse_again: Callable[[Path], Job]
    recording: "RecordingUse"
    export_har: Callable[[Path, Path], Job] | None = None


def workspace_use_cases() -> UseCases:
    """The real ones. The analysis behind them is imported when it is first needed, not when the window opens."""
    return UseCases(
        open_path=_open_path,
        open_sample=_open_sample,
        add_captures=_add_captures,
        save_case=_save_case,
        discard_case=_discard_case,
        recent_cases=recent.recent_cases,
        forget_case=recent.forget,
        new_case=_new_case,
        analyse_again=_analyse_again,
        recording=_recording_use(),
        export_har=_export_har,
    )


def _open_path(path: Path) -> "Opening":
    from inspector.workspace import opening

    return opening.open_path(path)


def _new_case() -> "Opening":
    from inspector.workspace import opening

    return opening.new_case()


def _analyse_again(case_path: Path) -> Job:
    from inspector.workspace import opening

    return opening.analyse_again(case_path)


def _recording_use() -> "RecordingUse":
    """Recording loads what it needs when somebody records, not when the window opens."""
    from inspector.ui.recording_desk import RecordingUse
    from inspector.workspace import editing

    def recording() -> "ModuleType":
        from inspector.workspace import recording

        return recording

    def follow(case_path: Path, capture: int) -> Job:
        from inspector.workspace.live_analysis import follow_recording

        return Job(follow_recording, case_path, capture)

    return RecordingUse(
        plan=lambda *arguments, **choices: recording().plan_for(*arguments, **choices),
        start=lambda plan: recording().start_recording(plan),
        follow=follow,
        mark=editing.add_marker,
        environment=lambda browser: recording().suggested_environment_of(browser),
        browsers=lambda: recording().installed_browsers(),
        note=editing.note,
        drop_empty=editing.drop_empty_capture,
        keep_question=lambda path, question: editing.describe_case(path, question=question),
    )


def _open_sample() -> "Opening":
    from inspector.workspace import opening

    return opening.open_sample()


def _add_captures(case_path: Path, paths: tuple[Path, ...]) -> Job:
    from inspector.workspace import opening

    return opening.add_captures(case_path, paths)


def _save_case(case_path: Path, target: Path) -> None:
    from inspector.workspace import opening

    opening.save_case(case_path, target)


def _discard_case(case_path: Path) -> None:
    from inspector.workspace import opening

    opening.discard_case(case_path)


def _export_har(case_path: Path, target: Path) -> Job:
    from inspector.workspace.exporting import start_export

    return start_export(case_path, target)
