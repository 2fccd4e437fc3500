"""What ships: complete, dated, attributed, and small."""

import csv
import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

from inspector.messages import LANGUAGES, Translator
from inspector.model.party import Role
from inspector.parties.book import PartyBook
from inspector.parties.claims import checked_country
from inspector.parties.reference import load_data_sets
from inspector.resources import resource_path
from tests.bench.bench_attribution import HARS, captured_hosts, shares

REFERENCE = resource_path("reference")
LICENCES = resource_path("licences")
SOURCES = tomllib.loads((REFERENCE / "sources.toml").read_text(encoding="utf-8"))["source"]


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((REFERENCE / name).read_text(encoding="utf-8").splitlines()))


def test_every_shipped_file_has_a_named_dated_source():
    shipped = {path.name for path in REFERENCE.iterdir()} - {"sources.toml"}
    listed = {name for source in SOURCES for name in source["files"] if not name.startswith("..")}
    assert shipped == listed
    assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", source["date"]) for source in SOURCES)


def test_every_licence_text_travels():
    assert all((LICENCES / text).is_file() for source in SOURCES for text in source.get("texts", []))


def test_the_attribution_page_says_what_ships():
    script = Path(__file__).parents[2] / "packaging" / "make_reference.py"
    spec = importlib.util.spec_from_file_location("make_reference", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (LICENCES / "ATTRIBUTION.md").read_text(encoding="utf-8") == module.attribution()


def test_the_reference_data_stays_below_twelve_megabytes():
    assert sum(path.stat().st_size for path in REFERENCE.iterdir()) < 12_000_000


def test_a_verified_company_names_where_it_can_be_checked_and_every_row_is_dated():
    for row in rows("companies.csv"):
        assert row["date"], row["operator"]
        assert row["verified"] in ("yes", "no")
        assert row["verified"] == "no" or (row["source"] and row["seat"]), row["operator"]


def test_countries_are_iso_codes_with_a_name_in_both_languages():
    codes = {row[column] for row in rows("companies.csv") for column in ("seat", "group_seat")} - {""}
    codes |= {row["country"] for row in rows("cloud-regions.csv")}
    for language in LANGUAGES:
        translate = Translator(language)
        assert not [code for code in codes if not translate.has(f"countries.{code}")]


def test_every_site_belongs_to_a_company_of_the_table_and_is_in_its_normal_form():
    operators = {row["operator"] for row in rows("companies.csv")}
    sites = rows("sites.csv")
    assert {row["operator"] for row in sites} <= operators
    assert len({row["site"] for row in sites}) == len(sites)
    assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", row["site"]) for row in sites)


def test_a_group_with_a_row_of_its_own_has_the_same_seat_everywhere():
    companies = {row["operator"]: row for row in rows("companies.csv")}
    for row in companies.values():
        if row["group"] in companies:
            assert row["group_seat"] == companies[row["group"]]["seat"], row["operator"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_has_a_name(language):
    assert all(Translator(language).has(f"roles.{role.value}") for role in Role)


def test_every_category_of_the_lists_is_mapped_to_a_role():
    book = PartyBook.load()
    categories = {row["category"] for row in rows("whotracksme.csv")}
    assert not [c for c in categories if ("whotracksme", c) not in book.roles.categories]
    listed = set(re.findall(r'"category":"([^"]+)"', (REFERENCE / "third-party-web.json").read_text(encoding="utf-8")))
    assert not [c for c in listed if ("third-party-web", c) not in book.roles.categories]


def test_the_references_of_a_result_are_all_data_sets():
    names = {source.name for source in PartyBook.load().references}
    assert names == {data_set.source.name for data_set in load_data_sets().values()}


def test_coverage_of_an_independent_list_is_known():
    """Measured, not promised: most domains of a newer list that is not shipped have an operator here."""
    newer = Path(__file__).parents[3] / "shared" / "reference" / "companies" / "whotracksme-2022-08.csv"
    if not newer.exists():
        pytest.skip("the comparison list is not beside this checkout")
    book = PartyBook.load()
    with newer.open(encoding="utf-8") as file:
        domains = [row["domain"] for row in csv.DictReader(file)]
    known = sum(book.party_of(domain).operator is not None for domain in domains)
    assert known / len(domains) > 0.5


def test_most_hosts_of_real_captures_have_an_operator_and_a_country():
    if not HARS.is_dir():
        pytest.skip("the shared captures are not beside this checkout")
    counted = shares(captured_hosts(), PartyBook.load())
    assert counted["all"] > 200
    assert counted["operator"] / counted["all"] > 0.9
    assert counted["checked"] / counted["all"] > 0.75


def test_companies_are_in_order_and_every_name_stands_for_one_of_them():
    companies = rows("companies.csv")
    names = [row["operator"] for row in companies]
    assert names == sorted(names, key=str.casefold)
    told: dict[str, str] = {}
    for row in companies:
        for name in filter(None, (row["operator"], *row["also"].split(";"))):
            assert told.setdefault(name.strip().casefold(), row["operator"]) == row["operator"], name


def test_an_unverified_seat_never_counts_as_checked():
    book = PartyBook.load()
    unverified = {row["operator"] for row in rows("companies.csv") if row["verified"] == "no"}
    for site in rows("sites.csv"):
        party = book.party_of(site["site"])
        if party.operator in unverified:
            assert checked_country(party) is None, site["site"]
