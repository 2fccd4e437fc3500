"""Roles: their severity weight, and what a list's category means."""

from inspector.model.party import Party, Role
from inspector.model.struct import Record
from inspector.parties.reference import read_toml, unreadable
from inspector.resources import resource_path


class RoleTable(Record, frozen=True, kw_only=True):
    """`resources/rules/roles.toml`."""

    version: str
    weights: dict[Role, int]
    categories: dict[tuple[str, str], Role]  # (list, category)

    def weight_of(self, role: Role) -> int:
        """R of a severity: 0 first party, 1 infrastructure, 2 analytics and monitoring, 3 advertising and social."""
        return self.weights.get(role, self.weights[Role.INFRASTRUCTURE])

    def weighed_role(self, party: Party) -> Role:
        """The role that counts for a severity: one whose source is unverified counts as `unknown`."""
        source = party.sources.get("role")
        return Role.UNKNOWN if source is not None and not source.verified else party.role

    def role_of(self, list_name: str, category: str) -> Role:
        return self.categories.get((list_name, category), Role.UNKNOWN)


def load_roles() -> RoleTable:
    """The shipped table; raises InputUnreadable where a role in it does not exist."""
    path = resource_path("rules", "roles.toml")
    document = read_toml(path)
    try:
        return RoleTable(
            version=str(document["version"]),
            weights={Role(name): int(str(weight)) for name, weight in _table(document["weight"]).items()},
            categories={
                (list_name, category): Role(str(role))
                for list_name, meanings in _table(document["category"]).items()
                for category, role in _table(meanings).items()
            },
        )
    except (KeyError, ValueError) as error:
        raise unreadable(path) from error


def _table(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError("not a table")
    return value
