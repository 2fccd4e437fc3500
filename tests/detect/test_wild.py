"""Whatever the bytes: no exception, and the same answer twice."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.detect.classify import Classifier
from inspector.detect.packs import load_packs
from tests.detect.builders import HEALTH_SITE, classifier, classify, decoded

KEYS = st.sampled_from(
    [
        "patient",
        "visit_motive",
        "name",
        "id",
        "nom",
        "motif",
        "",
        "#",
        "a.b[0]",
        "email",
        "0",
        "child",
        "kind",
        "É",
        "speciality",
    ]
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from(["VIH", "Oncologue"])
)
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=30
)


@given(TREES)
@settings(max_examples=150, deadline=None)
def test_any_tree_is_classified_the_same_by_a_fresh_and_a_used_classifier(tree):
    flow, context = decoded(f"{HEALTH_SITE}/account/x.json", received=json.dumps(tree), sent=json.dumps(tree))
    assert classifier().classify(flow, context) == FRESH.classify(flow, context)


FRESH = Classifier(load_packs())


def test_an_object_of_very_many_names_is_read_in_time():
    wide = {f"visit_motive_{n}": "Dépistage VIH" for n in range(4_000)}
    assert len(classify(f"{HEALTH_SITE}/x.json", received=wide).leaves) == 4_000


def test_very_deep_nesting_is_read():
    deep: object = {"visit_motive": {"name": "Dialyse"}}
    for _ in range(25):
        deep = {"data": [deep]}
    (leaf,) = classify(f"{HEALTH_SITE}/account/x.json", received=deep).leaves
    assert leaf.place.path.endswith(".visit_motive.name")
