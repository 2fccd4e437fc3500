"""What surrounds the telling occurrence of a finding."""

from inspector.findings.observation import of_leaf
from inspector.findings.particulars import particulars
from inspector.findings.survey import survey
from inspector.model.flow import CaptureId
from tests.findings.builders import ADS, CAPTURE, Evidence, flow, leaf, marker, place


def test_a_marker_goes_by_the_number_under_which_the_report_lists_it():
    """All captures of a case share one list of markers in time order."""
    sent = leaf(place(4), "behaviour.search", value="oncologue", site=ADS)
    case = Evidence(leaves=[sent], flows=[flow(4, host=f"t.{ADS}")], markers=[marker(3.5, "search")])
    case.markers = {CaptureId(CAPTURE + 1): (marker(1, "baseline"), marker(2, "search")), **case.markers}
    told = particulars(survey(case), of_leaf(survey(case), sent))
    assert (told["act"], told["act_number"]) == ("search", 3)


def test_how_consent_stood_is_said_where_it_is_marked_and_not_where_a_name_alone_tells():
    sent = leaf(place(4), site=ADS)
    marked = survey(Evidence(leaves=[sent], flows=[flow(4, host=f"t.{ADS}")], markers=[marker(2, "accepted")]))
    assert particulars(marked, of_leaf(marked, sent))["consent_then"] == "accepted-marked"
    named = survey(Evidence(leaves=[sent], flows=[flow(4, host=f"t.{ADS}")], scenario="accepted"))
    assert "consent_then" not in particulars(named, of_leaf(named, sent))
    own = leaf(place(4))
    assert "consent_then" not in particulars(marked, of_leaf(marked, own))
