"""The order in which parties stand in figures: the service itself, then who weighs most, then who came first."""

from inspector.model.party import Role

_WEIGHTS: dict[Role, int] = {
    Role.ADVERTISING: 3,
    Role.SOCIAL: 3,
    Role.SESSION_REPLAY: 2,
    Role.ANALYTICS: 2,
    Role.ERROR_MONITORING: 2,
    Role.UNKNOWN: 2,
    Role.FIRST_PARTY: 0,
}


def role_weight(role: Role) -> int:
    """What a role adds to a severity: 0 first party, 1 infrastructure and services, 2 monitoring and unknown,
    3 advertising and social. Used for order only."""
    return _WEIGHTS.get(role, 1)


def party_order(*, role: Role, first_party: bool, first_us: int | None, site: str) -> tuple[bool, int, bool, int, str]:
    """A sort key: first party first, heavier roles next, then the first contact; total, so the order never varies."""
    return (not first_party, -role_weight(role), first_us is None, first_us or 0, site)
