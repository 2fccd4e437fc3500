"""Whose a host is: its site, and whether that is the service, a company of its group, or somebody else."""

from collections.abc import Mapping
from typing import NamedTuple

from inspector.model.party import FirstParty, Recipient, Role


class Whose(NamedTuple):
    """`is_third_party`: neither the first party nor a company of its group."""

    site: str
    is_first_party: bool
    is_third_party: bool


class Sites:
    """The sites of a case, and the hosts that belong to them."""

    def __init__(self, recipients: Mapping[str, Recipient], first_party: FirstParty) -> None:
        self._recipients = recipients
        self._first_party = first_party
        self._site_of = {host: site for site, known in recipients.items() for host in known.hosts}
        self._whose: dict[str, Whose] = {}

    def of(self, host: str) -> str:
        """The site of a host of this case; the host itself where it is not known."""
        return self._site_of.get(host, host)

    def whose(self, host: str) -> Whose:
        known = self._whose.get(host)
        if known is None:
            site = self.of(host)
            is_third_party = not self.is_first_party(site) and not self.is_same_group(site)
            known = self._whose[host] = Whose(site, self.is_first_party(site), is_third_party)
        return known

    def is_first_party(self, site: str) -> bool:
        known = self._recipients.get(site)
        return known.first_party if known else site in self._first_party.sites

    def is_same_group(self, site: str) -> bool:
        known = self._recipients.get(site)
        return bool(known and known.same_group and not known.first_party)

    def role(self, site: str) -> Role:
        known = self._recipients.get(site)
        return known.party.role if known else Role.UNKNOWN
