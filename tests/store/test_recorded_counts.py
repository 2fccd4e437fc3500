"""Counts over what was recorded: refused, unread, of the browser itself; transport of a flow."""

import pytest

from inspector.model.flow import CaptureId, FlowId
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.recorded import Tally, background_flows, counted_supports, tally, transport_of
from tests.store.builders import build_case


@pytest.fixture
def reader(tmp_path):
    with Case.open(build_case(tmp_path / "a.enclair", flows=120)) as case:
        yield CaseReader(case)


def run(reader: CaseReader, sql: str) -> None:
    reader.case.connection.execute(sql)


def test_an_import_has_no_such_flows(reader):
    run(reader, "UPDATE flow SET delivery = 'network'")
    assert tally(reader) == Tally()
    assert background_flows(reader) == frozenset()


def test_an_empty_case_counts_nothing(tmp_path):
    with Case.create(tmp_path / "e.enclair") as case:
        assert tally(CaseReader(case)) == Tally()


def test_refused_unread_and_background_are_counted_apart(reader):
    run(reader, "UPDATE flow SET delivery = 'refused' WHERE id = 1")
    run(reader, "UPDATE flow SET delivery = 'unread' WHERE id IN (2, 3)")
    run(reader, "UPDATE flow SET background = 1, host = 'own.example' WHERE id IN (3, 4)")
    assert tally(reader) == Tally(refused=1, unread=2, background=2, background_hosts=1)
    assert background_flows(reader) == {FlowId(3), FlowId(4)}


def test_the_transport_of_a_flow_comes_without_certificates(reader):
    columns = "id, capture_id, tls_version, cipher, client_tls_version, certificate"
    run(reader, f"INSERT INTO connection ({columns}) VALUES (7, 1, 'TLSv1.3', 'X', 'TLSv1.2', '[{{}}]')")
    run(reader, "UPDATE flow SET connection_id = 7 WHERE id = 1")
    run(reader, "UPDATE flow SET connection_id = NULL WHERE id = 2")
    found = transport_of(reader, FlowId(1))
    assert found is not None
    assert (found.tls_version, found.cipher, found.client_tls_version) == ("TLSv1.3", "X", "TLSv1.2")
    assert found.certificate is None
    assert transport_of(reader, FlowId(2)) is None
    assert transport_of(reader, FlowId(9999)) is None


def test_supports_leave_out_what_is_the_browser_s_own(reader):
    run(reader, "UPDATE flow SET delivery = 'network', status = 200, method = 'GET', response_size = 5")
    assert counted_supports(reader, CaptureId(1)).answers == 1.0
    run(reader, "UPDATE flow SET response_size = 0, response_claimed_size = 9 WHERE id <= 30")
    assert counted_supports(reader, CaptureId(1)).answers == 0.75
    run(reader, "UPDATE flow SET background = 1 WHERE id <= 30")
    assert counted_supports(reader, CaptureId(1)).answers == 1.0
    assert counted_supports(reader, CaptureId(7)).answers == 0.0
