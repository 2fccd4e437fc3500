"""The labelled corpus: recall and precision by class group, and whom what was told concerns."""

import pytest

from tests.data.corpus import Outcome, Score, load_shapes, run, score_groups

GROUPS = (
    "health", "identity", "contact", "financial", "location", "credential", "device", "behaviour", "special",
    "encrypted",
)  # fmt: skip
LEAST = 0.97


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return list(run())


@pytest.fixture(scope="module")
def scores(outcomes: list[Outcome]) -> dict[str, Score]:
    return score_groups(outcomes)


def test_the_corpus_is_large_and_of_five_languages() -> None:
    shapes = load_shapes()
    assert len(shapes) >= 40
    assert {"fr", "en", "de", "it", "es"} <= {shape.language for shape in shapes}
    assert len({shape.name for shape in shapes}) == len(shapes)


def test_it_has_four_hundred_labelled_leaves(outcomes: list[Outcome]) -> None:
    assert sum(outcome.label is not None and outcome.label.needed for outcome in outcomes) >= 400


@pytest.mark.parametrize("group", GROUPS)
def test_what_is_labelled_is_found(group: str, scores: dict[str, Score]) -> None:
    assert scores[group].found > 0
    assert scores[group].recall >= LEAST


@pytest.mark.parametrize("group", GROUPS)
def test_what_is_found_is_labelled(group: str, scores: dict[str, Score]) -> None:
    assert scores[group].precision >= LEAST


def test_most_labels_get_the_very_class(outcomes: list[Outcome]) -> None:
    told = [outcome for outcome in outcomes if outcome.label is not None and outcome.leaf is not None]
    right = sum(outcome.leaf.class_ in outcome.label.classes for outcome in told)  # type: ignore[union-attr]
    assert right / len(told) >= LEAST


def test_it_is_said_of_the_right_person(outcomes: list[Outcome]) -> None:
    told = [(o.label.about, o.leaf.about) for o in outcomes if o.label and o.leaf and o.label.about is not None]
    assert sum(right == said for right, said in told) / len(told) >= LEAST
