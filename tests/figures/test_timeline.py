import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inspector.figures.timeline import Lane, bin_lanes, build_timeline, inferred_bands, phase_bands, ticks
from inspector.model.consent import Choice, ChoiceKind, ChoiceLine, Known
from inspector.model.flow import CaptureId, Marker
from tests.figures.builders import SECOND_US, START_US, session


def test_first_party_comes_first_then_the_heavier_roles():
    assert [lane.site for lane in session().lanes] == ["own.example", "ads.example", "late.example"]


def test_bars_are_sorted_by_start_and_keep_their_lane():
    timeline = session()
    assert timeline.flow.tolist() == [1, 2, 3, 4]
    assert [timeline.lanes[lane].site for lane in timeline.lane] == [
        "own.example",
        "late.example",
        "ads.example",
        "ads.example",
    ]


def test_a_negative_duration_counts_as_zero():
    timeline = session()
    assert (timeline.end_us >= timeline.start_us).all()


def test_only_phase_markers_open_bands():
    timeline = session()
    assert [band.kind for band in timeline.bands] == ["baseline", "accepted"]
    assert timeline.bands[0].end_us == timeline.bands[1].start_us
    assert timeline.phase.tolist() == [0, 0, 1, 1]


def test_without_markers_there_are_no_bands():
    assert phase_bands([Marker(at_us=1, kind="note")], start_us=0, end_us=9) == ()


def test_a_bar_counts_in_every_pixel_it_covers():
    timeline = session()
    counts = bin_lanes(timeline, start_us=START_US, end_us=START_US + 14 * SECOND_US, width_px=14)
    assert counts.shape == (3, 14)
    assert counts[1].tolist() == [0] * 9 + [1, 2, 1, 1, 1]


def test_sensitive_bars_can_be_counted_alone():
    counts = bin_lanes(session(), start_us=START_US, end_us=START_US + 14 * SECOND_US, width_px=14, sensitive_only=True)
    assert counts.sum(axis=1).tolist() == [0, 2, 0]


@given(
    starts=st.lists(st.integers(0, 10**16), min_size=0, max_size=30),
    window=st.tuples(st.integers(0, 10**16), st.integers(1, 10**15)),
    width=st.integers(1, 300),
)
def test_counts_are_never_negative_and_never_more_than_the_bars(starts, window, width):
    timeline = build_timeline(
        [Lane(site="a", label="a")],
        flow=range(len(starts)),
        lane=[0] * len(starts),
        start_us=starts,
        duration_us=[10**9] * len(starts),
        is_sensitive=[False] * len(starts),
    )
    counts = bin_lanes(timeline, start_us=window[0], end_us=window[0] + window[1], width_px=width)
    assert counts.shape == (1, width)
    assert np.logical_and(counts >= 0, counts <= len(starts)).all()


@given(st.integers(0, 2 * 10**15), st.integers(0, 10**14), st.integers(1, 30))
def test_ticks_are_round_bounded_and_inside(start: int, span: int, most: int):
    step, times = ticks(start, start + span, most)
    assert len(times) <= most
    assert all(start <= at <= start + span and at % step == 0 for at in times)


def test_an_empty_timeline_is_empty():
    timeline = build_timeline([], flow=[], lane=[], start_us=[], duration_us=[], is_sensitive=[])
    assert timeline.is_empty
    assert bin_lanes(timeline, start_us=0, end_us=1, width_px=3).shape == (0, 3)


def choice(kind: ChoiceKind, known: Known, *, after_s: int, at_s: int) -> Choice:
    return Choice(kind=kind, known=known, after_us=START_US + after_s * SECOND_US, at_us=START_US + at_s * SECOND_US)


def test_only_choices_that_a_signal_tells_are_hatched_until_the_next_choice():
    line = ChoiceLine(
        capture=CaptureId(1),
        choices=(
            choice(ChoiceKind.SHOWN, Known.INFERRED, after_s=1, at_s=1),
            choice(ChoiceKind.REFUSED, Known.INFERRED, after_s=2, at_s=4),
            choice(ChoiceKind.ACCEPTED, Known.MARKED, after_s=8, at_s=8),
            choice(ChoiceKind.PARTLY, Known.INFERRED, after_s=20, at_s=22),
        ),
    )
    first, second = inferred_bands([line], ends_us={CaptureId(1): START_US + 60 * SECOND_US})
    assert (first.kind, first.after_us, first.at_us, first.until_us) == (
        "refused", START_US + 2 * SECOND_US, START_US + 4 * SECOND_US, START_US + 8 * SECOND_US
    )  # fmt: skip
    assert second.until_us == START_US + 60 * SECOND_US


def test_a_choice_of_a_capture_without_an_end_lasts_to_the_end_of_the_timeline():
    line = ChoiceLine(capture=CaptureId(1), choices=(choice(ChoiceKind.REFUSED, Known.INFERRED, after_s=2, at_s=4),))
    timeline = build_timeline(
        [Lane(site="a.example", label="a.example")],
        flow=[1],
        lane=[0],
        start_us=[START_US],
        duration_us=[9 * SECOND_US],
        is_sensitive=[False],
        choices=inferred_bands([line], ends_us={}),
    )
    assert [band.until_us for band in timeline.choices] == [timeline.last_us]
