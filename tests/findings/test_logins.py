"""A login that the requests suggest: never more than tentative, and never against a marker."""

from typing import Any

import pytest
from msgspec.structs import replace

from inspector.findings.logins import LoginBook
from inspector.findings.registry import evaluate
from inspector.findings.rules import tps_01
from inspector.findings.survey import survey
from inspector.findings.texts import write_texts
from inspector.messages import Translator
from inspector.model.finding import Severity
from inspector.model.flow import CaptureId, Side
from inspector.model.leaf import Confidence
from tests.findings.builders import ADS, CAPTURE, OWN, Evidence, capture, flow, marker

SESSION = "Yk1vZ2R4c2hQ0t7uN3wE9aLm"
SCRIPT = flow(9, host=f"t.{ADS}", path="/sdk.js", resource_type="script")
REFERER = {(9, Side.REQUEST): (("Referer", f"https://www.{OWN}/compte"),)}


def _case(*after: Any, answer: tuple[tuple[str, str], ...] = (), **facts: Any) -> Evidence:
    """A message to a login address, its answer, and a script of somebody else's."""
    login = {"method": "POST", "path": "/api/login", "status": 200, "response_mime": "application/json"}
    headers = {(3, Side.RESPONSE): answer, **REFERER, **facts.pop("headers", {})}
    made = flow(3, **{**login, **facts.pop("login", {})})
    return Evidence(flows=[flow(1), made, *after, SCRIPT], headers=headers, **facts)


NEW_SESSION = (("Set-Cookie", f"session_id={SESSION}; Path=/; HttpOnly"),)


def test_a_new_session_after_a_message_to_a_login_address_is_taken_for_a_login():
    case = survey(_case(answer=NEW_SESSION))
    (found,) = tps_01.evaluate(case)
    assert (found.confidence, found.severity, found.variant) == (Confidence.TENTATIVE, Severity.LOW, "inferred")
    assert found.facts["login_flow"] == 3
    for language, word in (("fr", "compatible avec une connexion"), ("en", "consistent with a login")):
        assert word in write_texts(found, Translator(language), recipient=None).shows
    assert "3PS-01" not in {gap.rule for gap in evaluate(case).not_assessable}


def test_a_credential_that_later_requests_carry_counts_as_well():
    bearer = {(5, Side.REQUEST): (("Authorization", "Bearer x"),)}
    assert LoginBook(survey(_case(flow(5), headers=bearer))).inferred[CAPTURE][0].flow == 3
    already = {**bearer, (1, Side.REQUEST): (("Authorization", "Bearer x"),)}
    assert LoginBook(survey(_case(flow(5), headers=already))).inferred == {}


def test_a_logout_ends_it():
    assert tps_01.evaluate(_case(flow(6, path="/logout"), answer=NEW_SESSION)) == []


@pytest.mark.parametrize(
    ("login", "answer"),
    [
        ({"status": 401}, NEW_SESSION),
        ({"method": "GET"}, NEW_SESSION),
        ({"path": "/api/login/forgot"}, NEW_SESSION),
        ({"path": "/signup"}, NEW_SESSION),
        ({"path": "/blog/logins-explained"}, NEW_SESSION),
        ({"path": "/session-replay/events"}, NEW_SESSION),
        ({"response_mime": "text/html"}, NEW_SESSION),
        ({"status": 302}, (*NEW_SESSION, ("Location", "/login?error=1"))),
        ({"host": f"t.{ADS}"}, NEW_SESSION),
        ({}, (("Set-Cookie", f"_ga={SESSION}"),)),
        ({}, (("Set-Cookie", "session_id=1"),)),
        ({}, ()),
    ],
)
def test_what_is_no_login_is_none(login: dict[str, Any], answer: tuple[tuple[str, str], ...]):
    case = survey(_case(answer=answer, login=login))
    assert LoginBook(case).inferred == {}
    assert tps_01.evaluate(case) == []


def test_where_a_marker_tells_of_the_login_nothing_is_inferred():
    marked = survey(_case(answer=NEW_SESSION, markers=[marker(1, "logged-in"), marker(2, "logged-out")]))
    assert LoginBook(marked).inferred == {}
    named = survey(_case(answer=NEW_SESSION, captures=(capture("logged-in"),)))
    assert (LoginBook(named).inferred, tps_01.evaluate(named)[0].confidence) == ({}, Confidence.FIRM)


def test_scripts_under_a_login_that_was_only_inferred_are_not_counted_with_those_under_a_marked_one():
    other = CaptureId(2)
    flows = [
        flow(3, method="POST", path="/api/login", response_mime="application/json"),
        SCRIPT,
        flow(11, host=f"t.{ADS}", path="/more.js", resource_type="script", capture=other),
    ]
    headers = {
        (3, Side.RESPONSE): NEW_SESSION,
        **REFERER,
        (11, Side.REQUEST): (("Referer", f"https://www.{OWN}/compte"),),
    }
    captures = [capture(), replace(capture("logged-in"), id=other)]
    case = Evidence(flows=flows, headers=headers, captures=captures)
    (found,) = tps_01.evaluate(case)
    assert (found.variant, found.facts["scripts"], sum(found.occurrences.values())) == ("", 1, 2)
