"""Rules that could say nothing are told by their reason, and by the captures where it is not that of all."""

from types import SimpleNamespace
from typing import cast

from inspector.messages import Translator
from inspector.model.finding import NotAssessable
from inspector.model.flow import CaptureId
from inspector.store.queries import CaseReader
from inspector.workspace.unassessed import unassessed_lines


def _reader(*items: tuple[str, int, str]) -> CaseReader:
    captures = [SimpleNamespace(id=CaptureId(n), name=f"{n}.har") for n in (1, 2)]
    found = tuple(NotAssessable(rule=rule, capture=CaptureId(c), reason=reason) for rule, c, reason in items)
    return cast(CaseReader, SimpleNamespace(captures=lambda: captures, not_assessable=lambda: found))


def _lines(*items: tuple[str, int, str]) -> list[str]:
    return list(unassessed_lines(_reader(*items), Translator("en")))


def test_rules_with_one_reason_share_a_line():
    first, line = _lines(*((rule, c, "no_refusal") for rule in ("CNS-02", "CNS-03") for c in (1, 2)))
    assert first.startswith("2 rules")
    assert line.startswith("CNS-02, CNS-03: ")


def test_a_reason_that_holds_for_one_capture_names_it():
    _, line = _lines(("CKI-01", 2, "no_cookies"))
    assert line.startswith("CKI-01 (2.har): ")


def test_a_rule_with_two_reasons_counts_once():
    first, *reasons = _lines(("IMG-02", 1, "no_images"), ("IMG-02", 1, "pictures_unread"))
    assert first.startswith("One rule")
    assert len(reasons) == 2


def test_nothing_is_said_where_every_rule_spoke():
    assert _lines() == []
