"""Hunted together: parts of a name, dates in parts, texts cut off, and odd digests."""

import hashlib

import pytest

from inspector.detect.needles.hunt import Hunter
from tests.detect.builders import TRACKER, decoded, needle


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def hunted(sent: object, value: str, class_: str) -> list[tuple[str, str]]:
    flow, context = decoded(f"{TRACKER}/px", sent=sent)
    hunter = Hunter([needle(value, class_)])
    return sorted((sighting.place.path, sighting.form) for sighting in hunter.hunt(flow, context))


NAME, BORN, MOTIVE = "Éloïse Brégançon", "1987-03-14", "Annonce de résultats (oncologie)"


@pytest.mark.parametrize(
    ("sent", "value", "class_", "expected"),
    [
        (
            {"a": sha256("éloïse"), "b": sha256("bregancon")},
            NAME,
            "identity.name",
            [("$.a", "sha256"), ("$.b", "sha256")],
        ),
        ({"first_name": sha256("éloïse")}, NAME, "identity.name", [("$.first_name", "sha256")]),
        ({"h": sha256("eloise-bregancon")}, NAME, "identity.name", [("$.h", "sha256")]),
        (
            {"h": hashlib.md5("Éloïse Brégançon".encode("latin-1")).hexdigest()},
            NAME,
            "identity.name",
            [("$.h", "md5>latin-1")],
        ),
        ({"h": sha256("eloise-bregancon")[:20]}, NAME, "identity.name", [("$.h", "truncated-20>sha256")]),
        ({"h": sha256("eloise-bregancon")[-20:]}, NAME, "identity.name", [("$.h", "truncated-last-20>sha256")]),
        (
            {"by": 1987, "bm": 3, "bd": 14},
            BORN,
            "identity.birthdate",
            [(f"$.{n}", "normalised") for n in ("bd", "bm", "by")],
        ),
        ({"t": MOTIVE[:25]}, MOTIVE, "health.motive", [("$.t", "truncated-25")]),
        ({"t": f"{MOTIVE[:28]}…"}, MOTIVE, "health.motive", [("$.t", "truncated-28")]),
    ],
)
def test_what_is_written_oddly_is_found(sent, value, class_, expected):
    assert hunted(sent, value, class_) == expected


@pytest.mark.parametrize(
    ("sent", "value", "class_"),
    [
        ({"h": sha256("éloïse")}, NAME, "identity.name"),
        ({"a": sha256("éloïse"), "b": sha256("eloise")}, NAME, "identity.name"),
        ({"a": "Éloïse", "b": "eloise"}, NAME, "identity.name"),
        ({"h": sha256("roux"), "v": "x"}, "Marie Roux", "identity.name"),
        ({"h": hashlib.md5(b"lea").hexdigest()}, "lea@b.example", "contact.email"),
        ({"t": "Annonce de résultats"}, MOTIVE, "health.motive"),
        ({"t": f"RDV {MOTIVE[:25]}"}, MOTIVE, "health.motive"),
        ({"d": 14, "m": 3, "n": 1987}, BORN, "identity.birthdate"),
    ],
)
def test_what_may_be_anything_is_not(sent, value, class_):
    assert hunted(sent, value, class_) == []


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "sha512"])
def test_a_body_that_is_a_raw_digest_is_found(name):
    body = hashlib.new(name, b"camille@courriel.example").digest()
    flow, context = decoded(f"{TRACKER}/px", sent=body, sent_mime="application/octet-stream")
    (sighting,) = Hunter([needle("camille@courriel.example", "contact.email")]).hunt(flow, context)
    assert sighting.form == f"raw:{name}"
