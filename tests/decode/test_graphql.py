"""Values written into GraphQL texts come out by field and argument; what only looks like one stays closed."""

import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode.flow import decode_flow
from inspector.decode.part import Tree
from inspector.decode.protocols.graphql import open_graphql
from inspector.decode.strings import open_string
from tests.decode.flows import flow_content, places, stored

QUERY = """query Book($reason: String = "Annonce de résultats", $id: ID!) @live {
  # a comment with (motive: "no")
  appointment(motive: "VIH", ids: [1, 2], slot: $id, in: {kind: FIRST, note: \"\"\"two
lines\"\"\"}) @include(if: $x) {
    again: doctor(id: 5) { name }
    ... on Visit { price(exact: 12.50, open: true) }
    ...Rest
  }
}
fragment Rest on Visit { id }
"""
VALUES = {
    "$.reason": "Annonce de résultats",
    "$.appointment.motive": "VIH",
    "$.appointment.ids[0]": 1,
    "$.appointment.ids[1]": 2,
    "$.appointment['in'].kind": "FIRST",
    "$.appointment['in'].note": "two\nlines",
    "$.appointment.doctor.id": 5,
    "$.appointment.price.exact": 12.5,
    "$.appointment.price.open": True,
}


def _path(path: str) -> str:
    return path.replace("['in']", ".in")


@pytest.mark.parametrize(("path", "value"), VALUES.items())
def test_literals_go_by_field_and_argument(path: str, value: object) -> None:
    body = json.dumps({"operationName": "Book", "query": QUERY, "variables": {"id": "A vih"}})
    decoded = places(decode_flow(flow_content(request_body=stored(body), request_mime="application/json")))
    assert ("body", f"$.query > {_path(path)}", ("json", "graphql"), value) in decoded
    assert ("body", "$.variables.id", ("json",), "A vih") in decoded


def test_every_way_to_send_an_operation_is_read() -> None:
    batch = places(decode_flow(flow_content(request_body=stored(json.dumps([{"query": QUERY}, {"query": QUERY}])))))
    assert ("body", "$[1].query > $.appointment.motive", ("json", "graphql"), "VIH") in batch
    plain = places(decode_flow(flow_content(request_body=stored(QUERY), request_mime="application/graphql")))
    assert ("body", "$.appointment.motive", ("graphql",), "VIH") in plain
    url = f"https://api.example/graphql?query={quote(QUERY)}&variables={quote(json.dumps({'m': 'ivg'}))}"
    url += f"&extensions={quote(json.dumps({'persistedQuery': {'version': 1, 'sha256Hash': 'ab'}}))}"
    query = places(decode_flow(flow_content(url=url)))
    assert ("query", "query > $.appointment.motive", ("url", "graphql"), "VIH") in query
    assert ("query", "variables > $.m", ("url", "json"), "ivg") in query
    assert ("query", "extensions > $.persistedQuery.version", ("url", "json"), 1) in query


def test_a_multipart_upload_is_read() -> None:
    operations = json.dumps({"query": 'mutation { send(motive: "VIH") }', "variables": {"file": None}})
    fields = {"operations": operations, "map": '{"0": ["variables.file"]}'}
    body = "".join(f'--X\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items())
    content = flow_content(request_body=stored(f"{body}--X--\r\n"), request_mime="multipart/form-data; boundary=X")
    decoded = places(decode_flow(content))
    where = "operations > $.query > $.send.motive"
    assert ("body", where, ("multipart", "json", "graphql"), "VIH") in decoded
    assert ("body", "map > $['0'][0]", ("multipart", "json"), "variables.file") in decoded


def test_a_name_that_comes_again_is_numbered() -> None:
    (part,) = open_graphql('{ a: visit(motive: "x") b: visit(motive: "y") }') or ()
    assert isinstance(part.content, Tree)
    assert part.content.value == {"visit": {"motive": "x"}, "visit#2": {"motive": "y"}}


@pytest.mark.parametrize(
    "text",
    [
        "{nom}",
        "{ viewer { id name } }",
        "query the doctor about (motive: one) {",
        "query: motive (see: below)",
        "mutation of the gene BRCA1 (exon: 11)",
        "query { a(b: $c) }",
        "{ color: red; background: url(x) }",
        "function(a) { return b(c: 1) }",
        "{ a(b: 'c') }",
        'query { a(b: "c") ',
        'query { a(b: "c") } trailing words.',
        "subscription (annual: 12 EUR)",
        "query",
    ],
)
def test_a_decoy_stays_closed(text: str) -> None:
    assert open_graphql(text) is None
    assert open_string(text) == ()


_PIECES = [
    "query",
    "{",
    "}",
    "(",
    ")",
    "a",
    ":",
    '"x"',
    '"""',
    '"',
    "1",
    "-",
    "$v",
    "[",
    "]",
    "...",
    "@",
    "#",
    "\n",
    "\\",
]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(_PIECES), max_size=40).map(" ".join)))
def test_any_text_gives_the_same_twice_and_never_raises(text: str) -> None:
    assert open_graphql(text) == open_graphql(text)


def test_deep_nesting_is_refused() -> None:
    assert open_graphql("{a(b:" + "[" * 100_000 + "1" + "]" * 100_000 + ")}") is None
    assert open_graphql("{a(b:1)" * 5000 + "}" * 5000) is None
