"""What the values of a flow hide is asked for level by level, however many documents come out of them."""

import base64
import json
from functools import partial

import pytest

from inspector.decode import openings, strings
from inspector.decode.document import Document, Leaf, Node, Notation
from inspector.decode.flow import decode_flow
from inspector.decode.limits import Limits
from inspector.decode.openings import Openings
from inspector.model.flow import Location, Side
from tests.detect.builders import TRACKER, content


def events(count: int) -> list[dict[str, str]]:
    return [{"payload": base64.b64encode(json.dumps({"rang": n}).encode()).decode()} for n in range(count)]


def asked_about(sent: object, monkeypatch: pytest.MonkeyPatch) -> int:
    calls = []

    def counting(values, **how):
        calls.append(values)
        return real(values, **how)

    real = strings.open_strings
    monkeypatch.setattr(openings, "open_strings", counting)
    decode_flow(content(f"{TRACKER}/b", sent=sent))
    monkeypatch.setattr(openings, "open_strings", real)
    return len(calls)


def test_many_inner_documents_cost_no_more_questions_than_few(monkeypatch):
    assert asked_about(events(200), monkeypatch) == asked_about(events(2), monkeypatch)


def test_inner_documents_follow_the_leaf_they_came_out_of():
    decoded = decode_flow(content(f"{TRACKER}/b", sent=[{"a": '{"x": "{\\"y\\": 1}"}', "b": '{"z": 2}'}]))
    found = [document.path_of(leaf) for document in decoded.documents if document.parent for leaf in document.leaves]
    assert found == ["$[0].a > $.x", "$[0].a > $.x > $.y", "$[0].b > $.z"]


def test_the_same_text_under_other_bounds_is_surveyed_anew():
    text = json.dumps({"a": [[[[1]]]]})
    deep = decode_flow(content(f"{TRACKER}/b", sent={"p": text}))
    flat = decode_flow(content(f"{TRACKER}/b", sent={"p": text}), limits=Limits(nesting=3))
    assert not deep.notes
    assert [note.why for note in flat.notes] == ["depth"]


def test_once_it_is_late_nothing_more_is_opened():
    text = '{"never": "seen before"}'
    leaves: list[Leaf] = [(Node(None, "", None), "p", text)]
    document = Document(
        side=Side.REQUEST, location=Location.BODY, layers=("form",), notation=Notation.NAME, leaves=leaves
    )
    for hour in ("late", "early"):
        openings = Openings(Limits(), is_late=partial(str.__eq__, hour, "late"))
        openings.look({text}, bare=True)
        assert bool(openings.among(document, bare=True)) is (hour == "early")
