"""Leaves asked for by kind: the same as looking at every leaf, without doing so."""

from hypothesis import given
from hypothesis import strategies as st

from inspector.findings.kinds import Kind, LeafIndex
from inspector.findings.survey import survey
from inspector.model.flow import Delivery, Location, Side
from inspector.model.leaf import About, Confidence, Place, SensitiveLeaf
from tests.findings.builders import ADS, OWN, Evidence, flow, leaf, place

LEAVES = st.builds(
    lambda number, side, location, layers, class_, about, confidence, site: leaf(
        place(number, side=side, location=location, layers=layers, path=f"$.{number}"),
        class_,
        about=about,
        confidence=confidence,
        site=site,
    ),
    st.integers(1, 9),
    st.sampled_from(Side),
    st.sampled_from(Location),
    st.sampled_from([("json",), ("json", "jwt"), ()]),
    st.sampled_from(["health.motive", "contact.email"]),
    st.sampled_from(About),
    st.sampled_from(Confidence),
    st.sampled_from([OWN, ADS]),
)


def travelled(where: Place) -> bool:
    return where.flow % 3 != 0


def fields(one: SensitiveLeaf) -> Kind:
    where = one.place
    seen = (where.side, where.location, where.layers)
    return Kind(one.class_, one.about, one.confidence, *seen, one.host, one.site, one.first_party, travelled(where))


@given(st.lists(LEAVES, max_size=40), st.data())
def test_asking_by_kind_is_looking_at_every_leaf(leaves: list[SensitiveLeaf], data: st.DataObject):
    index = LeafIndex(leaves, was_on_wire=travelled)
    wanted = data.draw(st.sets(st.sampled_from([fields(one) for one in leaves]))) if leaves else set()
    assert index.that(lambda kind: kind in wanted) == [one for one in leaves if fields(one) in wanted]
    assert set(index) == {fields(one) for one in leaves}


def test_a_kind_is_judged_once_however_many_leaves_there_are():
    asked: list[Kind] = []
    index = LeafIndex([leaf(place(number)) for number in range(1, 100)], was_on_wire=lambda _: True)

    def fits(kind: Kind) -> bool:
        asked.append(kind)
        return True

    assert len(index.that(fits)) == 99
    assert len(asked) == 1


def test_what_came_from_a_cache_did_not_travel():
    leaves = [leaf(place(1)), leaf(place(2)), leaf(place(3, side=Side.RESPONSE, location=Location.BODY))]
    flows = [flow(1), flow(2, delivery=Delivery.CACHE), flow(3, delivery=Delivery.REVALIDATED)]
    case = survey(Evidence(leaves=leaves, flows=flows))
    assert case.leaves_on_wire(lambda _: True) == leaves[:1]
    assert case.leaves_that(lambda _: True) == leaves
    assert case.has_leaf_that(lambda kind: not kind.on_wire)
    assert not case.has_leaf_that(lambda kind: kind.class_ == "contact.email")
