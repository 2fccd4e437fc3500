"""The page for recording a phone: what it shows, what it asks for, and that the key stays in the code."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from inspector.capture.phone.addresses import AddressKind, OwnAddress
from inspector.capture.phone.qr import make_code
from inspector.capture.phone.screens import Platform
from inspector.capture.phone.wireguard import TunnelKeys, make_key, move_endpoint, write_client
from inspector.capture.plan import Mode
from inspector.capture.talk import PhoneAccess
from inspector.messages import Translator
from inspector.ui.dialogs.phone_emulator import EmulatorDialog
from inspector.ui.panels.phone import PhonePanel
from inspector.ui.panels.phone_pictures import CodeView, PhonePicture
from inspector.ui.theme import Theme
from tests.ui.window_builder import keep, make_theme

ADDRESSES = ("192.168.1.20", "172.17.0.1")
KEYS = TunnelKeys(server_key=make_key(), client_key=make_key())
CONFIGURATION = write_client(KEYS, address=ADDRESSES[0], port=40123)
TUNNEL = PhoneAccess(addresses=ADDRESSES, port=40123, wireguard=CONFIGURATION)
PROXY = PhoneAccess(addresses=ADDRESSES, port=8080)


def known() -> tuple[OwnAddress, ...]:
    bridge = OwnAddress(address=ADDRESSES[1], interface="docker0", kind=AddressKind.VIRTUAL)
    return OwnAddress(address=ADDRESSES[0], interface="wlan0"), bridge


def make_panel(qtbot: QtBot, *, language: str = "en", theme: Theme | None = None) -> PhonePanel:
    panel = PhonePanel(Translator(language), theme or make_theme(), known_addresses=known)
    qtbot.addWidget(panel)
    panel.resize(1126, 600)
    panel.show()
    return keep(qtbot, panel)


def shown_modules(view: CodeView, side: int) -> list[list[bool]]:
    """What is painted, sampled in the middle of each module."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    module = image.width() // side
    edge = (image.width() - module * side) // 2
    middles = [edge + n * module + module // 2 for n in range(side)]
    return [[image.pixelColor(x, y) == QColor("black") for x in middles] for y in middles]


def expected_modules(text: str) -> list[list[bool]]:
    code = make_code(text)
    blank = [False] * code.side
    return [blank] * 4 + [[False] * 4 + list(row) + [False] * 4 for row in code.rows] + [blank] * 4


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_code_on_the_page_is_the_configuration_dark_on_white(qtbot: QtBot, mode: str) -> None:
    theme = make_theme()
    theme.set_mode(mode)
    panel = make_panel(qtbot, theme=theme)
    panel.show_access(TUNNEL)
    expected = expected_modules(CONFIGURATION)
    assert shown_modules(panel.code, len(expected)) == expected
    assert panel.code.width() >= 240


def test_before_the_recorder_listens_there_is_no_code(qtbot: QtBot) -> None:
    panel = make_panel(qtbot)
    assert not panel.code.has_code
    assert panel.code.accessibleName() == "The tunnel is being opened…"
    assert not panel.notice.isVisible()
    assert not panel.addresses.isVisible()


def test_another_address_changes_the_code_and_is_asked_for(qtbot: QtBot) -> None:
    panel = make_panel(qtbot)
    panel.show_access(TUNNEL)
    assert panel.addresses.isVisible()
    with qtbot.waitSignal(panel.address_chosen) as chosen:
        panel.addresses.setCurrentIndex(1)
    assert chosen.args == [ADDRESSES[1]]
    expected = expected_modules(move_endpoint(CONFIGURATION, address=ADDRESSES[1], port=40123))
    assert shown_modules(panel.code, len(expected)) == expected
    assert ADDRESSES[1] in panel.notice.words.text()


def test_the_chosen_address_stays_chosen_when_the_recorder_has_followed(qtbot: QtBot) -> None:
    panel = make_panel(qtbot)
    panel.show_access(TUNNEL)
    panel.addresses.setCurrentIndex(1)
    moved = write_client(KEYS, address=ADDRESSES[1], port=40200)
    panel.show_access(PhoneAccess(addresses=ADDRESSES, port=40200, wireguard=moved))
    assert panel.addresses.currentData() == ADDRESSES[1]


def test_one_address_leaves_nothing_to_choose(qtbot: QtBot) -> None:
    panel = make_panel(qtbot)
    panel.show_access(PhoneAccess(addresses=ADDRESSES[:1], port=40123, wireguard=CONFIGURATION))
    assert not panel.addresses.isVisible()


def test_addresses_that_phones_rarely_reach_say_so(qtbot: QtBot) -> None:
    panel = make_panel(qtbot)
    panel.show_access(TUNNEL)
    assert panel.addresses.itemText(0) == "192.168.1.20 · wlan0"
    assert "rarely reachable" in panel.addresses.itemText(1)


def test_the_second_way_shows_address_and_port_large(qtbot: QtBot) -> None:
    panel = make_panel(qtbot)
    panel.show_access(TUNNEL)
    with qtbot.waitSignal(panel.mode_chosen) as chosen:
        panel.ways.setCurrentIndex(1)
    assert chosen.args == [Mode.LAN.value]
    assert not panel.code.has_code
    panel.show_access(PROXY)
    assert (panel.typed_address.text(), panel.typed_port.text()) == (ADDRESSES[0], "8080")
    assert panel.typed_port.font().pixelSize() == 20
    expected = expected_modules("http://en.clair/")
    assert shown_modules(panel.code, len(expected)) == expected


def test_an_access_of_the_other_way_turns_the_tab_without_asking_again(qtbot: QtBot) -> None:
    panel = make_panel(qtbot)
    with qtbot.assertNotEmitted(panel.mode_chosen):
        panel.show_access(PROXY)
    assert panel.mode is Mode.LAN
    assert panel.ways.currentIndex() == 1


def test_the_phone_s_progress_is_told_in_words(qtbot: QtBot) -> None:
    panel = make_panel(qtbot)
    told = [panel.state.text()]
    for show in (panel.show_seen, panel.show_readable):
        show()
        told.append(panel.state.text())
    assert told == ["Waiting for the phone", "Phone seen", "Encrypted traffic is readable"]


@pytest.mark.parametrize("access", [TUNNEL, PROXY])
@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_way_and_phone_has_four_steps_and_how_to_undo_them(
    qtbot: QtBot, language: str, platform: Platform, access: PhoneAccess
) -> None:
    panel = make_panel(qtbot, language=language)
    panel.show_access(access)
    panel.choose_platform(platform)
    words = [label.text() for label in panel.findChildren(QLabel)]
    assert {"1", "2", "3", "4"} <= set(words)
    undo = "comment revenir en arrière" if language == "fr" else "how to undo it"
    assert any(undo in text for text in words)
    assert not any(re.search(r"phone\.[a-z]|\{", text) for text in words)
    pictures = panel.findChildren(PhonePicture)
    assert len(pictures) == 5
    assert all(picture.accessibleName() for picture in pictures)


def test_android_is_told_which_apps_stay_unread_and_of_the_emulator(qtbot: QtBot) -> None:
    panel = make_panel(qtbot)
    text = " ".join(label.text() for label in panel.findChildren(QLabel))
    assert "only apps that accept a certificate added by the user" in text
    assert "content not read" in text
    assert "emulator" in text


def test_the_private_key_stands_in_the_code_and_nowhere_else(qtbot: QtBot, tmp_path: Path) -> None:
    panel = make_panel(qtbot)
    panel.show_access(TUNNEL)
    for widget in [panel, *panel.findChildren(QWidget)]:
        told = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle()]
        told.append(widget.text() if isinstance(widget, QLabel | QPushButton) else "")
        assert not any(KEYS.client_key in text for text in told)


def test_everything_can_be_reached_and_named_without_a_mouse(qtbot: QtBot) -> None:
    panel = make_panel(qtbot)
    panel.show_access(TUNNEL)
    for widget in (panel.ways, panel.addresses, *panel.platforms.buttons(), *panel.codes.buttons()):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert widget.accessibleName() or (isinstance(widget, QPushButton) and widget.text())
    assert isinstance(panel.ways, QTabBar)
    panel.ways.setFocus()
    qtbot.keyClick(panel.ways, Qt.Key.Key_Right)
    assert panel.mode is Mode.LAN


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("access", [TUNNEL, PROXY])
def test_no_text_is_cut_off_at_the_smallest_width(qtbot: QtBot, language: str, access: PhoneAccess) -> None:
    panel = make_panel(qtbot, language=language)
    panel.show_access(access)
    panel.resize(760, 480)
    QApplication.processEvents()
    for label in panel.findChildren(QLabel):
        if label.isVisible() and label.text():
            assert label.height() >= label.heightForWidth(label.width()) - 1 or not label.wordWrap(), label.text()
            assert label.wordWrap() or label.width() >= label.sizeHint().width() - 1, label.text()


def test_the_way_through_an_emulator_is_told_with_commands_to_copy(qtbot: QtBot, tmp_path: Path) -> None:
    panel = make_panel(qtbot)
    panel.show_access(PROXY, certificate=str(tmp_path / "ca.pem"))
    (button,) = [one for one in panel.findChildren(QPushButton) if "emulator" in one.text()]
    button.click()
    (dialog,) = panel.findChildren(EmulatorDialog)
    assert dialog.isVisible()
    dialog.copy()
    copied = QApplication.clipboard().text()
    assert f"-http-proxy http://{ADDRESSES[0]}:8080" in copied
    assert f'adb push "{tmp_path / "ca.pem"}" /system/etc/security/cacerts/' in copied
    assert all(line in dialog.text.toPlainText() for line in copied.splitlines())
    dialog.reject()


def test_an_emulator_is_no_matter_for_an_iphone(qtbot: QtBot) -> None:
    panel = make_panel(qtbot)
    panel.choose_platform(Platform.IOS)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not [one for one in panel.findChildren(QPushButton) if "emulator" in one.text()]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("access", [TUNNEL, PROXY])
def test_on_a_low_page_the_code_is_whole_and_its_modules_are_pixels(qtbot: QtBot, language: str, access: PhoneAccess):
    panel = make_panel(qtbot, language=language)
    panel.show_access(access)
    panel.resize(1126, 430)
    qtbot.wait_until(lambda: panel.code.height() < 276)
    area = panel._side_area.viewport()
    bottom = panel.code.mapTo(area, panel.code.rect().bottomLeft()).y()
    assert bottom <= area.height()
    text = panel.code.accessibleName()
    assert text
    if access is TUNNEL:
        wanted = expected_modules(move_endpoint(CONFIGURATION, address=ADDRESSES[0], port=40123))
        assert shown_modules(panel.code, len(wanted)) == wanted
    panel.resize(1126, 800)
    qtbot.wait_until(lambda: panel.code.height() == 276)
