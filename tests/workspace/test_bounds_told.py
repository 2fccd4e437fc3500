"""Bounds that bite are told: more occurrences than are listed, messages kept or read in part."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from inspector.detect.needles import hunt
from inspector.messages import Translator
from inspector.model.flow import Body, CaptureKind, FlowRecord, SocketMessage, encode_headers
from inspector.model.leaf import Needle, Origin
from inspector.store.captures import Outcome
from inspector.store.case import Case
from inspector.store.edits import add_needles
from inspector.store.queries import CaseReader
from inspector.store.writer import CaptureWriter
from inspector.workspace.analysis import analyse_case
from inspector.workspace.exporting import export_har
from inspector.workspace.following import find_value
from inspector.workspace.importing import import_file
from inspector.workspace.result import read_coverage
from inspector.workspace.summary import summarise
from inspector.workspace.trail_result import trail_lines

MAIL = "camille@courriel.example"
MOST = 5


def case_of(folder: Path, *flows: FlowRecord) -> Path:
    path = folder / "bounds.enclair"
    with Case.create(path) as case:
        writer = CaptureWriter(case, name="bounds", kind=CaptureKind.HAR)
        for flow in flows:
            writer.add(flow)
        writer.finish(Outcome(entries=len(flows)))
    return path


def asking(times: int = 1, *, extra: bytes | None = None) -> FlowRecord:
    """A request to a tracker that holds the address so many times."""
    body = "[" + ",".join([f'"{MAIL}"'] * times) + "]"
    return FlowRecord(
        entry=0,
        started_us=1_760_000_000_000_000,
        method="POST",
        url="https://pixel.tracker.example/collect",
        request_mime="application/json",
        request_headers=encode_headers((("Content-Type", "application/json"),)),
        request_body=Body(data=body.encode()),
        extra=extra,
    )


def said(path: Path, language: str = "en") -> str:
    with Case.open(path, read_only=True) as case:
        return " ".join(limit.text for limit in summarise(CaseReader(case), Translator(language)).limits)


@pytest.mark.parametrize("times", [MOST - 1, MOST + 3])
def test_more_occurrences_than_are_listed_are_told(times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hunt, "_MOST_PER_FLOW", MOST)
    path = case_of(tmp_path, asking(times))
    trail = find_value(path, MAIL)
    is_cut = times > MOST
    assert len(trail.stops) == min(times, MOST)
    assert trail.flows_cut == is_cut
    assert any("more places than are listed" in line for line in trail_lines(trail, Translator("en"))) is is_cut
    with Case.open(path) as case:
        add_needles(case, [Needle(origin=Origin.CHOSEN, name="mail", class_="contact.email", value=MAIL)])
    analyse_case(path)
    with Case.open(path, read_only=True) as case:
        assert read_coverage(CaseReader(case)).sightings_cut == is_cut
    assert ("more occurrences" in said(path)) is is_cut
    assert ("plus d’occurrences" in said(path, "fr")) is is_cut


@pytest.mark.parametrize("extra", [None, b'{"_messagesCut":true}'])
def test_messages_that_were_kept_in_part_are_told(extra: bytes | None, tmp_path: Path):
    path = case_of(tmp_path, asking(extra=extra))
    analyse_case(path)
    with Case.open(path, read_only=True) as case:
        assert read_coverage(CaseReader(case)).messages_cut == (extra is not None)
    assert ("WebSocket" in said(path)) is (extra is not None)


@pytest.mark.parametrize("redact", ["none", "default"])
def test_an_export_keeps_a_message_that_was_cut_in_a_character_and_says_so(redact: str, tmp_path: Path):
    half = "Réponse : très".encode()[:-2]
    message = SocketMessage(at_us=1_760_000_000_100_000, from_client=True, opcode=1, data=half)
    export, back = tmp_path / "cut.har", tmp_path / "back.enclair"
    flow = replace(asking(extra=b'{"_messagesCut":true,"_other":"kept back"}'), messages=(message,))
    export_har(case_of(tmp_path, flow), export, redact=redact)
    assert ("kept back" in export.read_text()) is (redact == "none")
    with Case.create(back) as case:
        import_file(case, export)
        (content,) = CaseReader(case).contents()
    assert [one.data.startswith("Réponse : tr".encode()) for one in content.messages] == [True]
    analyse_case(back)
    with Case.open(back, read_only=True) as case:
        assert read_coverage(CaseReader(case)).messages_cut == 1
