"""The committed sample is what the generator writes, and every planted truth is in its bytes."""

import json
from base64 import b64decode
from email import message_from_bytes
from functools import cache
from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

import pytest
from stdnum.fr import nir

from inspector.parties.book import PartyBook
from tests.data import persona, sample
from tests.data.answers import COLUMNS

_RESERVED = [ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")]
_KEY = json.loads(sample.ANSWERS.read_text(encoding="utf-8"))
_FIRES = [line for line in _KEY["answers"] if line["verdict"] == "fire"]


@cache
def _log() -> dict[str, Any]:
    log: dict[str, Any] = json.loads(sample.HAR.read_text(encoding="utf-8"))["log"]
    return log


def _named(pairs: list[dict[str, str]], name: str) -> str:
    return next(pair["value"] for pair in pairs if pair["name"].lower() == name)


def _step(value: Any, path: str) -> Any:
    for part in path.removeprefix("$").replace("[", ".").replace("]", "").split("."):
        if part:
            value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def _body_value(text: str, line: dict[str, Any], *, mime: str) -> Any:
    """Walks `path` through `layers`, with nothing of the product."""
    value: Any = text
    steps = line["path"].split(" > ")
    for layer in line["layers"]:
        if layer == "json":
            value = _step(json.loads(value), steps.pop(0))
        elif layer == "base64":
            value = b64decode(value).decode()
        elif layer == "sentry-envelope":
            value = value.splitlines()[2 * int(steps.pop(0).removeprefix("#"))]
        elif layer == "multipart":
            parts: Any = message_from_bytes(f"Content-Type: {mime}\r\n\r\n{value}".encode()).get_payload()
            value = next(
                part.get_payload() for part in parts if part.get_param("name", header="content-disposition") == steps[0]
            )
    return value


def _found(line: dict[str, Any], entry: dict[str, Any]) -> Any:
    request, side = entry["request"], entry[line["side"]]
    if line["location"] == "query":
        return next(pair["value"] for pair in request["queryString"] if pair["name"] == line["path"])
    if line["location"] == "header":
        return _named(side["headers"], line["path"])
    if line["location"] == "url":
        return urlsplit(request["url"]).path.split("/")[1:][int(line["path"][5:-1])]
    if line["side"] == "request":
        return _body_value(request["postData"]["text"], line, mime=request["postData"]["mimeType"])
    return _body_value(side["content"]["text"], line, mime=side["content"]["mimeType"])


def test_committed_sample_is_what_the_generator_writes(tmp_path):
    made = tmp_path / "made.har"
    sample.write_har(made)
    assert sample.HAR.read_bytes() == made.read_bytes()
    assert sample.PERSONA.read_text(encoding="utf-8") == persona.persona_toml()
    assert sample.ANSWERS.read_text(encoding="utf-8") == sample.answers_text()


@pytest.mark.parametrize("line", _FIRES, ids=lambda line: f"{line['rule']}-{line['recipient']}-{line['path']}")
def test_every_planted_truth_is_in_the_bytes(line):
    for number in line["entries"]:
        entry = _log()["entries"][number]
        found = _found(line, entry)
        assert (urlsplit(entry["request"]["url"]).hostname or "").endswith(line["recipient"])
        if line["value"] is None:
            assert len(b64decode(found)) > 500
        else:
            assert str(found) == line["value"]


def test_digest_is_that_of_the_planted_address():
    line = next(line for line in _FIRES if line["form"] == "sha256")
    assert line["value"] == sha256(persona.EMAIL.encode()).hexdigest()


def test_joined_labels_stand_beside_their_ids_in_earlier_answers():
    for line in (line for line in _FIRES if line["joined"]):
        learned = line["value"].removesuffix(".png")
        earlier = [e["response"]["content"].get("text", "") for e in _log()["entries"][: line["entries"][0]]]
        assert any(learned in text and line["joined"] in text for text in earlier)


def test_silent_lines_name_entries_and_reasons():
    assert list(_KEY["columns"]) == list(COLUMNS)
    for line in _KEY["answers"]:
        assert line["entries"]
        assert line["verdict"] == "fire" or line["why"]


def test_no_real_host_and_no_real_address():
    for entry in _log()["entries"]:
        assert (urlsplit(entry["request"]["url"]).hostname or "").endswith(".example")
        if entry["serverIPAddress"]:
            assert any(ip_address(entry["serverIPAddress"]) in net for net in _RESERVED)


def test_national_number_has_a_right_key():
    assert nir.is_valid(persona.NIR)


def test_times_are_in_order_and_markers_lie_inside():
    times = [entry["startedDateTime"] for entry in _log()["entries"]]
    markers = [marker["at"] for marker in _log()["_enclair"]["markers"]]
    assert times == sorted(times)
    assert markers == sorted(markers)
    assert times[0] < markers[0]
    assert markers[-1] < times[-1]


def test_every_host_of_the_sample_is_named_by_its_parties():
    book = PartyBook.load((sample.SAMPLES / "parties.toml",))
    for entry in _log()["entries"]:
        party = book.party_of(urlsplit(entry["request"]["url"]).hostname or "")
        assert party.operator is not None
        assert party.sources["operator"].verified


def test_grows_to_any_size_and_stays_readable(tmp_path):
    big = tmp_path / "big.har"
    count = sample.write_har(big, target_bytes=3_000_000)
    entries = json.loads(big.read_text(encoding="utf-8"))["log"]["entries"]
    assert big.stat().st_size >= 3_000_000
    assert len(entries) == count
    assert entries[: len(_log()["entries"])] == _log()["entries"]
