"""What a recording tells, read back."""

import pytest

from inspector.model.flow import CaptureId, Delivery
from inspector.model.recording import Refusal, StateKind
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.recorded import handshakes, name_answers, page_state_data, page_states, unread_hosts
from tests.store.builders import START_US, build_case


@pytest.fixture
def reader(tmp_path):
    with Case.open(build_case(tmp_path / "a.enclair", flows=120)) as case:
        yield CaseReader(case)


def run(reader: CaseReader, sql: str, *parameters: object) -> None:
    reader.case.connection.execute(sql, parameters)


def test_a_case_without_a_recording_tells_nothing(reader):
    assert [*handshakes(reader), *name_answers(reader), *page_states(reader), *unread_hosts(reader)] == []


def test_refusals_come_back_with_their_counts(reader):
    sql = "INSERT INTO handshake VALUES (NULL, 1, ?, 443, ?, ?, ?, 1, 2, 'alert', 1)"
    run(reader, sql, "api.banque.example", "Banque", "certificate-refused", 3)
    run(reader, sql, "b.example", "Autre", "unheard-of", 7)
    found = handshakes(reader)
    assert [(h.host, h.refusal, h.count, h.likely_pinned) for h in found] == [
        ("b.example", Refusal.OTHER, 7, True), ("api.banque.example", Refusal.CERTIFICATE_REFUSED, 3, True),
    ]  # fmt: skip
    assert [h.client for h in handshakes(reader, host="api.banque.example")] == ["Banque"]
    assert handshakes(reader, capture=CaptureId(2)) == ()


def test_name_chains_come_back_and_damaged_ones_say_so(reader):
    sql = "INSERT INTO name_answer VALUES (NULL, 1, ?, ?, '192.0.2.53', ?, '')"
    run(reader, sql, "a.example", 5, '[["a.example","CNAME","b.example"],["b.example","A","192.0.2.1"]]')
    run(reader, sql, "c.example", 6, '{"not": "a chain"}')
    good, bad = name_answers(reader)
    assert good.chain == (("a.example", "CNAME", "b.example"), ("b.example", "A", "192.0.2.1"))
    assert (bad.chain, bad.error) == ((), "unreadable")
    assert [answer.host for answer in name_answers(reader, host="c.example")] == ["c.example"]


def test_states_are_listed_without_their_data(reader):
    sql = "INSERT INTO page_state VALUES (?, 1, ?, ?, ?, 'https://a.example/', 'ab', ?)"
    run(reader, sql, 1, 10, 11, "text", b"visible")
    run(reader, sql, 2, 10, 12, "kind-of-tomorrow", b"?")
    (state,) = page_states(reader, CaptureId(1))
    assert (state.kind, state.size_bytes, state.marker_us) == (StateKind.TEXT, 7, 10)
    assert page_state_data(reader, state.id) == b"visible"
    with pytest.raises(KeyError):
        page_state_data(reader, 99)


def test_unread_hosts_have_their_times_and_bytes(reader):
    run(
        reader,
        "UPDATE flow SET delivery = 'unread', host = 'p.example', started_us = ? + id, duration_us = 10,"
        " request_claimed_size = 100, response_wire_size = 2000 WHERE id IN (3, 4)",
        START_US,
    )
    run(reader, "UPDATE flow SET delivery = 'refused', host = 'q.example' WHERE id = 5")
    first, second = unread_hosts(reader)
    assert (first.host, first.delivery, first.connections) == ("p.example", Delivery.UNREAD, 2)
    assert (first.bytes_sent, first.bytes_received) == (200, 4000)
    assert (first.first_us, first.last_us) == (START_US + 3, START_US + 14)
    assert (second.host, second.delivery) == ("q.example", Delivery.REFUSED)
