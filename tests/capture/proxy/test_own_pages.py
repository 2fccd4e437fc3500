"""Requests to our own names are answered here; everything else is left alone."""

import asyncio
from pathlib import Path

import pytest
from mitmproxy.http import HTTPFlow
from mitmproxy.test import tflow

from inspector.capture.plan import Plan
from inspector.capture.proxy.certificates import Authority, prepare_authority
from inspector.capture.proxy.own_pages import OWN_ADDRESS, OwnPages
from inspector.capture.proxy.scope import CHECK_HOST

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # mitmproxy's own, as it is loaded


class Desk:
    """The pages with what they told."""

    def __init__(self, url: str = "") -> None:
        self.checked: list[tuple[bool, str]] = []
        plan = Plan(case="c", folder="f", name="n", url=url)
        self.pages = OwnPages(plan, checked=lambda *, is_encrypted, client: self.checked.append((is_encrypted, client)))
        self.pages.authority = Authority(cert_file=Path("ca.pem"), sha256="00", spki="", der=b"\x30\x00")

    def ask(self, host: str, path: str = "/", *, scheme: str = "https", named: str = "") -> HTTPFlow:
        flow = tflow.tflow()
        flow.request.host, flow.request.path, flow.request.scheme = host, path, scheme
        if named:
            flow.request.headers["Host"] = named
        self.pages.requestheaders(flow)
        return flow


def text(flow: HTTPFlow) -> str:
    assert flow.response
    return flow.response.get_text() or ""


def test_the_check_page_tells_that_encrypted_traffic_was_read():
    desk = Desk()
    flow = desk.ask(CHECK_HOST)
    assert flow.response
    assert flow.response.status_code == 200
    assert "✓" in text(flow)
    assert desk.checked == [(True, "127.0.0.1")]


def test_in_clear_it_proves_nothing():
    desk = Desk()
    assert "✓" not in text(desk.ask(CHECK_HOST, scheme="http"))
    assert desk.checked == [(False, "127.0.0.1")]


@pytest.mark.parametrize(("path", "goes_on"), [("/?go", True), ("/", False), ("/?go=https://evil.test/", False)])
def test_it_leads_on_to_the_planned_address_only(path: str, goes_on: bool):
    page = text(Desk("https://clinic.example/").ask(CHECK_HOST, path))
    assert ("https://clinic.example/" in page) is goes_on
    assert "evil.test" not in page


def test_other_paths_of_ours_are_not_found_and_tell_nothing():
    desk = Desk()
    flow = desk.ask(CHECK_HOST, "/favicon.ico")
    assert flow.response
    assert flow.response.status_code == 404
    assert desk.checked == []


def test_inside_a_tunnel_our_address_goes_by_the_name_that_was_asked():
    assert "✓" in text(Desk().ask(OWN_ADDRESS, named=CHECK_HOST))
    assert Desk().ask(OWN_ADDRESS, named="somebody.example").response is None


def test_the_phone_s_page_is_answered_under_its_names(tmp_path: Path):
    desk = Desk()
    desk.pages.authority = prepare_authority(tmp_path)
    for name in ("en.clair", "mitm.it"):
        flow = desk.ask(name, scheme="http")
        assert flow.response
        assert flow.response.status_code == 200


@pytest.mark.parametrize("host", ["www.clinic.example", f"x.{CHECK_HOST}", f"{CHECK_HOST}.evil.test", ""])
def test_other_hosts_are_left_alone(host: str):
    assert Desk().ask(host).response is None


def test_names_inside_a_tunnel_lead_to_our_address():
    flow = tflow.tdnsflow()
    flow.request.questions[0].name = CHECK_HOST
    flow.request.questions[0].type = 1
    Desk().pages.dns_request(flow)
    assert flow.response
    assert OWN_ADDRESS in str(flow.response.answers[0])
    other = tflow.tdnsflow()
    Desk().pages.dns_request(other)
    assert other.response is None


def test_a_question_without_a_name_is_left_alone():
    flow = tflow.tdnsflow()
    flow.request.questions.clear()
    Desk().pages.dns_request(flow)
    assert flow.response is None


def test_its_port_accepts_and_says_nothing():
    async def run() -> bytes:
        pages = Desk().pages
        port = await pages.listen()
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write_eof()
            said = await reader.read()
            writer.close()
        await pages.close()
        return said

    assert asyncio.run(run()) == b""
