"""What a finding says of its connection, and what confirms it."""

from typing import Any

import pytest
from msgspec.structs import replace

from inspector.findings.confirmation import confirmations, confirmations_of
from inspector.findings.interception import was_intercepted, was_told_by_browser
from inspector.findings.observation import of_leaf
from inspector.findings.registry import evaluate
from inspector.findings.survey import survey
from inspector.findings.texts import write_texts
from inspector.findings.transport import transport_facts
from inspector.messages import Translator
from inspector.model.flow import CaptureId, CaptureKind, Connection, Location, Side
from tests.findings.builders import Evidence, capture, flow, leaf, place

TLS = Connection(tls_version="TLSv1.3", cipher="TLS_AES_128_GCM_SHA256")


def case(kind: CaptureKind = CaptureKind.RECORDING, **facts: Any) -> Evidence:
    own = replace(capture(), kind=kind)
    message = place(side=Side.RESPONSE, location=Location.BODY, path="$.reason", layers=("json",))
    leaves = (leaf(message),)
    return Evidence(captures=(own,), **{"leaves": leaves, **facts})


def facts_of(made: Evidence) -> dict[str, str | int]:
    known = survey(made)
    return transport_facts(known, of_leaf(known, known.leaves[0]))


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (CaptureKind.RECORDING, "encrypted_relayed"),
        (CaptureKind.MITMPROXY_FLOWS, "encrypted_relayed"),
        (CaptureKind.BROWSER_RECORDING, "encrypted_seen"),
        (CaptureKind.HAR, "encrypted_seen"),
    ],
)
def test_recorded_tls_facts_are_told_with_whose_they_are(kind, word):
    facts = facts_of(case(kind, connections={1: TLS}))
    assert (facts["transport"], facts["tls"]) == (word, "TLS 1.3, TLS_AES_128_GCM_SHA256")


@pytest.mark.parametrize("connection", [None, Connection(label="1", alpn="h2")])
def test_without_tls_facts_the_address_decides(connection):
    facts = facts_of(case(connections={1: connection}))
    assert facts["transport"] == "encrypted"
    assert "tls" not in facts


def test_an_unencrypted_address_is_never_called_encrypted():
    assert facts_of(case(connections={1: TLS}, flows=(flow(scheme="http"),)))["transport"] == "clear"


@pytest.mark.parametrize(
    ("version", "words"), [("TLSv1.2", "TLS 1.2"), ("TLS 1.3", "TLS 1.3"), ("QUIC", "QUIC"), ("TLSv1", "TLS 1")]
)
def test_versions_are_written_in_one_way(version, words):
    assert facts_of(case(connections={1: Connection(tls_version=version)}))["tls"] == words


@pytest.mark.parametrize(("language", "part"), [("en", "between the recording proxy and the server"),
                                                ("fr", "entre le mandataire d’enregistrement et le serveur")])  # fmt: skip
def test_the_sentence_names_version_and_cipher(language, part):
    (finding,) = evaluate(case(connections={1: TLS})).findings
    shows = write_texts(finding, Translator(language), recipient=None).shows
    assert "TLS 1.3, TLS_AES_128_GCM_SHA256" in shows
    assert part in shows


def test_background_flows_are_no_evidence():
    assert evaluate(case(flows=(flow(background=True),))).findings == ()
    assert evaluate(case()).findings != ()


@pytest.mark.parametrize(
    ("kinds", "codes"),
    [
        (("recording", "browser-recording"), ("without-interception",)),
        (("mitmproxy-flows", "browser-recording"), ("without-interception",)),
        (("recording", "recording"), ()),
        (("browser-recording",), ()),
        (("recording", "har"), ()),
        ((), ()),
    ],
)
def test_both_ways_are_needed_to_confirm(kinds, codes):
    captures = tuple(
        replace(capture(), id=CaptureId(n), kind=CaptureKind(kind)) for n, kind in enumerate(kinds, start=1)
    )
    made = survey(Evidence(captures=captures, supports={}))
    assert confirmations(made, [c.id for c in captures]) == codes


def test_an_ordinary_finding_is_not_confirmed():
    (finding,) = evaluate(case()).findings
    assert confirmations_of(finding) == ()
    assert "interception" not in write_texts(finding, Translator("en"), recipient=None).shows


@pytest.mark.parametrize(
    ("facts", "intercepted", "told"),
    [
        ({"kind": CaptureKind.RECORDING}, True, False),
        ({"kind": CaptureKind.MITMPROXY_FLOWS}, True, False),
        ({"kind": CaptureKind.BROWSER_RECORDING, "environment": {"interception": "none"}}, False, True),
        ({"environment": {"interception": "mitmproxy 12.2.3", "profile": "fresh"}}, True, False),
        ({"environment": {"interception": "none", "profile": "fresh"}}, False, True),
        ({"environment": {"interception": "none"}}, False, False),
        ({"producer": "mitmproxy 12.2.3"}, True, False),
        ({"producer": "WebInspector 537.36"}, False, False),
    ],
)
def test_a_capture_says_how_it_came_about(facts, intercepted, told):
    made = replace(capture(), **facts)
    assert (was_intercepted(made), was_told_by_browser(made)) == (intercepted, told)
