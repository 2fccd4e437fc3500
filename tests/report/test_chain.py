"""The way to a value stands below its evidence, masked; a replay only without redaction."""

import base64
import json

import msgspec
import pytest

from inspector.decode.replaying.replay import write_python
from inspector.decode.replaying.route import Route, route_of
from inspector.messages import Translator
from inspector.model.leaf import Place
from inspector.report.pdf import write_pdf
from inspector.report.redaction import KnownValue
from tests.decode.layer_samples import MOTIVE, body
from tests.decode.test_steps import places_of
from tests.report.builders import small_report
from tests.report.test_pdf import text_of

EMAIL = "camille.temoin+rdv7@courriel.example"
TOKEN = "tok-4f9a8b7c6d5e4f3a"


def content_of(tree: object):
    inner = base64.b64encode(json.dumps(tree).encode()).decode()
    return body(json.dumps({"Data": inner}), "application/json")


def report_with(tree: object):
    content = content_of(tree)
    place: Place = places_of(content)[-1][0]
    route = route_of(content, place)
    assert isinstance(route, Route)
    data = small_report()
    first = data.findings[0]
    item = msgspec.structs.replace(
        first.evidence[0],
        path=place.path,
        layers=place.layers,
        telling=route.value,
        before="",
        after="",
        route=route,
        replay=write_python(route, place, t=Translator("en")).code,
    )
    known = (
        *data.known_values,
        KnownValue(text=EMAIL, class_="contact.email"),
        KnownValue(text=TOKEN, class_="credential.token"),
    )
    block = msgspec.structs.replace(first, evidence=(item,))
    return msgspec.structs.replace(data, findings=(block, *data.findings[1:]), known_values=known)


def squeezed(text: str) -> str:
    return "".join(text.replace("↩", "").split())


def test_the_chain_is_printed_and_masked() -> None:
    text = text_of(write_pdf(report_with({"a": "x", "mail": EMAIL}), language="en"))
    assert "As captured" in text
    assert "→ base64" in text
    assert EMAIL not in squeezed(text)
    encoded = base64.b64encode(json.dumps({"a": "x", "mail": EMAIL}).encode()).decode()
    assert encoded[:24] not in squeezed(text)
    assert "base64.b64decode" not in text


def test_without_redaction_the_chain_and_the_replay_are_printed() -> None:
    text = squeezed(text_of(write_pdf(report_with({"a": "x", "mail": EMAIL}), language="fr", redact="none")))
    assert "TelqueCapturé".casefold() in text.casefold()
    assert "json.loads(x" in text
    assert EMAIL in text


def test_a_replay_with_a_credential_in_its_bytes_is_not_printed() -> None:
    text = squeezed(text_of(write_pdf(report_with({"token": TOKEN, "mail": EMAIL}), language="en", redact="none")))
    assert "json.loads(x" not in text
    assert TOKEN not in text


@pytest.mark.parametrize("redact", ["default", "strict", "none"])
def test_long_chains_fit_the_page(redact: str) -> None:
    tree: object = {"motive": MOTIVE}
    for _ in range(3):
        tree = {"x" * 60: base64.b64encode(json.dumps(tree).encode()).decode(), "pad": "long " * 80}
    assert write_pdf(report_with(tree), language="fr", redact=redact).startswith(b"%PDF-")
