"""Times of HAR writers, in microseconds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.formats.har.instants import has_zone, read_instant, read_span, write_instant

NINE = 1_793_523_600_000_000  # 2026-11-01T09:00:00Z


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-01T09:00:00Z",
        "2026-11-01T09:00:00.000Z",
        "2026-11-01T10:00:00.000+01:00",
        "2026-11-01T10:00:00.000+0100",
        "2026-11-01T09:00:00.0000000+00:00",
        "2026-11-01T09:00:00,000Z",
        "2026-11-01 09:00:00",
        "2026-11-01T09:00:00",
        "2026/11/1 9:00:00",
        "2026-11-01 09:00:00 UTC",
        "2026-11-01 9:00 AM",
        "Sun, 01 Nov 2026 09:00:00 GMT",
        "Sun Nov 01 2026 10:00:00 GMT+0100 (CET)",
        "1793523600",
        "1793523600000",
        "1793523600.0",
        1793523600,
        1793523600000,
        1793523600000000,
        1793523600.0,
    ],
)
def test_the_same_moment_is_read_from_every_writing(text):
    assert read_instant(text) == NINE


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-45T09:00:00Z", "0", None, "9" * 400, float("nan"), float("inf"), 1e300, "12:00"]
)
def test_what_is_no_time_is_none(text):
    assert read_instant(text) is None


def test_fractions_keep_their_microseconds():
    assert read_instant("2017-06-02T01:09:56.729841Z") == 1496365796729841


def test_a_missing_zone_is_noticed():
    assert has_zone("2026-11-01T09:00:00+01:00")
    assert not has_zone("2026-11-01T09:00:00")


@given(st.integers(0, 7 * 10**15))
def test_what_is_written_is_read_again(instant_us):
    assert read_instant(write_instant(instant_us)) == instant_us


@pytest.mark.parametrize(("given_ms", "span"), [(1.5, 1500), (0, 0), (-1, None), (None, None), (float("nan"), None)])
def test_spans_are_microseconds_and_minus_one_is_unknown(given_ms, span):
    assert read_span(given_ms) == span


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_times(text):
    read_instant(text)
