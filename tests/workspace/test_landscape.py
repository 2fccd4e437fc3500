"""Who is who in a case: intermediaries, looked-up names and the investigator's corrections, each kept apart."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from inspector.messages import Translator
from inspector.model.errors import ArgumentsWrong
from inspector.model.flow import CaptureId
from inspector.model.party import Recipient, Role, SignKind, Weight
from inspector.model.recording import NameAnswer
from inspector.parties.claims import checked_country
from inspector.parties.corrections import CitedSource, Correction
from inspector.store.case import Case
from inspector.store.names import add_names
from inspector.store.queries import CaseReader
from inspector.workspace import editing
from inspector.workspace.analysis import analyse_case
from inspector.workspace.correcting import correct_party, correction_of, corrections, reset_party
from inspector.workspace.importing import import_file
from inspector.workspace.landscape import survey
from inspector.workspace.recipient_result import describe_surroundings
from inspector.workspace.result import build_result
from tests.formats.hars import make_entry, make_log, write

OWN = "www.rdv.example"
POLICY = CitedSource(name="Politique de confidentialité", date="2026-10-01")


def entry(url: str, *headers: tuple[str, str], **changes: Any) -> dict[str, Any]:
    listed = [{"name": name, "value": value} for name, value in headers]
    return make_entry(request__url=url, response__headers=listed, **changes)


def write_case(folder: Path, entries: Iterable[dict[str, Any]], names: Iterable[NameAnswer] = ()) -> Path:
    path = folder / "a.enclair"
    with Case.create(path) as case:
        import_file(case, write(folder, make_log(list(entries))))
        add_names(case, CaptureId(1), names)
    return path


def recipients(path: Path) -> dict[str, Recipient]:
    with Case.open(path, read_only=True) as case:
        landscape = survey(CaseReader(case), given=[OWN])
        return {one.site: one for one in landscape.recipients()}


@pytest.fixture
def case_path(tmp_path: Path) -> Path:
    entries = [
        entry(f"https://{OWN}/", ("cf-ray", "8f1-CDG"), ("server", "cloudflare")),
        entry("https://t.rdv.example/collect", ("server", "nginx")),
        entry("https://pixel.example/p?e=1", ("server", "nginx")),
        entry("https://o38419.ingest.sentry.io/api/1/envelope/"),
        entry("https://d111abc.cloudfront.net/a.js", ("x-amz-cf-id", "1")),
    ]
    names = [
        NameAnswer(
            host="t.rdv.example",
            at_us=1_700_000_000_000_000,
            resolver="192.0.2.53",
            chain=(("t.rdv.example", "CNAME", "rdv.eulerian.net"), ("rdv.eulerian.net", "A", "192.0.2.9")),
        )
    ]
    return write_case(tmp_path, entries, names)


def test_an_own_host_behind_a_delivery_network_stays_the_first_party(case_path: Path) -> None:
    own = recipients(case_path)["rdv.example"]
    assert own.first_party
    assert own.party.role is Role.FIRST_PARTY
    assert own.party.operator is None
    (one,) = own.intermediaries
    assert (one.provider, one.weight, one.country) == ("Cloudflare", Weight.STRONG, "US")
    assert {sign.kind for sign in one.signs} == {SignKind.HEADER}


def test_a_looked_up_name_is_a_candidate_and_changes_nobody(case_path: Path) -> None:
    own = recipients(case_path)["rdv.example"]
    (alias,) = own.aliases
    assert (alias.host, alias.operator, alias.site) == ("t.rdv.example", "Eulerian", "eulerian.net")
    assert alias.at_us == 1_700_000_000_000_000
    assert own.first_party


def test_operator_and_tenant_stay_apart(case_path: Path) -> None:
    found = recipients(case_path)
    sentry = found["sentry.io"].party
    assert (sentry.operator, sentry.tenant) == ("Sentry (Functional Software, Inc.)", "o38419")
    (bucket,) = [one.party for site, one in found.items() if "cloudfront" in site]
    assert (bucket.operator, bucket.tenant) == ("Amazon Web Services", "d111abc")


def test_the_issuer_of_a_recorded_certificate_is_a_weak_sign(tmp_path: Path) -> None:
    path = write_case(tmp_path, [entry(f"https://{OWN}/"), entry("https://api.pixel.example/")])
    with Case.open(path) as case, case.write() as connection:
        chain = '[{"issuer": "CN=Amazon RSA 2048 M02, O=Amazon, C=US"}]'
        made = connection.execute("INSERT INTO connection (capture_id, certificate) VALUES (1, ?)", (chain,))
        connection.execute("UPDATE flow SET connection_id = ? WHERE host = 'api.pixel.example'", (made.lastrowid,))
    (one,) = recipients(path)["pixel.example"].intermediaries
    assert (one.provider, one.weight, one.signs[0].kind) == ("Amazon Web Services", Weight.WEAK, SignKind.ISSUER)


def test_a_correction_holds_for_the_case_and_says_so(case_path: Path) -> None:
    said = Correction(operator="Pixel SAS", role=Role.ADVERTISING, seat_country="FR", source=POLICY)
    correct_party(case_path, "pixel.example", said)
    party = recipients(case_path)["pixel.example"].party
    assert (party.operator, party.role, party.seat_country) == ("Pixel SAS", Role.ADVERTISING, "FR")
    assert party.sources["operator"].name == "corrected in this case: Politique de confidentialité"
    assert checked_country(party) == "FR"
    with Case.open(case_path, read_only=True) as case:
        roles = {row.host: row.role for row in survey(CaseReader(case), given=[OWN]).host_rows()}
    assert roles["pixel.example"] is Role.ADVERTISING


def test_a_correction_is_logged_with_what_it_states_and_rests_on(case_path: Path) -> None:
    correct_party(case_path, "pixel.example", Correction(operator="Pixel SAS", source=POLICY, document="ab" * 32))
    with Case.open(case_path, read_only=True) as case:
        lines = [row[0] for row in case.connection.execute("SELECT detail FROM log WHERE what = 'party corrected'")]
    assert lines == [
        "pixel.example: operator=Pixel SAS (Politique de confidentialité, 2026-10-01, document abababababab)"
    ]


def test_a_correction_is_taken_back(case_path: Path) -> None:
    before = recipients(case_path)["sentry.io"].party
    correct_party(case_path, "sentry.io", Correction(operator="Somebody", at="2026-11-22"))
    assert recipients(case_path)["sentry.io"].party.operator == "Somebody"
    reset_party(case_path, "sentry.io")
    assert recipients(case_path)["sentry.io"].party == before
    correct_party(case_path, "sentry.io", Correction(role=Role.ANALYTICS))
    correct_party(case_path, "sentry.io", Correction())
    with Case.open(case_path, read_only=True) as case:
        assert correction_of(CaseReader(case), "sentry.io") is None


def test_a_correction_that_cannot_stand_is_refused_and_nothing_is_kept(case_path: Path) -> None:
    with pytest.raises(ArgumentsWrong, match="seat_country"):
        correct_party(case_path, "pixel.example", Correction(seat_country="France"))
    with Case.open(case_path, read_only=True) as case:
        assert corrections(CaseReader(case)) == {}


def test_a_kept_correction_that_cannot_be_read_changes_nothing(case_path: Path) -> None:
    before = recipients(case_path)
    editing.override(case_path, kind="party", key="pixel.example", value='{"role": "boss"')
    assert recipients(case_path) == before


def test_the_same_group_follows_a_correction(case_path: Path) -> None:
    correct_party(case_path, "rdv.example", Correction(operator="RDV", group="Groupe RDV", source=POLICY))
    assert not recipients(case_path)["pixel.example"].same_group
    correct_party(case_path, "pixel.example", Correction(operator="Pixel SAS", group="Groupe RDV", source=POLICY))
    assert recipients(case_path)["pixel.example"].same_group


def test_the_result_shows_correction_intermediaries_and_names(case_path: Path) -> None:
    correct_party(case_path, "pixel.example", Correction(operator="Pixel Inc", seat_country="US", source=POLICY))
    analyse_case(case_path, first_party=[OWN])
    with Case.open(case_path, read_only=True) as case:
        result = build_result(CaseReader(case), translator=Translator("en"))
    parties = {party["site"]: party for party in result["parties"]}
    pixel, own = parties["pixel.example"], parties["rdv.example"]
    assert pixel["sources"]["operator"] == {
        "name": "corrected in this case: Politique de confidentialité",
        "date": "2026-10-01",
        "verified": True,
    }
    assert pixel["seat_standing"]["kind"] == "framework"
    assert pixel["seat_standing"]["decision"] == "(EU) 2023/1795"
    assert pixel["address_country"] is None
    assert own["seat_standing"] is None
    assert [one["provider"] for one in own["intermediaries"]] == ["Cloudflare"]
    assert own["aliases"][0]["names"] == ["rdv.eulerian.net"]


def test_surroundings_speak_the_language_of_the_result(case_path: Path) -> None:
    correct_party(case_path, "pixel.example", Correction(seat_country="CH", source=POLICY))
    told = describe_surroundings(recipients(case_path)["pixel.example"], Translator("fr"))
    assert told["seat_standing"]["note"].startswith("Le rapport de la Commission")


def test_a_company_in_front_of_its_own_host_is_no_intermediary(tmp_path: Path) -> None:
    entries = [entry(f"https://{OWN}/"), entry("https://www.google.com/maps", ("server", "gws"))]
    assert recipients(write_case(tmp_path, entries))["google.com"].intermediaries == ()
