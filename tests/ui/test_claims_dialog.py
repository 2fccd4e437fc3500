# mypy: disable-error-code="no-untyped-def"
"""Public claims and documents in the window: nothing counts unless it is said, nothing typed is lost."""

import pytest
from PySide6.QtWidgets import QWidget

from inspector.model.claim import Claim, ClaimKind
from inspector.store.claims import read_claims
from inspector.store.documents import read_documents
from inspector.ui.dialogs.case_dialogs import CaseDialogs
from inspector.ui.dialogs.claims import ClaimsDialog
from inspector.ui.dialogs.documents import DocumentsDialog
from inspector.workspace import claims
from tests.store.builders import build_case
from tests.ui.window_builder import keep, make_theme, open_view


@pytest.fixture
def view(tmp_path, qtbot):
    with open_view(build_case(tmp_path / "a.enclair", flows=120)) as opened:
        yield opened


@pytest.fixture
def dialog(view, qtbot) -> ClaimsDialog:
    made = keep(qtbot, ClaimsDialog(view, make_theme()))
    made.show()
    return made


@pytest.fixture
def page_file(tmp_path):
    made = tmp_path / "policy.html"
    made.write_text("<p>we keep it</p>")
    return made


def kept(view) -> tuple[Claim, ...]:
    return read_claims(view.reader)


def enter(dialog: ClaimsDialog, quote: str) -> None:
    dialog.form.quote.setPlainText(quote)


def test_a_new_claim_covers_nothing_until_it_is_said_and_confirmed(dialog, view):
    enter(dialog, "Nobody reads it.")
    dialog.keep()
    assert kept(view)[0].scope == ()
    assert not dialog.form.confirmed.isEnabled()
    dialog.form.scope["health.motive"].setChecked(True)
    dialog.keep()
    assert not kept(view)[0].covers("health.motive")
    dialog.form.confirmed.setChecked(True)
    dialog.keep()
    assert kept(view)[0].covers("health.motive")
    assert not kept(view)[0].covers("contact.email")


def test_a_scope_that_changes_has_to_be_confirmed_again(dialog, view):
    enter(dialog, "a")
    dialog.form.scope["health.motive"].setChecked(True)
    dialog.form.confirmed.setChecked(True)
    dialog.form.scope["health.specialty"].setChecked(True)
    dialog.keep()
    assert not kept(view)[0].is_scope_confirmed


def test_date_address_kind_and_note_are_kept(dialog, view):
    enter(dialog, "a")
    dialog.form.day.setText("21/11/2026")
    dialog.form.url.setText("https://a.example/security")
    dialog.form.kind.setCurrentIndex(dialog.form.kind.findData(ClaimKind.END_TO_END_ENCRYPTED))
    dialog.form.note.setText("n")
    dialog.keep()
    (claim,) = kept(view)
    assert (claim.date, claim.url, claim.kind, claim.note) == (
        "2026-11-21", "https://a.example/security", ClaimKind.END_TO_END_ENCRYPTED, "n",
    )  # fmt: skip


def test_what_is_wrong_is_told_and_what_was_typed_stays(dialog, view):
    enter(dialog, "a")
    dialog.form.url.setText("somewhere")
    dialog.keep()
    assert "https://" in dialog.told.text()
    assert dialog.form.url.text() == "somewhere"
    assert kept(view) == ()


def test_choosing_another_claim_keeps_what_was_typed(dialog, view):
    for quote in ("one", "two"):
        enter(dialog, quote)
        dialog.keep()
        dialog.add()
    dialog.list.setCurrentRow(0)
    enter(dialog, "one, corrected")
    dialog.list.setCurrentRow(1)
    assert [claim.quote for claim in kept(view)] == ["one, corrected", "two"]
    assert dialog.form.quote.toPlainText() == "two"


def test_closing_keeps_what_was_typed(dialog, view):
    enter(dialog, "typed and left")
    dialog.close()
    assert [claim.quote for claim in kept(view)] == ["typed and left"]


def test_closing_waits_for_what_cannot_be_kept(dialog, view):
    enter(dialog, "a")
    dialog.form.day.setText("one day")
    dialog.close()
    assert dialog.isVisible()
    dialog.form.day.clear()
    dialog.close()
    assert not dialog.isVisible()


def test_every_edit_can_be_taken_back(dialog, view):
    enter(dialog, "one")
    dialog.keep()
    enter(dialog, "other")
    dialog.keep()
    dialog.take_out()
    assert kept(view) == ()
    for expected in (["other"], ["one"], []):
        dialog.undo()
        assert [claim.quote for claim in kept(view)] == expected
    assert not dialog.buttons["undo"].isEnabled()


def test_an_archived_copy_is_attached_with_its_hash(dialog, view, page_file, qtbot):
    enter(dialog, "a")
    dialog.form.day.setText("2026-11-02")
    dialog.attach(page_file)
    qtbot.waitUntil(lambda: dialog.isEnabled())
    dialog.keep()
    (document,) = read_documents(view.reader)
    (claim,) = kept(view)
    assert claim.document == document.sha256
    assert document.date == "2026-11-02"
    assert document.sha256[:32] in dialog.form.hash.text()


def test_the_analysis_follows_when_claims_have_changed(view, qtbot):
    dialogs = CaseDialogs(view, make_theme(), parent=keep(qtbot, QWidget()))
    dialogs.enter_claims()
    dialog = dialogs._open["claims"]
    enter(dialog, "a")
    with qtbot.waitSignal(dialogs.rebuild_wanted):
        dialog.close()


# documents


@pytest.fixture
def papers(view, qtbot) -> DocumentsDialog:
    made = keep(qtbot, DocumentsDialog(view, make_theme()))
    made.show()
    return made


def attach(papers, view, page_file, qtbot) -> None:
    with qtbot.waitSignal(papers.changed):
        papers.attach(page_file)


def test_an_attached_document_is_listed_and_can_be_described(papers, view, page_file, qtbot):
    assert "Attach" in papers.lead.text()
    attach(papers, view, page_file, qtbot)
    assert papers.table.item(0, 0).text() == "policy.html"
    papers.day.setText("21/11/2026")
    papers.kind.setCurrentIndex(papers.kind.findData("subprocessors"))
    papers.keep()
    (document,) = read_documents(view.reader)
    assert (document.date, document.kind) == ("2026-11-21", "subprocessors")
    assert papers.table.item(0, 3).toolTip() == document.sha256


def test_the_same_file_twice_is_told(papers, view, page_file, qtbot):
    attach(papers, view, page_file, qtbot)
    attach(papers, view, page_file, qtbot)
    assert "already" in papers.told.text()
    assert papers.table.rowCount() == 1


def test_a_document_that_a_claim_cites_is_kept(papers, view, page_file, qtbot):
    attach(papers, view, page_file, qtbot)
    (document,) = read_documents(view.reader)
    claim = claims.add_claim(view.reader.case.path, Claim(quote="a", document=document.sha256))
    papers.remove()
    assert papers.table.rowCount() == 1
    assert "kept" in papers.told.text()
    claims.remove_claim(view.reader.case.path, claim)
    papers.remove()
    assert read_documents(view.reader) == ()


def test_a_document_is_exported_as_it_was(papers, view, page_file, qtbot, tmp_path):
    attach(papers, view, page_file, qtbot)
    papers.write(tmp_path / "copy.html")
    assert (tmp_path / "copy.html").read_bytes() == page_file.read_bytes()
    papers.write(tmp_path / "no such folder" / "copy.html")
    assert "cannot be written" in papers.told.text()
