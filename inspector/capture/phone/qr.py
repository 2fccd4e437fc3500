"""A text as a QR code (ISO/IEC 18004): modules to paint, or an SVG. Always dark on white, with its quiet zone."""

from io import BytesIO
from typing import TYPE_CHECKING

from inspector.model.struct import Record

QUIET_MODULES = 4
"""The light border that the standard asks for, on each side."""


if TYPE_CHECKING:
    import segno


class QrCode(Record, frozen=True, kw_only=True):
    """`rows` of modules, True is dark, without the quiet zone."""

    rows: tuple[tuple[bool, ...], ...]

    @property
    def side(self) -> int:
        """Modules of a side, quiet zone included."""
        return len(self.rows) + 2 * QUIET_MODULES

    def module_px(self, side_px: int) -> int:
        """The greatest whole number of pixels for a module so that the code fits; at least 1."""
        return max(1, side_px // self.side)


def make_code(text: str) -> QrCode:
    """The QR code of a text in UTF-8; raises ValueError where it is too long (2,953 bytes) or empty."""
    return QrCode(rows=tuple(tuple(bool(module) for module in row) for row in _made(text).matrix))


def code_svg(text: str, *, side_px: int = 280) -> bytes:
    """A standalone SVG of a text's QR code, black on white; raises ValueError as `make_code`."""
    made = _made(text)
    out = BytesIO()
    scale = side_px / (len(made.matrix) + 2 * QUIET_MODULES)
    made.save(out, kind="svg", scale=scale, border=QUIET_MODULES, dark="#000000", light="#FFFFFF", xmldecl=False)
    return out.getvalue()


def _made(text: str) -> "segno.QRCode":
    import segno

    if not text:
        raise ValueError("nothing to write in a QR code")
    return segno.make_qr(text, error="l")  # the level is raised as far as the size allows
