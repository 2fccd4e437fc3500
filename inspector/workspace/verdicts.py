"""What people decide on findings: status, note, traps answered, passes counted, the company's reply.

Nothing severe is called verified before every trap of its rule's card was answered: that holds for whoever asks. Every
edit returns the verdicts as they were, and `take_back` puts them back.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec
from msgspec.structs import replace

from inspector.findings.cards import rule_card
from inspector.model.errors import ArgumentsWrong, EnClairError
from inspector.model.finding import Finding, Reply, Severity, Status, TrapAnswer, Verdict
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.clock import now_us
from inspector.store.queries import CaseReader
from inspector.store.verdicts import change_verdicts, restore_verdicts

_SEVERE = (Severity.CRITICAL, Severity.HIGH)
_LONGEST = 200_000
_MOST_RUNS = 10_000
_REVIEWER = "reviewer"  # the setting that holds who reviews


class TrapsUnanswered(EnClairError):
    """A severe finding cannot be verified yet. Facts: `traps`, their numbers from 1, and `n`."""


class Refused(Record, frozen=True, kw_only=True):
    """A finding that cannot be verified yet; `traps` counts from 0. None: the analysis does not have it now."""

    finding: str
    traps: tuple[int, ...]


class Decided(Record, frozen=True, kw_only=True):
    """`before`: the verdicts that were changed, as they were. `is_draft_again`: a tick taken back has taken the
    verdict with it."""

    before: tuple[Verdict, ...]
    refused: tuple[Refused, ...] = ()
    is_draft_again: bool = False


# what a verdict needs


@cache
def count_traps(rule: str) -> int:
    """How many traps the card of a rule names; 0 where it has no card."""
    try:
        return len(rule_card(rule).en.traps)
    except (FileNotFoundError, msgspec.ValidationError):
        return 0


def open_traps(finding: Finding, verdict: Verdict | None) -> tuple[int, ...]:
    """The traps of a finding that nobody has answered, from 0."""
    answered = {answer.number for answer in verdict.traps} if verdict else set()
    return tuple(number for number in range(count_traps(finding.rule)) if number not in answered)


def missing_answers(finding: Finding, verdict: Verdict | None) -> tuple[int, ...]:
    """The traps that have to be answered before a finding can be verified; none for one that is not severe."""
    return open_traps(finding, verdict) if finding.severity in _SEVERE else ()


# deciding


def decide(case_path: Path, finding: str, *, status: Status, note: str | None = None) -> Decided:
    """As `decide_many` for one; raises TrapsUnanswered where it cannot be verified yet."""
    decided = decide_many(case_path, (finding,), status=status, note=note)
    if decided.refused:
        raise unanswered(decided.refused[0])
    return decided


def decide_many(case_path: Path, findings: Sequence[str], *, status: Status, note: str | None = None) -> Decided:
    """Gives findings a status, signed with the reviewer's name; `note` None keeps the notes they have. Those that
    cannot be verified yet are named and stay as they are; the others go on."""
    with Case.open(case_path) as case:
        refused = _refusals(CaseReader(case), findings) if status is Status.VERIFIED else ()
        kept = _without(findings, refused)
        reviewer = case.setting(_REVIEWER)

        def change(verdict: Verdict) -> Verdict:
            told = verdict.note if note is None else _text(note)
            return replace(verdict, status=status, note=told, reviewer=reviewer)

        before = change_verdicts(case, kept, change, what="verdict", told=lambda after: str(after.status))
    return Decided(before=before, refused=refused)


def note_many(case_path: Path, findings: Sequence[str], *, note: str) -> Decided:
    """Keeps a note with findings; what was decided stays."""
    text = _text(note)
    return _change(case_path, findings, lambda one: replace(one, note=text), what="finding noted")


def unanswered(refused: Refused) -> TrapsUnanswered:
    """The refusal as an error of one line."""
    if not refused.traps:
        sentence = "The analysis does not have this finding now: wait until it is done."
        return TrapsUnanswered(sentence, code="finding_gone")
    numbers = ", ".join(str(number + 1) for number in refused.traps)
    sentence = f"This finding cannot be verified before its traps are answered: {numbers}."
    return TrapsUnanswered(sentence, code="traps_unanswered", traps=numbers, n=len(refused.traps))


def _refusals(reader: CaseReader, findings: Sequence[str]) -> tuple[Refused, ...]:
    found = {one.id: one for one in reader.findings()}
    verdicts = reader.verdicts()
    return tuple(
        Refused(finding=key, traps=missing)
        for key in findings
        if (missing := _missing(found.get(key), verdicts)) or key not in found
    )


def _missing(finding: Finding | None, verdicts: Mapping[str, Verdict]) -> tuple[int, ...]:
    return missing_answers(finding, verdicts.get(finding.id)) if finding else ()


def _without(findings: Sequence[str], refused: Sequence[Refused]) -> list[str]:
    names = {one.finding for one in refused}
    return [finding for finding in dict.fromkeys(findings) if finding not in names]


# the work that leads to it


def answer_trap(case_path: Path, finding: str, number: int, *, is_answered: bool = True, word: str = "") -> Decided:
    """Ticks a trap (counted from 0) with what was seen, or takes the tick back. A severe finding that was verified is
    a draft again when one of its traps is open again."""
    answer = TrapAnswer(number=number, word=_text(word), at_us=now_us())
    with Case.open(case_path) as case:
        severity = next((one.severity for one in CaseReader(case).findings() if one.id == finding), None)
        reopens = not is_answered and severity in (None, *_SEVERE)

        def change(verdict: Verdict) -> Verdict:
            others = tuple(one for one in verdict.traps if one.number != number)
            traps = tuple(sorted((*others, answer), key=lambda one: one.number)) if is_answered else others
            is_over = reopens and verdict.status is Status.VERIFIED
            return replace(verdict, traps=traps, status=Status.DRAFT if is_over else verdict.status)

        what = "trap answered" if is_answered else "trap reopened"
        before = change_verdicts(case, (finding,), change, what=what, told=lambda after: f"{number + 1} {after.status}")
        is_draft_again = reopens and before[0].status is Status.VERIFIED
        return Decided(before=before, is_draft_again=is_draft_again)


def note_reply(case_path: Path, finding: str, reply: Reply | None) -> Decided:
    """Keeps what the company replied, word for word; None takes it out. Raises ArgumentsWrong for an empty or endless
    text."""
    if reply is not None:
        if not reply.text.strip():
            raise ArgumentsWrong("A reply without a text cannot be kept.", code="reply_empty")
        reply = Reply(text=_text(reply.text), said_by=_text(reply.said_by), date=reply.date)
    told = reply.date if reply else "none"
    return _change(
        case_path, (finding,), lambda one: replace(one, reply=reply), what="reply noted", told=lambda _: told
    )


def note_reproduction(case_path: Path, finding: str, *, seen: int | None, tried: int | None) -> Decided:
    """Keeps in how many of the passes that were tried the finding was seen; None for both takes it out. Raises
    ArgumentsWrong where more were seen than tried."""
    if seen is None or tried is None:
        seen = tried = None
    elif not 0 <= seen <= tried <= _MOST_RUNS or not tried:
        raise ArgumentsWrong("Not more passes can be seen than were tried.", code="runs_wrong")
    told = "none" if tried is None else f"{seen}/{tried}"
    return _change(
        case_path,
        (finding,),
        lambda one: replace(one, runs_seen=seen, runs_tried=tried),
        what="reproduction noted",
        told=lambda _: told,
    )


def name_reviewer(case_path: Path, name: str) -> None:
    """Who signs the verdicts from now on; empty: nobody."""
    with Case.open(case_path) as case:
        case.change_setting(_REVIEWER, _text(name)[:200])


def read_reviewer(reader: CaseReader) -> str:
    return reader.case.setting(_REVIEWER)


def take_back(case_path: Path, before: Sequence[Verdict]) -> Decided:
    """Puts verdicts back as they were."""
    with Case.open(case_path) as case:
        return Decided(before=restore_verdicts(case, before))


def _change(
    case_path: Path,
    findings: Sequence[str],
    change: Callable[[Verdict], Verdict],
    *,
    what: str,
    told: Callable[[Verdict], str] = lambda _: "",
) -> Decided:
    with Case.open(case_path) as case:
        return Decided(before=change_verdicts(case, tuple(dict.fromkeys(findings)), change, what=what, told=told))


def _text(text: str) -> str:
    """Text as a case can hold it; raises ArgumentsWrong for one without end."""
    if len(text) > _LONGEST:
        raise ArgumentsWrong(
            f"The text has {len(text):,} characters: keep it as a document.", code="text_too_long", n=len(text)
        )
    return text.strip().encode("utf-8", "replace").decode("utf-8")
