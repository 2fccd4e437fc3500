"""The sample's session as if it had been recorded: once read on its way, once told by the browser. No browser needed."""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from inspector.capture.tracking import capture_extra
from inspector.formats.har.reader import open_har
from inspector.formats.har.supports import SupportTally
from inspector.model.flow import CaptureKind, Connection, Delivery, FlowRecord, Marker, encode_headers
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import Handshake, NameAnswer, Refusal
from inspector.resources import resource_path
from inspector.store.captures import Outcome
from inspector.store.case import Case
from inspector.store.live.writer import LiveWriter

CA_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
OWN_HOST = "update.navigateur.example"
UNREAD_HOST = "api.banque.example"
PINNED_HOST = "messagerie.example"
PROXY = {
    "whose": "identité de test",
    "interception": "mitmproxy 12.2.3",
    "ca_sha256": CA_SHA256,
    "mode": "loopback",
    "quic": "kept out",
    "names": "looked up",
    "browser": "Chromium 140.0.7339.207",
    "profile": "fresh",
    "headless": "yes",
    "sandbox": "off (run as root)",
    "system": "Linux 6.12",
    "machine": "x86_64",
    "time_zone": "+0200",
    "tool": "enclair 1.0",
    "bandwidth": "not throttled",
}
BROWSER = {"browser": "Firefox 140.4.0esr", "profile": "fresh", "headless": "no", "interception": "none"}


def sample_flows() -> list[FlowRecord]:
    with open_har(resource_path("samples", "consultation.har")) as source:
        return [item for item in source if isinstance(item, FlowRecord)]


def write_recorded_case(path: Path, *, kinds: Sequence[CaptureKind] = tuple(CaptureKind)[3:]) -> Path:
    with Case.create(path) as case:
        for kind in kinds:
            write_recording(case, kind)
    return path


def write_recording(case: Case, kind: CaptureKind, *, is_finished: bool = True) -> None:
    """One recording of the sample. The one that was read on its way also has refusals, unread connections, traffic of
    the browser itself, a pause, a night's sleep and names."""
    is_read = kind is CaptureKind.RECORDING
    name = "enregistrement" if is_read else "contrôle"
    writer = LiveWriter(case, name=name, kind=kind, tool="test")
    support = SupportTally()
    flows = [replace(flow, entry=None, connection=_connection(kind)) for flow in sample_flows()]
    began_us = min(flow.started_us for flow in flows if flow.started_us)
    for flow in [*flows, *(_besides(began_us) if is_read else ())]:
        support.add(flow)
        writer.add(flow)
    writer.describe(PROXY if is_read else BROWSER)
    writer.note_marker(Marker(at_us=began_us, kind="consent-shown"))
    if is_read:
        _tell_the_rest(writer, began_us)
    assert writer.flush(20)
    if not is_finished:
        writer._stop()
        return
    environment = PROXY if is_read else BROWSER
    writer.finish(
        Outcome(
            entries=writer.imported,
            producer="enclair 1.0",
            browser=environment["browser"],
            environment=environment,
            extra=capture_extra(support, scenario=None),
        )
    )


def _connection(kind: CaptureKind) -> Connection:
    if kind is CaptureKind.RECORDING:
        return Connection(label="1", tls_version="TLSv1.3", cipher="TLS_AES_128_GCM_SHA256", alpn="h2")
    return Connection(label="1")


def _besides(began_us: int) -> list[FlowRecord]:
    own = FlowRecord(
        entry=None,
        started_us=began_us + 1_000_000,
        method="GET",
        url=f"https://{OWN_HOST}/v1?email=camille.persona%40mail.example&specialty=cardiologie",
        status=200,
        response_mime="text/html",
        request_headers=encode_headers((("Host", OWN_HOST),)),
        background=True,
    )
    unread = FlowRecord(
        entry=None,
        started_us=began_us + 2_000_000,
        duration_us=90_000_000,
        method="CONNECT",
        url=f"https://{UNREAD_HOST}:443/",
        delivery=Delivery.UNREAD,
        request_body_size=4_200,
        response_body_size=182_000,
        response_wire_size=182_000,
        connection=Connection(sni=UNREAD_HOST),
    )
    refused = replace(
        unread, url=f"https://{PINNED_HOST}:443/", delivery=Delivery.REFUSED, error="certificate-refused",
        request_body_size=0, response_body_size=0, response_wire_size=0, connection=Connection(sni=PINNED_HOST),
    )  # fmt: skip
    return [own, unread, refused]


def _tell_the_rest(writer: LiveWriter, began_us: int) -> None:
    def failed(host: str, client: str, refusal: Refusal, count: int, *, is_pinned: bool = False) -> None:
        writer.note_handshake(
            Handshake(
                host=host, port=443, client=client, refusal=refusal, count=count,
                first_us=began_us, last_us=began_us + 5, likely_pinned=is_pinned,
            )
        )  # fmt: skip

    failed(PINNED_HOST, "Chromium", Refusal.CERTIFICATE_REFUSED, 4, is_pinned=True)
    failed("horloge.example", "this computer", Refusal.CONNECTION_CLOSED, 1)
    writer.note_marker(Marker(at_us=began_us + 10_000_000, kind="note", label="pause"))
    writer.note_marker(Marker(at_us=began_us + 75_000_000, kind="note", label="resume"))
    writer.note_name(
        NameAnswer(
            host="www.medirendezvous.example",
            at_us=began_us,
            resolver="192.0.2.53",
            chain=(("www.medirendezvous.example", "CNAME", "edge.example"), ("edge.example", "A", "192.0.2.7")),
        )
    )
    writer.warn(Oddity(entry=None, code="machine-slept", message="The machine slept 340 s."))
