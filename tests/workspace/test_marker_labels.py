"""What a person wrote beside a moment: captured values in it are masked as they are elsewhere, own words stay."""

from pathlib import Path

import pytest

from inspector.model.flow import CaptureId, Marker
from inspector.store.case import Case
from inspector.store.edits import add_marker
from inspector.store.queries import CaseReader
from inspector.store.short_values import ShortValue
from inspector.ui.plots.lanes_data import load_timeline
from inspector.workspace import marker_labels
from inspector.workspace.marker_labels import mask_markers

MOTIVE = "Annonce de résultats (oncologie)"


def labels(path: Path, *said: str) -> list[str]:
    given = {CaptureId(1): [Marker(at_us=number, kind="note", label=label) for number, label in enumerate(said)]}
    with Case.open(path, read_only=True) as case:
        return [marker.label for marker in mask_markers(CaseReader(case), given)[CaptureId(1)]]


def test_a_captured_value_in_a_label_is_masked_and_the_words_around_it_stay(analysed_sample: Path):
    said = labels(analysed_sample, f"Clic sur {MOTIVE}", "annonce de resultats (ONCOLOGIE)", "Camille Témoin arrive")
    assert said[0] == "Clic sur An•••••"
    assert said[1] == "an•••••"
    assert "Témoin" not in said[2]
    assert said[2].endswith(" arrive")


def test_a_persons_own_words_stay(analysed_sample: Path):
    words = ["Motif choisi dans la liste", "", "« Tout accepter »"]
    assert labels(analysed_sample, *words) == words


def test_the_timeline_draws_masked_labels_and_edits_the_marker_itself(sample_case: Path):
    with Case.open(sample_case) as case:
        at_us = CaseReader(case).captures()[0].started_us or 0
        add_marker(case, CaptureId(1), Marker(at_us=at_us + 5, kind="search", label=MOTIVE))
    loaded = load_timeline(sample_case)
    (placed,) = [one for one in loaded.markers if one.marker.label == MOTIVE]
    assert placed.label == "An•••••"
    assert MOTIVE not in str([band.label for band in loaded.timeline.bands])


NAME = ShortValue("Camille Ama Brégançon-Lévy", "identity.name")
BORN = ShortValue("1987-03-14T00:00:00.000Z", "identity.birthdate")
BORN_PLAIN = ShortValue("14/03/1987", "identity.birthdate")
BORN_EAST = [
    ShortValue(f"1987-03-13T{clock}", "identity.birthdate") for clock in ("23:00:00.000Z", "22:00:00+00:00", "10:15Z")
]
PHONE = ShortValue("+33 (0) 6 39 98 12 34", "contact.phone")
PHONE_PLAIN = ShortValue("0639981234", "contact.phone")
ABROAD = ShortValue("0044 20 7946 0018", "contact.phone")
TEST = ShortValue("Dépistage VIH", "health.motive")
TEST_APART = ShortValue("Dépistage   VIH", "health.motive")


def told(monkeypatch: pytest.MonkeyPatch, value: ShortValue, label: str, analysed: Path) -> str:
    def short_values(_: CaseReader, *, longest: int) -> tuple[ShortValue, ...]:
        return (value,) if len(value.text) <= longest else ()

    monkeypatch.setattr(marker_labels, "short_values", short_values)
    return labels(analysed, label)[0]


@pytest.mark.parametrize(
    ("value", "label", "left"),
    [
        *((value, "0639981234", "06•••••") for value in (PHONE, PHONE_PLAIN)),
        *((value, "appel au +33 (0)6 39 98 12 34 à 12 h", "appel au +3••••• à 12 h") for value in (PHONE, PHONE_PLAIN)),
        (PHONE_PLAIN, "06-39.98 12 34", "06•••••"),
        (PHONE_PLAIN, "33639981234", "33•••••"),
        (PHONE_PLAIN, "0033 6 39 98 12 34", "00•••••"),
        (ABROAD, "020 7946 0018", "02•••••"),
        *((value, "14/03/1987", "14•••••") for value in (BORN, BORN_PLAIN)),
        *((value, "née le 14  mars 1987.", "née le 14•••••.") for value in (BORN, BORN_PLAIN)),
        (BORN, "né 14.3.87", "né 14•••••"),
        (BORN, "1987-03-14", "19•••••"),
        (BORN, "19870314", "19•••••"),
        (BORN, "March 14th, 1987!", "Ma•••••!"),
        (BORN, "le 14 MARS 1987", "le 14•••••"),
        *((value, "née le 14 mars 1987", "née le 14•••••") for value in BORN_EAST),
        (BORN_EAST[0], "13/03/1987", "13•••••"),
        (ShortValue("1999-12-31T22:00:00Z", "identity.birthdate"), "1er janvier 2000", "1e•••••"),
        (ShortValue("2001-08-01", "identity.birthdate"), "1er août 2001 ou 1 Aug. 2001", "1e••••• ou 1 •••••"),
        *((value, "un Dépistage  VIH", "un Dé•••••") for value in (TEST, TEST_APART)),
        (TEST, "depistage\u00a0\u202fvih", "de•••••"),
        (NAME, "rdv de Brégançon", "rdv de Br•••••"),
        (NAME, "LEVY, Camille", "LEVY, Ca•••••"),
    ],
)
def test_a_value_is_masked_as_people_write_it(monkeypatch, analysed_sample, value, label, left):
    assert told(monkeypatch, value, label, analysed_sample) == left


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (BORN, "14 mai 1987, 14 mars, 15 mars 1987, 14 mars 1988"),
        (ShortValue("1987-03-13T23:00:00Z", "health.appointment_date"), "14 mars 1987"),
        (ShortValue("1987-03-13T23:00:00+01:00", "identity.birthdate"), "14 mars 1987"),
        (ShortValue("9999-12-31T23:00:00Z", "identity.birthdate"), "1er janvier 2000"),
        (PHONE_PLAIN, "0639981235, 06 39 98, 639 981"),
        (NAME, "Ama et Camilla"),
    ],
)
def test_what_only_resembles_a_value_stays(monkeypatch, analysed_sample, value, label):
    assert told(monkeypatch, value, label, analysed_sample) == label
