"""Whatever an automaton over all texts would find, the anchors let through; of the rest, next to nothing."""

from ahocorasick_rs import AhoCorasick
from hypothesis import given
from hypothesis import strategies as st

from inspector.detect.needles.anchors import Anchors
from inspector.detect.needles.borders import is_bounded
from inspector.detect.needles.flat import flattened
from inspector.detect.needles.lines import Lines
from inspector.detect.needles.ways import lower

LETTERS = "abekABEK0159 -+/.,()éÉÿŸßẞКкΣσςİ李“”\u212a\u0301\0"
WORDS = st.text(LETTERS, min_size=3, max_size=24).filter(lambda text: len(set(text)) >= 3)
AROUND = st.text(LETTERS, max_size=9)


@given(texts=st.lists(WORDS, min_size=1, max_size=8), inside=st.sets(st.integers(0, 7)), data=st.data())
def test_no_text_that_is_there_is_left_out(texts, inside, data):
    sought = list(dict.fromkeys(map(lower, texts)))
    loose = [number for number in inside if number < len(sought)]
    shown = st.sampled_from([*texts, *map(str.upper, texts)])
    values = data.draw(st.lists(st.tuples(AROUND, shown, AROUND).map("".join), min_size=1, max_size=4))
    lines = Lines(values)
    low = lower(lines.text)
    present = {
        number
        for number, start, end in AhoCorasick(sought).find_matches_as_indexes(low, overlapping=True)
        if number in loose or is_bounded(low, start, end)
    }
    assert present <= Anchors(sought, inside=loose).candidates(lines)


def test_a_text_is_found_wherever_it_begins_however_long_the_rest():
    anchors = Anchors(["camille.temoin@courriel.example", "témoin", "luc"])
    for size in (*range(9), (1 << 18) - 20, (1 << 18) - 3):
        filling = "y" * (size - 1) + " " if size else ""
        assert anchors.candidates(Lines([f"{filling}Camille.Temoin@courriel.example"])) == {0}
        assert anchors.candidates(Lines([f"{filling}Luc TÉMOIN {filling}"])) == {1, 2}


def test_texts_that_are_not_there_are_left_out():
    anchors = Anchors([f"temoin{number}.alma@courriel.example" for number in range(2000)])
    assert (
        anchors.candidates(Lines(["temoin1999.alma@courriel.exampl", "le témoin 17 a écrit à courriel.example"]))
        == set()
    )
    assert anchors.candidates(Lines(["x temoin17.alma@courriel.example"])) == {17}


def test_without_texts_nothing_is_found():
    assert Anchors([]).candidates(Lines(["Camille"])) == set()


@given(st.text(max_size=30))
def test_flattened_text_keeps_its_length_and_knows_no_case(text):
    assert len(flattened(text)) == len(text)
    assert flattened(text) == flattened(lower(text))
