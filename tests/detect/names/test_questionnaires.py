"""Coded answers are of what the title above them is of."""

import pytest

from tests.detect.builders import COFFEE_SITE, leaves


@pytest.mark.parametrize("title", ["Tinnitus Handicap Inventory", "PHQ-9", "Fragebogen Depression"])
def test_answers_below_a_title_about_health_are_health_data(title: str) -> None:
    sent = {"formTitle": title, "responses": {"q1": 4, "q2": 2}, "totalScore": 44}
    found = leaves(f"{COFFEE_SITE}/api/forms", sent=sent)
    assert {found[path].class_ for path in ("$.responses.q1", "$.responses.q2", "$.totalScore")} == {"health.diagnosis"}


def test_the_answers_of_a_list_are_read_and_their_numbers_are_not() -> None:
    items = [{"linkId": "5.1", "answer": "Sometimes"}, {"linkId": "5.2", "answer": "Left ear"}]
    found = leaves(f"{COFFEE_SITE}/api/forms", sent={"formTitle": "Tinnitus Inventory", "items": items})
    assert "$.items[0].answer" in found
    assert "$.items[0].linkId" not in found


@pytest.mark.parametrize("title", ["Customer satisfaction", "Onboarding", "Tell us about your coffee"])
def test_answers_below_another_title_are_not(title: str) -> None:
    assert not leaves(f"{COFFEE_SITE}/api/forms", sent={"formTitle": title, "responses": {"q1": 4}, "totalScore": 44})
