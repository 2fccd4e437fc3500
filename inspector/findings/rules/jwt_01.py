"""JWT-01: a signed token carries personal data among its claims, which anybody who holds it can read (RFC 7519)."""

from collections.abc import Iterable, Iterator

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, of_leaf
from inspector.findings.survey import Survey, survey
from inspector.model.finding import EvidenceItem, Finding, Rung, Severity
from inspector.model.flow import FlowId
from inspector.model.leaf import Confidence, Place
from inspector.model.signal import Signal, SignalKind

_GROUPS = ("health", "identity", "contact", "financial", "special")
_LONGEST_DAYS = 30


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Claims about the user; a token without a signature, or valid for more than 30 days, counts by itself."""
    known = survey(case)
    tokens: dict[FlowId, list[Signal]] = {}
    for signal in _tokens(known):
        tokens.setdefault(signal.place.flow, []).append(signal)

    def facts(_case: Survey, seen: Observation) -> Facts:
        return _token_facts(_holding(tokens.get(seen.item.place.flow, ()), seen.item.place))

    observations = list(_claims(known))
    spoken = {seen.recipient for seen in observations}
    found = []
    for variant, some in (
        ("", observations),
        ("weak", [seen for seen in _weak(known) if seen.recipient not in spoken]),
    ):
        shape = Shape(
            scale=Scale(rung=Rung.L2, fixed=Severity.MEDIUM if variant == "" else Severity.LOW),
            variant=lambda _case, _seen, name=variant: name,  # type: ignore[misc]
            facts=facts,
        )
        found += findings_of(known, "JWT-01", observations=some, shape=shape)
    return found


def _tokens(case: Survey) -> Iterator[Signal]:
    return (signal for signal in case.signals_of(SignalKind.TOKEN) if signal.name == "jwt")


def _holding(tokens: Iterable[Signal], place: Place) -> Signal | None:
    """The token in which a claim stands, of all those of its flow: the innermost."""
    around = [
        token
        for token in tokens
        if (token.place.side, token.place.location) == (place.side, place.location)
        and (place.path == token.place.path or place.path.startswith(f"{token.place.path} > ") or not token.place.path)
    ]
    return max(around, key=lambda token: len(token.place.path), default=None)


def _token_facts(token: Signal | None) -> Facts:
    days = token.facts.get("days", 0) if token else 0
    algorithm = str(token.facts.get("alg", "")) if token else ""
    return {
        "algorithm": algorithm,
        "days": days,
        "valid": "long" if isinstance(days, int) and days > _LONGEST_DAYS else "other",
        "signed": "no" if algorithm == "none" else "yes" if algorithm else "unknown",
    }


def _claims(case: Survey) -> Iterator[Observation]:
    return (of_leaf(case, leaf) for leaf in case.leaves_on_wire(_tells))


def _tells(kind: Kind) -> bool:
    named = kind.class_.partition(".")[0] in _GROUPS and kind.class_ != "identity.account_id"
    return "jwt" in kind.layers and named and kind.about.is_the_user and kind.confidence is not Confidence.TENTATIVE


def _weak(case: Survey) -> Iterator[Observation]:
    seen: set[FlowId] = set()
    for token in _tokens(case):
        days = token.facts.get("days", 0)
        is_weak = token.facts.get("alg") == "none" or (isinstance(days, int) and days > _LONGEST_DAYS)
        if is_weak and token.place.flow not in seen and case.was_on_wire(token.place):
            seen.add(token.place.flow)
            item = EvidenceItem(
                place=token.place,
                class_=None,
                value=str(token.facts.get("alg", "")),
                at_us=token.at_us,
                host=token.host,
            )
            yield Observation(recipient=token.site, class_=None, item=item, confidence=Confidence.FIRM)
