"""QR codes: what is painted is what was written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.capture.phone.qr import QUIET_MODULES, code_svg, make_code
from inspector.capture.phone.wireguard import TunnelKeys, make_key, write_client

FINDER = ("#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######")


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_a_code_is_square_with_its_three_finders(text: str):
    rows = make_code(text).rows
    side = len(rows)
    assert {len(row) for row in rows} == {side}
    assert (side - 17) % 4 == 0
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        corner = tuple("".join(".#"[module] for module in row[left : left + 7]) for row in rows[top : top + 7])
        assert corner == FINDER


def test_a_tunnel_s_configuration_has_modules_of_four_pixels_on_the_page():
    keys = TunnelKeys(server_key=make_key(), client_key=make_key())
    code = make_code(write_client(keys, address="fd12:3456:789a:bcde:f012:3456:789a:bcde", port=65535))
    assert code.side == len(code.rows) + 2 * QUIET_MODULES
    assert code.module_px(code.side * 4) == 4
    assert code.module_px(1) == 1
    assert code.side * 3 <= 276  # even the longest one: three pixels a module in the window's square


@pytest.mark.parametrize("text", ["", "x" * 3000])
def test_what_does_not_fit_is_refused(text: str):
    with pytest.raises(ValueError):  # noqa: PT011
        make_code(text)


def test_the_svg_is_dark_on_white_and_of_the_size_asked_for():
    svg = code_svg("http://en.clair/", side_px=290).decode()
    assert svg.startswith("<svg ")
    assert 'width="290' in svg
    assert "#fff" in svg.lower()
