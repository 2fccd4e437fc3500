"""F27: two services in one case, and by what each recipient could tell that one browser visited both."""

from pathlib import Path

from inspector.model.journey import Link
from inspector.store.case import Case
from inspector.store.journeys import read_journeys
from inspector.store.queries import CaseReader
from inspector.workspace.analysis import analyse_case
from tests.data.fixtures.case import build_case
from tests.data.fixtures.catalogue import all_fixtures

_WORDS = {"cookie": Link.IDENTIFIER, "address": Link.ADDRESS, "nothing": Link.NOTHING}


def test_each_recipient_is_told_with_what_links_the_two_visits(tmp_path: Path) -> None:
    fixture = next(one for one in all_fixtures() if one.name == "F27-two-services")
    path = build_case(fixture, tmp_path)
    analyse_case(path)
    with Case.open(path, read_only=True) as case:
        found = {journey.site: [link.link for link in journey.links] for journey in read_journeys(CaseReader(case))}
    assert found == {site: [_WORDS[word]] for site, word in fixture.links}
