"""What somebody hashes now and then: any plain writing, encoded, in other encodings of letters, dates of JavaScript."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.detect.needles.odd_writings import odd_writings
from inspector.detect.needles.variants import spell
from inspector.model.leaf import CLASSES, Needle, Origin
from tests.detect.builders import needle


def texts(value: str, class_: str) -> set[str]:
    return {variant.text for variant in spell(needle(value, class_)) if variant.once or variant.hashed}


@pytest.mark.parametrize(
    ("class_", "value", "expected"),
    [
        (
            "identity.birthdate",
            "1987-03-14",
            {
                *(
                    "03141987",
                    "1987-03-14T00:00:00.000Z",
                    "1987-03-13T23:00:00.000Z",
                    "1987-3-14",
                    "14/03/87",
                    "870314",
                ),
                *("14 mars 1987", "March 14, 1987", "14. März 1987", "Sat Mar 14 1987 00:00:00 GMT+0100"),
                "Fri, 13 Mar 1987 23:00:00 GMT",
            },
        ),
        (
            "contact.phone",
            "+33 6 39 98 41 27",
            {"tel:+33639984127", "06\xa039\xa098\xa041\xa027", "00 33 6 39 98 41 27", "+33 (0)6 39 98 41 27"},
        ),
        ("identity.account_id", "PT-48213907-QX", {"pt_48213907_qx", "PT48213907QX", "48213907"}),
        (
            "health.motive",
            "Dépistage VIH",
            {"RMOpcGlzdGFnZSBWSUg=", "D%C3%A9pistage%20VIH", "depistage-vih", "De\u0301pistage VIH"},
        ),
        ("identity.national_id", "287022900041795", {"Mjg3MDIyOTAwMDQxNzk1"}),
    ],
)
def test_plain_writings_are_hashed_too(class_, value, expected):
    assert expected <= texts(value, class_)


def test_letters_with_accents_are_hashed_in_other_encodings():
    data = {variant.data for variant in spell(needle("Dépistage VIH", "health.motive")) if variant.once}
    assert {"dépistage vih".encode("latin-1"), "Dépistage VIH".encode("utf-16-le")} <= data


def test_uuids_are_made_of_names_and_motives():
    spelled = {variant.text: variant.form for variant in spell(needle("Dépistage VIH", "health.motive"))}
    assert spelled[str(uuid.uuid5(uuid.NAMESPACE_URL, "dépistage vih"))] == "uuid5"
    assert spelled[str(uuid.uuid3(uuid.NAMESPACE_DNS, "Dépistage VIH"))] == "uuid3"


def test_what_is_learned_has_a_handful():
    learned = Needle(name="x", class_="health.motive", value="Dépistage du VIH", origin=Origin.LEARNED)
    odd = [variant for variant in spell(learned) if variant.once]
    assert 0 < len(odd) <= 4
    assert odd_writings("contact.email", "camille@courriel.example", thorough=False) == []


@given(st.text(max_size=300), st.sampled_from(["", *CLASSES]))
def test_odd_writings_of_anything_are_bounded(value, class_):
    assert len(odd_writings(class_, value, thorough=True)) <= 400
