"""The theme: one place for colours, fonts, icons and measures."""

import pytest
from PySide6.QtGui import QFontInfo

from inspector.figures import palette
from inspector.model.finding import Severity
from inspector.model.party import Role
from inspector.resources import resource_path
from inspector.ui.theme import Theme
from tests.ui.window_builder import make_theme


def test_the_mode_chooses_the_palette_and_tells_the_panels(qtbot):
    theme = make_theme()
    with qtbot.waitSignal(theme.changed):
        theme.set_mode("dark")
    assert theme.is_dark
    assert theme.color("ground").name().upper() == palette.DARK.ground
    theme.set_mode("light")
    assert theme.color("ground").name().upper() == palette.LIGHT.ground


def test_an_unknown_mode_follows_the_system(qtbot):
    theme = make_theme()
    theme.set_mode("sepia")
    assert theme.mode == "system"


@pytest.mark.parametrize(("alias", "name"), [("raised", "surface"), ("muted", "quiet")])
def test_two_names_for_the_same_colour_agree(qtbot, alias, name):
    theme = make_theme()
    assert theme.color(alias) == theme.color(name)


def test_an_unknown_colour_is_an_error(qtbot):
    with pytest.raises(KeyError):
        make_theme().color("magenta")


def test_meanings_have_the_colours_of_the_palette(qtbot):
    theme = make_theme()
    theme.set_mode("light")
    assert theme.severity_color(Severity.CRITICAL).name().upper() == palette.LIGHT.severity(Severity.CRITICAL)
    assert theme.class_color("health.motive").name().upper() == palette.LIGHT.class_("health.motive")
    assert theme.role_color(Role.ADVERTISING).name().upper() == palette.LIGHT.role(Role.ADVERTISING)


def test_captured_text_has_the_bundled_monospaced_font(qtbot):
    theme = make_theme()
    info = QFontInfo(theme.font(mono=True))
    assert info.family() == "IBM Plex Mono"
    assert info.fixedPitch()


def test_zoom_scales_fonts_and_rows_within_bounds(qtbot):
    theme = make_theme()
    theme.set_zoom(200)
    assert (theme.font(13).pixelSize(), theme.row_height) == (26, 52)
    theme.set_zoom(10_000)
    assert theme.zoom == 200
    theme.set_zoom(100)
    assert (theme.font(13).pixelSize(), theme.row_height) == (13, 26)


def test_compact_rows_are_lower(qtbot):
    theme = make_theme()
    theme.set_density("compact")
    assert theme.row_height == 22


def test_every_severity_has_a_picture_of_its_own(qtbot):
    theme = make_theme()
    pictures = [theme.severity_icon(severity).pixmap(16, 16).toImage() for severity in Severity]
    assert all(a != b for n, a in enumerate(pictures) for b in pictures[n + 1 :])


def test_every_shipped_icon_is_one_colour_and_can_be_drawn(qtbot):
    theme = make_theme()
    for file in resource_path("icons").glob("*.svg"):
        text = file.read_text(encoding="utf-8")
        if not file.stem.endswith(("-light", "-dark")):  # those belong to the stylesheet
            assert "currentColor" in text
            assert not theme.icon(file.stem).pixmap(16, 16).isNull()


def test_a_missing_icon_is_an_error(qtbot):
    with pytest.raises(FileNotFoundError):
        Theme().icon("no-such-icon")
