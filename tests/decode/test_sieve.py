"""What the sieve lets fall opens nowhere, and little else passes it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode.sieve import may_open
from inspector.decode.strings import STRING_DECODERS, open_string, open_strings
from inspector.decode.walk import walk_tree
from tests.decode.layer_samples import MOTIVE, SOURCE, disguises, samples
from tests.decode.test_wild_chains import _STEPS

CLOSED = (
    "Première consultation, suivi",
    "Consultation de suivi, puis annonce",
    "demain matin le rendez-vous est pris",
    "2026-11-05T10:52:00+01:00",
    "2741702213",
    "généraliste",
    "cardiologue",
    "/media/535351.webp",
    "16c5d1a0-9a1f-4a3c-8a43-8f3c12ab77ff",
    "Sophie",
    "",
)


def is_sieved_out(text: str) -> bool:
    return text not in may_open([text, *CLOSED], bare=True)


@pytest.mark.parametrize("text", CLOSED)
def test_what_captures_have_most_of_does_not_pass(text):
    assert may_open([text], bare=True) == []


def test_an_address_passes_where_its_segments_are_wanted():
    address = "https://www.rdv.example/lyon/12"
    assert may_open([address], bare=True) == [address]
    assert may_open([address], bare=False) == []


def test_texts_with_line_breaks_and_lone_surrogates_do_not_disturb_the_others():
    texts = ["a\nb", "\ud800 lonely", '{"a": 1}', "\n", "", "plain words", "%41bcdefg"]
    assert {'{"a": 1}', "%41bcdefg"} <= set(may_open(texts, bare=True)) <= set(texts) - {"plain words", ""}
    assert may_open([], bare=True) == []


def _texts_of(content) -> list[str]:
    found = [value for _, value in (*content.request_headers, *content.response_headers)]
    for stored in (content.request_body, content.response_body):
        try:
            tree = json.loads(stored.data) if stored else None
        except ValueError:
            continue
        found += [str(leaf[2]) for leaf in walk_tree(tree, nesting=64, leaves=10_000).leaves]
    return found


@pytest.mark.parametrize(("name", "content"), list(samples()))
def test_every_sample_of_a_layer_passes(name, content):
    assert [text for text in _texts_of(content) if open_string(text) and is_sieved_out(text)] == []


@pytest.mark.parametrize(("name", "text"), [*disguises(MOTIVE), *disguises(SOURCE)])
def test_every_disguise_passes(name, text):
    assert not (open_string(text) and is_sieved_out(text))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.lists(st.sampled_from(sorted(_STEPS)), min_size=1, max_size=2))
def test_what_any_chain_of_codes_made_passes_if_it_opens(text, chain):
    for step in chain:
        text = _STEPS[step](text)
    assert not (open_string(text) and is_sieved_out(text))


@pytest.mark.parametrize("decoder", STRING_DECODERS, ids=lambda decoder: decoder.layer)
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_what_has_the_sign_of_a_decoder_passes_if_it_opens(decoder, data):
    text = data.draw(st.from_regex(decoder.sign.replace("++", "+").replace("*+", "*").replace("}+", "}")))
    assert not (open_string(text) and is_sieved_out(text))


@settings(max_examples=100, deadline=None)
@given(st.sets(st.one_of(st.text(max_size=30), st.sampled_from([text for _, text in disguises(MOTIVE)])), max_size=30))
def test_many_texts_open_as_each_of_them_alone(texts):
    assert open_strings(texts, bare=True).keys() == {text for text in texts if open_string(text)}
