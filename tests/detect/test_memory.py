# mypy: disable-error-code="arg-type"
"""What was seen before changes nothing: every flow is judged alike by a reader that is fresh and by one that is not."""

import json

import pytest

from inspector.decode.flow import decode_flow
from inspector.detect import shapes
from inspector.detect.classify import Classifier
from inspector.detect.context import FlowContext
from inspector.detect.needles import haystack
from inspector.detect.needles.hunt import Hunter
from inspector.detect.packs import load_packs
from inspector.model.leaf import Needle, Origin
from tests.data.corpus import run
from tests.detect.builders import TRACKER, content


def found(classifier: Classifier, **parts: object) -> list[tuple[str, str, str]]:
    flow = content(f"{TRACKER}/b", **parts)
    context = FlowContext(facts=flow.facts, site="tracker.example", first_party=False)
    leaves = classifier.classify(decode_flow(flow), context).leaves
    return [(leaf.place.path, leaf.class_, leaf.confidence) for leaf in leaves]


def sighted(hunter: Hunter, sent: object) -> int:
    flow = content(f"{TRACKER}/b", sent=sent)
    return len(hunter.hunt(decode_flow(flow), FlowContext(facts=flow.facts, site="t", first_party=False)))


def needle(value: str, class_: str = "identity.name") -> Needle:
    return Needle(name=value, class_=class_, value=value, origin=Origin.PERSONA)


def test_words_seen_where_they_count_do_not_count_elsewhere():
    lines = '{"patient":{"diagnosis":"x","treatment":"y","medication":"z"}}\n{"title":"cancer du sein"}'
    fresh = found(Classifier(load_packs()), received=lines)
    used = Classifier(load_packs())
    found(used, sent={"motive": "cancer du sein"})
    assert found(used, received=lines) == fresh


def test_ciphertext_is_judged_by_what_stands_beside_it_every_time():
    text = "qL8Qm1x0H2bJt4pS6vYw9Z3cF5gK7nRd" * 3
    objects = [{"payload": text, "iv": "AAAAAAAAAAAAAAAAAAAAAA=="}, {"payload": text, "iv": "none"}]
    classifier = Classifier(load_packs())
    one = [found(classifier, sent=one) for one in objects]
    assert [found(classifier, sent=one) for one in reversed(objects)] == one[::-1]


def test_lines_that_say_nothing_do_not_silence_the_next_line():
    rows = [{"birthdate": "n/a", "city": "-"}] * 6 + [{"birthdate": "1984-02-29", "email": "a.b@courriel.example"}]
    paths = [path for path, _, _ in found(Classifier(load_packs()), sent="\n".join(map(json.dumps, rows)))]
    assert "#7 > $.birthdate" in paths


def test_a_hunter_that_forgets_finds_again(monkeypatch):
    monkeypatch.setattr(haystack, "_MOST_REMEMBERED", 50)
    hunter = Hunter([needle("jean.dupont@courriel.example", "contact.email")])
    for _ in range(3):
        assert sighted(hunter, {"email": "jean.dupont@courriel.example"}) == 1
        sighted(hunter, [f"wert-{n}" for n in range(80)])
    assert sighted(hunter, {"email": "jean.dupont@courriel.example", "x": "new"}) == 1


def test_a_value_inside_another_is_found_beyond_latin_letters():
    assert sighted(Hunter([needle("Иван"), needle("Иванов")]), {"a": "Иванов"}) == 1
    assert sighted(Hunter([needle("Pierre Louÿs")]), {"a": "PIERRE LOU\u0178S"}) == 1


@pytest.mark.parametrize("tail", ["", ',"z":1'])
def test_a_deep_array_hides_nothing_beside_it(tail):
    deep = "[" * 70 + "1" + "]" * 70
    sent = f'{{"allergies":["penicillin"],"diagnosis":["F32.1"],"x":{deep}{tail}}}'
    assert {path for path, _, _ in found(Classifier(load_packs()), sent=sent)} == {"$.allergies[0]", "$.diagnosis[0]"}


@pytest.mark.parametrize(
    "text",
    [
        '{"email"\n: "a@courriel.example", "email"\n: "b@courriel.example"}',
        '{"email": "a@courriel.example", "email": "b@courriel.example", "z" : 3}',
    ],
)
def test_a_name_that_comes_twice_keeps_both_values(text):
    assert len(found(Classifier(load_packs()), sent=text)) == 2


def test_numbers_made_to_collide_cost_nothing():
    modulus = (1 << 61) - 1
    sent = "[" + ",".join(str(n * modulus) for n in range(1, 8_001)) + "]"
    assert sighted(Hunter([needle("Camille Témoin")]), sent) == 0


def test_what_is_judged_by_its_name_alone_is_judged_as_with_all_clues(monkeypatch):
    short = list(run())
    monkeypatch.setattr(shapes, "judge_plain", lambda *_, **__: None)
    assert list(run()) == short
