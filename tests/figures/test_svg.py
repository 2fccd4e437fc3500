from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import pytest

from inspector.figures.graph import GraphNode, layout
from inspector.figures.matrix import Count, build_matrix
from inspector.figures.palette import LIGHT, PAPER
from inspector.figures.svg import graph_svg, matrix_svg, timeline_svg
from inspector.figures.svg_timeline import tick_text
from inspector.figures.timeline import ChoiceBand
from inspector.messages import Translator
from inspector.model.flow import CaptureId
from tests.figures.builders import session, star

HOSTILE = '</text><script>alert(1)</script>&"\x00\u202e\ud800\U0001f600'
FRENCH = Translator("fr")


def drawn_text(svg: str) -> str:
    return "".join(ElementTree.fromstring(svg).itertext())


def test_hostile_labels_stay_text():
    svg = graph_svg(layout([GraphNode(id="x", label=HOSTILE[:28])], []), LIGHT, words=FRENCH)
    assert "<script" not in svg
    assert "</text><script>alert(1)" in drawn_text(svg)


def test_direction_marks_are_written_out():
    svg = graph_svg(layout([GraphNode(id="x", label="a\u202eb")], []), LIGHT, words=FRENCH)
    assert "a[U+202E]b" in drawn_text(svg)


def test_the_legend_names_every_family_and_the_rest():
    svg = graph_svg(layout(*star(80)), PAPER, words=FRENCH)
    words = drawn_text(svg)
    assert all(word in words for word in ("service examiné", "diffusion de contenus", "rôle inconnu", "21 autres"))


def test_the_timeline_is_bounded_by_lanes():
    svg = timeline_svg(session(), PAPER, words=FRENCH, most_lanes=2)
    assert "late.example" not in svg
    assert "1 autre" in drawn_text(svg)


def test_matrix_cells_carry_direction_and_count():
    counts = [Count(site="a.example", class_="health.motive", sent=False, capture=CaptureId(1), count=5)]
    assert "↓5" in drawn_text(matrix_svg(build_matrix(counts), PAPER, words=FRENCH))


@pytest.mark.parametrize("theme", [LIGHT, PAPER], ids=lambda theme: theme.name)
def test_same_input_same_drawing(theme):
    assert timeline_svg(session(), theme, words=FRENCH) == timeline_svg(session(), theme, words=FRENCH)


@pytest.mark.parametrize(
    ("language", "at", "step_h", "said"),
    [
        ("fr", "2026-03-11T00:00", 24, "11\u00a0mars"),
        ("en", "2026-03-11T00:00", 48, "11\u00a0March"),
        ("fr", "2026-04-01T00:00", 24 * 30, "1er\u00a0avril 2026"),
        ("en", "2026-03-11T00:00", 6, "11\u00a0March"),
        ("fr", "2026-03-11T01:00", 6, "11\u00a0mars, 01:00"),
        ("fr", "2026-03-11T06:00", 6, "06:00"),
    ],
)
def test_ticks_name_days_in_the_way_of_the_language(language: str, at: str, step_h: int, said: str):
    at_us = int(datetime.fromisoformat(f"{at}+00:00").timestamp()) * 1_000_000
    assert tick_text(at_us, step_h * 3_600_000_000, Translator(language)) == said


def test_an_inferred_choice_is_hatched_and_named_beside_the_markers():
    at_us = session().first_us
    choice = ChoiceBand(kind="refused", after_us=at_us, at_us=at_us + 1_000_000, until_us=session().last_us)
    svg = timeline_svg(replace(session(), choices=(choice,)), PAPER, words=FRENCH)
    assert FRENCH("timeline.choice", kind=FRENCH("consent.refused")) in svg
    assert FRENCH("report.timeline.choice") in svg
    assert FRENCH("report.timeline.choice") not in timeline_svg(session(), PAPER, words=FRENCH)
    assert svg.count("<line") > timeline_svg(session(), PAPER, words=FRENCH).count("<line") + 5
