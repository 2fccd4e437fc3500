"""Refusals told apart from accidents, and pinning said only where it is likely."""

import pytest

from inspector.capture.proxy import handshakes
from inspector.capture.proxy.handshakes import DROP_S, HandshakeTally
from inspector.model.recording import Handshake, Refusal

APP, API, WWW = "phone", "api.clinic.example", "www.clinic.example"


def error(tally: HandshakeTally, text: str, *, host: str = API, at_us: int = 1) -> Handshake | None:
    return tally.note_error(client=APP, host=host, port=443, text=text, at_us=at_us)


def unused(tally: HandshakeTally, *, lived_s: float = 0.1, host: str = API) -> Handshake | None:
    return tally.note_unused(client=APP, host=host, port=443, lived_s=lived_s, at_us=1)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (
            "The client does not trust the proxy's certificate for a.example (tlsv1 alert unknown ca)",
            "certificate-refused",
        ),
        ("ssl/tls alert certificate unknown", "certificate-refused"),
        ("sslv3 alert bad certificate", "certificate-refused"),
        ("The client disconnected during the handshake.", "connection-closed"),
        ("no shared cipher", "no-shared-cipher"),
        ("unsupported protocol", "no-shared-cipher"),
        ("connection timed out", "timed-out"),
        ("", "other"),
        ("something new", "other"),
    ],
)
def test_the_library_s_sentences_become_kinds(text: str, refusal: str):
    found = error(HandshakeTally(), text)
    assert found is not None
    assert found.refusal is Refusal(refusal)


def test_repeats_are_counted_with_their_first_and_last_moment():
    tally = HandshakeTally()
    error(tally, "unknown ca", at_us=10)
    found = error(tally, "unknown ca", at_us=30)
    assert found is not None
    assert (found.count, found.first_us, found.last_us) == (2, 10, 30)
    assert tally.hosts() == 1


def test_likely_pinned_needs_repeats_here_and_a_reading_elsewhere():
    tally = HandshakeTally()
    assert [found.likely_pinned for _ in range(3) if (found := error(tally, "unknown ca"))] == [False] * 3
    tally.note_read(client=APP, host=WWW)
    found = error(tally, "unknown ca")
    assert found is not None
    assert found.likely_pinned
    other = error(tally, "unknown ca", host="once.clinic.example")
    assert other is not None
    assert not other.likely_pinned


def test_another_client_s_reading_says_nothing():
    tally = HandshakeTally()
    tally.note_read(client="laptop", host=WWW)
    found = [error(tally, "unknown ca") for _ in range(3)][-1]
    assert found is not None
    assert not found.likely_pinned


def test_an_unused_connection_counts_only_where_it_was_short_and_nothing_was_read_there():
    tally = HandshakeTally()
    assert unused(tally, lived_s=DROP_S + 0.1) is None
    found = unused(tally)
    assert found is not None
    assert found.refusal is Refusal.DROPPED_AFTER
    tally.note_read(client=APP, host=API)
    assert unused(tally) is None


def test_a_server_s_own_failure_is_no_refused_host():
    tally = HandshakeTally()
    found = tally.note_server_error(client=APP, host=API, port=443, at_us=1)
    assert found is not None
    assert (found.refusal, found.likely_pinned, tally.hosts()) == (Refusal.SERVER_REFUSED, False, 0)


def test_it_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(handshakes, "_MOST", 3)
    tally = HandshakeTally()
    found = [error(tally, "unknown ca", host=f"h{n}.example") for n in range(5)]
    assert [one is not None for one in found] == [True] * 3 + [False] * 2
    for n in range(5):
        tally.note_read(client=f"c{n}", host=API)
    assert not tally.was_read(client="c4", host=API)
