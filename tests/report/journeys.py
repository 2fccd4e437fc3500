"""Journeys, composites, claims and documents about rdv-sante.example, to be printed."""

from msgspec.structs import replace

from inspector.model.claim import Claim, ClaimKind
from inspector.model.document import Document, DocumentKind
from inspector.model.flow import FlowId, Location, Side
from inspector.model.journey import Journey, Link, Narrative, NarrativeKind, ServiceLink, ServiceSight, Step, StepKind
from inspector.model.leaf import Confidence, Place
from inspector.report.data import CitedDocument, NarrativeNote, ReportData, TransportNote
from tests.report.builders import EMAIL, MOTIVE, ONE, RECIPIENTS, SECOND_US, SHA, START_US, full_report

ADS = RECIPIENTS[1][0]
PAGE = "https://www.rdv-sante.example/oncologue/lyon?patient=camille"
QUOTE = 'Vos données sont chiffrées de bout en bout : "personne" d\'autre ne peut les lire.'
UID = "Zk3v9q0x2m7t1b8d"


def step(kind: StepKind, class_: str, value: str, *, second: int, act: str = "", label: str | None = None) -> Step:
    place = Place(capture=ONE, flow=FlowId(100 + second), entry=1, side=Side.REQUEST, location=Location.QUERY,
                  path="q", layers=())  # fmt: skip
    at_us = START_US + second * SECOND_US
    return Step(
        kind=kind, class_=class_, value=value, place=place, at_us=at_us, last_us=at_us, act=act, label=label,
        confidence=Confidence.CERTAIN,
    )  # fmt: skip


def journey() -> Journey:
    return Journey(
        site=ADS,
        same_group=False,
        requests=7,
        first_us=START_US,
        last_us=START_US + 60 * SECOND_US,
        steps=(
            step(StepKind.PAGE, "behaviour.page", PAGE, second=1),
            step(StepKind.CHOICE, "health.motive", MOTIVE, second=2, act="motive-chosen"),
            step(StepKind.PERSON, "contact.email", EMAIL, second=2),
            step(StepKind.PICTURE, "health.specialty", "d5t8w2n6b1y4q7h3", second=3, label="Oncologie médicale"),
        ),
        left_out=2,
        identifiers=("obuid",),
        services=(sight("rdv-sante.example"), sight("autre-clinique.example")),
        links=(
            ServiceLink(one="rdv-sante.example", other="autre-clinique.example", link=Link.IDENTIFIER,
                        names=("obuid",), value=UID),
        ),
    )  # fmt: skip


def sight(site: str) -> ServiceSight:
    return ServiceSight(site=site, captures=(ONE,), requests=3, first_us=START_US, last_us=START_US, flow=FlowId(1))


def told_report(language: str = "fr", *, confirmed: bool = True) -> ReportData:
    """Two findings, one of them in favour of the service, a composite of both, a claim with its archived copy."""
    full = full_report(language)
    first, second = full.findings[:2]
    finding = replace(first.finding, rule="E2E-01", recipient="rdv-sante.example", class_="health.motive")
    first = replace(first, finding=finding, checked="Checked: sent over the network.", runs="Repeats: 2 of 2.")
    second = replace(second, positive=True, title="Good practice of some kind")
    narrative = Narrative(
        kind=NarrativeKind.PRE_BOOKING_PROFILE,
        recipient=ADS,
        findings=(first.finding.id, second.finding.id),
        rung="L1",
        confidence=Confidence.FIRM,
    )
    claim = Claim(
        id=1, quote=QUOTE, kind=ClaimKind.END_TO_END_ENCRYPTED, date="2026-01-12", url="https://rdv-sante.example/faq",
        scope=("health.motive",), is_scope_confirmed=confirmed, document=SHA,
    )  # fmt: skip
    document = Document(id=1, kind=DocumentKind.POLICY, name="politique.pdf", sha256=SHA, size_bytes=9)
    return replace(
        full,
        findings=(first, second),
        annex=full.annex[:2],
        graph_nodes=(),
        timeline=None,
        matrix=None,
        captures=full.captures[:1],
        recipients=full.recipients[:3],
        journeys=(journey(),),
        narratives=(
            NarrativeNote(narrative=narrative, title="Together", tells="They tell.", does_not_show="Not all."),
        ),
        claims=(claim,),
        documents=(CitedDocument(document=document, claims=(1,), sites=(ADS,)),),
        transport=TransportNote(versions=(("TLS 1.3", 12),), clear=1),
        consent=("consultation.har: accepted.",),
    )
