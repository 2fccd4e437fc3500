"""Results of two analyses never mix."""

from pathlib import Path

import pytest

from inspector.model.errors import CaseUnusable
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.results import HostRow, ResultWriter

_HOST = HostRow(host="a.example", site="a.example", first_party=True, role="first-party", operator=None)


def test_the_later_of_two_analyses_counts_and_the_earlier_is_told(tmp_path: Path):
    path = tmp_path / "case.enclair"
    with Case.create(path) as one, Case.open(path) as other:
        earlier, later = ResultWriter(one), ResultWriter(other)
        earlier.clear()
        later.clear()
        with pytest.raises(CaseUnusable) as raised:
            earlier.write_outcomes({"leaf_count": 1})
        later.write_outcomes({"leaf_count": 2})
        later.write_hosts([_HOST])
        assert CaseReader(other).outcome("leaf_count") == b"2"
    assert raised.value.code == "analysis_overtaken"
