"""The filter language: what is typed becomes parameters, never SQL."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.store.case import Case
from inspector.store.filters import Term, build_condition, read_filter, write_filter
from inspector.store.queries import CaseReader
from inspector.store.reading.flow_table import FlowQuery
from tests.store.builders import build_case


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory):
    path = build_case(tmp_path_factory.mktemp("case") / "a.enclair", flows=120)
    with Case.open(path, read_only=True) as case:
        yield CaseReader(case)


def found(reader: CaseReader, text: str) -> list[int]:
    return list(reader.flow_ids(FlowQuery(terms=read_filter(text))))


def test_terms_are_joined_by_and_and_a_minus_negates(reader: CaseReader):
    own = found(reader, "site:rdv-sante.example")
    assert own
    assert set(found(reader, "site:rdv-sante.example status:200")) < set(own)
    rest = found(reader, "-site:rdv-sante.example")
    assert len(own) + len(rest) == 120


def test_alternatives_and_status_groups(reader: CaseReader):
    assert set(found(reader, "status:204,404")) == set(found(reader, "status:204")) | set(found(reader, "status:404"))
    assert set(found(reader, "status:4xx")) == set(found(reader, "status:404"))


def test_class_matches_a_class_and_its_group(reader: CaseReader):
    assert found(reader, "class:health") == found(reader, "class:health.motive")
    assert found(reader, "class:contact.email") == [110]


def test_plain_text_looks_in_the_address_and_wild_cards_are_literal(reader: CaseReader):
    assert found(reader, "appointments.json") == [40]
    assert found(reader, "100%_") == []


def test_an_unknown_key_is_text():
    assert read_filter("foo:bar") == (Term(key="", values=("foo:bar",)),)
    assert read_filter('"a b" -role:cdn') == (
        Term(key="", values=("a b",)),
        Term(key="role", values=("cdn",), negated=True),
    )


@given(st.text(max_size=60))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_typed_can_break_a_query(reader: CaseReader, text: str):
    condition = build_condition(read_filter(text))
    reader.case.connection.execute(
        f"SELECT 1 FROM flow LEFT JOIN flow_site AS place ON place.host = flow.host WHERE {condition.sql}",
        condition.parameters,
    ).fetchall()


@given(st.lists(st.sampled_from(["site:a.example", "-role:cdn", "status:404,5xx", "motif", '"x y"']), max_size=5))
def test_a_filter_can_be_written_and_read_again(pieces: list[str]):
    terms = read_filter(" ".join(pieces))
    assert read_filter(write_filter(terms)) == terms


def test_a_reader_cannot_write(reader: CaseReader):
    with pytest.raises(sqlite3.OperationalError):
        reader.case.connection.execute("DELETE FROM flow")


def test_a_folder_of_the_case_is_not_touched(tmp_path: Path):
    path = build_case(tmp_path / "a.enclair", flows=120)
    with Case.open(path, read_only=True) as case:
        CaseReader(case).counts()
    assert [file.name for file in tmp_path.iterdir()] == ["a.enclair"]
