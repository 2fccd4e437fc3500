"""A date of birth is known by its parts under names that say so, plain or hashed, and by nothing else."""

import hashlib

import pytest

from inspector.detect.needles.birth_names import BirthName, read_name
from inspector.detect.needles.parted_dates import PartedDates
from tests.detect.builders import TRACKER, decoded, needle

BORN = "1987-03-14"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def found(*, born: str = BORN, **parts: object) -> list[tuple[str, str]]:
    url = str(parts.pop("url", f"{TRACKER}/px"))
    flow, _ = decoded(url, **parts)
    dates = PartedDates([needle("x@courriel.example"), needle(born, "identity.birthdate")])
    seen = [(document, hit) for document in flow.documents for hit in dates.find(document)]
    assert {number for _, (_, number, _) in seen} <= {1}
    return sorted((document.path_of(leaf), form) for document, (leaf, _, form) in seen)


@pytest.mark.parametrize(
    "sent",
    [
        {"birth_day": 14, "birth_month": 3, "birth_year": 1987},
        {"birthDay": "14", "birthMonth": "03", "birthYear": "1987"},
        {"dobd": "14", "dobm": "03", "doby": "1987"},
        {"bd": "14", "bm": "3", "by": "1987"},
        {"birthday": 14, "birthmonth": 3, "birthyear": 1987},
        {"jour_naissance": 14, "mois_naissance": 3, "annee_de_naissance": 1987},
        {"dob": {"y": 1987, "m": 3, "d": 14}},
        {"dateNaissance": {"jour": "14", "mois": "03", "annee": "1987"}},
        {"birthdate": [1987, 3, 14]},
        {"user": {"date_of_birth": ["14", "03", "1987"]}},
        {"day": 14, "month": 3, "year": 1987},
    ],
)
def test_parts_under_telling_names_count_together(sent):
    assert [form for _, form in found(sent=sent)] == ["normalised"] * 3


def test_parts_of_a_query_count_together():
    assert found(url=f"{TRACKER}/px?bd=14&bm=03&by=1987") == [(name, "normalised") for name in ("bd", "bm", "by")]
    assert len(found(url=f"{TRACKER}/px?dob[d]=14&dob[m]=3&dob[y]=1987")) == 3


def test_hashed_parts_count_together():
    sent = {"ud": {"dobd": sha256("14"), "dobm": sha256("03"), "doby": sha256("1987").upper()}}
    assert found(sent=sent) == [(f"$.ud.{name}", "sha256") for name in ("dobd", "dobm", "doby")]
    assert found(sent={"dobd": sha256("14"), "dobm": sha256("03"), "doby": "1987"}) == []


@pytest.mark.parametrize(
    "sent",
    [
        {"d": 14, "m": 3, "n": 1987},
        {"d": 14, "m": 3, "y": 1987},
        {"page": 14, "m": 3, "w": 1987},
        {"birth_day": 14, "birth_year": 1987},
        {"birth_day": 3, "birth_month": 14, "birth_year": 1987},
        {"birth_day": 15, "birth_month": 3, "birth_year": 1987},
        {"size": [1987, 3, 14]},
        {"birthdate": [1987, 14, 3]},
        {"birthdate": [1987, 3, 14, 0]},
        {"a": {"birth_day": 14, "birth_month": 3}, "b": {"birth_year": 1987}},
        {"birth_day": True, "birth_month": 3, "birth_year": 1987},
        {"v": [sha256("14"), sha256("03"), sha256("1987")]},
    ],
)
def test_other_numbers_are_numbers(sent):
    assert found(sent=sent) == []


def test_where_calendars_begin_needs_a_name_of_birth():
    assert found(sent={"day": 1, "month": 1, "year": 2000}, born="2000-01-01") == []
    assert len(found(sent={"dob_day": 1, "dob_month": 1, "dob_year": 2000}, born="2000-01-01")) == 3


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("birthYear", BirthName("year", of_birth=True)),
        ("ud[dobm]", BirthName("month", of_birth=True)),
        ("tagDerGeburt", BirthName("", of_birth=False)),
        ("geburtstag", BirthName("day", of_birth=True)),
        ("date_of_birth", BirthName("", of_birth=True)),
        ("month", BirthName("month", of_birth=False, worded=True)),
        ("m", BirthName("month", of_birth=False)),
        ("body", BirthName("", of_birth=False)),
        ("by", BirthName("year", of_birth=True)),
        ("x" * 500, BirthName("", of_birth=False)),
    ],
)
def test_names_say_which_part_of_a_birth_they_are(name, said):
    assert read_name(name) == said
