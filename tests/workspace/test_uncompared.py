"""What a comparison cannot weigh is named, with the reason."""

import pytest
from msgspec.structs import replace

from inspector.messages import Translator
from inspector.model.comparison import Comparison, Seen, Standing
from inspector.model.finding import NotAssessable
from inspector.model.flow import CaptureId
from inspector.report.uncompared_words import comparison_sentences, uncompared_texts
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace.comparing import read_comparison
from inspector.workspace.uncompared import uncompared
from tests.data.compared import build_compared


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    with Case.open(build_compared(tmp_path_factory.mktemp("c")), read_only=True) as case:
        made = read_comparison(CaseReader(case))
    assert made is not None
    first, *others = made.findings
    unseen = replace(first, standing=Standing.NOT_COMPARABLE, seen=(Seen(), Seen(captures=1, of=1, count=1)))
    known = [row for row in others if row.standing is not Standing.NOT_COMPARABLE]
    assert known
    return replace(made, findings=(unseen, *known))


def gap(comparison: Comparison) -> NotAssessable:
    capture = CaptureId(comparison.sides[0].captures[0])
    return NotAssessable(rule=comparison.findings[0].rule, capture=capture, reason="no_cookies")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_finding_that_one_side_could_not_show_is_named_with_the_reason(comparison: Comparison, language: str):
    t = Translator(language)
    some = uncompared(comparison, [gap(comparison)])
    assert [(one.side, one.reason) for one in some] == [("A", "no_cookies")]
    titles = {comparison.findings[0].finding: "The title"}
    (text,) = uncompared_texts(some, titles, t)
    assert "The title" in text
    assert t("not_assessable.no_cookies") in text
    said = comparison_sentences(comparison, some, titles, t)
    at = [one.text for one in said].index(text)
    assert said[at - 1].part == said[at].part == "findings"


def test_without_a_gap_the_service_was_not_visited_there(comparison: Comparison):
    (one,) = uncompared(comparison, [])
    (text,) = uncompared_texts([one], {}, Translator("en"))
    assert one.reason == ""
    assert Translator("en")("compare.reason_not_browsed") in text


def test_what_can_be_compared_is_not_listed(comparison: Comparison):
    whole = replace(comparison, findings=comparison.findings[1:])
    assert not uncompared(whole, [gap(comparison)])
