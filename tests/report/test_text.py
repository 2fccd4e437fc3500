from hypothesis import given
from hypothesis import strategies as st

from inspector.messages import Translator
from inspector.report.glyphs import printable
from inspector.report.moments import date_and_time, days, period, time_text
from inspector.report.verbatim import CONTINUED, breakable, verbatim_lines
from tests.report.builders import SECOND_US, START_US


@given(st.text(max_size=300), st.integers(8, 60))
def test_no_line_is_longer_than_the_frame(text: str, letters: int):
    lines = verbatim_lines([(text, False), ("telling", True)], letters=letters, most_lines=1_000)
    assert all(sum(len(part) for part, _ in line) <= letters for line in lines)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=300), st.integers(8, 60))
def test_broken_lines_put_together_are_the_text(text: str, letters: int):
    lines = verbatim_lines([(text, False)], letters=letters, most_lines=1_000)
    assert "".join(part for line in lines for part, _ in line if part != CONTINUED) == text


def test_a_break_is_marked_and_bold_goes_on():
    lines = verbatim_lines([("ab", False), ("cdef", True)], letters=5, most_lines=9)
    assert lines == [[("ab", False), ("cd", True), (CONTINUED, False)], [("ef", True)]]


def test_more_lines_than_the_bound_end_in_an_ellipsis():
    assert verbatim_lines([("x" * 100, False)], letters=10, most_lines=2)[2] == [("…", False)]


def test_hosts_break_at_dots_and_long_words_with_a_mark():
    assert breakable("collect.pisteur-publicitaire.test") == "collect.\u200bpisteur-\u200bpublicitaire.\u200btest"
    assert breakable("z" * 40).startswith(f"{'z' * 32}{CONTINUED}\n")


def test_a_french_word_stays_whole():
    assert breakable("anticonstitutionnellement") == "anticonstitutionnellement"


def test_what_the_fonts_lack_is_named():
    assert printable("é ← \U0001f600 \u202e") == "é ← [U+1F600] [U+202E]"


def test_dates_in_both_languages():
    assert date_and_time(START_US, Translator("fr")) == "12\u00a0mars 2026, 14:02:00\u00a0UTC"
    assert date_and_time(START_US, Translator("en")) == "12\u00a0March 2026, 14:02:00\u00a0UTC"


def test_one_day_is_written_once():
    assert period(START_US, START_US + SECOND_US, Translator("en")) == "12\u00a0March 2026"


def test_impossible_times_are_said_to_be_unknown():
    assert date_and_time(10**30, Translator("en")) == "date not recorded"
    assert time_text(None) == ""


def test_the_days_of_a_capture_are_named_and_bounded():
    assert days(START_US, START_US + 86_400 * SECOND_US) == ["2026-03-12", "2026-03-13"]
    assert len(days(START_US, START_US + 1_000 * 86_400 * SECOND_US)) == 31
    assert days(None, START_US) == []
