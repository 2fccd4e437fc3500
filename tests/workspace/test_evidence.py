"""What the rules are told of a stored case, at once or flow by flow."""

from collections.abc import Iterator

import pytest

from inspector.model.flow import Side
from inspector.store.case import Case
from inspector.store.identifiers import read_identified
from inspector.store.queries import CaseReader
from inspector.workspace.evidence import StoredEvidence
from inspector.workspace.result import read_first_party
from inspector.workspace.scanning import case_of
from tests.data import sample


@pytest.fixture(scope="module")
def evidence() -> Iterator[StoredEvidence]:
    with case_of([sample.HAR]) as (path, _):
        with Case.open(path) as case, case.write() as connection:
            connection.execute("UPDATE connection SET tls_version = 'TLS 1.3' WHERE id % 2")
        with Case.open(path, read_only=True) as case:
            yield evidence_of(CaseReader(case))


def evidence_of(reader: CaseReader) -> StoredEvidence:
    return StoredEvidence(
        reader,
        leaves=reader.leaves(crowd=False),
        sightings=reader.sightings(),
        recipients=reader.recipients(),
        first_party=read_first_party(reader),
        identified=read_identified(reader),
    )


def test_heads_say_what_the_flows_say_one_by_one(evidence: StoredEvidence):
    flows = [request.flow for request in evidence.requests()]
    assert flows
    for side in Side:
        for head in evidence.heads(flows, side):
            assert head == (head.flow, evidence.facts(head.flow).url, evidence.headers(head.flow, side))


def test_versions_of_tls_are_those_of_the_connections(evidence: StoredEvidence):
    flows = [request.flow for request in evidence.requests()]
    one_by_one = {flow: known.tls_version for flow in flows if (known := evidence.connection(flow)) is not None}
    assert any(one_by_one.values())
    assert not all(one_by_one.values())
    assert dict(evidence.tls_versions()) == {flow: version for flow, version in one_by_one.items() if version}


def test_alike_leaves_share_what_they_have_in_common(evidence: StoredEvidence):
    """A large case has a million leaves: what is the same in many is kept once."""
    alike: dict[tuple[object, ...], object] = {}
    for leaf in evidence.leaves:
        for kept in (leaf.clues, leaf.place.layers, leaf.site):
            assert alike.setdefault((type(kept), kept), kept) is kept
