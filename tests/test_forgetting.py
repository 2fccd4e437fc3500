"""Captured values are let go of with the case or the query that they belong to, and long ones are never remembered."""

import json
import weakref
from collections.abc import Iterable, Iterator

import pytest

from inspector.decode.flow import cookie_pairs, decode_flow
from inspector.detect.classify import Classifier
from inspector.detect.context import FlowContext
from inspector.detect.needles.telephones import group_phone, write_phone
from inspector.detect.packs import load_packs
from inspector.findings import carriers
from inspector.findings.carriers import carriers_of
from inspector.findings.evidence import Head
from inspector.findings.overshadowing import without_overshadowed
from inspector.findings.pages import page_of
from inspector.findings.survey import survey
from inspector.model.flow import FlowId, Headers, Side
from inspector.store.found_rows import Sharing, leaf_of_row, sighting_of_row
from tests.detect.builders import TRACKER, content
from tests.findings.builders import ADS, OWN, Evidence, flow, needle, place, request_of, sighting

UID = "5f0c2b1e-9d3a-4c7b-8e6f-123456789abc"
PART = UID.replace("-", "")
FLOWS = [flow(number, host=f"t.{ADS}") for number in range(1, 21)]


class Text(str):
    """A text of which one can tell whether it is still kept somewhere."""

    __slots__ = ("__weakref__",)


class Watched(Evidence):
    """Makes headers of a size anew for each flow, and counts how many of their values are still kept."""

    def __init__(self, name: str, padding: str) -> None:
        super().__init__(flows=FLOWS)
        self.name, self.padding = name, padding
        self.refs: list[weakref.ref[Text]] = []
        self.most_kept = 0

    def heads(self, flows: Iterable[FlowId], side: Side) -> Iterator[Head]:
        for one in flows:
            yield Head(one, f"https://t.{ADS}/", self._headers_of(one))
            self.most_kept = max(self.most_kept, self.kept())

    def kept(self) -> int:
        return sum(ref() is not None for ref in self.refs)

    def _headers_of(self, one: FlowId) -> Headers:
        value = Text(f"n={one}; uid={UID}; {self.padding}")
        self.refs.append(weakref.ref(value))
        return ((self.name, value),)


@pytest.mark.parametrize("name", ["Cookie", "X-State"])
@pytest.mark.parametrize(("size", "most_kept"), [(600, len(FLOWS)), (50_000, 1)])
def test_headers_are_forgotten_with_the_requests_and_long_ones_at_once(name: str, size: int, most_kept: int):
    case = Watched(name, "x " * (size // 2))
    found = carriers_of(survey(case), [request_of(one) for one in FLOWS], wanted=[PART])
    assert case.most_kept == most_kept
    assert case.kept() == 0
    assert len(found.requests.get(PART, ())) == (len(FLOWS) if name == "Cookie" else 0)


def test_the_same_header_is_looked_at_once(monkeypatch: pytest.MonkeyPatch):
    asked: list[Headers] = []

    def counted(headers: Headers, side: Side) -> tuple[tuple[str, str], ...]:
        asked.append(headers)
        return cookie_pairs(headers, side)

    monkeypatch.setattr(carriers, "cookie_pairs", counted)
    headers = {(FlowId(one.id), Side.REQUEST): (("Cookie", f"uid={UID}"),) for one in FLOWS}
    case = survey(Evidence(flows=FLOWS, headers=headers))
    found = carriers_of(case, [request_of(one) for one in FLOWS], wanted=[PART])
    assert len(found.requests[PART]) == len(FLOWS)
    assert len(asked) == 1


def test_the_parts_of_a_value_too_long_for_one_are_not_remembered():
    value = Text(f"{UID} " * 100)
    known = weakref.ref(value)
    headers = {(FlowId(1), Side.REQUEST): (("X-State", value),)}
    case = Evidence(flows=FLOWS, headers=headers)
    assert not list(carriers.carried_parts(case, FlowId(1)))
    del value, headers, case
    assert known() is None


def test_the_values_of_sightings_are_forgotten_with_them():
    value = Text("Camille Témoin")
    known = weakref.ref(value)
    seen = [sighting(place(2), needle("identity.name", value=text)) for text in (value, "Témoin")]
    assert without_overshadowed(seen) == seen[:1]
    del value, seen
    assert known() is None


def test_an_address_is_forgotten_when_it_is_told():
    address = Text(f"https://www.{OWN}/motif/a?b=c")
    known = weakref.ref(address)
    assert page_of(address, sites=[OWN]) == f"www.{OWN}/motif/a"
    del address
    assert known() is None


def test_rows_share_what_they_tell_within_a_query_only():
    layers = Text("url json")
    known = weakref.ref(layers)
    where = (1, 1, 7, 3, "request", "body", "$.a", layers, 4, 9)
    clues = '[{"kind":"key","what":"name","weight":1.0}]'
    leaf_row = (*where, "identity.name", "unknown", "", "certain", "r", clues, "v", "h", "s", 1, None, 0)
    seen_row = (*where, "plain", 5, '{"origin":"persona","name":"n","class_":"c","value":"v"}', "h", "s", 0)
    sharing = Sharing()
    leaf, again, seen = (
        leaf_of_row(leaf_row, sharing),
        leaf_of_row(leaf_row, sharing),
        sighting_of_row(seen_row, sharing),
    )
    apart = leaf_of_row(leaf_row, Sharing())
    assert leaf == again == apart
    assert leaf.clues is again.clues is not apart.clues
    assert leaf.place == seen.place
    assert (leaf.place.flow, leaf.place.layers, leaf.place.span) == (7, ("url", "json"), (4, 9))
    del layers, where, leaf_row, seen_row, sharing
    assert known() is None


@pytest.mark.parametrize(("words", "remembered"), [(20, 1), (200, 0)])
def test_verdicts_on_long_texts_are_not_remembered(words: int, remembered: int):
    classifier = Classifier(load_packs())
    sent = content(f"{TRACKER}/b", sent=json.dumps({"diagnosis": "mot " * words + "cancer"}))
    context = FlowContext(facts=sent.facts, site="tracker.example", first_party=False)
    assert classifier._shapes.judged == 0
    assert len(classifier.classify(decode_flow(sent), context).leaves) == 1
    assert classifier._shapes.judged == remembered


def test_a_number_too_long_for_a_telephone_is_not_remembered():
    number = Text("+33 6 39 98 12 34 " * 3)
    known = weakref.ref(number)
    write_phone(number)
    group_phone(number, thorough=True)
    del number
    assert known() is None
