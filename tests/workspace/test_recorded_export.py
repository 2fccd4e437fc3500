"""A recording that is exported whole comes back as it was; one that is redacted tells nothing it should not."""

import base64
import binascii
import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import brotli  # type: ignore[import-untyped]
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.capture.tracking import capture_extra
from inspector.formats.har.supports import SupportTally
from inspector.model.flow import Body, CaptureKind, Delivery, FlowRecord, SocketMessage, encode_headers
from inspector.store.captures import Outcome
from inspector.store.case import Case
from inspector.store.live.writer import LiveWriter
from inspector.workspace.analysis import analyse_case
from inspector.workspace.exporting import export_har
from inspector.workspace.import_result import ImportResult
from inspector.workspace.importing import import_file
from tests.data.recorded import ACCOUNT, CUT, PICTURE, SECRETS, SESSION, WHOLE, add_recording, write_recorded
from tests.data.unlike import rows_of, unlike

SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "har-1.2.schema.json").read_text())
KINDS = (
    (CaptureKind.RECORDING,),
    (CaptureKind.BROWSER_RECORDING,),
    (CaptureKind.RECORDING, CaptureKind.BROWSER_RECORDING),
)


def exported(case: Path, target: Path, *, redact: str = "none") -> Any:
    export_har(case, target, redact=redact)
    log = json.loads(target.read_bytes())
    jsonschema.validate(log, SCHEMA)
    return log["log"]


def imported(source: Path, target: Path) -> ImportResult:
    with Case.create(target) as case:
        return import_file(case, source)


def entry_of(log: Any, part: str) -> Any:
    return next(entry for entry in log["entries"] if part in entry["request"]["url"])


@pytest.fixture(scope="module", params=KINDS, ids=lambda kinds: "+".join(kinds))
def recorded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = write_recorded(tmp_path_factory.mktemp("recorded") / "visite.enclair", kinds=request.param)
    analyse_case(path)
    return path


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = write_recorded(tmp_path_factory.mktemp("proxied") / "visite.enclair")
    analyse_case(path)
    return path


# -- whole ----------------------------------------------------------------------------------------------------


def test_a_re_import_loses_nothing_and_finds_the_same(recorded: Path, tmp_path: Path):
    exported(recorded, tmp_path / "out.har")
    imported(tmp_path / "out.har", tmp_path / "again.enclair")
    analyse_case(tmp_path / "again.enclair")
    assert unlike(recorded, tmp_path / "again.enclair") == {}
    assert rows_of(recorded)["leaf"]


def test_an_export_of_the_re_import_is_the_same_again(recorded: Path, tmp_path: Path):
    first = exported(recorded, tmp_path / "one.har")
    imported(tmp_path / "one.har", tmp_path / "again.enclair")
    second = exported(tmp_path / "again.enclair", tmp_path / "two.har")
    assert second["entries"] == first["entries"]


def test_a_recording_can_join_a_case_with_other_captures(proxied: Path, tmp_path: Path):
    exported(proxied, tmp_path / "out.har")
    target = write_recorded(tmp_path / "other.enclair", kinds=(CaptureKind.BROWSER_RECORDING,))
    with Case.open(target) as case:
        result = import_file(case, tmp_path / "out.har")
    assert (result.capture, result.kind) == (2, CaptureKind.RECORDING)
    kinds = [row[1] for row in rows_of(target)["capture"]]
    assert sorted(kinds) == ["browser-recording", "recording"]


def test_bodies_are_readable_with_their_sizes_on_the_wire_and_off_it(proxied: Path, tmp_path: Path):
    log = exported(proxied, tmp_path / "out.har")
    for n, coding in enumerate(("gzip", "deflate", "br", "zstd", "gzip, br", "identity")):
        response = entry_of(log, f"/account/{n}?")["response"]
        assert response["content"]["text"] == ACCOUNT.decode(), coding
        assert response["content"]["size"] == len(ACCOUNT)
        assert {"name": "content-encoding", "value": coding} in response["headers"]
        assert response["bodySize"] + response["content"].get("compression", 0) == len(ACCOUNT)
    assert entry_of(log, "/account/2?")["response"]["bodySize"] == len(brotli.compress(ACCOUNT))
    sealed = entry_of(log, "/account/6?")["response"]["content"]
    assert base64.b64decode(sealed["text"]) == b"\x00\x01" + ACCOUNT[::-1]
    picture = entry_of(log, "/cache")["response"]["content"]
    assert (picture["encoding"], base64.b64decode(picture["text"])) == ("base64", PICTURE)


def test_what_was_cut_says_so_in_its_sizes(proxied: Path, tmp_path: Path):
    log = exported(proxied, tmp_path / "out.har")
    cut = entry_of(log, "/document.bin")["response"]
    assert (cut["content"]["size"], cut["bodySize"], cut["_wholeSize"]) == (len(WHOLE),) * 3
    assert cut["_wholeSha256"] == hashlib.sha256(WHOLE).hexdigest()
    assert base64.b64decode(cut["content"]["text"]) == WHOLE[:CUT]
    squeezed = entry_of(log, "/journal.txt")["response"]["content"]
    assert squeezed["text"].startswith("a long download")
    assert "compression" not in squeezed
    upload = entry_of(log, "/collect")["request"]
    assert json.loads(upload["postData"]["text"])["em"]
    assert 0 < upload["bodySize"] != len(upload["postData"]["text"])


def test_a_recording_that_broke_off_says_so_after_its_re_import(tmp_path: Path):
    from inspector.store.recovery import close_broken_recordings

    with Case.create(tmp_path / "cut.enclair") as case:
        add_recording(case, CaptureKind.RECORDING, is_finished=False)
        close_broken_recordings(case, tmp_path / "private", tool="test")
    exported(tmp_path / "cut.enclair", tmp_path / "out.har")
    result = imported(tmp_path / "out.har", tmp_path / "again.enclair")
    assert {warning.code for warning in result.warnings} == {"machine-slept", "recording-broken-off"}


def test_many_messages_are_all_there(tmp_path: Path):
    messages = tuple(SocketMessage(at_us=n, from_client=False, opcode=1, data=b"%d" % n) for n in range(20_500))
    flow = FlowRecord(entry=None, started_us=1, method="GET", url="wss://a.example/", status=101, messages=messages)
    log = exported(written(tmp_path / "a.enclair", [flow]), tmp_path / "out.har")
    assert log["entries"][0]["_webSocketMessages"][-1]["data"] == "20499"


def test_pages_of_two_recordings_are_told_apart(tmp_path: Path):
    log = exported(write_recorded(tmp_path / "a.enclair", kinds=KINDS[2]), tmp_path / "out.har")
    assert [page["id"] for page in log["pages"]] == ["page_1", "page_1@2"]
    assert {entry["pageref"] for entry in log["entries"] if "pageref" in entry} == {"page_1", "page_1@2"}


def test_a_bomb_in_an_answer_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("inspector.workspace.exporting._MOST_UNCODED", 100_000)
    bomb = gzip.compress(bytes(5_000_000))
    flow = FlowRecord(
        entry=None, started_us=1, method="GET", url="https://a.example/", status=200, response_body=Body(data=bomb),
        response_headers=encode_headers((("content-encoding", "gzip"),)),
    )  # fmt: skip
    log = exported(written(tmp_path / "a.enclair", [flow]), tmp_path / "out.har")
    assert base64.b64decode(log["entries"][0]["response"]["content"]["text"]) == bomb


def written(path: Path, flows: Sequence[FlowRecord], kind: CaptureKind = CaptureKind.RECORDING) -> Path:
    with Case.create(path) as case:
        writer = LiveWriter(case, name="visite", kind=kind)
        for flow in flows:
            writer.add(flow)
        writer.finish(Outcome(entries=len(flows), extra=capture_extra(SupportTally(), scenario=None)))
    return path


CODED = st.sampled_from([("gzip", gzip.compress), ("br", brotli.compress), ("identity", bytes), ("gzip", bytes)])
NUMBERS = st.none() | st.integers(0, 10**9)


@st.composite
def recorded_flows(draw: st.DrawFn) -> FlowRecord:
    coding, code = draw(CODED)
    plain = draw(st.none() | st.binary(max_size=60) | st.text(max_size=40).map(str.encode))
    data = None if plain is None else code(plain)[: draw(st.integers(0, 90))]
    sent = draw(st.none() | st.binary(min_size=1, max_size=40))
    return FlowRecord(
        entry=None,
        started_us=draw(st.integers(10**15, 2 * 10**15)),
        duration_us=draw(NUMBERS),
        method=draw(st.sampled_from(["GET", "POST", "CONNECT", ""])),
        url=draw(st.sampled_from(["https://a.example/x?y=1&y=2", "tcp://b.example:9", "wss://c.example/"])),
        http_version=draw(st.sampled_from(["HTTP/2", "HTTP/1.1", ""])),
        request_headers=encode_headers(draw(st.sampled_from([(), (("A", "1"), ("a", "é"))]))),
        request_mime=draw(st.sampled_from([None, "application/json", "application/x-www-form-urlencoded"])),
        request_body=None if sent is None else Body(data=sent, truncated=draw(st.booleans())),
        request_body_size=draw(NUMBERS),
        status=draw(st.sampled_from([None, 101, 200, 204, 304, 307, 500])),
        response_headers=encode_headers((("Content-Encoding", coding),)),
        response_mime=draw(st.sampled_from([None, "text/plain", "text/event-stream", "image/png"])),
        response_body=None if data is None else Body(data=data, truncated=draw(st.booleans())),
        response_body_size=draw(NUMBERS),
        response_wire_size=draw(NUMBERS),
        delivery=draw(st.sampled_from(Delivery)),
        error=draw(st.sampled_from([None, "", "reset"])),
        background=draw(st.booleans()),
        extra=draw(
            st.sampled_from([None, b'{"response":{"_trailers":[["a","b"]]}}', b'{"_priority":"Low","_marked":":x:"}'])
        ),
    )


@given(st.lists(recorded_flows(), min_size=1, max_size=4), st.sampled_from(list(CaptureKind)[3:]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
def test_whatever_was_recorded_comes_back(tmp_path_factory: pytest.TempPathFactory, flows, kind):
    folder = tmp_path_factory.mktemp("any")
    case = written(folder / "a.enclair", flows, kind)
    exported(case, folder / "out.har")
    imported(folder / "out.har", folder / "again.enclair")
    assert unlike(case, folder / "again.enclair") == {}


# -- redacted -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["default", "strict"])
def test_a_redacted_export_holds_no_secret_in_any_form(recorded: Path, tmp_path: Path, level: str):
    log = exported(recorded, tmp_path / "out.har", redact=level)
    texts = list(texts_of(log))
    found = [(secret, form) for secret in SECRETS for form in forms_of(secret) for text in texts if form in text]
    assert found == []
    assert "page_states" in log["_enclair"]["left_out"]


def forms_of(secret: str) -> Iterator[str]:
    raw = secret.encode()
    yield from (
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        raw.hex(),
        raw.hex().upper(),
    )
    for shift in range(3):  # base64 at every alignment, without the letters that neighbours decide
        coded = base64.b64encode(b"\0" * shift + raw).decode()
        yield coded[4 if shift else 0 : -4]
    for name in ("md5", "sha1", "sha256", "sha512"):
        yield hashlib.new(name, raw).hexdigest()


def texts_of(value: Any) -> Iterator[str]:
    """Every text of the file, and what stands in those that are base64, compressed or not."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)
    elif isinstance(value, str):
        yield value
        yield from opened(value)


def opened(text: str) -> Iterator[str]:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return
    for undo in (bytes, gzip.decompress, brotli.decompress):
        try:
            yield undo(data).decode("utf-8", "replace")
        except (OSError, EOFError, brotli.error):
            pass


def test_a_redacted_export_still_reads_as_a_session(proxied: Path, tmp_path: Path):
    log = exported(proxied, tmp_path / "out.har", redact="default")
    body = json.loads(entry_of(log, "/account/2?")["response"]["content"]["text"])
    assert body["patient"]["email"].startswith("[")
    assert [cookie["name"] for cookie in entry_of(log, "/account/2?")["request"]["cookies"]] == ["sid", "langue"]
    result = imported(tmp_path / "out.har", tmp_path / "again.enclair")
    assert (result.kind, result.imported) == (CaptureKind.HAR, len(log["entries"]))
    analyse_case(tmp_path / "again.enclair")
    assert {row[1] for row in rows_of(tmp_path / "again.enclair")["marker"]} == {
        row[1] for row in rows_of(proxied)["marker"]
    }
    assert SESSION not in str(rows_of(tmp_path / "again.enclair"))


# -- files of ours that were changed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "own",
    [
        None, [], {"captures": 1}, {"captures": [{"number": "x"}]}, {"captures": [{"number": 1}] * 2, "is_whole": True},
        {"is_whole": True, "captures": [{"number": 2**63, "kind": "recording"}]},
        {"is_whole": True, "captures": [{"number": 1, "kind": "recording", "handshakes": [{"host": 1}]}]},
        {"is_whole": True, "certificates": {"a": 1}, "captures": [{"number": 1, "kind": "tomorrow"}]},
    ],
)  # fmt: skip
def test_a_changed_file_of_ours_is_read_as_any_other(proxied: Path, tmp_path: Path, own: Any):
    log = exported(proxied, tmp_path / "out.har")
    log["_enclair"] = own
    for place, entry in enumerate(log["entries"]):
        entry["_enclair"] = [{"capture": [1]}, {"wire": {"response_body": "?"}}, {"certificate": []}, 7][place % 4]
    (tmp_path / "odd.har").write_text(json.dumps({"log": log}))
    result = imported(tmp_path / "odd.har", tmp_path / "odd.enclair")
    assert (result.kind, result.imported) == (CaptureKind.HAR, len(log["entries"]))
