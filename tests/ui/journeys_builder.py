"""A case with told journeys: the synthetic case, on which stories, composites, choices and consent signals are written as
the analysis would."""

from pathlib import Path

from inspector.model.consent import Choice, ChoiceKind, ChoiceLine, ConsentSignal, ConsentState, Known, Start
from inspector.model.finding import Finding, Points, Rung, Severity, finding_id
from inspector.model.flow import CaptureId, FlowId, Location, Marker, Side
from inspector.model.journey import (
    Journey,
    Link,
    Narrative,
    NarrativeKind,
    ServiceLink,
    ServiceSight,
    Step,
    StepKind,
)
from inspector.model.leaf import Confidence, Place
from inspector.model.party import FirstParty
from inspector.store.case import Case
from inspector.store.edits import add_marker
from inspector.store.journeys import write_journeys
from inspector.store.results import ResultWriter
from inspector.store.signals import write_choices, write_signals
from tests.store.builders import START_US, build_case

ADS, OTHER = "mesure-pub.example", "pixel-social.example"
CLINIC, LAB = "rdv-sante.example", "labo-des-peupliers.example"
PAGE = f"https://www.{CLINIC}/oncologue/lyon/solene-varnoux?motif=42&token=5f2d9c1be07a4836"
MOTIVE = "Annonce de résultats (oncologie)"
SEARCH = "oncologue sénologie"
IDENTIFIER = "Zk3v9q0x2m7t1b8d"
MARKED_US = START_US + 4_000_000
_S = 1_000_000


def place(
    flow: int, *, capture: int = 1, location: Location = Location.QUERY, name: str = "q", side: Side = Side.REQUEST
) -> Place:
    return Place(
        capture=CaptureId(capture), flow=FlowId(flow), entry=flow, side=side, location=location, path=name, layers=()
    )


def step(kind: StepKind, value: str, *, flow: int, at_s: float, **changes: object) -> Step:
    classes = {
        StepKind.PAGE: "behaviour.page",
        StepKind.SEARCH: "behaviour.search",
        StepKind.CHOICE: "health.motive",
        StepKind.PERSON: "contact.email",
        StepKind.PICTURE: "health.specialty",
    }
    at_us = START_US + int(at_s * _S)
    given: dict[str, object] = {
        "kind": kind,
        "class_": classes[kind],
        "value": value,
        "place": place(flow),
        "at_us": at_us,
        "last_us": at_us,
        "confidence": Confidence.CERTAIN,
    }
    return Step(**{**given, **changes})  # type: ignore[arg-type]


def steps() -> tuple[Step, ...]:
    """A page, a search, a choice after a marker, somebody's address as a digest."""
    return (
        step(StepKind.PAGE, PAGE, flow=12, at_s=1.2, count=3, last_us=START_US + 9 * _S, confidence=Confidence.FIRM),
        step(StepKind.SEARCH, SEARCH, flow=13, at_s=2.5),
        step(StepKind.CHOICE, "9000042", flow=20, at_s=5, label=MOTIVE, act="motive-chosen"),
        step(StepKind.PERSON, "camille.temoin@courriel.example", flow=21, at_s=7, form="sha256"),
    )


def sight(site: str, *, flow: int, capture: int = 1) -> ServiceSight:
    return ServiceSight(
        site=site,
        captures=(CaptureId(capture),),
        requests=12,
        first_us=START_US,
        last_us=START_US + 60 * _S,
        flow=FlowId(flow),
    )


def journeys() -> tuple[Journey, ...]:
    linked = ServiceLink(
        one=CLINIC,
        other=LAB,
        link=Link.IDENTIFIER,
        names=("uid", "_pubid"),
        value=IDENTIFIER,
        flows=(FlowId(12), FlowId(40)),
    )
    apart = ServiceLink(one=CLINIC, other=LAB, link=Link.ADDRESS, flows=(FlowId(14), FlowId(41)))
    return (
        Journey(
            site=ADS,
            same_group=False,
            requests=41,
            first_us=START_US,
            last_us=START_US + 60 * _S,
            steps=steps(),
            left_out=7,
            identifiers=("uid", "_pubid"),
            services=(sight(CLINIC, flow=12), sight(LAB, flow=40)),
            links=(linked,),
        ),
        Journey(
            site=OTHER,
            same_group=False,
            requests=3,
            first_us=START_US,
            last_us=START_US + 30 * _S,
            steps=(step(StepKind.PICTURE, "d5t8w2n6b1y4q7h3j9r0", flow=14, at_s=3, label="Oncologie médicale"),),
            services=(sight(CLINIC, flow=14), sight(LAB, flow=41)),
            links=(apart,),
        ),
        Journey(
            site="cdn.example",
            same_group=False,
            requests=9,
            first_us=None,
            last_us=None,
            steps=(),
            services=(sight(CLINIC, flow=15),),
        ),
    )


def finding(rule: str) -> Finding:
    return Finding(
        id=finding_id(rule, ADS, None),
        rule=rule,
        recipient=ADS,
        class_=None,
        severity=Severity.MEDIUM,
        points=Points(),
        confidence=Confidence.FIRM,
        rung=Rung.L2,
        occurrences={CaptureId(1): 1},
    )


def narrative() -> Narrative:
    return Narrative(
        kind=NarrativeKind.PRE_BOOKING_PROFILE,
        recipient=ADS,
        findings=tuple(finding(rule).id for rule in ("TRK-02", "IDS-01")),
        rung="L2",
        confidence=Confidence.FIRM,
    )


def choice_line() -> ChoiceLine:
    """A refusal that only a changed cookie tells."""
    refused = Choice(
        kind=ChoiceKind.REFUSED,
        known=Known.INFERRED,
        after_us=START_US + 2 * _S,
        at_us=START_US + 4 * _S,
        product="didomi",
        name="didomi_token",
        flow=FlowId(15),
        after_flow=FlowId(12),
    )
    return ChoiceLine(capture=CaptureId(1), choices=(refused,), start=Start.FRESH)


def consent_signal(*, flow: int = 15, chosen: bool = True) -> ConsentSignal:
    return ConsentSignal(
        place=place(flow, location=Location.COOKIE, name="didomi_token"),
        name="didomi_token",
        host=f"www.{CLINIC}",
        site=CLINIC,
        first_party=True,
        at_us=START_US + 4 * _S,
        state=ConsentState(product="didomi", granted=("cookies",), refused=("purpose-1", "advertising")),
        chosen=chosen,
        value="eyJwdXJwb3NlcyI6e319",
    )


def build_told(path: Path, *, told: tuple[Journey, ...] | None = None, composites: bool = True) -> Path:
    """The synthetic case with `told` (else the journeys above), two findings and what they tell together, a choice."""
    if not path.exists():
        build_case(path)
    with Case.open(path) as case:
        writer = ResultWriter(case)
        add_marker(case, CaptureId(1), Marker(at_us=MARKED_US, kind="motive-chosen", label="Motif cliqué"))
        writer.write_findings([finding("TRK-02"), finding("IDS-01")])
        write_journeys(writer, journeys() if told is None else told, (narrative(),) if composites else ())
        write_choices(writer, {CaptureId(1): choice_line()})
        write_signals(writer, [consent_signal()])
    return path


def forget_first_party(case: Case) -> None:
    """As where the analysis could not tell whose site is examined."""
    ResultWriter(case).write_outcomes({"first_party": FirstParty(sites=(), how="inferred", why="no_flows")})
