"""What was done on a finding is printed: ticked and open traps, passes, reviewer, the reply word for word."""

from typing import Any

from msgspec.structs import replace

from inspector.messages import Translator
from inspector.model.finding import Reply, Status, TrapAnswer, Verdict
from inspector.report.data import FindingBlock
from inspector.report.pdf import build_redactor
from inspector.report.typesetter import Typesetter
from inspector.report.work import work_on
from tests.report.builders import EMAIL, START_US, full_report
from tests.report.journeys import told_report

REPLY = f"Madame,\n\nLe motif n'est pas « transmis » : il figure dans une adresse.\n{EMAIL}"


def worked(**more: Any) -> FindingBlock:
    block = told_report("fr").findings[0]
    made = Verdict(finding=block.finding.id, status=Status.VERIFIED, at_us=START_US, reviewer="Odile Exemple", **more)
    return replace(block, verdict=made)


def told(block: FindingBlock, language: str = "fr") -> Any:
    redactor = build_redactor(full_report(), language=language, level="default")
    return work_on(block, Typesetter(Translator(language), redactor))


def test_ticked_and_open_traps_are_told_apart_with_what_was_seen():
    page = told(worked(traps=(TrapAnswer(number=0, word="Vu : réseau."),)), "en")
    assert [trap["answered"] for trap in page["traps"]] == [True, False]
    assert [trap["number"] for trap in page["traps"]] == ["1.", "2."]  # they are cited by number
    assert page["traps"][0]["word"] == "Vu : réseau."
    assert page["traps_answered"] == "1 of 2 checked"


def test_passes_by_hand_stand_beside_the_runs_of_the_case():
    assert told(worked(runs_seen=2, runs_tried=3), "en")["runs"] == [
        "Repeats: 2 of 2.",
        "Passes counted by hand: 2 of 3.",
    ]
    assert told(worked(), "en")["runs"] == ["Repeats: 2 of 2."]


def test_the_reviewer_is_named_once_a_person_decided():
    assert told(worked())["reviewed"] == "par Odile Exemple, le 12\u00a0mars 2026"
    draft = worked()
    assert draft.verdict is not None
    assert told(replace(draft, verdict=replace(draft.verdict, status=Status.DRAFT)))["reviewed"] == ""


def test_a_reply_keeps_its_letters_and_paragraphs_but_no_known_value():
    page = told(worked(reply=Reply(text=REPLY, said_by="La déléguée", date="2026-03-09")))
    assert page["reply"]["paragraphs"][1] == "Le motif n'est pas « transmis » : il figure dans une adresse."
    assert EMAIL not in str(page)
    assert page["reply"]["origin"] == "La déléguée, 9\u00a0mars 2026"
    assert told(worked())["reply"] is None
