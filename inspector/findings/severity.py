"""Severity: data + recipient + identity + circumstances, with the arithmetic kept (domain.md section 6)."""

from functools import cache

from inspector.model.finding import Points, Severity
from inspector.model.leaf import Confidence
from inspector.model.party import Recipient, Role
from inspector.parties.roles import RoleTable, load_roles

_EXPLICIT = frozenset(
    (
        "health.motive",
        "health.appointment",
        "health.diagnosis",
        "health.treatment",
        "health.measurement",
        "health.document",
        "health.message",
        "identity.national_id",
        "financial.card",
    )
)
_INFERENCE = frozenset(("health.specialty", "health.practitioner", "health.insurance", "behaviour.search"))


def data_points(class_: str | None, *, inferred: bool = False) -> int:
    """0 none, 1 technical, 2 identity or contact, 3 health inference, 4 explicit health, national id, credential.

    `inferred`: the value is an id or a page address from which the health datum has to be looked up.
    """
    if class_ is None or class_ == "encrypted.opaque":
        return 0
    group = class_.partition(".")[0]
    if class_ in _EXPLICIT or group in ("credential", "special"):
        return 3 if inferred and group == "health" else 4
    if class_ in _INFERENCE or (inferred and class_ == "behaviour.page"):
        return 3
    return {"identity": 2, "contact": 2, "financial": 2, "location": 2}.get(group, 1)


@cache
def role_weights() -> RoleTable:
    """The shipped table of roles (`resources/rules/roles.toml`)."""
    return load_roles()


def recipient_points(recipient: Recipient | None) -> tuple[int, str]:
    """The weight of a recipient and the code of the reason; companies of the first party's own group weigh nothing, a
    role that is unknown or unverified weighs as infrastructure."""
    if recipient is None:
        return role_weights().weight_of(Role.UNKNOWN), "recipient_unknown"
    if recipient.first_party:
        return 0, "recipient_first_party"
    if recipient.same_group:
        return 0, "recipient_same_group"
    role = role_weights().weighed_role(recipient.party)
    weight = role_weights().weight_of(role)
    return weight, "recipient_unknown" if role is Role.UNKNOWN else f"recipient_{weight}"


def severity_of_total(total: int) -> Severity:
    if total >= 8:
        return Severity.CRITICAL
    if total >= 6:
        return Severity.HIGH
    if total >= 4:
        return Severity.MEDIUM
    return Severity.LOW if total >= 2 else Severity.INFO


def settle(
    points: Points, *, confidence: Confidence, fixed: Severity | None = None, floor: Severity | None = None
) -> tuple[Severity, Points]:
    """The severity and the points that explain it. `fixed` is the rule's own column, `floor` its least; a tentative
    finding is never above medium."""
    severity = fixed or severity_of_total(points.total)
    why = list(points.why)
    if fixed:
        why.append("fixed_by_rule")
    elif floor and floor.rank < severity.rank:
        severity, fixed = floor, floor
        why.append("floor_of_rule")
    if confidence is Confidence.TENTATIVE and severity.rank < Severity.MEDIUM.rank:
        severity = fixed = Severity.MEDIUM
        why.append("capped_tentative")
    explained = Points(
        data=points.data,
        recipient=points.recipient,
        identity=points.identity,
        circumstances=points.circumstances,
        fixed=fixed,
        why=tuple(why),
    )
    return severity, explained
