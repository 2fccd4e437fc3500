"""The picture of a flow, and the text read in it."""

import pytest

from inspector.model.flow import FlowId, Side
from inspector.model.picture import PictureLine
from inspector.ui.panels import picture_view
from inspector.ui.panels.picture_view import PictureView
from inspector.workspace.jobs import Done, Failed
from inspector.workspace.picture_reading import PictureRead
from tests.data.pictures import banner_png
from tests.store.builders import build_case
from tests.ui.window_builder import DummyJob, keep, make_theme, open_view

LINES = (
    PictureLine(text="Cabinet\u202edoctor", confidence=0.984, box=(0, 0, 1, 1)),
    PictureLine(text="Oncologie", confidence=0.5, box=(0, 2, 1, 3)),
)


@pytest.fixture(params=["en", "fr"])
def view(tmp_path, request):
    with open_view(build_case(tmp_path / "a.enclair", flows=120), language=request.param) as view:
        yield view


@pytest.fixture
def jobs() -> list[DummyJob]:
    return []


@pytest.fixture
def panel(view, qtbot, jobs, monkeypatch) -> PictureView:
    monkeypatch.setattr(picture_view, "is_available", lambda: True)

    def start(flow: FlowId, side: Side) -> DummyJob:
        assert (flow, side) == (FlowId(7), Side.RESPONSE)
        jobs.append(DummyJob())
        return jobs[-1]

    panel = PictureView(view, make_theme(), Side.RESPONSE, start=start)
    keep(qtbot, panel)
    panel.resize(700, 500)
    panel.show()
    assert panel.show_picture(banner_png(["ONCOLOGIE"]), b"png", flow=FlowId(7), lines=())
    return panel


def rows(panel: PictureView) -> list[tuple[str, str]]:
    return [(panel.model.item(n, 0).text(), panel.model.item(n, 1).text()) for n in range(panel.model.rowCount())]


def test_lines_are_shown_with_how_sure_the_reader_is(panel, jobs, view, qtbot):
    assert not panel.table.isVisible()
    panel.read.click()
    assert not panel.read.isEnabled()
    jobs[0].say(Done(result=PictureRead(lines=LINES, is_kept=True)))
    qtbot.waitUntil(panel.table.isVisible)
    percent = [text.replace("\u202f", " ").replace("\xa0", " ") for _, text in rows(panel)]
    assert percent == (["98%", "50%"] if view.t.language == "en" else ["98 %", "50 %"])
    assert "\u202e" not in rows(panel)[0][0]
    assert view.t("detail.ocr_kept") in panel.note.text()
    assert panel.read.isEnabled()
    with qtbot.waitSignal(view.rebuild_requested):
        panel.analyse.click()


def test_a_case_that_cannot_be_written_says_so(panel, jobs, view, qtbot):
    panel.read.click()
    jobs[0].say(Done(result=PictureRead(lines=LINES, is_kept=False)))
    qtbot.waitUntil(panel.table.isVisible)
    assert view.t("detail.ocr_unkept") in panel.note.text()
    assert not panel.analyse.isVisible()


def test_a_picture_without_words_and_one_that_fails_say_so(panel, jobs, view, qtbot):
    panel.read.click()
    jobs[0].say(Done(result=PictureRead(lines=(), is_kept=True)))
    qtbot.waitUntil(lambda: panel.note.text() == view.t("detail.ocr_none"))
    panel.read.click()
    jobs[1].say(Failed(code="picture_unreadable", message="x", facts={}))
    qtbot.waitUntil(lambda: panel.note.text() == view.t("errors.picture_unreadable"))
    assert panel.read.isEnabled()


def test_without_the_extra_the_way_to_install_it_is_told(panel, jobs, monkeypatch):
    monkeypatch.setattr(picture_view, "is_available", lambda: False)
    panel.read.click()
    assert "uv sync --extra ocr" in panel.note.text()
    assert not jobs


def test_the_reading_ends_when_another_picture_is_shown(panel, jobs):
    panel.read.click()
    panel.show_picture(banner_png(["LIT"]), b"png", flow=FlowId(8), lines=LINES)
    assert jobs[0].is_killed
    assert panel.read.isEnabled()
    assert len(rows(panel)) == 2


def test_the_reading_ends_when_nobody_looks(panel, jobs):
    panel.read.click()
    panel.hide()
    assert jobs[0].is_killed
