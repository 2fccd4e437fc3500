"""MOB-01: an identifier of a mobile device went to somebody else together with an event or an app about health."""

from collections.abc import Iterator

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, is_page_part
from inspector.findings.signalled import of_signal, values_at
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import CaptureId, FlowId, Location, Side
from inspector.model.leaf import About, Confidence
from inspector.model.signal import Signal, SignalKind

_ADVERTISING = ("gaid", "idfa", "appset")
_PLACES = (Location.BODY, Location.QUERY, Location.WEBSOCKET)
_ORDER = ("event", "package", "service")  # the most telling first
_FEWEST_FIRST_PARTY = 3  # data about the user's health, to say that the service is about health

type Visit = tuple[CaptureId, str]


def evaluate(case: CaseEvidence) -> list[Finding]:
    """An identifier of zeros is nobody's. A package tells which app was used, and nothing more."""
    known = survey(case)
    context: dict[tuple[FlowId, str], str] = {}
    told: list[Observation] = []
    signals = [one for one in known.signals_of(SignalKind.DEVICE) if _is_id(known, one)]
    values = values_at(known, signals)
    for signal, what in _with_context(known, signals):
        context[signal.place.flow, signal.place.path] = what
        class_ = "device.advertising_id" if signal.facts["id"] in _ADVERTISING else "device.identifier"
        confidence = Confidence.TENTATIVE if what == "service" else Confidence.FIRM
        told.append(of_signal(signal, class_=class_, confidence=confidence, values=values))
    told.sort(key=lambda seen: _ORDER.index(context[seen.item.place.flow, seen.item.place.path]))
    kinds = {(one.place.flow, one.place.path): str(one.facts["id"]) for one in signals}

    def facts(_case: Survey, seen: Observation) -> Facts:
        return {"id_name": kinds[seen.item.place.flow, seen.item.place.path]}

    def variant(_case: Survey, seen: Observation) -> str:
        return context[seen.item.place.flow, seen.item.place.path]

    shape = Shape(scale=Scale(rung=Rung.L2, fixed=Severity.HIGH), variant=variant, facts=facts)
    return findings_of(known, "MOB-01", observations=told, shape=shape)


def _is_id(case: Survey, signal: Signal) -> bool:
    return signal.name == "mobile-id" and "zero" not in signal.facts and case.is_third_party(signal.site)


def _with_context(case: Survey, signals: list[Signal]) -> Iterator[tuple[Signal, str]]:
    """What makes an identifier tell of health: an event or data in the same message, the app's name there, or (a weak
    sign) the name of an app whose own service is about health."""
    health = _health_flows(case, {signal.place.flow for signal in signals})
    is_health = _is_health_service(case) if signals else False
    for signal in signals:
        facts = signal.facts
        if signal.place.flow in health or facts.get("event") == "health":
            yield signal, "event"
        elif facts.get("package") == "health":
            yield signal, "package"
        elif is_health and "package" in facts:
            yield signal, "service"


def _health_flows(case: Survey, flows: set[FlowId]) -> set[FlowId]:
    found = {
        leaf.place.flow
        for leaf in (case.leaves_that(_may_be_sent) if flows else ())
        if leaf.place.flow in flows and not is_page_part(leaf.place)
    }
    return found | {
        sighting.place.flow
        for sighting in case.sightings
        if sighting.place.flow in flows
        and sighting.needle.class_.startswith("health.")
        and sighting.place.side is Side.REQUEST
    }


def _may_be_sent(kind: Kind) -> bool:
    is_sent = kind.side is Side.REQUEST and kind.location in _PLACES
    of_health = kind.class_.startswith("health.") and kind.about is not About.CATALOGUE
    return is_sent and of_health and kind.confidence is not Confidence.TENTATIVE


def _is_health_service(case: Survey) -> bool:
    return len(case.leaves_that(_is_of_health)) >= _FEWEST_FIRST_PARTY


def _is_of_health(kind: Kind) -> bool:
    return kind.first_party and kind.class_.startswith("health.") and kind.about.is_the_user
