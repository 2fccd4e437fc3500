"""What a person wrote beside a moment: captured values in it are masked as they are elsewhere, own words stay."""

from pathlib import Path

from inspector.model.flow import CaptureId, Marker
from inspector.store.case import Case
from inspector.store.edits import add_marker
from inspector.store.queries import CaseReader
from inspector.ui.plots.lanes_data import load_timeline
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
