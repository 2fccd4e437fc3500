"""Requests read once for all rules; the rules ask little flow by flow, however large the case."""

from collections import Counter
from typing import Any

import pytest

from inspector.findings import traffic
from inspector.findings.carriers import carried_parts
from inspector.findings.registry import evaluate
from inspector.findings.survey import survey
from inspector.model.flow import FlowId, Side
from inspector.model.identifier import Identified, Identifier, IdentifierKind
from inspector.model.leaf import Confidence
from inspector.model.party import Role
from tests.findings.builders import (
    ADS,
    CAPTURE,
    OWN,
    Evidence,
    flow,
    leaf,
    place,
    recipient,
    request_of,
    response_body,
    sighting,
)


class Counted(Evidence):
    """Counts what is asked of single flows."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.asked: Counter[str] = Counter()

    def facts(self, number: FlowId) -> Any:
        self.asked["facts"] += 1
        return super().facts(number)

    def connection(self, number: FlowId) -> Any:
        self.asked["connection"] += 1
        return super().connection(number)


def visits(count: int) -> Counted:
    """The same three requests again and again: an answer with a motive, its address, and an advertiser who hears it."""
    flows, leaves, sightings = [], [], []
    for first in range(1, 3 * count, 3):
        flows += [flow(first), flow(first + 1, url=f"https://www.{OWN}/motif/a"), flow(first + 2, host=f"t.{ADS}")]
        leaves += [leaf(response_body(first)), leaf(place(first + 1)), leaf(place(first + 2), site=ADS)]
        sightings.append(sighting(place(first + 2, path="m")))
    return Counted(flows=flows, leaves=leaves, sightings=sightings)


def test_what_is_asked_flow_by_flow_does_not_grow_with_the_case():
    small, large = visits(60), visits(240)
    few, many = evaluate(small), evaluate(large)
    assert [one.id for one in few.findings] == [one.id for one in many.findings] != []
    assert large.asked == small.asked


@pytest.mark.parametrize("most", [0, 2, 100])
def test_beyond_the_bound_requests_are_asked_for_one_by_one(monkeypatch: pytest.MonkeyPatch, most: int):
    monkeypatch.setattr(traffic, "_MOST_KEPT", most)
    flows = [flow(n, resource_type="Image", response_mime="Text/HTML", page="p", status=204) for n in range(1, 6)]
    flows.append(flow(6, started_us=None))
    case = survey(Evidence(flows=flows))
    assert list(case.requests()) == [request_of(one) for one in flows]
    assert [case.request(one.id) for one in flows] == [request_of(one) for one in flows]


def test_whose_a_host_is():
    known = [recipient(), recipient("groupe.example", Role.CDN, same_group=True)]
    case = survey(Evidence(recipients=known))
    assert case.whose(f"t.{ADS}") == (ADS, False, True)
    assert case.whose("www.groupe.example") == ("groupe.example", False, False)
    assert case.whose(f"www.{OWN}") == (OWN, True, False)
    assert case.whose("autre.example") == ("autre.example", False, True)


UID = "5f0c2b1e-9d3a-4c7b-8e6f-123456789abc"
PART = UID.replace("-", "")


@pytest.mark.parametrize(
    "headers",
    [
        (("Cookie", f"a=1; uid={UID}"),),
        (("cookie", "a=1"), ("Cookie", f"uid={UID}")),
        (("X-Visitor", UID),),
        (("Cookie", f"long={'a ' * 2_000}; uid={UID}"),),
        (("X-Visitor", f"{'a ' * 2_000};{UID}"),),
        (("Referer", f"https://www.{OWN}/?u={UID}"),),
        (("Cookie", "; ".join(f"c{n}=1" for n in range(499))), ("X-Visitor", UID)),
        (("Cookie", "; ".join(f"c{n}=1" for n in range(500))), ("X-Visitor", UID)),
    ],
)
def test_the_carriers_of_a_site_are_those_whose_parts_are_looked_at_one_by_one(headers: Any):
    one = Identifier(
        site=ADS,
        first_party=False,
        same_group=False,
        kind=IdentifierKind.BROWSER,
        confidence=Confidence.CERTAIN,
        reasons=(),
        value=PART,
        bits=122,
        uses=(),
        flows=2,
        pages=1,
        captures=(CAPTURE,),
        first_us=None,
        last_us=None,
    )
    made = [flow(1, host=f"t.{ADS}"), flow(2, host=f"t.{ADS}", url=f"https://t.{ADS}/x?id={UID}")]
    case = survey(Evidence(flows=made, headers={(1, Side.REQUEST): headers}, identified=Identified(identifiers=(one,))))
    found = {request: {part for part, _ in carried_parts(case, request.flow)} for request in case.requests()}
    carrying = [(request.at_us, request.flow) for request, parts in found.items() if PART in parts]
    assert list(case.carriers(ADS).requests.get(PART, ())) == carrying
    assert (2_000_000, 2) in carrying
