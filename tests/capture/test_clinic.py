"""The test site answers as the sample says, over HTTP/1.1 and HTTP/2, and goes wrong only where it is asked to."""

import gzip
import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from cryptography import x509
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.clinic import Clinic, live
from tests.clinic.catalogue import sample_drafts
from tests.clinic.client import Reply, Request, fetch_h1, fetch_h2, open_wire
from tests.clinic.clinic import ROOT
from tests.clinic.hosts import RAW_NAME, Port, names
from tests.clinic.raw import KINDS
from tests.clinic.states import COOKIES, Cookie
from tests.clinic.trial.hosts import ADS, HOME, SOCIAL
from tests.clinic.trial.pages import PAGES, QUIET_PATH
from tests.data import booking
from tests.data.booking import WWW

type Fetch = Callable[[Clinic, Request], Reply]

_BOTH = pytest.mark.parametrize("fetch", [fetch_h1, fetch_h2], ids=["h1", "h2"])
_DRAFTS = [
    draft
    for draft in sample_drafts()
    if draft.kind not in {"document", "script"} and draft.answer is not None and not draft.worker and not draft.error
]


@pytest.fixture(scope="module")
def clinic() -> Iterator[Clinic]:
    with Clinic() as running:
        yield running
        assert running.errors() == ""


def test_sample_answers_are_the_same_byte_for_byte_over_h2(clinic: Clinic):
    seen = set()
    for draft in _DRAFTS:
        parts = urlsplit(draft.url)
        address = (draft.method, parts.hostname, parts.path)
        if address in seen or names()[parts.hostname or ""] is not Port.H2:
            continue
        seen.add(address)
        answer = draft.answer.encode() if isinstance(draft.answer, str) else draft.answer
        reply = fetch_h2(clinic, Request(url=draft.url, method=draft.method, body=(draft.body or "").encode()))
        assert (reply.status, reply.header("content-type")) == (draft.status, draft.mime), draft.name
        assert reply.body == answer, draft.name
    assert len(seen) > 50


@_BOTH
def test_every_page_of_the_visit_answers(clinic: Clinic, fetch: Fetch):
    for draft in sample_drafts():
        if draft.kind == "document" and draft.url.startswith("https"):
            reply = fetch(clinic, Request(url=draft.url))
            assert reply.status == 200
            assert b"site-77a0.js" in reply.body


@pytest.mark.parametrize("name", [name for name, port in names().items() if port is Port.H1])
def test_some_hosts_speak_only_http_1_1(clinic: Clinic, name: str):
    wire = open_wire(clinic, f"https://{name}/", alpn="h2")
    with wire:
        assert isinstance(wire, ssl.SSLSocket)
        assert wire.selected_alpn_protocol() is None


def test_every_name_has_a_certificate_of_its_own_site(clinic: Clinic):
    for name in names():
        with open_wire(clinic, f"https://{name}/") as wire:  # checked against the authority and the name
            assert isinstance(wire, ssl.SSLSocket)
            certificate = x509.load_der_x509_certificate(wire.getpeercert(binary_form=True) or b"")
            found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
            sites = {value.rsplit(".", 2)[-2] for value in found.value.get_values_for_type(x509.DNSName)}
            assert len(sites) == 1


@pytest.mark.parametrize("url", ["http://rdv-sante.example/", "https://rdv-sante.example/"])
def test_cleartext_sends_on_to_the_service(clinic: Clinic, url: str):
    reply = fetch_h1(clinic, Request(url=url))
    assert (reply.status, reply.header("location")) == (301, f"{WWW}/")


@_BOTH
@pytest.mark.parametrize(
    ("path", "coding", "undo"),
    [
        ("/account/appointments.json?page=0", "br", brotli.decompress),
        ("/account/master_patients.json", "gzip", gzip.decompress),
        ("/account/booking_drafts.json", "zstd", lambda data: zstandard.ZstdDecompressor().decompress(data)),
    ],
)
def test_account_answers_are_encoded_on_the_wire(clinic: Clinic, fetch: Fetch, path: str, coding: str, undo):
    wanted = (("accept-encoding", "gzip, br, zstd"),)
    reply = fetch(clinic, Request(url=f"{WWW}{path}", headers=wanted))
    assert reply.header("content-encoding") == coding
    assert undo(reply.body) == fetch(clinic, Request(url=f"{WWW}{path}")).body
    assert reply.header("content-length") == str(len(reply.body))


def test_unchanged_bundle_is_answered_304(clinic: Clinic):
    url = f"{WWW}/i18n/fr-5d20.json"
    etag = fetch_h2(clinic, Request(url=url)).header("etag")
    again = fetch_h2(clinic, Request(url=url, headers=(("if-none-match", etag),)))
    assert (again.status, again.body) == (304, b"")


def test_statics_may_be_kept_a_year(clinic: Clinic):
    reply = fetch_h2(clinic, Request(url="https://static.rdv-sante.example/static/site-77a0.js"))
    assert "max-age=31536000" in reply.header("cache-control")


@_BOTH
def test_login_sets_a_closed_session_cookie(clinic: Clinic, fetch: Fetch):
    reply = fetch(clinic, Request(url=f"{WWW}/login.json", method="POST", body=b"{}"))
    assert reply.header("set-cookie").startswith("_rdv_session=")
    assert reply.header("set-cookie").endswith("Path=/; Secure; HttpOnly; SameSite=Lax")


@pytest.mark.parametrize("cookie", COOKIES, ids=lambda cookie: cookie.name)
def test_cookies_are_set_with_the_attributes_announced(clinic: Clinic, cookie: Cookie):
    drafts = [draft for draft in sample_drafts() if urlsplit(draft.url).hostname == cookie.host]
    asked = {Request(url=draft.url, method=draft.method) for draft in drafts if draft.sets or draft.name == "home"}
    sets = [value for one in asked for name, value in fetch_h2(clinic, one).headers if name == "set-cookie"]
    value, *attributes = next(line for line in sets if line.startswith(f"{cookie.name}=")).split("; ")
    wanted = {"Path=/", "Secure", f"SameSite={cookie.same_site}"} | ({"HttpOnly"} if cookie.http_only else set())
    wanted |= {f"Max-Age={cookie.max_age_s}"} if cookie.max_age_s else set()
    wanted |= {"Partitioned"} if cookie.partitioned else set()
    assert (value, set(attributes)) == (f"{cookie.name}={cookie.value}", wanted)


def test_a_page_of_another_origin_may_post_events(clinic: Clinic):
    asked = (("origin", WWW), ("access-control-request-method", "POST"), ("access-control-request-headers", "x-a"))
    reply = fetch_h2(clinic, Request(url="https://events.rdv-sante.example/live", method="OPTIONS", headers=asked))
    assert (reply.status, reply.header("access-control-allow-headers")) == (204, "x-a")
    assert reply.header("access-control-allow-origin") == WWW


@_BOTH
@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_the_trial_answers_behind_a_delivery_network(clinic: Clinic, fetch: Fetch, path: str):
    reply = fetch(clinic, Request(url=f"{HOME}{path}"))
    assert (reply.status, reply.header("server")) == (200, "cloudflare")
    assert (reply.header("referrer-policy") == "unsafe-url") == (path == booking.PROFILE_PATH)
    assert (SOCIAL.encode() in reply.body) == (path != QUIET_PATH)


def test_a_tracker_of_the_trial_knows_a_browser_again_and_hands_it_on(clinic: Clinic):
    first, other = (fetch_h2(clinic, Request(url=f"https://{SOCIAL}/tr?ev=PageView")) for _ in range(2))
    kept, strange = (reply.header("set-cookie").partition(";")[0] for reply in (first, other))
    assert kept != strange
    returning = (("cookie", "consent=1"), ("cookie", kept))
    again = fetch_h2(clinic, Request(url=f"https://{SOCIAL}/tr?ev=Choice", headers=returning))
    assert again.header("set-cookie").startswith(f"{kept};")
    moved = fetch_h2(clinic, Request(url=f"https://{SOCIAL}/sync", headers=returning))
    wanted = f"https://{ADS}/in?partner_uid={kept.partition('=')[2]}"
    assert (moved.status, moved.header("location")) == (302, wanted)


def test_caches_may_keep_the_appointments_of_the_trial_and_nothing_else(clinic: Clinic):
    for path in ("/account/appointments.json", "/account/master_patients.json", "/login.json"):
        method = "POST" if path == "/login.json" else "GET"
        stored = "public" in fetch_h2(clinic, Request(url=f"{HOME}{path}", method=method)).header("cache-control")
        assert stored == (path == "/account/appointments.json")


def test_unknown_addresses_are_missing(clinic: Clinic):
    assert fetch_h2(clinic, Request(url=f"{WWW}/nowhere")).status == 404


def test_journal_keeps_what_arrived(clinic: Clinic):
    sent = Request(url=f"{WWW}/api/experiments?journal=1", method="POST", headers=(("x-one", "1"),), body=b"{}")
    fetch_h2(clinic, sent)
    seen = clinic.received()[-1]
    assert (seen.version, seen.method, seen.host) == ("2", "POST", "www.rdv-sante.example")
    assert (seen.target, seen.body, seen.status) == ("/api/experiments?journal=1", b"{}", 200)
    assert ("x-one", "1") in seen.headers


def test_room_answers_with_text_and_bytes_and_says_goodbye(clinic: Clinic):
    url = "wss://salon.rdv-sante.example/salon/4410"
    wire = socket.create_connection(clinic.host_map["salon.rdv-sante.example"], timeout=30)
    context = ssl.create_default_context(cafile=str(clinic.ca_file))
    with connect(url, sock=wire, ssl=context, proxy=None) as room:
        assert json.loads(room.recv(30))["type"] == "welcome"
        room.send(json.dumps({"type": "message", "text": live.SAID}))
        assert json.loads(room.recv(30))["text"] == live.ANSWERED
        assert room.recv(30) == live.PICTURE
        room.send(b"abc")
        assert room.recv(30) == b"cba"
        room.send('{"type":"bye"}')
        with pytest.raises(ConnectionClosed) as closed:
            room.recv(30)
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1000, "fin de la consultation")


@_BOTH
def test_notifications_come_one_by_one_and_stay_open(clinic: Clinic, fetch: Fetch):
    expected = f"{live.notices()}: encore là\n\n".encode()
    reply = fetch(clinic, Request(url=f"{WWW}/account/notifications/stream", at_most=len(expected)))
    assert reply.header("content-type") == "text/event-stream"
    assert reply.body == expected


@_BOTH
def test_large_answer_has_the_size_asked_for(clinic: Clinic, fetch: Fetch):
    reply = fetch(clinic, Request(url=f"{WWW}/faults/large?bytes=3000001"))
    assert len(reply.body) == 3000001 == int(reply.header("content-length"))


@_BOTH
def test_endless_answer_goes_on_until_the_client_leaves(clinic: Clinic, fetch: Fetch):
    reply = fetch(clinic, Request(url=f"{WWW}/faults/endless", at_most=2_000_000))
    assert len(reply.body) >= 2_000_000
    assert reply.header("content-length") == ""


@_BOTH
def test_slow_answer_comes_byte_by_byte(clinic: Clinic, fetch: Fetch):
    reply = fetch(clinic, Request(url=f"{WWW}/faults/slow", at_most=2))
    assert (reply.header("content-length"), reply.body) == ("3600", b"..")


def test_huge_header_has_the_size_asked_for(clinic: Clinic):
    with open_wire(clinic, f"{WWW}/") as wire:
        wire.sendall(b"GET /faults/huge-header?bytes=2000000 HTTP/1.1\r\nHost: www.rdv-sante.example\r\n\r\n")
        got = b""
        while b"\r\n\r\n" not in got:
            got += wire.recv(1 << 20)
    assert b"x-grand: " + b"a" * 2_000_000 in got


@_BOTH
def test_challenge_looks_like_a_delivery_networks(clinic: Clinic, fetch: Fetch):
    reply = fetch(clinic, Request(url=f"{WWW}/faults/challenge"))
    assert (reply.status, reply.header("cf-mitigated")) == (403, "challenge")
    assert b"Just a moment" in reply.body


def test_trailers_follow_an_h2_body(clinic: Clinic):
    url = "https://events.rdv-sante.example/faults/trailers"
    reply = fetch_h2(clinic, Request(url=url, headers=(("te", "trailers"),)))
    assert reply.trailers == (("x-total", "1"), ("x-digest", "sha-256=:b2s=:"))


@pytest.mark.parametrize("kind", [*KINDS, "malformed"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_raw_answers_are_as_written(clinic: Clinic, kind: str, scheme: str):
    with open_wire(clinic, f"{scheme}://{RAW_NAME}/") as wire:
        wire.sendall(f"GET /faults/{kind} HTTP/1.1\r\nHost: {RAW_NAME}\r\n\r\n".encode())
        got = b"".join(iter(lambda: wire.recv(65536), b""))
    assert got == KINDS.get(kind, KINDS["bad-status"])


def test_relay_leads_to_the_clinic_and_nowhere_else(clinic: Clinic):
    for name, wanted in (("www.rdv-sante.example", b"200"), ("elsewhere.example", b"502")):
        with socket.create_connection(clinic.relay_address, timeout=30) as wire:
            wire.sendall(f"CONNECT {name}:443 HTTP/1.1\r\nHost: {name}:443\r\n\r\n".encode())
            assert wire.recv(100).split(b" ")[1] == wanted


def test_a_client_that_refuses_the_certificate_disturbs_nobody(clinic: Clinic):
    with (
        socket.create_connection(clinic.host_map["www.rdv-sante.example"], timeout=30) as wire,
        pytest.raises(ssl.SSLError),
    ):
        ssl.create_default_context().wrap_socket(wire, server_hostname="www.rdv-sante.example")
    assert fetch_h1(clinic, Request(url=f"{WWW}/i18n/fr-5d20.json")).body == booking.i18n_bundle().encode()


def test_it_ends_with_its_owner():
    with Clinic() as running:
        child, folder, address = running._child, running.folder, running.host_map["www.rdv-sante.example"]
        assert running.ca_file.exists()
        assert running.host_map_arguments[0] == f"www.rdv-sante.example={address[0]}:{address[1]}"
    assert child.returncode == 0
    assert not folder.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=30)


def test_it_ends_with_a_killed_owner():
    owner = subprocess.Popen([sys.executable, "-c", _OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert owner.stdout
    assert owner.stdin
    port, folder = json.loads(owner.stdout.readline())
    with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
        owner.kill()
        owner.wait()
        with suppress(ConnectionResetError):
            assert wire.recv(1) == b""
    until, waited = monotonic() + 60, Event()  # a busy machine may let it wait
    while Path(folder).exists():
        assert monotonic() < until
        waited.wait(0.02)
    owner.stdin.close()
    owner.stdout.close()


_OWNER = """
import json, sys
from tests.clinic import Clinic
with Clinic() as clinic:
    print(json.dumps([clinic.host_map["www.rdv-sante.example"][1], str(clinic.folder)]), flush=True)
    sys.stdin.read()
"""


def test_a_child_that_fails_tells_why(monkeypatch: pytest.MonkeyPatch):
    real = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda words, **facts: real([words[0], "-c", "raise SystemExit('no')"], **facts)
    )
    with pytest.raises(RuntimeError, match="did not start: no"), Clinic():
        pass
