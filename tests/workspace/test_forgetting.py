"""Forgetting a host."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from inspector.model.flow import CaptureKind, FlowId, FlowRecord, Side, encode_headers
from inspector.store import forgetting
from inspector.store.captures import Outcome
from inspector.store.case import Case
from inspector.store.live.writer import LiveWriter
from inspector.store.queries import CaseReader
from inspector.workspace.analysis import analyse_case
from inspector.workspace.forgetting import count_flows, forget_host
from inspector.workspace.importing import import_file
from tests.store.builders import START_US

FORGOTTEN, OTHER = "mail.oublie.example", "www.garde.example"
PLANTED = {
    name: f"planted-{name}-8c1f77d2"
    for name in ("query", "path", "header", "answer", "body", "reply", "message", "cookie", "initiator", "storage")
}
SHARED = "shared-by-both-2f6a"


def entry(host: str, path: str, *, headers: dict[str, str], reply: str, post: str = "", **more: object) -> dict:
    listed = [{"name": name, "value": value} for name, value in headers.items()]
    request = {"method": "POST", "url": f"https://{host}{path}", "httpVersion": "HTTP/2", "cookies": [],
               "headers": listed, "queryString": [], "headersSize": -1, "bodySize": len(post)}  # fmt: skip
    if post:
        request["postData"] = {"mimeType": "application/json", "text": post}
    return {
        "startedDateTime": "2026-11-20T10:00:00.000Z", "time": 5, "request": request, "cache": {},
        "response": {"status": 200, "statusText": "OK", "httpVersion": "HTTP/2", "cookies": [], "headers": listed,
                     "content": {"size": len(reply), "mimeType": "text/plain", "text": reply}, "redirectURL": "",
                     "headersSize": -1, "bodySize": len(reply)},
        "timings": {"send": 1, "wait": 2, "receive": 2}, **more,
    }  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    p = PLANTED
    initiator = {"type": "script", "url": f"https://{FORGOTTEN}/{p['initiator']}"}
    entries = [
        entry(
            FORGOTTEN, f"/{p['path']}?q={p['query']}", headers={"X-One": p["header"], "Cookie": f"sid={p['cookie']}"},
            post=json.dumps({"password": p["body"]}), reply=p["reply"] * 100,
            _webSocketMessages=[{"type": "send", "time": 1.0, "opcode": 1, "data": p["message"]}],
        ),
        entry(FORGOTTEN, "/two", headers={"X-Two": p["answer"]}, reply=SHARED * 40),
        entry(OTHER, "/kept", headers={"X-Three": "kept-header"}, reply=SHARED * 40, _initiator=initiator),
    ]  # fmt: skip
    log = {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": entries}
    file = tmp_path / "a.har"
    file.write_text(json.dumps({"log": log}))
    case_path = tmp_path / "a.enclair"
    with Case.create(case_path) as case:
        import_file(case, file)
        add_state(case, "text", f"https://{FORGOTTEN}/inbox", p["storage"].encode())
        cookies = [{"name": "a", "value": p["cookie"], "domain": f".{FORGOTTEN}"},
                   {"name": "b", "value": "kept-cookie", "domain": OTHER}]  # fmt: skip
        add_state(case, "cookies", f"https://{OTHER}/", json.dumps(cookies).encode())
        origins = {f"https://{FORGOTTEN}": {"k": p["storage"]}, f"https://{OTHER}": {"k": "kept-value"}}
        add_state(case, "local-storage", f"https://{OTHER}/", json.dumps(origins).encode())
    for _ in range(2):  # the second one leaves the rows of the first in free pages
        analyse_case(case_path)
    return case_path


def add_state(case: Case, kind: str, url: str, data: bytes) -> None:
    case.connection.execute(
        "INSERT INTO page_state VALUES (NULL, 1, ?, ?, ?, ?, 'x', ?)", (START_US, START_US, kind, url, data)
    )


def traces(path: Path) -> set[str]:
    """What can still be read in the file or beside it, packed or not."""
    found = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    return {name for name, text in PLANTED.items() if text.encode() in found}


def test_what_was_kept_is_there_before(path):
    assert traces(path) >= {"query", "path", "header", "body", "cookie", "initiator", "storage", "message"}


def test_no_byte_of_the_host_stays_in_the_file(path):
    forgotten = forget_host(path, FORGOTTEN)
    assert forgotten.is_wiped
    assert (forgotten.flows, forgotten.messages, forgotten.originals) == (2, 1, 1)
    assert traces(path) == set()


def test_bodies_that_another_host_has_too_stay(path):
    forget_host(path, FORGOTTEN)
    with Case.open(path, read_only=True) as case:
        reader = CaseReader(case)
        body = reader.content(FlowId(3)).response_body
        assert body is not None
        assert body.data == SHARED.encode() * 40
        assert dict(reader.headers(FlowId(3), Side.REQUEST))["X-Three"] == "kept-header"
        assert case.connection.execute("SELECT count(*) FROM body").fetchone() == (1,)


def test_the_row_stays_with_its_time_result_and_size(path):
    forget_host(path, FORGOTTEN)
    with Case.open(path, read_only=True) as case:
        content = CaseReader(case).content(FlowId(1))
    facts = content.facts
    assert (facts.host, facts.url, facts.path, facts.method) == (FORGOTTEN, f"https://{FORGOTTEN}/", "/", "POST")
    assert (facts.status, facts.response_size) == (200, len(PLANTED["reply"]) * 100)
    assert facts.started_us is not None
    assert not content.request_headers
    assert not content.messages
    assert content.response_body is None


def test_states_of_other_pages_lose_only_what_is_the_host_s(path):
    forget_host(path, FORGOTTEN)
    with Case.open(path, read_only=True) as case:
        kept = dict(case.connection.execute("SELECT kind, data FROM page_state"))
    assert set(kept) == {"cookies", "local-storage"}
    assert [cookie["name"] for cookie in json.loads(kept["cookies"])] == ["b"]
    assert json.loads(kept["local-storage"]) == {f"https://{OTHER}": {"k": "kept-value"}}


def test_the_analysis_is_stale_and_can_be_rebuilt(path):
    forget_host(path, FORGOTTEN)
    with Case.open(path, read_only=True) as case:
        assert CaseReader(case).outcome("complete") is None
        assert not CaseReader(case).leaves()
    analyse_case(path)
    with Case.open(path, read_only=True) as case:
        assert CaseReader(case).outcome("complete") == b"true"


def test_it_is_logged_without_a_value(path):
    forget_host(path, FORGOTTEN)
    with Case.open(path, read_only=True) as case:
        told = [(what, json.loads(detail)) for _, what, detail, _ in CaseReader(case).log() if what == "host forgotten"]
    assert told == [
        ("host forgotten", {"host": FORGOTTEN, "flows": 2, "bodies": 2, "messages": 1, "states": 1, "originals": 1})
    ]


def test_forgetting_twice_and_an_unknown_host_do_no_harm(path):
    forget_host(path, FORGOTTEN)
    again = forget_host(path, FORGOTTEN)
    assert (again.flows, again.bodies, again.originals) == (2, 0, 0)
    assert forget_host(path, "unheard.example").flows == 0
    assert count_flows(path, OTHER) == 1
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_an_open_reader_only_delays_the_last_traces(path, monkeypatch):
    monkeypatch.setattr(forgetting, "CHECKPOINT_MS", 20)
    with Case.open(path, read_only=True) as reading:
        cursor = reading.connection.execute("SELECT id FROM flow")
        cursor.fetchone()  # holds an old view of the case
        assert not forget_host(path, FORGOTTEN).is_wiped
        cursor.close()
    Case.open(path).close()
    assert traces(path) == set()


def test_what_a_recording_wrote_over_is_gone_as_well(tmp_path):
    """Rows of a recording change while it goes on: what they said before lies in the gaps of their pages."""
    path = tmp_path / "live.enclair"
    with Case.create(path) as case:
        writer = LiveWriter(case, name="x", kind=CaptureKind.RECORDING)
        tickets = [writer.begin(live_flow(n, length=n % 200)) for n in range(60)]
        writer.flush(10)
        for n, ticket in enumerate(tickets):
            writer.add_part(ticket, Side.RESPONSE, f"planted-part-{n}".encode())
            writer.close(ticket, live_flow(n, length=n * 7 % 400))
        writer.finish(Outcome())
    assert forget_host(path, FORGOTTEN).is_wiped
    data = b"".join(file.read_bytes() for file in tmp_path.glob("live.enclair*"))
    assert b"planted-kept-1-" in data
    assert not re.search(rb"planted-(?:lost|part)-\d+", data)


def live_flow(n: int, *, length: int) -> FlowRecord:
    host, word = (OTHER, "kept") if n % 2 else (FORGOTTEN, "lost")
    headers = encode_headers((("X-One", f"planted-{word}-{n}-{'q' * length}"),))
    return FlowRecord(
        entry=None, started_us=START_US + n, method="GET", url=f"https://{host}/planted-{word}-{n}",
        request_headers=headers,
    )  # fmt: skip
