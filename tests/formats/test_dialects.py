"""What each writer of HARs does differently, and what becomes of it."""

import base64
import json
from typing import Any

import pytest

from inspector.model.flow import BodyForm, Delivery, FlowRecord, SocketMessage, decode_headers
from tests.formats.hars import make_entry, make_log, read, read_one


def extra(flow: FlowRecord) -> Any:
    return json.loads(flow.extra or "{}")


def test_a_usual_entry_becomes_a_flow_with_everything(tmp_path):
    flow = read_one(tmp_path)
    assert (flow.entry, flow.method, flow.url, flow.status, flow.reason) == (
        0, "GET", "https://www.rdv.example/a?b=1", 200, "OK",
    )  # fmt: skip
    assert (flow.started_us, flow.duration_us) == (1793523600000000, 12500)
    assert (flow.timings.send, flow.timings.wait, flow.timings.dns) == (500, 10000, None)
    assert decode_headers(flow.request_headers) == (("accept", "*/*"),)
    assert flow.response_body.data == b'{"a":1}'
    assert flow.response_body.form is BodyForm.TEXT
    assert (flow.response_mime, flow.delivery, flow.extra) == ("application/json", Delivery.NETWORK, None)


def test_unknown_fields_of_every_level_are_kept(tmp_path):
    flow = read_one(
        tmp_path, _odd=1, request___odd=[2], response___odd={"x": 3}, response__content___odd="4", timings___odd=5.5,
        request__postData={"mimeType": "a/b", "text": "x", "_odd": 6},
    )  # fmt: skip
    kept = extra(flow)
    assert kept["_odd"] == 1
    assert kept["request"] == {"_odd": [2], "postData": {"_odd": 6}}
    assert kept["response"] == {"_odd": {"x": 3}, "content": {"_odd": "4"}}
    assert kept["timings"] == {"_odd": 5.5}


def test_chrome_fields_have_their_place(tmp_path):
    stack = {"callFrames": [{"url": ""}, {"url": "https://www.rdv.example/app.js"}]}
    flow = read_one(
        tmp_path, _initiator={"type": "script", "stack": stack}, _priority="High", _resourceType="fetch",
        connection="443123", serverIPAddress="[2001:db8::1]", pageref="page_1",
    )  # fmt: skip
    assert (flow.initiator_kind, flow.initiator_url) == ("script", "https://www.rdv.example/app.js")
    assert json.loads(flow.initiator)["stack"] == stack
    assert (flow.resource_type, flow.page) == ("fetch", "page_1")
    assert (flow.connection.label, flow.connection.server_address) == ("443123", "2001:db8::1")
    assert extra(flow) == {"_priority": "High"}


def test_browsertime_names_the_initiator_by_its_address(tmp_path):
    flow = read_one(tmp_path, _initiator="https://www.rdv.example/", _initiator_line=3)
    assert (flow.initiator_kind, flow.initiator_url) == (None, "https://www.rdv.example/")
    assert extra(flow) == {"_initiator_line": 3}


@pytest.mark.parametrize(
    ("changes", "delivery"),
    [
        ({}, Delivery.NETWORK),
        ({"response__status": 304}, Delivery.REVALIDATED),
        ({"_fromCache": "disk"}, Delivery.CACHE),
        ({"_fromCache": True}, Delivery.CACHE),
        ({"_fromCache": False}, Delivery.NETWORK),
        ({"response___fetchedViaServiceWorker": True}, Delivery.SERVICE_WORKER),
        ({"_fetchedViaServiceWorker": True}, Delivery.SERVICE_WORKER),
        ({"response__status": 0, "response___error": "net::ERR_BLOCKED_BY_CLIENT"}, Delivery.BLOCKED),
        ({"response__status": 0, "_blocked_reason": "csp"}, Delivery.BLOCKED),
        ({"response__status": 0, "_blocked_reason": "corp-not-same-origin"}, Delivery.FAILED),
        ({"response__status": 0, "response___error": "net::ERR_NAME_NOT_RESOLVED"}, Delivery.FAILED),
        ({"response__status": None}, Delivery.FAILED),
        ({"response": None}, Delivery.FAILED),
        ({"response___error": "net::ERR_ABORTED"}, Delivery.NETWORK),
        ({"request__url": "data:image/png;base64,AAAA"}, Delivery.LOCAL),
        ({"request__url": "blob:https://www.rdv.example/1-2"}, Delivery.LOCAL),
        ({"request__url": "chrome-extension://abc/x.js"}, Delivery.LOCAL),
        (
            {"response__status": 307, "response__headers": [{"name": "Non-Authoritative-Reason", "value": "HSTS"}]},
            Delivery.INTERNAL_REDIRECT,
        ),
        ({"response__status": 307}, Delivery.NETWORK),
    ],
)
def test_how_a_flow_came_about(tmp_path, changes, delivery):
    assert read_one(tmp_path, **changes).delivery is delivery


def test_firefox_writes_the_port_as_connection_and_fills_the_cache_only_for_cached_answers(tmp_path):
    log = make_log(
        [make_entry(connection="443", cache={"afterRequest": {"_dataSize": "1"}}), make_entry(_securityState="secure")],
        creator={"name": "Firefox", "version": "151.0"},
    )
    result = read(tmp_path, log)
    cached, other = result.flows
    assert result.head.producer == "Firefox 151"
    assert (cached.connection.server_port, cached.delivery) == (443, Delivery.CACHE)
    assert other.delivery is Delivery.NETWORK
    assert extra(other)["_securityState"] == "secure"


def test_tls_on_top_of_connect_is_moved_into_it(tmp_path):
    phases = {"connect": 165.795, "ssl": 126.247, "send": 3.518, "receive": 5.846, "wait": 122.699}
    inside = {"connect": 200, "ssl": 126, "send": 4, "receive": 6, "wait": 123, "blocked": -1, "dns": -1}
    assert read_one(tmp_path, time=424.105, timings=phases).timings.connect == 292042
    assert read_one(tmp_path, time=333, timings=inside).timings.connect == 200000


def test_playwright_tells_of_tls(tmp_path):
    details = {
        "protocol": "TLS 1.3", "subjectName": "*.rdv.example", "issuer": "CA", "validFrom": 1644853133, "validTo": 1679153932,
    }  # fmt: skip
    flow = read_one(tmp_path, _securityDetails=details, _serverPort=443, _frameref="f", _monotonicTime=1.5)
    assert (flow.connection.tls_version, flow.connection.server_port) == ("TLS 1.3", 443)
    assert json.loads(flow.connection.certificate)[0]["valid_from_us"] == 1644853133000000
    assert extra(flow) == {"_frameref": "f", "_monotonicTime": 1.5}


def test_web_socket_messages_have_their_direction_time_and_bytes(tmp_path):
    messages = [
        {"type": "send", "time": 1693314200.25, "opcode": 1, "data": "é"},
        {"type": "receive", "time": 1693314201, "opcode": 2, "data": base64.b64encode(b"\0\xff").decode()},
    ]
    flow = read_one(tmp_path, _webSocketMessages=messages, _resourceType="websocket")
    assert flow.messages == (
        SocketMessage(at_us=1693314200250000, from_client=True, opcode=1, data="é".encode()),
        SocketMessage(at_us=1693314201000000, from_client=False, opcode=2, data=b"\0\xff"),
    )


def test_web_socket_messages_of_another_shape_are_kept_as_they_stand(tmp_path):
    result = read(tmp_path, make_log([make_entry(_webSocketMessages=[{"opcode": "text"}])]))
    assert result.codes == ["bad-messages"]
    assert extra(result.flows[0])["_webSocketMessages"] == [{"opcode": "text"}]


def test_parameters_without_text_are_a_body_of_parameters(tmp_path):
    params = [{"name": "motif", "value": "é"}]
    flow = read_one(tmp_path, request__postData={"mimeType": "application/x-www-form-urlencoded", "params": params})
    assert flow.request_body.form is BodyForm.PARAMS
    assert json.loads(flow.request_body.data) == params
    assert flow.request_mime == "application/x-www-form-urlencoded"


def test_parameters_beside_text_that_say_more_are_kept(tmp_path):
    params = [{"name": "f", "fileName": "a.pdf", "contentType": "application/pdf"}]
    flow = read_one(tmp_path, request__postData={"mimeType": "multipart/form-data", "text": "x", "params": params})
    assert flow.request_body.data == b"x"
    assert extra(flow)["request"]["postData"]["params"] == params


def test_base64_bodies_become_bytes(tmp_path):
    content = {"size": 4, "mimeType": "image/png", "text": base64.b64encode(b"\x89PNG").decode(), "encoding": "base64"}
    flow = read_one(tmp_path, response__content=content)
    assert (flow.response_body.data, flow.response_body.form) == (b"\x89PNG", BodyForm.BYTES)


@pytest.mark.parametrize("text", ["iVBO\nRw==", "iVBORw", "_-8"])
def test_untidy_base64_is_still_base64(tmp_path, text):
    flow = read_one(tmp_path, response__content={"size": 4, "mimeType": "x/y", "text": text, "encoding": "base64"})
    assert flow.response_body.form is BodyForm.BYTES


def test_broken_base64_keeps_its_text_and_says_so(tmp_path):
    content = {"size": 4, "mimeType": "image/png", "text": "not base64!", "encoding": "base64"}
    result = read(tmp_path, make_log([make_entry(response__content=content)]))
    assert result.codes == ["bad-base64"]
    assert result.flows[0].response_body.data == b"not base64!"
    assert result.flows[0].response_body.form is BodyForm.TEXT


def test_an_empty_text_with_a_size_is_a_missing_body(tmp_path):
    flow = read_one(tmp_path, response__content={"size": 512, "mimeType": "text/html", "text": ""})
    assert flow.response_body is None
    assert flow.response_body_size == 512


def test_a_text_cut_at_the_browsers_limit_is_truncated(tmp_path):
    flow = read_one(tmp_path, response__content={"size": 3_000_000, "mimeType": "text/plain", "text": "x" * 1_048_576})
    assert flow.response_body.truncated


@pytest.mark.parametrize(
    "headers", [[["a", "1"], ["a", "2"]], [{"name": "a", "value": 1}, {"name": "a", "value": "2"}]]
)
def test_slacks_header_lists_and_numbers_as_values_are_read(tmp_path, headers):
    assert decode_headers(read_one(tmp_path, request__headers=headers).request_headers) == (("a", "1"), ("a", "2"))


def test_headers_as_one_object_are_read(tmp_path):
    flow = read_one(tmp_path, request__headers={"Host": "www.rdv.example"})
    assert decode_headers(flow.request_headers) == (("Host", "www.rdv.example"),)


def test_http_toolkit_puts_binary_request_bodies_aside(tmp_path):
    content = {"text": base64.b64encode(b"\0\1").decode(), "size": 2, "encoding": "base64"}
    flow = read_one(tmp_path, request___content=content, _pinned=True, request___requestBodyStatus="binary")
    assert flow.request_body.data == b"\0\1"
    assert extra(flow)["_pinned"] is True


def test_cookies_that_say_more_than_the_header_are_kept(tmp_path):
    cookie = [{"name": "a", "value": "1", "httpOnly": True}]
    header = [{"name": "Cookie", "value": "a=1"}]
    assert extra(read_one(tmp_path, request__cookies=cookie, request__headers=header))["request"]["cookies"] == cookie
    plain = read_one(tmp_path, request__cookies=[{"name": "a", "value": "1"}], request__headers=header)
    assert plain.extra is None
    alone = read_one(tmp_path, request__cookies=[{"name": "a", "value": "1"}])
    assert extra(alone)["request"]["cookies"] == [{"name": "a", "value": "1"}]


def test_pages_and_creator_behind_the_entries_are_read(tmp_path):
    page = {
        "id": "p1", "title": "RDV", "startedDateTime": "2026-11-01T09:00:00Z", "pageTimings": {"onLoad": 2.5, "_x": 1},
    }  # fmt: skip
    log = {
        "entries": [make_entry(connection="443")],
        "pages": [page],
        "creator": {"name": "Firefox", "version": "151.0"},
    }
    result = read(tmp_path, {"log": log})
    assert result.head.producer == "Firefox 151"
    assert result.flows[0].connection.server_port == 443
    (found,) = result.head.pages
    assert (found.label, found.title, found.started_us, found.load_us) == ("p1", "RDV", 1793523600000000, 2500)
    assert json.loads(found.extra or "") == {"pageTimings": {"_x": 1}}


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.3", None])
def test_any_version_is_read(tmp_path, version):
    result = read(tmp_path, make_log([make_entry()], version=version))
    assert (len(result.flows), result.head.version) == (1, version)


def test_entries_without_a_log_are_read_with_a_word(tmp_path):
    result = read(tmp_path, {"entries": [make_entry()]})
    assert (len(result.flows), result.codes) == (1, ["no-log"])


def test_an_earlier_list_called_entries_is_not_taken_for_the_log(tmp_path):
    log = {"_x": {"entries": [1, 2]}, "version": "1.2", "entries": [make_entry()]}
    assert len(read(tmp_path, {"other": {"entries": [3]}, "log": log}).flows) == 1


def test_a_head_with_nan_is_read(tmp_path):
    pages = [{"id": "p1", "startedDateTime": "2026-11-01T09:00:00Z", "title": "T", "pageTimings": {"onLoad": "@"}}]
    for number in ("NaN", "-Infinity"):
        content = json.dumps(make_log([make_entry()], pages=pages, _x="@")).replace('"@"', number)
        result = read(tmp_path, content.encode())
        assert (len(result.flows), result.head.pages[0].label) == (1, "p1")
