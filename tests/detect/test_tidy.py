"""Values as they stand in untidy text, as names, and in bytes that nothing reads."""

import struct

import pytest

from inspector.detect.needles.hunt import Hunter
from inspector.detect.needles.lines import Lines
from inspector.detect.needles.tidy import tidied
from inspector.model.leaf import Needle, Origin
from tests.detect.builders import TRACKER, decoded

MAIL = Needle(name="email", class_="contact.email", value="camille.temoin@courriel.example", origin=Origin.PERSONA)
NAME = Needle(name="name", class_="identity.name", value="Maëlys Quérouil", origin=Origin.PERSONA)


def hunt(*needles: Needle, **parts: object) -> list[tuple[str, str]]:
    found = Hunter(needles).hunt(*decoded(f"{TRACKER}/px", **parts))
    return [(sighting.place.path, sighting.form) for sighting in found]


@pytest.mark.parametrize(
    "written",
    [
        "Mae\u0308lys Que\u0301rouil",
        "Maëlys\u00a0Quérouil",
        "Maëlys  Quérouil",
        "Maëlys\nQuérouil",
        "Ma\u200bëlys Quérouil",
    ],
)
def test_a_name_is_found_however_its_letters_and_blanks_are_written(written):
    assert hunt(NAME, sent={"who": f"Bonjour {written} !"}) == [("$.who", "normalised")]


def test_a_tidy_text_stays_plain():
    assert hunt(NAME, sent={"who": "Bonjour Maëlys Quérouil !"}) == [("$.who", "plain")]
    assert tidied(Lines(["déjà", "vu"])) == {}
    assert tidied(Lines(["déjà", "de\u0301ja\u0300", "vu"])) == {1: "déjà"}


def test_a_value_that_stands_as_a_name_is_found():
    assert hunt(MAIL, sent={MAIL.value: 1}) == [(f"$['{MAIL.value}']", "plain")]
    assert hunt(MAIL, sent={"users": {MAIL.value: {"seen": True, "count": 2}}}) == [
        (f"$.users['{MAIL.value}'].seen", "plain")
    ]


def test_a_learned_value_is_not_looked_for_among_names():
    learned = Needle(name="motive", class_="health.motive", value="consultation", origin=Origin.LEARNED)
    assert hunt(learned, sent={"consultation": 1}) == []


def test_a_value_is_found_in_bytes_that_nothing_reads():
    text = MAIL.value.encode()
    blob = b"\x00\x9f\x8a\xfe" + struct.pack("<I", len(text)) + text + b"\x00\xff\xfe\x81\x82"
    assert hunt(MAIL, sent=blob, sent_mime="application/x-unknown") == [("", "plain")]
    assert hunt(MAIL, sent=blob.replace(b"camille", b"camilla"), sent_mime="application/x-unknown") == []


def test_a_first_name_alone_counts_under_a_name_s_field_or_beside_the_last_name():
    assert hunt(NAME, sent={"author": "Maëlys"}) == []
    assert hunt(NAME, sent={"first_name": "Maëlys"}) == [("$.first_name", "normalised")]
    assert [path for path, _ in hunt(NAME, sent={"a": "Maëlys", "b": "quérouil"})] == ["$.a", "$.b"]
