import base64
import json

import pytest

from inspector.decode.document import NoteKind
from inspector.decode.flow import decode_flow, decode_side
from inspector.decode.limits import Limits
from inspector.model.flow import BodyForm, Side, SocketMessage
from tests.decode.flows import flow_content, found, places, stored


def test_percent_decoding_of_a_query_value_is_one_layer() -> None:
    decoded = found(decode_flow(flow_content(url="https://t.example/p?em=a%40b.example&plain=1&x+y=c+d")))
    assert decoded[("query", "em")] == (("url",), "a@b.example")
    assert decoded[("query", "plain")] == (("url",), "1")
    assert decoded[("query", "x y")] == (("url",), "c d")


def test_a_repeated_parameter_is_numbered_and_a_hash_in_a_name_is_escaped() -> None:
    decoded = found(decode_flow(flow_content(url="https://t.example/?id=1&id=2&a%23b=3&ud%5Bem%5D=4")))
    assert decoded[("query", "id#2")][1] == "2"
    assert decoded[("query", "a%23b")][1] == "3"
    assert decoded[("query", "ud[em]")][1] == "4"


def test_a_url_in_a_parameter_is_opened_into_its_own_parameters_and_segments() -> None:
    url = "https://t.example/?dl=https%3A%2F%2Fclinic.example%2Fivg%2Fcaf%25C3%25A9%3Fmotive%3DAnnonce%2520x%23top"
    decoded = found(decode_flow(flow_content(url=url)))
    assert decoded[("query", "dl > motive")] == (("url", "url"), "Annonce x")
    assert decoded[("query", "dl > path[0]")] == (("url",), "ivg")
    assert decoded[("query", "dl > path[1]")] == (("url", "url"), "café")
    assert decoded[("query", "dl > fragment")] == (("url",), "top")
    assert decoded[("query", "dl")][1] == "https://clinic.example/ivg/caf%C3%A9?motive=Annonce%20x#top"


def test_the_url_itself_gives_scheme_host_segments_and_fragment() -> None:
    decoded = found(decode_flow(flow_content(url="https://user:pw@t.example:8080/a/m%C3%A9decin/?q#f")))
    assert decoded[("url", "scheme")] == ((), "https")
    assert decoded[("url", "host")] == ((), "t.example:8080")
    assert decoded[("url", "path[0]")] == ((), "a")
    assert decoded[("url", "path[1]")] == (("url",), "médecin")
    assert decoded[("url", "fragment")] == ((), "f")


def test_double_percent_encoding_is_two_layers() -> None:
    decoded = places(decode_flow(flow_content(url="https://t.example/?m=Annonce%2520de%2520r%25C3%25A9sultats")))
    assert ("query", "m", ("url", "url"), "Annonce de résultats") in decoded


def test_headers_are_lower_case_and_numbered_and_cookies_are_not_among_them() -> None:
    headers = (("X-Id", "1"), ("x-id", "2"), ("Cookie", "a=b; c=d%20e"), (":path", "/"))
    decoded = places(decode_flow(flow_content(request_headers=headers)))
    assert ("header", "x-id#2", (), "2") in decoded
    assert ("cookie", "c", (), "d%20e") in decoded
    assert ("cookie", "c", ("url",), "d e") in decoded
    assert not any(location == "header" and path in ("cookie", ":path") for location, path, _, _ in decoded)


def test_a_set_cookie_gives_its_name_and_value_without_attributes() -> None:
    content = flow_content(response_headers=(("Set-Cookie", "sid=xyz; Path=/; Secure"), ("set-cookie", "b=2")))
    decoded = decode_side(content, Side.RESPONSE)
    assert places(decoded) == {("cookie", "sid", (), "xyz"), ("cookie", "b", (), "2")}
    assert {document.side for document in decoded.documents} == {Side.RESPONSE}


def test_the_referer_header_is_opened_like_any_url() -> None:
    decoded = found(decode_flow(flow_content(request_headers=(("Referer", "https://c.example/x?motive=ivg"),))))
    assert decoded[("header", "referer > motive")] == (("url",), "ivg")


def test_a_firehose_record_falls_out_of_json_base64_json_url() -> None:
    event = {"details": {"page_url": "https://clinic.example/p?motive=Annonce%20de%20r%C3%A9sultats"}}
    body = {"DeliveryStreamName": "e", "Record": {"Data": base64.b64encode(json.dumps(event).encode()).decode()}}
    decoded = found(decode_flow(flow_content(request_body=stored(json.dumps(body)))))
    path = "$.Record.Data > $.details.page_url > motive"
    assert decoded[("body", path)] == (("json", "base64", "json", "url"), "Annonce de résultats")
    assert ("body", "$.Record.Data") in decoded


def test_a_har_body_as_text_has_no_transport_layers() -> None:
    decoded = found(decode_flow(flow_content(response_body=stored('{"data":{"confirmed":[{"a b":"é"}]}}'))))
    assert decoded[("body", "$.data.confirmed[0]['a b']")] == (("json",), "é")


@pytest.mark.parametrize("layer", [Side.REQUEST, Side.RESPONSE])
def test_websocket_messages_are_numbered_over_both_directions(layer: Side) -> None:
    messages = tuple(
        SocketMessage(at_us=None, from_client=client, opcode=1, data=b'{"x":"y"}') for client in (True, False)
    )
    decoded = decode_side(flow_content(messages=messages), layer)
    number = 1 if layer is Side.REQUEST else 2
    assert ("websocket", f"#{number} > $.x", ("json",), "y") in places(decoded)


@pytest.mark.parametrize(
    ("data", "path", "layers"),
    [
        (b'42["chat",{"text":"x"}]', "#1 > $[1].text", ("socketio", "json")),
        (b'42/admin,13["chat",{"text":"x"}]', "#1 > $[1].text", ("socketio", "json")),
        (b'{"type":1,"text":"x"}\x1e', "#1 > $.text", ("signalr", "json")),
        (b'{"type":6}\x1e{"type":1,"text":"x"}\x1e', "#1 > #2 > $.text", ("signalr", "json")),
        (b"x=1&text=x", "#1 > text", ("form", "url")),
    ],
)
def test_protocols_over_websocket_are_opened(data: bytes, path: str, layers: tuple[str, ...]) -> None:
    messages = (SocketMessage(at_us=None, from_client=True, opcode=1, data=data),)
    assert ("websocket", path, layers, "x") in places(decode_flow(flow_content(messages=messages)))


def test_server_sent_events_have_their_own_location() -> None:
    stream = 'event: a\ndata: {"m":"x"}\n\n: comment\n\ndata: two\ndata: lines\n\n'
    decoded = places(decode_flow(flow_content(response_body=stored(stream), response_mime="text/event-stream")))
    assert ("sse", "#1 > $.m", ("sse", "json"), "x") in decoded
    assert ("sse", "#2", ("sse",), "two\nlines") in decoded


def test_parsed_parameters_are_read_when_the_file_gave_nothing_else() -> None:
    params = json.dumps([{"name": "em", "value": "a@b.example"}, {"name": "f", "fileName": "o.pdf"}])
    content = flow_content(request_body=stored(params, BodyForm.PARAMS), request_mime="multipart/form-data")
    decoded = places(decode_flow(content))
    assert ("body", "em", ("multipart",), "a@b.example") in decoded
    assert ("body", "f@filename", ("multipart",), "o.pdf") in decoded


def test_an_unreadable_coding_leaves_a_note_and_the_rest_stays() -> None:
    content = flow_content(
        content_coded=True, response_body=stored(b"\x01\x02\x03"), response_headers=(("Content-Encoding", "br"),)
    )
    decoded = decode_flow(content)
    assert [(note.kind, note.why) for note in decoded.notes] == [(NoteKind.UNDECODED, "content-encoding br")]
    assert ("url", "scheme") in found(decoded)


def test_bytes_of_an_unknown_kind_are_noted_and_images_are_not() -> None:
    binary = bytes(range(256)) * 4
    unknown = decode_flow(flow_content(response_body=stored(binary), response_mime="application/x-thing"))
    image = decode_flow(flow_content(response_body=stored(binary), response_mime="image/webp"))
    assert [note.why for note in unknown.notes] == ["mime application/x-thing"]
    assert image.notes == []


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (Limits(leaves=50), "leaves"),
        (Limits(decoded_bytes=400), "size"),
        (Limits(nesting=3), "depth"),
        (Limits(layers=2), "layers"),
    ],
)
def test_every_bound_leaves_a_note_and_what_was_good(limits: Limits, why: str) -> None:
    inner = json.dumps({"url": "https://a.example/?b=https%3A%2F%2Fc.example%2F%3Fd%3De"})
    body = {"first": "kept", "deep": {"a": {"b": {"c": 1}}}, "j": inner, "many": list(range(400))}
    decoded = decode_flow(flow_content(response_body=stored(json.dumps(body))), limits=limits)
    assert (NoteKind.CUT, why) in {(note.kind, note.why) for note in decoded.notes}
    assert found(decoded)[("body", "$.first")][1] == "kept"
    assert decoded.leaf_count() <= limits.leaves


def test_the_end_of_the_time_leaves_a_note() -> None:
    links = json.dumps([f"https://a.example/{n}?b=c" for n in range(500)])
    decoded = decode_flow(flow_content(response_body=stored(links)), limits=Limits(seconds=0))
    assert "time" in {note.why for note in decoded.notes}
    assert ("body", "$[0]") in found(decoded)


def test_json_that_is_deep_and_odd_is_cut() -> None:
    deep = '{"a":"\\ud800","b":' + "[" * 900 + "]" * 900 + "}"
    decoded = decode_flow(flow_content(response_body=stored(deep)))
    assert found(decoded)[("body", "$.a")][1] == "\ufffd"
    assert [note.why for note in decoded.notes] == ["depth"]


def test_decoding_the_same_flow_twice_gives_the_same_places_in_the_same_order() -> None:
    content = flow_content(
        url="https://t.example/?a=https%3A%2F%2Fb.example%2Fc%3Fd%3D1", response_body=stored('{"a":[1,2]}')
    )
    one, two = ([(d.path_of(leaf), d.layers) for d, leaf in decode_flow(content).leaves()] for _ in range(2))
    assert one == two
