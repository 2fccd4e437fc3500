from itertools import pairwise

import pytest

from inspector.figures.palette import (
    FAMILY_SHAPES,
    GROUP_SHAPES,
    GROUPS,
    PAPER,
    SEVERITY_SHAPES,
    THEMES,
    Family,
    Theme,
    contrast,
    family_of,
    group_of,
    luminance,
)
from inspector.model.finding import Severity
from inspector.model.leaf import CLASSES
from inspector.model.party import Role

themes = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


@themes
def test_text_colours_reach_4_5_to_1(theme: Theme):
    texts = [theme.ink, theme.quiet, theme.accent, *theme.severities.values(), *theme.groups.values()]
    weak = [
        (text, ground) for text in texts for ground in (theme.ground, theme.surface) if contrast(text, ground) < 4.5
    ]
    assert not weak


@themes
def test_ink_and_accent_read_on_the_selection(theme: Theme):
    assert min(contrast(theme.ink, theme.selection), contrast(theme.accent, theme.selection)) >= 4.5


@themes
def test_marks_reach_3_to_1_on_every_ground(theme: Theme):
    grounds = (theme.ground, *theme.bands)
    weak = [(mark, g) for mark in (*theme.families.values(), theme.edge) for g in grounds if contrast(mark, g) < 3.0]
    assert [pair for pair in weak if pair[0] != theme.edge or pair[1] == theme.ground] == []


@themes
def test_every_meaning_has_a_colour(theme: Theme):
    assert set(theme.severities) == set(Severity)
    assert set(theme.groups) == set(GROUPS) == {group_of(class_) for class_ in CLASSES}
    assert set(theme.families) == set(Family) == {family_of(role) for role in Role}


def test_every_meaning_has_a_shape_of_its_own():
    for shapes in (SEVERITY_SHAPES, FAMILY_SHAPES, GROUP_SHAPES):
        assert len(set(shapes.values())) == len(shapes)


def test_contrast_is_that_of_the_specification():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.01)


def test_paper_severities_grow_lighter_in_grey():
    greys = [luminance(colour) for colour in PAPER.severities.values()]
    assert all(after - before > 0.01 for before, after in pairwise(greys))
