"""Correcting an attribution from the dossier of a recipient: kept, logged, analysed again, taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from inspector.model.party import Alias, DeliverySign, Intermediary, Recipient, Role, SignKind, Source, Weight
from inspector.parties.corrections import CitedSource, Correction
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.party import PartyDialog
from inspector.ui.panels.recipient_detail import RecipientDetail
from inspector.ui.panels.recipient_who import write_who
from inspector.ui.theme import Theme
from inspector.workspace.correcting import correct_party, correction_of
from inspector.workspace.documents import DocumentKind, attach_document
from inspector.workspace.jobs import Job
from tests.ui.case_view_builder import open_view
from tests.ui.dummy_work import echo, refuse

SITE = "pixel-social.example"


@pytest.fixture
def view(tmp_path: Path) -> Iterator[CaseView]:
    with open_view(tmp_path) as opened:
        yield opened


def recipient(view: CaseView, site: str = SITE) -> Recipient:
    return next(one for one in view.reader.recipients() if one.site == site)


def open_dialog(view: CaseView, qtbot: QtBot, *, site: str = SITE) -> PartyDialog:
    dialog = PartyDialog(view, Theme(), recipient(view, site), rebuild=lambda path: Job(echo, path))
    qtbot.addWidget(dialog)
    return dialog


def choose(box: QComboBox, value: object) -> None:
    box.setCurrentIndex(box.findData(value))


def test_a_correction_is_kept_with_its_source_and_the_analysis_runs_again(view: CaseView, qtbot: QtBot) -> None:
    dialog = open_dialog(view, qtbot)
    assert not dialog.keep_button.isEnabled()
    dialog.form.texts["operator"].setText(" Pixel SAS ")
    choose(dialog.form.role, Role.ANALYTICS)
    choose(dialog.form.countries["seat_country"], "FR")
    assert dialog.told.text() == view.t("correcting.unchecked")
    dialog.form.source.setText("Policy")
    dialog.form.day.setText("2026-10-01")
    assert dialog.told.text() == view.t("correcting.checked")
    with qtbot.waitSignal(view.analysis_changed):
        dialog.keep()
    kept = correction_of(view.reader, SITE)
    assert kept is not None
    assert (kept.operator, kept.role, kept.seat_country) == ("Pixel SAS", Role.ANALYTICS, "FR")
    assert kept.source == CitedSource(name="Policy", date="2026-10-01")


def test_another_operator_parts_with_the_group_and_seat_of_the_old_one(view: CaseView, qtbot: QtBot) -> None:
    form = open_dialog(view, qtbot).form
    choose(form.countries["seat_country"], "FR")
    form.texts["group"].setText("Old group")
    form.texts["operator"].setText("Somebody else")
    assert (form.texts["group"].text(), form.countries["seat_country"].currentData()) == ("", "")


def test_only_what_was_changed_is_stated(view: CaseView, qtbot: QtBot) -> None:
    dialog = open_dialog(view, qtbot)
    dialog.form.texts["tenant"].setText("clinic")
    assert dialog.form.entered.stated == {"tenant": "clinic"}


def test_a_document_of_the_case_makes_a_correction_checkable(tmp_path: Path, qtbot: QtBot) -> None:
    with open_view(tmp_path) as view:
        (tmp_path / "policy.pdf").write_bytes(b"%PDF-1.7")
        kept = attach_document(view.reader.case.path, tmp_path / "policy.pdf", kind=DocumentKind.POLICY)
        dialog = open_dialog(view, qtbot)
        dialog.form.texts["tenant"].setText("clinic")
        choose(dialog.form.document, kept.sha256)
        assert dialog.form.entered.document == kept.sha256
        assert dialog.told.text() == view.t("correcting.checked")


def test_what_is_no_country_or_no_day_cannot_be_kept(view: CaseView, qtbot: QtBot) -> None:
    dialog = open_dialog(view, qtbot)
    dialog.form.texts["tenant"].setText("clinic")
    dialog.form.countries["seat_country"].setEditText("Atlantis")
    assert not dialog.keep_button.isEnabled()
    choose(dialog.form.countries["seat_country"], "")
    dialog.form.day.setText("yesterday")
    assert dialog.told.text() == view.t("correcting.date_wrong")
    assert not dialog.keep_button.isEnabled()
    dialog.keep()
    assert correction_of(view.reader, SITE) is None


def test_a_correction_is_taken_back(view: CaseView, qtbot: QtBot) -> None:
    correct_party(view.reader.case.path, SITE, Correction(operator="Pixel SAS", at="2026-11-22"))
    dialog = open_dialog(view, qtbot)
    assert not dialog.reset_button.isHidden()
    with qtbot.waitSignal(view.analysis_changed):
        dialog.take_back()
    assert correction_of(view.reader, SITE) is None


def test_a_failed_analysis_is_told_and_the_correction_stays(view: CaseView, qtbot: QtBot) -> None:
    dialog = PartyDialog(view, Theme(), recipient(view), rebuild=lambda _path: Job(refuse))
    qtbot.addWidget(dialog)
    dialog.form.texts["tenant"].setText("clinic")
    dialog.keep()
    qtbot.waitUntil(lambda: "disk" in dialog.told.text())
    assert correction_of(view.reader, SITE) is not None


def test_the_service_examined_keeps_its_role(view: CaseView, qtbot: QtBot) -> None:
    form = open_dialog(view, qtbot, site="rdv-sante.example").form
    assert not form.role.isEnabled()
    form.texts["operator"].setText("Clinique SAS")
    assert form.entered.role is None


def test_every_field_is_reached_by_keyboard_and_has_a_name(view: CaseView, qtbot: QtBot) -> None:
    dialog = open_dialog(view, qtbot)
    dialog.show()
    qtbot.waitExposed(dialog)
    for kind in (QLineEdit, QComboBox, QPushButton):
        for widget in dialog.findChildren(kind):
            if widget.isVisible():
                assert widget.accessibleName() or getattr(widget, "text", str)(), widget
    seen = set()
    for _ in range(20):
        seen.add(dialog.focusWidget())
        QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Tab)
    assert {*dialog.form.texts.values(), dialog.form.role, dialog.form.source, dialog.form.document} <= seen


def test_the_dossier_offers_the_correction_and_says_when_there_is_one(view: CaseView, qtbot: QtBot) -> None:
    panel = RecipientDetail(view, Theme())
    qtbot.addWidget(panel)
    view.select_recipient(SITE)
    qtbot.waitUntil(lambda: view.t("correcting.link") in panel.prose.toPlainText())
    correct_party(view.reader.case.path, SITE, Correction(operator="Pixel SAS", at="2026-11-22"))
    view.analysis_changed.emit()
    qtbot.waitUntil(lambda: view.t("correcting.link_again") in panel.prose.toPlainText())


def test_seat_place_intermediaries_and_names_are_told_apart_each_with_its_source(view: CaseView) -> None:
    table = Source(name="table", date="2026-11-22", verified=True)
    corrected = Source(name="corrected in this case: Policy", date="2026-10-01", verified=True)
    known = recipient(view)
    party = type(known.party)(
        site=SITE,
        operator="Pixel Inc",
        seat_country="US",
        sources={"operator": corrected, "seat_country": table},
    )
    sign = DeliverySign(kind=SignKind.HEADER, name="cf-ray", told="", weight=Weight.STRONG, source=table)
    front = Intermediary(
        provider="Cloudflare", operator="Cloudflare", country="US", weight=Weight.STRONG, signs=(sign,), source=table
    )
    alias = Alias(
        host="t.pixel-social.example",
        names=("x.eulerian.net",),
        site="eulerian.net",
        operator="Eulerian",
        role=Role.ANALYTICS,
        at_us=1_700_000_000_000_000,
        resolver="192.0.2.53",
        source=table,
    )
    told = Recipient(
        site=SITE,
        hosts=(SITE,),
        party=party,
        first_party=False,
        same_group=False,
        flows=1,
        bytes_sent=1,
        bytes_received=1,
        intermediaries=(front,),
        aliases=(alias,),
    )
    blocks = write_who(view.t, told, correct=lambda: None, is_corrected=True)
    text = "\n".join("".join(run.text for run in one.runs) for one in blocks)
    assert "corrected in this case: Policy, 2026-10-01" in text
    assert "(EU) 2023/1795" in text
    assert "C-703/25 P" in text
    assert "Cloudflare" in text
    assert "header cf-ray" in text
    assert "t.pixel-social.example → x.eulerian.net" in text
    assert "Eulerian (table, 2026-11-22)" in text
