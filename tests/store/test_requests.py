"""Requests, heads and the crowd of a case: many flows in one pass, and the same as one by one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from inspector.model.flow import FlowId, Side
from inspector.model.leaf import About, SensitiveLeaf
from inspector.store import requests as module
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.requests import heads, requests
from inspector.store.results import ResultWriter
from tests.store.builders import build_case


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.open(build_case(tmp_path / "a.enclair", flows=120)) as opened:
        yield opened


@pytest.mark.parametrize("side", Side)
def test_heads_are_those_of_the_flows_asked_for_in_flow_order(case: Case, side: Side, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_HEADS", 2)  # several turns
    reader = CaseReader(case)
    asked = [FlowId(number) for number in (40, 7, 999, 7, 3, 110, 8)]
    assert [*heads(reader, asked, side)] == [
        (flow, reader.facts(flow).url, reader.headers(flow, side)) for flow in map(FlowId, (3, 7, 8, 40, 110))
    ]


def test_requests_are_the_flows_in_few_words(case: Case):
    with case.write() as connection:
        connection.execute("UPDATE flow SET background = 1 WHERE id = 5")
        connection.execute("UPDATE flow SET resource_type = 'XHR', response_mime = 'Text/HTML' WHERE id = 6")
        connection.execute("UPDATE flow SET duration_us = NULL, delivery = 'cache' WHERE id = 7")
    reader = CaseReader(case)
    found = {one.flow: one for one in requests(reader)}
    assert list(found) == [number for number in range(1, 121) if number != 5]
    for flow, one in found.items():
        facts = reader.facts(flow)
        assert (one.capture, one.entry, one.at_us) == (facts.capture, facts.entry, facts.started_us)
        assert (one.method, one.scheme, one.host, one.path) == (facts.method, facts.scheme, facts.host, facts.path)
        assert (one.status, one.page, one.delivery) == (facts.status, facts.page, facts.delivery.value)
        assert one.on_wire is facts.delivery.is_on_wire
    assert (found[FlowId(6)].kind, found[FlowId(6)].mime) == ("xhr", "text/html")
    assert (found[FlowId(7)].ended_us, found[FlowId(7)].on_wire) == (None, False)
    first, facts = found[FlowId(1)], reader.facts(FlowId(1))
    assert first.ended_us == (facts.started_us or 0) + (facts.duration_us or 0)


def test_the_crowd_is_told_by_class_and_path_beside_the_users_own(case: Case):
    reader = CaseReader(case)
    own = next(one for one in reader.leaves() if one.place.side is Side.RESPONSE and one.about.is_the_user)
    far = next(row.id for row in map(reader.facts, map(FlowId, range(1, 120))) if not reader.leaves(flow=row.id))

    def beside(flow: FlowId, path: str, class_: str = "health.practitioner") -> SensitiveLeaf:
        where = replace(own.place, flow=flow, path=path)
        return replace(own, id=None, place=where, class_=class_, about=About.PRACTITIONER)

    wanted = beside(own.place.flow, "$.rpps")
    others = [
        beside(own.place.flow, "$.name"),
        beside(far, "$.rpps"),
        beside(own.place.flow, "$.rpps", "health.motive"),
    ]
    ResultWriter(case).write_leaves([wanted, *others])
    found = [*reader.crowd("health.practitioner", lambda path: path == "$.rpps")]
    assert [replace(one, id=None) for one in found] == [wanted]
    assert [*reader.crowd("health.practitioner", lambda _: False)] == []
