"""What identifies a browser is told from what only looks like it; who shares it; what a refusal changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.messages import Translator
from inspector.model.identifier import CookieOrigin, IdentifierKind, Via
from inspector.model.leaf import Confidence
from inspector.store.case import Case
from inspector.store.identifiers import read_cookies, read_identifier_coverage, read_identifiers, read_syncs
from inspector.store.queries import CaseReader
from inspector.workspace.pictures import companies, graph_of
from inspector.workspace.result import build_result
from tests.data import identifiers as planted
from tests.formats.hars import write


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseReader]:
    path = planted.build_identified(tmp_path_factory.mktemp("identified"))
    with Case.open(path, read_only=True) as case:
        yield CaseReader(case)


def browser_values(reader: CaseReader, site: str) -> set[str]:
    return {one.value for one in read_identifiers(reader, site=site) if one.kind is IdentifierKind.BROWSER}


def test_a_cookie_that_an_answer_set_and_the_browser_sent_back_is_certain(reader: CaseReader):
    (found,) = [one for one in read_identifiers(reader, site="pixel-a.example") if one.value == planted.PIXEL_UID]
    assert found.confidence is Confidence.CERTAIN
    assert {"set-by-response", "named-identifier"} <= set(found.reasons)
    assert found.also_at == ("regie-b.example",)


def test_a_client_id_is_one_value_in_the_cookie_and_in_the_parameter(reader: CaseReader):
    (found,) = [one for one in read_identifiers(reader, site="mesure-c.example") if one.value == planted.CLIENT_ID]
    assert "rdv.example" in found.also_at
    assert planted.CLIENT_ID in browser_values(reader, "rdv.example")


def test_constants_tickets_and_balancers_are_no_browser_identifiers(reader: CaseReader):
    found = {one.value for one in read_identifiers(reader) if one.kind is IdentifierKind.BROWSER}
    assert not found & set(planted.DECOYS)
    assert not any("Hq7Zx0Kd92LmWb5" in value for value in found)


def test_a_pixel_id_that_stands_in_the_script_is_a_constant_and_says_so(reader: CaseReader):
    (found,) = [one for one in read_identifiers(reader) if one.value == planted.PIXEL]
    assert found.kind is IdentifierKind.CONSTANT
    assert "in-script" in found.reasons


def test_a_redirect_that_carries_an_identifier_is_a_sync(reader: CaseReader):
    (found,) = [sync for sync in read_syncs(reader) if sync.via is Via.REDIRECT]
    assert (found.source, found.target, found.value) == ("pixel-a.example", "regie-b.example", planted.PIXEL_UID)
    assert (found.source_name, found.target_name) == ("uid", "partner_uid")
    assert found.confidence is Confidence.CERTAIN


def test_the_first_party_is_no_end_of_a_sync_and_constants_make_none(reader: CaseReader):
    assert {(sync.source, sync.target) for sync in read_syncs(reader)} == {
        ("pixel-a.example", "regie-b.example"),
        ("mobile-e.example", "mobile-f.example"),
    }


def test_what_a_refusal_did_not_end_is_told_with_its_times(reader: CaseReader):
    (kept,) = [one for one in read_identifiers(reader, site="pixel-a.example") if one.value == planted.PIXEL_UID]
    (refusal,) = kept.refusals
    assert not refusal.is_new
    assert refusal.refused_us == planted.START_US + planted.REFUSED_S * 1_000_000
    assert refusal.first_after_us > refusal.refused_us > (refusal.before_us or 0)
    (late,) = [one for one in read_identifiers(reader, site="tard-d.example") if one.value == planted.LATE_ID]
    assert late.refusals[0].is_new
    assert kept.before_choice == 1  # the redirect: when it was set it was not yet sent


def test_a_cookie_has_its_lifetime_attributes_and_readers(reader: CaseReader):
    (found,) = read_cookies(reader, site="pixel-a.example")
    assert found.origin is CookieOrigin.RESPONSE
    assert found.lifetime_days == pytest.approx(730)
    assert (found.domain, found.host_only, found.secure, found.same_site) == ("pixel-a.example", False, True, "none")
    assert (found.partitioned, found.http_only) == (True, False)
    assert found.before_choice
    assert found.refusal is not None
    assert found.also_at == ("regie-b.example",)
    assert found.sent == 3
    (partner,) = read_cookies(reader, site="regie-b.example")
    assert partner.lifetime_days == pytest.approx(365)


def test_a_cookie_that_no_answer_set_says_that_its_setting_was_not_seen(reader: CaseReader):
    (found,) = [cookie for cookie in read_cookies(reader, site="rdv.example") if cookie.name == "_ga"]
    assert found.origin is CookieOrigin.UNSEEN
    assert found.lifetime_days is None
    assert found.secure is None
    assert found.also_at == ("mesure-c.example",)


def test_the_graph_draws_shared_identifiers_between_companies(reader: CaseReader):
    _, edges = graph_of(companies(reader.recipients()), read_syncs(reader))
    synced = {(edge.source, edge.target): edge.synced for edge in edges if edge.synced}
    assert synced[("pixel-a.example", "regie-b.example")] == 1


def test_the_result_tells_them_masked(reader: CaseReader):
    result = build_result(reader, translator=Translator("en"))
    told = [one for one in result["identifiers"] if one["site"] == "pixel-a.example" and one["kind"] == "browser"]
    assert all(one["value"].endswith("•••••") and one["value_id"] for one in told)
    assert {one["via"] for one in result["syncs"]} == {"redirect", "shared"}
    assert planted.PIXEL_UID not in str(result["cookies"])
    ids = {one["part_id"] for one in result["syncs"] if one["via"] == "redirect"}
    assert ids <= {one["part_id"] for one in told}


def test_a_cookie_has_one_masked_value_and_one_id_wherever_it_is_told_of(reader: CaseReader):
    result = build_result(reader, translator=Translator("en"))
    cookies = {(one["site"], part): one for one in result["cookies"] for part in one["part_ids"]}
    carried = [one for one in result["identifiers"] if (one["site"], one["part_id"]) in cookies]
    assert carried
    for one in carried:
        cookie = cookies[one["site"], one["part_id"]]
        assert (one["value"], one["value_id"]) == (cookie["value"], cookie["value_id"])
    assert any(one["value_id"] != one["part_id"] for one in carried)  # a prefix such as "fb.1." belongs to the cookie


def test_without_a_marked_refusal_nothing_is_said_of_one(tmp_path: Path):
    with Case.open(planted.build_identified(tmp_path, refused=False), read_only=True) as case:
        reader = CaseReader(case)
        assert not any(one.refusals or one.before_choice for one in read_identifiers(reader))
        assert read_identifier_coverage(reader).without_refusal == (1,)


def test_what_is_the_same_in_every_capture_of_one_profile_is_not_called_different(tmp_path: Path):
    with Case.open(planted.build_identified(tmp_path, captures=2), read_only=True) as case:
        found = read_identifiers(CaseReader(case), site="pixel-a.example")
        assert not any("differs-between-captures" in one.reasons for one in found)
        assert next(one for one in found if one.value == planted.PIXEL_UID).captures == (1, 2)


def test_a_har_exported_without_cookies_is_named_as_not_assessable(tmp_path: Path):
    from inspector.workspace.analysis import analyse_case
    from inspector.workspace.importing import import_file

    entries = planted.entries()
    for entry in entries:
        for side in ("request", "response"):
            headers = entry[side]["headers"]
            entry[side]["headers"] = [h for h in headers if h["name"] not in ("cookie", "set-cookie")]
    har = planted.har()
    har["log"]["entries"] = entries
    with Case.create(tmp_path / "a.enclair") as case:
        import_file(case, write(tmp_path, har))
    analyse_case(tmp_path / "a.enclair")
    with Case.open(tmp_path / "a.enclair", read_only=True) as case:
        assert read_identifier_coverage(CaseReader(case)).without_cookies == (1,)
        assert read_cookies(CaseReader(case)) == ()
