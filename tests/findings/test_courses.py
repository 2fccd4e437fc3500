"""A course answers as the line it was made from, at every moment."""

from hypothesis import given
from hypothesis import strategies as st

from inspector.findings.courses import Course
from inspector.model.consent import Choice, ChoiceKind, ChoiceLine, Known, Start
from inspector.model.flow import CaptureId

CHOICES = st.builds(
    lambda kind, known, after_us, length_us: Choice(
        kind=kind, known=known, after_us=after_us, at_us=after_us + length_us
    ),
    st.sampled_from(ChoiceKind),
    st.sampled_from(Known),
    st.integers(0, 20),
    st.integers(0, 6),
)
LINES = st.builds(
    lambda choices, start, scenario, baseline_us: ChoiceLine(
        capture=CaptureId(1), choices=tuple(choices), start=start, scenario=scenario, baseline_us=baseline_us
    ),
    st.lists(CHOICES, max_size=4),
    st.sampled_from(Start),
    st.sampled_from([None, "refused", "accepted"]),
    st.sampled_from([None, 3]),
)


@given(LINES)
def test_a_course_is_its_line_at_every_moment(line: ChoiceLine):
    course = Course(line)
    moments = (None, *range(-3, 32))
    assert [course.at(moment) for moment in moments] == [line.at(moment) for moment in moments]
    assert (course.made, course.obstacle, course.start, course.cookies) == (
        line.made,
        line.obstacle,
        line.start,
        line.cookies,
    )
