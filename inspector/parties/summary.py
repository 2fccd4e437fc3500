"""One party for a site that was met through several hosts and paths."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from inspector.model.party import Party


def summarise_parties(seen: Sequence[tuple[Party, int]]) -> Party:
    """The party of a site from those of its hosts and paths, each with its number of flows; `seen` is not empty.

    The role with most flows stands (the first one where two are equal); a tenant stands only where no other is named.
    """
    flows = Counter[str]()
    for party, count in seen:
        flows[party.role] += count
    role = flows.most_common(1)[0][0]
    chosen = next(party for party, _ in seen if party.role == role)
    tenants = {party.tenant: party for party, _ in seen if party.tenant}
    if len(tenants) == 1:
        ((tenant, named),) = tenants.items()
        return msgspec.structs.replace(
            chosen, tenant=tenant, sources={**chosen.sources, "tenant": named.sources["tenant"]}
        )
    sources = {name: source for name, source in chosen.sources.items() if name != "tenant"}
    return msgspec.structs.replace(chosen, tenant=None, sources=sources)
