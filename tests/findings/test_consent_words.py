"""The choices of a capture in sentences, in both languages."""

import pytest

from inspector.findings.consent_words import consent_sentences
from inspector.messages import Translator
from inspector.model.consent import Choice, ChoiceKind, ChoiceLine, Known, Start
from inspector.model.flow import FlowId
from tests.findings.builders import CAPTURE

T0 = 1_773_151_200_000_000
INFERRED = Choice(
    kind=ChoiceKind.REFUSED,
    known=Known.INFERRED,
    after_us=T0,
    at_us=T0 + 5_000_000,
    product="didomi",
    flow=FlowId(1015),
    after_flow=FlowId(12),
    name="didomi_token",
)


def line(*choices: Choice, **facts: object) -> ChoiceLine:
    return ChoiceLine(capture=CAPTURE, choices=choices, **{"start": Start.FRESH, **facts})  # type: ignore[arg-type]


def said(known: ChoiceLine, language: str = "fr") -> str:
    plain = " ".join(consent_sentences(known, Translator(language)))
    return plain.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2019", "'")


def test_an_inferred_choice_names_its_signal_and_the_flows_around_it():
    assert said(line(INFERRED)).startswith(
        "Refus : déduction du signal de consentement « didomi_token », entre les flux n° 12 et n° 1015 "
        "(entre le 10 mars 2026, 14:00:00 UTC et le 10 mars 2026, 14:00:05 UTC)."
    )


def test_a_marked_choice_says_what_confirms_it():
    marked = Choice(kind=ChoiceKind.ACCEPTED, known=Known.MARKED, after_us=T0, at_us=T0)
    assert "Acceptance: marker of 10 March 2026, 14:00:00 UTC." in said(line(marked), "en")
    confirmed = Choice(kind=ChoiceKind.ACCEPTED, known=Known.MARKED, after_us=T0, at_us=T0, name="euconsent-v2")
    assert "confirmed by the consent signal “euconsent-v2”" in said(line(confirmed), "en")


@pytest.mark.parametrize(
    ("known", "word"),
    [
        (line(), "no consent signal changed"),
        (line(scenario="refused"), "by the name of the scenario alone (“refused”)"),
        (line(baseline_us=T0), "No choice: a “baseline” marker"),
        (line(INFERRED, start=Start.CARRIED_CONSENT), "already"),
        (line(INFERRED, cookies=False), "cookies"),
        (line(INFERRED), "The first request carried neither a choice nor an identifying cookie."),
    ],
)
def test_what_is_not_known_is_said_as_well(known, word):
    assert word in said(known, "en")


def test_a_scenario_that_its_own_markers_contradict_is_pointed_out():
    accepted = Choice(kind=ChoiceKind.ACCEPTED, known=Known.MARKED, after_us=T0, at_us=T0)
    assert "scénario « refus », ce que ne disent" in said(line(accepted, scenario="refused"))
    assert "Attention" not in said(line(accepted, scenario="accepted"))
    assert "Attention" not in said(line(accepted, INFERRED, scenario="refused"))


def test_a_hostile_name_is_cut_and_stays_on_its_line():
    hostile = Choice(kind=ChoiceKind.REFUSED, known=Known.INFERRED, after_us=T0, at_us=T0, name="a\n\u202e" + "x" * 900)
    text = said(line(hostile))
    assert "\n" not in text
    assert "\u202e" not in text
    assert len(text) < 300
