"""Identifiers, syncs and cookies go in and come out the same; an empty or older case has none."""

from pathlib import Path

from inspector.model.flow import CaptureId, FlowId, Location, Side
from inspector.model.identifier import (
    Cookie,
    CookieOrigin,
    Identified,
    Identifier,
    IdentifierCoverage,
    IdentifierKind,
    Refusal,
    Sync,
    Use,
    Via,
)
from inspector.model.leaf import Confidence, Place
from inspector.store.case import Case
from inspector.store.identifiers import read_cookies, read_identified, read_identifiers, read_syncs, write_identified
from inspector.store.queries import CaseReader
from inspector.store.results import ResultWriter

ONE = CaptureId(1)
PLACE = Place(
    capture=ONE, flow=FlowId(1), entry=0, side=Side.REQUEST, location=Location.QUERY, path="uid", layers=("url",)
)
REFUSAL = Refusal(
    capture=ONE, refused_us=5, before_us=None, first_after_us=6, last_after_us=7, flows_after=2, flow=FlowId(3)
)
IDENTIFIER = Identifier(
    site="a.example",
    first_party=False,
    same_group=False,
    kind=IdentifierKind.BROWSER,
    confidence=Confidence.FIRM,
    reasons=("sent-as-cookie",),
    value="7f31c09a5be84d22",
    bits=56,
    uses=(Use(side=Side.REQUEST, location=Location.QUERY, name="uid", flows=2, place=PLACE),),
    flows=2,
    pages=1,
    captures=(ONE,),
    first_us=1,
    last_us=9,
    also_at=("b.example",),
    refusals=(REFUSAL,),
)
SYNC = Sync(
    source="a.example",
    target="b.example",
    via=Via.REDIRECT,
    value="7f31c09a5be84d22",
    source_name="uid",
    target_name="pid",
    confidence=Confidence.CERTAIN,
    count=1,
    flows=(FlowId(2),),
    captures=(ONE,),
    first_us=2,
    last_us=2,
)
COOKIE = Cookie(
    capture=ONE,
    name="uid\udcff",
    domain="a.example",
    path="/",
    site="a.example",
    first_party=False,
    origin=CookieOrigin.RESPONSE,
    value="7f31c09a5be84d22",
    lifetime_days=730.0,
    refusal=REFUSAL,
)


def test_what_is_written_is_read_in_the_same_order_and_by_site(tmp_path: Path):
    coverage = IdentifierCoverage(values_left_out=3, without_cookies=(ONE,))
    cookie = COOKIE.__class__(**{name: getattr(COOKIE, name) for name in COOKIE.__struct_fields__} | {"name": "uid"})
    found = Identified(identifiers=(IDENTIFIER,), syncs=(SYNC,), cookies=(cookie,), coverage=coverage)
    with Case.create(tmp_path / "a.enclair") as case:
        write_identified(ResultWriter(case), found)
        reader = CaseReader(case)
        assert read_identified(reader) == found
        assert read_syncs(reader, site="b.example") == (SYNC,)
        assert read_identifiers(reader, site="b.example") == ()
        assert read_cookies(reader, site="a.example") == (cookie,)


def test_text_that_cannot_be_encoded_costs_no_row(tmp_path: Path):
    with Case.create(tmp_path / "a.enclair") as case:
        write_identified(ResultWriter(case), Identified(cookies=(COOKIE,)))
        assert [cookie.name for cookie in read_cookies(CaseReader(case))] == ["uid?"]


def test_an_empty_case_has_none(tmp_path: Path):
    with Case.create(tmp_path / "a.enclair") as case:
        assert read_identified(CaseReader(case)) == Identified()
