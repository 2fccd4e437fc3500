"""A picture as it was received, scaled down to fit; only formats Qt reads by itself, and only of bounded size."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from inspector.messages import Translator
from inspector.ui.theme import Theme

_FORMATS = {"png": b"png", "jpeg": b"jpeg", "jpg": b"jpeg", "gif": b"gif", "bmp": b"bmp", "webp": b"webp"}
_MOST_BYTES = 20_000_000
_MOST_PIXELS = 60_000_000


def image_format(mime: str | None) -> bytes | None:
    """The reader for a media type; None where it is shown as text or bytes instead (SVG is text)."""
    kind, _, name = (mime or "").partition(";")[0].strip().lower().partition("/")
    return _FORMATS.get(name) if kind == "image" else None


def read_image(data: bytes, form: bytes) -> QImage:
    """The picture; a null image where it is too large, broken or not what it says."""
    if len(data) > _MOST_BYTES:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(form))
    size = reader.size()
    if size.isValid() and size.width() * size.height() > _MOST_PIXELS:
        return QImage()
    return reader.read()


class ImageView(QWidget):
    """The picture in the middle, its size below."""

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t, self._theme = t, theme
        self._image = QImage()
        self.setAccessibleName(t("detail.mode_image"))

    def show_image(self, data: bytes, form: bytes) -> bool:
        """False where it cannot be shown."""
        self._image = read_image(data, form)
        self.update()
        return not self._image.isNull()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = self.rect().adjusted(16, 16, -16, -40)
        size = self._image.size()
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = room.left() + (room.width() - size.width()) // 2
        painter.drawImage(room.adjusted(left - room.left(), 0, 0, 0).topLeft(),
                          self._image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio,
                                             Qt.TransformationMode.SmoothTransformation))  # fmt: skip
        foot = room.adjusted(0, size.height() + 8, 0, 0)
        painter.setPen(self._theme.color("quiet"))
        painter.setFont(self._theme.font(11))
        words = self._t("detail.image_size", width=self._image.width(), height=self._image.height())
        painter.drawText(foot, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)
        painter.end()
