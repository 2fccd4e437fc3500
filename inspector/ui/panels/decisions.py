"""What people decide on findings in one window: one queue, so that nothing is lost or overtaken, and one way back."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Self

from PySide6.QtCore import QObject, Signal

from inspector.model.finding import Reply, Status, Verdict
from inspector.report.list_words import listed
from inspector.ui.case_view import CaseView
from inspector.ui.panels.edits import EditQueue
from inspector.ui.panels.finding_texts import texts_of
from inspector.ui.words import safe_text
from inspector.workspace import verdicts
from inspector.workspace.verdicts import Decided, Refused

_MOST_BACK = 200
_MOST_NAMED = 3


class Decisions(QObject):
    """The list and the detail share one: `Decisions.of(view)`. The view's `verdicts_changed` follows each edit."""

    refused = Signal(object)  # tuple[str, ...]: findings that cannot be verified yet
    history_changed = Signal()
    traps_requested = Signal()  # the traps of the selected finding are to be answered

    def __init__(self, view: CaseView) -> None:
        super().__init__(view)
        self._view = view
        self.edits = EditQueue(view, self)
        self.edits.kept.connect(self._kept)
        self._done: deque[tuple[Decided, bool]] = deque()  # what an edit changed; whether it takes one back
        self._back: deque[tuple[Verdict, ...]] = deque(maxlen=_MOST_BACK)
        self._told = ""  # the last refusal, until an edit makes it out of date

    @classmethod
    def of(cls, view: CaseView) -> Self:
        return view.findChild(cls) or cls(view)

    @property
    def can_undo(self) -> bool:
        return bool(self._back)

    # edits

    def decide(self, findings: Sequence[str], status: Status) -> None:
        """Gives findings this status; notes stay. Those that cannot be verified yet are told."""
        if findings:
            path = self._view.reader.case.path
            self._add(lambda: verdicts.decide_many(path, findings, status=status))

    def note(self, findings: Sequence[str], text: str) -> None:
        path = self._view.reader.case.path
        self._add(lambda: verdicts.note_many(path, findings, note=text))

    def answer_trap(self, finding: str, number: int, *, is_answered: bool, word: str = "") -> None:
        path = self._view.reader.case.path
        self._add(lambda: verdicts.answer_trap(path, finding, number, is_answered=is_answered, word=word))

    def note_reply(self, finding: str, reply: Reply | None) -> None:
        path = self._view.reader.case.path
        self._add(lambda: verdicts.note_reply(path, finding, reply))

    def note_reproduction(self, finding: str, *, seen: int | None, tried: int | None) -> None:
        path = self._view.reader.case.path
        self._add(lambda: verdicts.note_reproduction(path, finding, seen=seen, tried=tried))

    def name_reviewer(self, name: str) -> None:
        """Who signs what is decided from now on."""
        path = self._view.reader.case.path

        def change() -> Decided:
            verdicts.name_reviewer(path, name)
            return Decided(before=())

        self._add(change)

    def undo(self) -> None:
        """Takes the last edit back; that is an edit of its own in the log."""
        if self._back:
            path, before = self._view.reader.case.path, self._back.pop()
            self._add(lambda: verdicts.take_back(path, before), takes_back=True)
            self.history_changed.emit()

    def _add(self, edit: Callable[[], Decided], *, takes_back: bool = False) -> None:
        self.edits.add(lambda: self._done.append((edit(), takes_back)))

    def _kept(self) -> None:
        decided, takes_back = self._done.popleft()
        if decided.before and not takes_back:
            self._back.append(decided.before)
        self._view.verdicts_changed.emit()
        self.history_changed.emit()
        if self._told:
            self._view.notice_outdated.emit(self._told)
            self._told = ""
        if decided.is_draft_again:
            self._view.notice_requested.emit("info", self._view.t("findings_page.draft_again"))
        if decided.refused:
            self._told = self._refusal(decided.refused)
            self._view.notice_requested.emit("warning", self._told)
            self.refused.emit(tuple(one.finding for one in decided.refused))

    # words

    def _refusal(self, refused: Sequence[Refused]) -> str:
        t, reader = self._view.t, self._view.reader
        if not any(one.traps for one in refused):
            return t("findings_page.refused_gone")
        if len(refused) == 1:
            numbers = ", ".join(t.number(number + 1) for number in refused[0].traps)
            return t("findings_page.refused_one", traps=numbers, n=len(refused[0].traps))
        titles = {one.id: texts_of(one, t, recipient=None).title for one in reader.findings()}
        named = [titles[one.finding] for one in refused if one.finding in titles][:_MOST_NAMED]
        names = listed((safe_text(name, limit=80) for name in named), t)
        rest = len(refused) - len(named)
        more = t("findings_page.refused_more", n=rest) if rest else ""
        return t("findings_page.refused_many", n=len(refused), names=names, more=more)
