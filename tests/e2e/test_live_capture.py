"""The whole way, live: the command starts a browser, somebody drives it through the visit, the case holds every truth."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inspector.__main__ import main
from inspector.decode.coding import coding_names, expand
from inspector.model.flow import CaptureId, FlowId, Marker, Side, header_value
from inspector.model.marking import PHASE_KINDS
from inspector.store.case import Case
from inspector.store.clock import now_us
from inspector.store.queries import CaseReader
from inspector.store.reading.flow_table import FlowQuery
from inspector.workspace.editing import add_marker
from tests.clinic import Clinic
from tests.clinic.chromium import find_chromium
from tests.clinic.firefox import find_firefox
from tests.clinic.states import COOKIES
from tests.clinic.truths import Truth, harmless, is_meant, planted
from tests.clinic.visit import Step, visit, walk
from tests.e2e.outside import JoinedChromium, JoinedFirefox

LIMIT_S = 150
_CHROMIUM = pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this computer")
_FIREFOX = pytest.mark.skipif(find_firefox() is None, reason="no Firefox on this computer")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")]


@dataclass(frozen=True, kw_only=True)
class Recorded:
    browser: str
    way: str
    case: Path
    home: Path
    user_home: Path
    ready: dict[str, Any]
    status: int
    errors: str
    result: dict[str, Any]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(("chromium", "proxy"), marks=_CHROMIUM),
        pytest.param(("firefox", "proxy"), marks=_FIREFOX),
        pytest.param(("chromium", "browser"), marks=_CHROMIUM),
    ],
    ids="-".join,
)
def recorded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    browser, way = request.param
    folder = tmp_path_factory.mktemp(f"live-{browser}-{way}")
    with Clinic() as clinic:
        return record(clinic, folder, browser=browser, way=way)


def record(clinic: Clinic, folder: Path, *, browser: str, way: str) -> Recorded:
    case, home, user_home = folder / "visit.enclair", folder / "home", folder / "user"
    user_home.mkdir()
    maps = [part for text in (*clinic.host_map_arguments, "*=127.0.0.1:1") for part in ("--host-map", text)]
    command = [sys.executable, "-m", "inspector", "capture", "-o", str(case), "--browser", browser, "--headless"]
    more = ["--without-interception"] if way == "browser" else []
    environment = {**os.environ, "ENCLAIR_HOME": str(home), "HOME": str(user_home), "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(
        [*command, *more, "--upstream-ca", str(clinic.ca_file), "--lang", "en", *maps],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout
        assert process.stderr
        line = process.stdout.readline()
        try:
            ready = json.loads(line)
            asyncio.run(drive(browser, Path(ready["devtools"]), case))
            process.send_signal(signal.SIGINT)
            status = process.wait(60)
        finally:
            process.kill()
        errors = process.stderr.read()
    out = folder / "result.json"
    assert main(["scan", str(case), "--json", str(out)]) in (0, 1)
    return Recorded(
        browser=browser,
        way=way,
        case=case,
        home=home,
        user_home=user_home,
        ready=ready,
        status=status,
        errors=errors,
        result=json.loads(out.read_text(encoding="utf-8")),
    )


async def drive(browser: str, devtools: Path, case: Path) -> None:
    tab = JoinedChromium(devtools) if browser == "chromium" else JoinedFirefox(devtools)

    async def mark(step: Step) -> None:
        add_marker(case, CaptureId(1), Marker(at_us=now_us(), kind=step.marker))

    async with asyncio.timeout(LIMIT_S), tab:
        await walk(tab, mark=mark)


@pytest.fixture
def reader(recorded: Recorded) -> Iterator[CaseReader]:
    with Case.open(recorded.case, read_only=True) as case:
        yield CaseReader(case)


def meant(truth: Truth, reader: CaseReader) -> list[FlowId]:
    found = []
    for flow in reader.flow_ids(FlowQuery()):
        facts = reader.facts(FlowId(flow))
        if facts.delivery.is_on_wire and facts.host == truth.host:
            content = reader.content(FlowId(flow))
            body = content.request_body.data if content.request_body else b""
            if content.content_coded:
                for coding in reversed(coding_names(header_value(content.request_headers, "content-encoding"))):
                    body = expand(body, coding, most=1_000_000).data
            if is_meant(truth, method=facts.method, url=facts.url, body=body):
                found.append(facts.id)
    return found


def test_the_recording_ends_well(recorded: Recorded):
    assert recorded.status == 0, recorded.errors
    assert "Traceback" not in recorded.errors


def test_every_planted_request_is_in_the_case_in_its_phase(recorded: Recorded, reader: CaseReader):
    missing = []
    for truth in planted(browser=recorded.browser):
        found = {reader.facts(flow).phase for flow in meant(truth, reader)}
        if truth.on_wire and phase_after(truth.phase) not in found:
            missing.append((truth.name, truth.phase, found))
    assert missing == []


def phase_after(marker: str) -> str:
    """The phase in which a marker of the visit stands: not every marker opens one."""
    kinds = [step.marker for step in visit() if step.marker]
    return [kind for kind in kinds[: kinds.index(marker) + 1] if kind in PHASE_KINDS][-1]


def test_every_planted_truth_is_found(recorded: Recorded, reader: CaseReader):
    wanted = [truth for truth in planted(browser=recorded.browser) if truth.rule]
    assert [truth for truth in wanted if not is_told(truth, recorded, reader)] == []


def is_told(truth: Truth, recorded: Recorded, reader: CaseReader) -> bool:
    flows = meant(truth, reader)
    return any(
        evidence["flow"] in flows
        and (evidence["side"], evidence["location"], evidence["path"]) == (truth.side, truth.location, truth.path)
        for finding in recorded.result["findings"]
        if (finding["rule"], finding["recipient"], finding["class"]) == (truth.rule, truth.recipient, truth.class_)
        for evidence in finding["evidence"]
    )


def test_harmless_twins_are_left_alone(recorded: Recorded, reader: CaseReader):
    blamed = []
    for truth in harmless():
        flows = meant(truth, reader) if truth.on_wire else []
        for finding in recorded.result["findings"]:
            same = truth.rule in ("*", finding["rule"]) and truth.recipient in (None, finding["recipient"])
            if same and any(evidence["flow"] in flows for evidence in finding["evidence"]):
                blamed.append((truth.name, finding["rule"]))
    assert blamed == []


def test_nothing_is_left_behind(recorded: Recorded):
    assert not list((recorded.home / "profiles").iterdir())
    assert not [path for path in recorded.user_home.rglob("*") if path.is_file()]
    assert not running_with(recorded.home)
    if recorded.way == "proxy":
        folder = Path(recorded.ready["ca"]).parent
        assert folder.stat().st_mode & 0o777 == 0o700
        assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())
    assert not recorded.case.with_name(recorded.case.name + "-wal").exists()


def running_with(home: Path) -> list[str]:
    """Processes whose command line names a folder of this recording."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if str(home).encode() in words:
            found.append(words.replace(b"\0", b" ").decode("utf-8", "replace"))
    return found


def test_transport_is_recorded_as_it_was(recorded: Recorded, reader: CaseReader):
    if recorded.way != "proxy":
        pytest.skip("a browser tells less of its connections")
    document = next(
        flow for flow in reader.flow_ids(FlowQuery()) if reader.facts(FlowId(flow)).resource_type == "document"
    )
    content = reader.content(FlowId(document))
    assert content.facts.http_version == "HTTP/2"
    assert content.connection is not None
    assert content.connection.tls_version == "TLSv1.3"
    assert content.connection.sni == content.facts.host
    assert content.connection.client_tls_version == "TLSv1.3"
    assert json.loads(content.connection.certificate or b"[]")[0]["sha256"]


def test_sockets_and_streams_are_recorded_both_ways(recorded: Recorded, reader: CaseReader):
    messages = [message for flow in reader.flow_ids(FlowQuery()) for message in reader.messages(FlowId(flow))]
    assert {message.from_client for message in messages} == {True, False}
    streams = [
        reader.content(FlowId(flow)).response_body
        for flow in reader.flow_ids(FlowQuery())
        if (reader.facts(FlowId(flow)).response_mime or "").startswith("text/event-stream")
    ]
    assert any(body is not None and b"data:" in body.data for body in streams)


def test_chromium_tells_initiators_pages_and_what_never_left(recorded: Recorded, reader: CaseReader):
    if recorded.browser != "chromium":
        pytest.skip("told by Chromium only")
    facts = [reader.facts(FlowId(flow)) for flow in reader.flow_ids(FlowQuery())]
    assert {fact.delivery.value for fact in facts} >= {"network", "cache"}
    assert sum(fact.initiator_kind is not None for fact in facts) > len(facts) * 0.8
    assert len(reader.pages(CaptureId(1))) >= 4


def test_cookies_are_recorded_with_their_attributes(recorded: Recorded, reader: CaseReader):
    wanted = next(cookie for cookie in COOKIES if cookie.http_only and not cookie.needs_consent)
    lines = [
        value
        for flow in reader.flow_ids(FlowQuery())
        for name, value in reader.headers(FlowId(flow), Side.RESPONSE)
        if name.lower() == "set-cookie" and value.startswith(f"{wanted.name}=")
    ]
    assert any("httponly" in line.lower() for line in lines)
