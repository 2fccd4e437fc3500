"""Consent strings in what requests send: their purposes, never the string."""

from inspector.detect.signals.consents import state_of_signal
from inspector.detect.signals.detectors import signals_of
from inspector.model.signal import Signal, SignalKind
from tests.data.fixtures.consent import tc_string
from tests.detect.builders import TRACKER, content, decoded

URL = f"{TRACKER}/openrtb2/auction"
SOME = tc_string(purposes=(1, 7), at_us=1_773_151_212_300_000)


def _told(**parts: object) -> list[Signal]:
    found = signals_of(content(URL, **parts), *decoded(URL, **parts))  # type: ignore[arg-type]
    return [one for one in found if one.kind is SignalKind.CONSENT]


def test_a_string_in_a_bid_request_tells_its_purposes():
    (found,) = _told(sent={"imp": [{"id": "1"}], "user": {"ext": {"consent": SOME}}, "regs": {"ext": {"gdpr": 1}}})
    state = state_of_signal(found)
    assert (found.place.path, state.product) == ("$.user.ext.consent", "tcf")
    assert state.granted == ("purpose-1", "purpose-7")
    assert "purpose-2" in state.refused
    assert SOME not in str(found)


def test_a_string_in_a_form_counts_and_one_in_an_answer_does_not():
    form = "application/x-www-form-urlencoded"
    assert len(_told(sent=f"gdpr=1&gdpr_consent={SOME}&e=view".encode(), sent_mime=form)) == 1
    assert _told(received={"consent": SOME}) == []
    assert _told(sent={"consent": "CPaYLJBPaYLJBIPA", "text": "CQ and nothing else"}) == []
