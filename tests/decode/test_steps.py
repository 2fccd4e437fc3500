"""Every layer is a step with a true before and after."""

import hashlib
import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode.bodies import BODY_DECODERS
from inspector.decode.flow import decode_flow
from inspector.decode.replaying.route import route_of, written
from inspector.decode.replaying.steps import steps_of
from inspector.decode.strings import STRING_DECODERS
from inspector.messages import LANGUAGES, Translator
from inspector.model.flow import BodyForm, CaptureId, FlowContent, FlowId, Location, Side
from inspector.model.leaf import Place
from tests.decode.flows import flow_content, stored
from tests.decode.layer_samples import EMAIL, body, disguises, samples, value

SAMPLES = list(samples())
_HARD_TO_REPLAY = {"tcf", "gpp"}  # their counted and listed fields have no tool


def places_of(content: FlowContent) -> list[tuple[Place, str]]:
    """The places of all decoded leaves with their values as text."""
    return [
        (
            Place(
                capture=CaptureId(1),
                flow=FlowId(1),
                entry=0,
                side=document.side,
                location=document.location,
                path=document.path_of(leaf),
                layers=document.layers,
            ),
            written(leaf[2]),
        )
        for document, leaf in decode_flow(content).leaves()
        if document.layers
    ]


@pytest.mark.parametrize(("word", "content"), SAMPLES, ids=[word for word, _ in SAMPLES])
def test_each_layer_has_a_step_and_each_step_begins_where_the_last_ended(word: str, content: FlowContent) -> None:
    places = places_of(content)
    assert word in {layer for place, _ in places for layer in place.layers}
    for place, text in places:
        steps = steps_of(content, place)
        assert tuple(step.layer for step in steps if step.layer) == place.layers
        assert all(before.after == after.before for before, after in pairwise(steps))
        assert all(step.is_exact for step in steps)
        assert steps[-1].after == text or steps[-1].after.strip("…") in text
        assert all(len(shown) <= 162 for step in steps for shown in (step.before, step.after))


@pytest.mark.parametrize(("word", "content"), SAMPLES, ids=[word for word, _ in SAMPLES])
def test_what_stands_between_two_layers_is_not_the_value_repeated(word: str, content: FlowContent) -> None:
    for place, text in places_of(content):
        route = route_of(content, place)
        assert route is not None
        assert route.value == text
        is_replayed = all(leg.tools is not None for leg in route.legs)
        assert is_replayed or word in _HARD_TO_REPLAY
        for leg, following in pairwise(route.legs):
            x: object = leg.before
            for tool in leg.tools or ():
                x = tool.apply(x)
            assert x == leg.after or (isinstance(x, bytes) and x.decode() == leg.after)
            assert following.before == leg.after


@pytest.mark.parametrize(("word", "hidden"), list(disguises(EMAIL)))
def test_a_disguise_that_only_the_known_value_gives_away_is_the_last_step(word: str, hidden: str) -> None:
    content = body(json.dumps({"Data": f"x={hidden}" if word == "rot47" else hidden}))
    place = places_of(content)[0][0]
    layers = ("json", *word.split(">"))
    where = Place(
        **{name: getattr(place, name) for name in Place.__struct_fields__} | {"layers": layers, "path": "$.Data"}
    )
    steps = steps_of(content, where, texts=(EMAIL,))
    assert tuple(step.layer for step in steps) == layers
    assert EMAIL in steps[-1].after


@pytest.mark.parametrize(
    ("form", "hidden"),
    [
        ("sha256", hashlib.sha256(EMAIL.encode()).hexdigest()),
        ("md5", hashlib.md5(EMAIL.encode()).hexdigest().upper()),
        ("sha256>md5", hashlib.sha256(hashlib.md5(EMAIL.encode()).hexdigest().encode()).hexdigest()),
        ("sha1>raw:sha256", hashlib.sha1(hashlib.sha256(EMAIL.encode()).digest()).hexdigest()),
        ("truncated-32>sha256", hashlib.sha256(EMAIL.encode()).hexdigest()[:32]),
        ("sha256>casefold", hashlib.sha256(EMAIL.encode()).hexdigest()),
    ],
)
def test_a_digest_is_a_step_from_the_text_that_was_hashed(form: str, hidden: str) -> None:
    content = body(json.dumps({"em": hidden}))
    place = places_of(content)[0][0]
    steps = steps_of(content, place, texts=("autre", EMAIL), form=form)
    assert [step.layer for step in steps] == ["json", "hash"]
    assert steps[-1].before == EMAIL
    assert steps[-1].after.casefold() == hidden.casefold()
    assert [step.layer for step in steps_of(content, place, texts=("autre",), form=form)] == ["json"]


def test_a_place_that_is_not_there_has_no_steps() -> None:
    content = value(EMAIL)
    place = places_of(content)[0][0]
    other = Place(**{name: getattr(place, name) for name in Place.__struct_fields__} | {"path": "$.no"})
    assert steps_of(content, other) == ()


def test_a_value_that_stands_plainly_has_no_steps_but_its_hash() -> None:
    digest = hashlib.sha256(EMAIL.encode()).hexdigest()
    content = flow_content(request_headers=(("X-Id", digest),))
    place = Place(
        capture=CaptureId(1),
        flow=FlowId(1),
        entry=0,
        side=Side.REQUEST,
        location=Location.HEADER,
        path="x-id",
        layers=(),
    )
    assert steps_of(content, place) == ()
    assert [step.after for step in steps_of(content, place, texts=(EMAIL,), form="sha256")] == [digest]


def test_every_layer_word_has_a_name_and_a_line_in_both_languages() -> None:
    words = {"part", "hash", *(word for word, _ in SAMPLES)}
    words |= {layer for word, _ in disguises(EMAIL) for layer in word.split(">")}
    words |= {decoder.layer for decoder in BODY_DECODERS if decoder.layer}
    words |= {decoder.layer for decoder in STRING_DECODERS}
    words |= {layer for _, content in SAMPLES for place, _ in places_of(content) for layer in place.layers}
    for language in LANGUAGES:
        t = Translator(language)
        missing = [word for word in words if not (t.has(f"layers.name_{word}") and t.has(f"layers.about_{word}"))]
        assert missing == []


@settings(max_examples=60, deadline=None)
@given(
    data=st.binary(max_size=200) | st.text(alphabet='{}[]":,=&%+/?#\n\\ab01', max_size=200).map(str.encode),
    mime=st.sampled_from(("", "application/json", "text/html", "text/event-stream", "application/x-protobuf")),
    form=st.sampled_from(list(BodyForm)),
)
def test_no_bytes_make_the_steps_raise(data: bytes, mime: str, form: BodyForm) -> None:
    content = flow_content(request_body=stored(data, form), request_mime=mime)
    for place, text in places_of(content)[:20]:
        route = route_of(content, place)
        assert route is not None
        assert route.value == text
