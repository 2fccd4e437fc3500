"""A tree is surveyed without its leaves, and tells the same."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode import json_value
from inspector.decode.document import Document, Notation, leaves_of
from inspector.decode.json_value import has_repeated_keys
from inspector.decode.survey import survey_tree
from inspector.model.flow import Location, Side

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.floats(0, 1), st.text("abc é", max_size=3))
ALIKE = st.lists(st.fixed_dictionaries({"a": SCALARS, "b": SCALARS, "c": st.lists(SCALARS, max_size=2)}), max_size=40)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text("xyz", max_size=2), inner, max_size=5) | ALIKE,
    max_leaves=20,
).filter(lambda tree: isinstance(tree, dict | list))


@settings(max_examples=60, deadline=None)
@given(TREES)
def test_the_survey_says_what_the_leaves_say(tree):
    survey, leaves = survey_tree(tree, nesting=64, leaves=10_000), leaves_of(tree)
    values = [value for _, _, value in leaves]
    assert survey.count == len(leaves)
    assert survey.fractions == sum(isinstance(value, float) for value in values)
    assert survey.values == {value for value in values if not isinstance(value, float)}
    assert (survey.names, survey.keys) == _names(tree)
    assert not survey.cut


def _names(tree: object) -> tuple[set[str], int]:
    children = list(tree.values()) if isinstance(tree, dict) else tree if isinstance(tree, list) else []
    told = [_names(child) for child in children]
    own = set(tree) if isinstance(tree, dict) else set()
    return own.union(*(names for names, _ in told)), len(own) + sum(keys for _, keys in told)


def test_bounds_cut_the_survey():
    assert survey_tree([[[1]]], nesting=2, leaves=10).cut == "depth"
    assert survey_tree([[1], [[2]]], nesting=9, leaves=0).cut == "leaves"


@settings(max_examples=60, deadline=None)
@given(TREES, st.sets(st.text("abc é", max_size=3)))
def test_leaves_made_first_are_those_of_the_whole(tree, texts):
    document = Document(
        side=Side.REQUEST, location=Location.BODY, layers=(), notation=Notation.JSON, tree=tree, survey=None
    )
    first = document.leaves_among(texts)
    assert first == [leaf for leaf in document.leaves if leaf[2] in texts]
    assert [document.index_of(leaf) for leaf in first] == sorted(document.index_of(leaf) for leaf in first)
    assert [document.path_of(leaf) for leaf in document.leaves] == [
        document.path_of((node, key, value)) for node, key, value in leaves_of(tree)
    ]


PIECES = ['"', ":", "\\", " ", "a", "\n", '"x":', "{", ",", '"a":1,']


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join), st.integers(0, 6))
def test_long_texts_are_asked_for_repeated_names_as_short_ones(text, keys):
    raw = b'{"":' + text.encode()
    assert (json_value._names_in_long(raw) > keys) is (json_value._names_in_short(raw) > keys)


def test_a_name_that_comes_twice_is_noticed_in_long_and_short_texts():
    once = json.dumps({f"n{n}": 'a: b \\"c' for n in range(400)})
    assert not has_repeated_keys(once, keys=400)
    assert has_repeated_keys(once[:-1] + ', "n1" : 2}', keys=400)
    assert has_repeated_keys('{"a":1,"a":2}', keys=1)
