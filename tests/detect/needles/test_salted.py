"""A salt that travels beside a digest hides nothing; one that does not travel hides the value from us too."""

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from inspector.decode.flow import decode_flow
from inspector.decode.replaying.replay import replay_of
from inspector.decode.replaying.salting import Salting, saltings, says_salt
from inspector.detect.context import FlowContext
from inspector.detect.needles import salted
from inspector.detect.needles.birth_names import read_name
from inspector.detect.needles.hunt import Hunter
from inspector.detect.needles.variants import spell
from inspector.findings.observation import sighting_confidence
from inspector.findings.step_words import form_word
from inspector.messages import Translator
from inspector.model.leaf import Confidence, Needle, Origin, Sighting
from tests.decode.test_replay import run_python
from tests.detect.builders import TRACKER, content, needle

EMAIL = "Maelys.Tourdain+rdv@courriel.example"
LOW = EMAIL.lower()
SALT = "q7Zp-0412"
HUNTER = Hunter([needle(EMAIL), needle("PT-59310288-ZK", "identity.account_id")])


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def keyed(key: bytes, text: str, name: str = "sha256") -> bytes:
    return hmac.digest(key, text.encode(), name)


def hunted(sent: object, url: str = f"{TRACKER}/c", **more: Any) -> list[Sighting]:
    flow = content(url, sent=sent, **more)
    return HUNTER.hunt(decode_flow(flow), FlowContext(facts=flow.facts, site=TRACKER, first_party=False))


WAYS = {
    "sha256>salted": sha(SALT + LOW),
    "md5>salted": hashlib.md5(f"{LOW}:{SALT}".encode()).hexdigest(),
    "sha512>salted": hashlib.sha512(f"{SALT}|{EMAIL}".encode()).hexdigest(),
    "base64>raw:sha1>salted": base64.b64encode(hashlib.sha1((LOW + SALT).encode()).digest()).decode(),
    "hmac_sha256": keyed(SALT.encode(), LOW).hex().upper(),
    "base64url>raw:hmac_sha256": base64.urlsafe_b64encode(keyed(SALT.encode(), EMAIL)).decode().rstrip("="),
    "hmac_sha1": keyed(LOW.encode(), SALT, "sha1").hex(),
    "sha256>salted>md5": sha(SALT + hashlib.md5(LOW.encode()).hexdigest()),
}


@pytest.mark.parametrize("form", WAYS)
@pytest.mark.parametrize("name", ["salt", "nonce", "hmac_key", "emailSalt", "k"])
def test_a_digest_with_the_salt_beside_it_is_known_again(form, name):
    assert [(one.needle.value, one.form, one.place.path) for one in hunted({"em": WAYS[form], name: SALT})] == [
        (EMAIL, form, "$.em")
    ]


@pytest.mark.parametrize("form", WAYS)
def test_it_is_computed_again_outside(form, tmp_path):
    flow = content(f"{TRACKER}/c", sent={"em": WAYS[form], "salt": SALT})
    found = HUNTER.hunt(decode_flow(flow), FlowContext(facts=flow.facts, site=TRACKER, first_party=False))
    texts = [variant.text for variant in spell(found[0].needle)]
    replay = replay_of(flow, found[0].place, shell=False, t=Translator("en"), texts=texts, form=found[0].form)
    assert replay is not None
    first, second = run_python(replay, tmp_path).split("\n")
    assert first.casefold().rstrip("=") == second.casefold()


def test_the_salt_may_stand_in_the_address_and_be_a_key_in_hexadecimal():
    digest = keyed(bytes.fromhex("00ff10ab"), LOW).hex()
    assert [one.form for one in hunted({"em": digest}, f"{TRACKER}/c?key=00ff10ab")] == ["hmac_sha256"]


@pytest.mark.parametrize(
    "sent",
    [
        {"em": sha(SALT + LOW)},
        {"em": sha(SALT + LOW), "page": SALT},
        {"em": sha(SALT + LOW), "salt": SALT + "x"},
        {"em": sha(SALT + "Maelys.Tourdaim+rdv@courriel.example".lower()), "salt": SALT},
        {"em": sha(SALT + LOW)[:32], "salt": SALT},
        {"em": sha(SALT), "salt": SALT},
    ],
    ids=["no salt", "no name", "another salt", "another's", "cut", "the salt alone"],
)
def test_nothing_is_claimed_without(sent):
    assert hunted(sent) == []


def test_a_salt_that_only_an_answer_holds_is_not_looked_for():
    assert hunted({"em": sha(SALT + LOW)}, received={"salt": SALT}) == []


def test_random_digests_beside_salts_are_nobodys():
    source = random.Random(7)
    tokens = [source.randbytes(size).hex() for size in (16, 20, 32, 64) for _ in range(400)]
    assert hunted({"salt": SALT, "key": "9f3c", "list": tokens}) == []


@pytest.mark.parametrize("name", ["salt", "user_salt", "nonce", "apiKey", "hmacKey", "s", "seed"])
def test_names_of_salts_are_known(name):
    assert says_salt(name)


@pytest.mark.parametrize("name", ["keyboard", "monkey", "secretariat", "announce", "email", "", "x" * 500])
def test_other_names_are_not(name):
    assert not says_salt(name)


def test_a_hunter_with_tables_can_be_sent_to_another_process():
    assert json.dumps(HUNTER._haystack.salted.__getstate__()["_tables"]) == "{}"


def test_a_sure_salt_comes_before_many_keys():
    pairs = [{"key": f"column-{number}"} for number in range(30)]
    assert [one.form for one in hunted({"pairs": pairs, "em": sha(SALT + LOW), "salt": SALT})] == ["sha256>salted"]


def test_short_values_under_names_that_say_much_else_are_no_salts():
    assert hunted({"em": sha("1" + LOW), "k": "1"}) == []
    assert len(hunted({"em": sha("1" + LOW), "salt": "1"})) == 1


def test_of_two_that_are_written_alike_the_planted_one_is_told():
    learned = Needle(name="seen", class_="contact.email", value=EMAIL, origin=Origin.LEARNED)
    flow = content(f"{TRACKER}/c", sent={"em": sha(SALT + LOW), "salt": SALT})
    context = FlowContext(facts=flow.facts, site=TRACKER, first_party=False)
    found = Hunter([learned, needle(EMAIL)]).hunt(decode_flow(flow), context)
    assert [one.needle.origin for one in found] == [Origin.PERSONA]


def test_a_flow_full_of_salts_makes_a_few_tables(monkeypatch):
    made: list[str] = []

    def counted(name: str, salts: list[str]) -> Iterator[Salting]:
        made.append(name)
        return saltings(name, salts)

    monkeypatch.setattr(salted, "saltings", counted)
    digests = [random.Random(3).randbytes(size).hex() for size in (16, 20, 32, 48, 64)]
    hunted({"list": [{"salt": f"s{number}"} for number in range(5_000)], "em": digests})
    assert len(made) == 2 * 6


def test_no_name_or_salt_outlives_the_hunter():
    assert not hasattr(says_salt, "cache_info")
    assert not hasattr(read_name, "cache_info")


@pytest.mark.parametrize("origin", [Origin.PERSONA, Origin.LEARNED])
def test_a_finding_is_firm_at_most(origin):
    known = Needle(name="email", class_="contact.email", value=EMAIL, origin=origin)
    for form in WAYS:
        assert sighting_confidence(known, form) is Confidence.FIRM
    assert sighting_confidence(known, "sha256>md5") is Confidence.CERTAIN


@pytest.mark.parametrize(("language", "told"), [("en", "the same request"), ("fr", "la même requête")])
def test_where_the_salt_was_seen_is_said(language, told):
    for form in WAYS:
        assert told in form_word(Translator(language), form)
