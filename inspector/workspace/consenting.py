"""Consent in a case: the signals of its requests and the choices made in each capture, before the flows are read."""

from inspector.detect.consent.choices import CaptureWords, ChoiceCollector
from inspector.detect.consent.signals import Message, consent_signals, may_tell
from inspector.model.consent import ConsentSignal
from inspector.model.flow import CaptureFacts, CaptureId
from inspector.model.party import Role
from inspector.store.queries import CaseReader
from inspector.store.requests import header_texts
from inspector.workspace.evidence import Consent, read_supports
from inspector.workspace.landscape import Landscape

_MOST_SIGNALS = 200_000


def read_consent(reader: CaseReader, landscape: Landscape) -> Consent:
    """Reads addresses and headers once. Bounded: beyond 200,000 signals the choices are still followed."""
    sites = landscape.sites()
    collector = ChoiceCollector()
    kept: list[ConsentSignal] = []
    before: dict[tuple[CaptureId, str, str], str] = {}
    for text in header_texts(reader):
        site = sites.site_of.get(text.host, text.host)
        is_own = site in sites.first_party
        tells = may_tell(text.url, text.request_headers, text.response_headers)
        if not (tells or is_own):
            continue
        message = Message(site=site, first_party=is_own, **text._asdict())
        signals = consent_signals(message) if tells else ()
        collector.take(message, signals)
        for signal in signals:
            key = (text.capture, site, signal.name)
            if before.get(key) != signal.value or not is_own:
                before[key] = signal.value
                if len(kept) < _MOST_SIGNALS:
                    kept.append(signal)
    kept.sort(key=lambda signal: signal.place.flow)
    return Consent(tuple(kept), collector.lines(_words(reader, landscape)))


def _words(reader: CaseReader, landscape: Landscape) -> list[CaptureWords]:
    markers, shown = reader.markers(), _shown(reader, landscape)
    return [
        CaptureWords(
            capture=capture.id,
            markers=tuple(markers.get(capture.id, ())),
            scenario=capture.scenario,
            cookies=_has_cookies(reader, capture),
            sanitized=capture.sanitized,
            fresh_profile=capture.environment.get("profile") == "fresh",
            shown_us=shown.get(capture.id),
        )
        for capture in reader.captures()
    ]


def _has_cookies(reader: CaseReader, capture: CaptureFacts) -> bool:
    return read_supports(reader, capture.id).cookies and not capture.sanitized


def _shown(reader: CaseReader, landscape: Landscape) -> dict[CaptureId, int]:
    """When a consent manager's own site was first asked for something, by capture."""
    hosts = [row.host for row in landscape.host_rows() if row.role == Role.CONSENT]
    marks = ", ".join("?" * len(hosts))
    rows = reader.case.connection.execute(
        f"SELECT capture_id, min(started_us) FROM flow WHERE host IN ({marks}) AND started_us IS NOT NULL"
        " AND delivery IN ('network', 'revalidated') AND background = 0 GROUP BY capture_id",
        hosts,
    )
    return {CaptureId(capture): at_us for capture, at_us in rows}
