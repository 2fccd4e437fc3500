"""Work on findings: nothing severe is verified before its traps are answered, and every edit can be taken back."""

from pathlib import Path

import pytest

from inspector.messages import Translator
from inspector.model.claim import Claim
from inspector.model.errors import ArgumentsWrong
from inspector.model.finding import Finding, Reply, Severity, Status, Verdict
from inspector.store import edits
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace import claims, editing, verdicts
from inspector.workspace.result import build_result
from inspector.workspace.verdicts import TrapsUnanswered
from tests.store.builders import build_case


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return build_case(tmp_path / "a.enclair", flows=120)


def findings(path: Path) -> tuple[Finding, ...]:
    with Case.open(path, read_only=True) as case:
        return CaseReader(case).findings()


def kept(path: Path, finding: str) -> Verdict:
    with Case.open(path, read_only=True) as case:
        return CaseReader(case).verdicts().get(finding, Verdict(finding=finding))


def answer_all(path: Path, finding: Finding) -> None:
    for number in range(verdicts.count_traps(finding.rule)):
        verdicts.answer_trap(path, finding.id, number)


def severe(path: Path) -> Finding:
    return next(one for one in findings(path) if one.severity in (Severity.CRITICAL, Severity.HIGH))


def mild(path: Path) -> Finding:
    return next(one for one in findings(path) if one.severity not in (Severity.CRITICAL, Severity.HIGH))


def test_a_severe_finding_is_verified_only_after_its_last_trap(path: Path):
    one = severe(path)
    last = verdicts.count_traps(one.rule) - 1
    for number in range(last):
        verdicts.answer_trap(path, one.id, number)
    with pytest.raises(TrapsUnanswered) as raised:
        verdicts.decide(path, one.id, status=Status.VERIFIED)
    assert (raised.value.code, raised.value.facts) == ("traps_unanswered", {"traps": str(last + 1), "n": 1})
    assert Translator("fr").has(f"errors.{raised.value.code}")
    assert kept(path, one.id).status is Status.DRAFT
    verdicts.answer_trap(path, one.id, last, word="no cache")
    verdicts.decide(path, one.id, status=Status.VERIFIED)
    assert kept(path, one.id).status is Status.VERIFIED


@pytest.mark.parametrize("status", [Status.REJECTED, Status.NEEDS_REPLY, Status.DRAFT])
def test_every_other_decision_needs_no_answer(path: Path, status: Status):
    verdicts.decide(path, severe(path).id, status=status)
    assert kept(path, severe(path).id).status is status


def test_the_rule_holds_for_whoever_edits(path: Path):
    with pytest.raises(TrapsUnanswered):
        editing.decide(path, severe(path).id, status=Status.VERIFIED)


def test_of_many_those_that_may_not_are_named_and_the_others_go_on(path: Path):
    every = findings(path)
    decided = verdicts.decide_many(path, [one.id for one in every], status=Status.VERIFIED, note="seen")
    refused = {one.finding for one in decided.refused}
    assert refused == {one.id for one in every if one.severity in (Severity.CRITICAL, Severity.HIGH)}
    assert refused
    for one in every:
        expected = (Status.DRAFT, "") if one.id in refused else (Status.VERIFIED, "seen")
        assert (kept(path, one.id).status, kept(path, one.id).note) == expected


def test_a_finding_that_the_analysis_does_not_have_cannot_be_verified(path: Path):
    with pytest.raises(TrapsUnanswered) as raised:
        verdicts.decide(path, "0" * 16, status=Status.VERIFIED)
    assert raised.value.code == "finding_gone"


def test_a_tick_taken_back_takes_the_verdict_with_it_and_both_come_back(path: Path):
    one = severe(path)
    answer_all(path, one)
    verdicts.decide(path, one.id, status=Status.VERIFIED)
    standing = kept(path, one.id)
    decided = verdicts.answer_trap(path, one.id, 0, is_answered=False)
    assert decided.is_draft_again
    assert kept(path, one.id).status is Status.DRAFT
    verdicts.take_back(path, decided.before)
    assert kept(path, one.id) == standing


def test_a_mild_finding_keeps_its_verdict_when_a_tick_is_taken_back(path: Path):
    one = mild(path)
    verdicts.decide(path, one.id, status=Status.VERIFIED)
    verdicts.answer_trap(path, one.id, 0)
    assert not verdicts.answer_trap(path, one.id, 0, is_answered=False).is_draft_again
    assert kept(path, one.id).status is Status.VERIFIED


def test_a_note_keeps_the_verdict_and_a_verdict_the_note(path: Path):
    one = mild(path)
    verdicts.decide(path, one.id, status=Status.REJECTED)
    verdicts.note_many(path, [one.id], note="  ask again \n")
    verdicts.decide(path, one.id, status=Status.NEEDS_REPLY)
    assert (kept(path, one.id).status, kept(path, one.id).note) == (Status.NEEDS_REPLY, "ask again")


def test_verdicts_are_signed_by_who_reviews_now(path: Path):
    one = mild(path)
    verdicts.name_reviewer(path, "Camille Témoin")
    verdicts.decide(path, one.id, status=Status.VERIFIED)
    verdicts.name_reviewer(path, "")
    assert kept(path, one.id).reviewer == "Camille Témoin"


def test_the_reply_is_kept_word_for_word_and_taken_out(path: Path):
    one = mild(path)
    reply = Reply(text="Nous « prenons » cela\nau sérieux.", said_by="Presse", date="2026-11-20")
    verdicts.note_reply(path, one.id, reply)
    assert kept(path, one.id).reply == reply
    verdicts.note_reply(path, one.id, None)
    assert kept(path, one.id).reply is None
    with pytest.raises(ArgumentsWrong):
        verdicts.note_reply(path, one.id, Reply(text=" \n"))


@pytest.mark.parametrize(("seen", "tried"), [(3, 2), (-1, 2), (0, 0), (1, 10**6)])
def test_impossible_counts_of_passes_are_refused(path: Path, seen: int, tried: int):
    with pytest.raises(ArgumentsWrong):
        verdicts.note_reproduction(path, mild(path).id, seen=seen, tried=tried)


def test_no_text_of_a_person_reaches_the_log(path: Path):
    one = severe(path)
    verdicts.answer_trap(path, one.id, 0, word="s3cr3t")
    verdicts.note_many(path, [one.id], note="s3cr3t")
    verdicts.note_reply(path, one.id, Reply(text="s3cr3t", said_by="s3cr3t"))
    claims.add_claim(path, Claim(quote="s3cr3t", note="s3cr3t"))
    with Case.open(path, read_only=True) as case:
        log = CaseReader(case).log()
    assert "s3cr3t" not in str(log)
    assert [what for _, what, _, _ in log[-4:]] == ["trap answered", "finding noted", "reply noted", "claim added"]


def test_text_that_a_case_cannot_hold_is_made_to_fit(path: Path):
    one = mild(path)
    verdicts.note_many(path, [one.id], note="a\udc80b")
    assert kept(path, one.id).note == "a?b"


def test_the_scan_tells_the_work_on_a_finding_and_the_claims(path: Path):
    one = mild(path)
    verdicts.answer_trap(path, one.id, 0)
    verdicts.note_reproduction(path, one.id, seen=3, tried=4)
    verdicts.note_reply(path, one.id, Reply(text="Non."))
    claims.add_claim(path, Claim(quote="Rien ne sort.", scope=("health.motive",), is_scope_confirmed=True))
    with Case.open(path, read_only=True) as case:
        result = build_result(CaseReader(case), translator=Translator("fr"))
    told = {found["id"]: found["review"] for found in result["findings"]}
    count = verdicts.count_traps(one.rule)
    assert told[one.id] == {
        "traps_answered": 1, "traps": count, "reproduced": {"seen": 3, "tried": 4}, "reply": True,
    }  # fmt: skip
    assert told[severe(path).id]["reproduced"] is None
    (claim,) = result["claims"]
    assert (claim["quote"], claim["scope"], claim["scope_confirmed"]) == ("Rien ne sort.", ["health.motive"], True)
    assert "Non." not in str(result)


def test_what_was_verified_before_it_became_severe_is_known_to_lack_answers(path: Path):
    one = severe(path)
    with Case.open(path) as case:
        edits.decide(case, one.id, status=Status.VERIFIED)
    assert verdicts.missing_answers(one, kept(path, one.id))
