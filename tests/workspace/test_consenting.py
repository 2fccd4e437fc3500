"""The choices of a case: read before its flows, told in the result and in the summary."""

from pathlib import Path
from typing import Any

import pytest

from inspector.messages import Translator
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace.result import describe_input
from inspector.workspace.summary import consent_lines, summarise
from tests.data.fixtures import f16, f17
from tests.data.fixtures.case import build_case
from tests.data.fixtures.fixture import Fixture
from tests.data.fixtures.setting import DEFAULT


def _read(fixture: Fixture, folder: Path) -> tuple[dict[str, Any], tuple[str, ...], list[str]]:
    t = Translator("en")
    with Case.open(build_case(fixture, folder), read_only=True) as case:
        reader = CaseReader(case)
        told = describe_input(reader, reader.captures()[0])["consent"]
        return told, consent_lines(reader, t), [one.text for one in summarise(reader, t).limits]


def test_a_choice_without_a_marker_is_told_as_inferred(tmp_path):
    told, lines, limits = _read(f17.unmarked(DEFAULT), tmp_path)
    (shown, made) = told["choices"]
    assert (shown["kind"], made["kind"], made["known"]) == ("consent-shown", "refused", "inferred")
    assert (made["product"], made["signal"]) == ("tcf", "euconsent-v2")
    assert made["after"] <= made["at"]
    assert (told["start"], told["obstacle"]) == ("fresh", None)
    assert "Refusal: inferred from the consent signal “euconsent-v2”, between flows" in lines[0]
    assert lines[0] in limits


@pytest.mark.parametrize(
    ("fixture", "obstacle"),
    [(f17.returning(DEFAULT), "consent_carried"), (f16.sanitized(DEFAULT), "no_cookies")],
    ids=["returning", "sanitized"],
)
def test_what_stands_in_the_way_is_told(fixture, obstacle, tmp_path):
    told, lines, _ = _read(fixture, tmp_path)
    assert told["obstacle"] == obstacle
    assert len(lines) == 1
