"""What is painted on the page for a phone: the QR code, and the pictures of phone screens."""

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.capture.phone.pictures import COLOURS, Pen, describe_screen, draw_screen
from inspector.capture.phone.qr import QUIET_MODULES, QrCode
from inspector.messages import Translator
from inspector.ui.theme import Theme

CODE_PX = 276
"""Four pixels for each module of a tunnel's configuration, quiet zone included."""
_SCALE = 0.92


class CodeView(QWidget):
    """A QR code, dark on white in either theme, its modules whole pixels. Without a code: a sentence instead."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._code: QrCode | None = None
        self._words = ""
        side = theme.px(CODE_PX)
        self.setFixedSize(side, side)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._refit)

    @property
    def has_code(self) -> bool:
        return self._code is not None

    def show_code(self, code: QrCode, *, name: str) -> None:
        self._code = code
        self.setAccessibleName(name)
        self.update()

    def show_words(self, words: str) -> None:
        """Why there is no code."""
        self._code, self._words = None, words
        self.setAccessibleName(words)
        self.update()

    def fit(self, room: int) -> None:
        """As large as `room` pixels allow: its full size at most, three quarters of it at least."""
        most = self._theme.px(CODE_PX)
        side = min(max(room, most * 3 // 4), most)
        if side != self.width():
            self.setFixedSize(side, side)
            self.update()

    def _refit(self) -> None:
        side = self._theme.px(CODE_PX)
        self.setFixedSize(side, side)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._code is None:
            self._paint_words(painter)
            return
        code, ratio = self._code, self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)  # modules in device pixels, so that every one has the same size
        room = int(self.width() * ratio)
        module = code.module_px(room)
        edge = (room - module * code.side) // 2
        painter.fillRect(0, 0, room, room, QColor(Qt.GlobalColor.white))
        painter.setPen(self._theme.color("line"))
        painter.drawRect(0, 0, room - 1, room - 1)
        first = edge + QUIET_MODULES * module
        for y, row in enumerate(code.rows):
            for x, is_dark in enumerate(row):
                if is_dark:
                    painter.fillRect(first + x * module, first + y * module, module, module, QColor("#000000"))

    def _paint_words(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), self._theme.color("surface"))
        painter.setPen(self._theme.color("quiet"))
        painter.setFont(self._theme.font())
        room = self.rect().adjusted(24, 24, -24, -24)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)


class PhonePicture(QWidget):
    """One screen of a phone in the colours of the theme; its words are the accessible name."""

    def __init__(self, t: Translator, theme: Theme, name: str, *, facts: Mapping[str, str], height: int) -> None:
        super().__init__()
        self._t, self._theme, self._name, self._facts = t, theme, name, facts
        self._height = height
        self._renderer = QSvgRenderer()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(describe_screen(name, t, facts=facts))
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        colours = {name: str(getattr(self._theme.palette, name)) for name in COLOURS}
        pen = Pen(colours=colours, facts=self._facts, height=self._height, font=self._theme.font().family())
        self._renderer.load(QByteArray(draw_screen(self._name, self._t, pen=pen).encode()))
        size = self._renderer.defaultSize()
        self.setFixedSize(
            QSize(self._theme.px(round(size.width() * _SCALE)), self._theme.px(round(size.height() * _SCALE)))
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._renderer.render(painter, QRectF(self.rect()))
