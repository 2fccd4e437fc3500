"""The look of the window: colours from the palette, fonts, icons, density and zoom, in one object for every panel."""

from functools import lru_cache
from weakref import WeakSet

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from inspector.figures import palette
from inspector.figures.shapes import Shape
from inspector.model.finding import Severity
from inspector.model.party import Role
from inspector.resources import resource_path
from inspector.ui.icons import shape_icon, tinted_icon
from inspector.ui.stylesheet import write_stylesheet

MODES = ("system", "light", "dark")
DENSITIES = ("comfortable", "compact")
ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)

_SANS = "IBM Plex Sans"
_MONO = "IBM Plex Mono"
_ALIASES = {"raised": "surface", "muted": "quiet", "band": "band_0"}


class Theme(QObject):
    """Colours, fonts, icons. `changed` tells panels to repaint; nobody else decides a colour."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.mode = "system"
        self.density = "comfortable"
        self.zoom = 100
        self._app: QApplication | None = None
        self._windows: WeakSet[QWidget] = WeakSet()
        self._icons = lru_cache(maxsize=512)(self._make_icon)
        hints = QGuiApplication.styleHints()
        if hints is not None:
            hints.colorSchemeChanged.connect(self._system_changed)

    # what is chosen

    @property
    def is_dark(self) -> bool:
        if self.mode == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self.mode == "dark"

    @property
    def palette(self) -> palette.Theme:
        return palette.DARK if self.is_dark else palette.LIGHT

    def set_mode(self, mode: str) -> None:
        """`system`, `light` or `dark`; anything else is `system`."""
        self.mode = mode if mode in MODES else "system"
        self._refresh()

    def choose(self, *, mode: str, density: str, zoom: int) -> None:
        """All three at once."""
        self.mode = mode if mode in MODES else "system"
        self.density = density if density in DENSITIES else "comfortable"
        self.set_zoom(zoom)

    def set_density(self, density: str) -> None:
        self.density = density if density in DENSITIES else "comfortable"
        self._refresh()

    def set_zoom(self, percent: int) -> None:
        """80 to 200 percent of the text size."""
        self.zoom = max(ZOOMS[0], min(percent, ZOOMS[-1]))
        self._refresh()

    # colours

    def color(self, name: str) -> QColor:
        """A colour of the palette: ground, surface (raised), selection, line, ink, quiet (muted), accent, band_0,
        band_1; raises KeyError for another name."""
        name = _ALIASES.get(name, name)
        if name in ("band_0", "band_1"):
            return QColor(self.palette.bands[int(name[-1])])
        if name not in ("ground", "surface", "selection", "line", "ink", "quiet", "accent"):
            raise KeyError(name)
        return QColor(getattr(self.palette, name))

    def severity_color(self, severity: Severity) -> QColor:
        return QColor(self.palette.severity(severity))

    def class_color(self, class_: str) -> QColor:
        return QColor(self.palette.class_(class_))

    def role_color(self, role: Role) -> QColor:
        return QColor(self.palette.role(role))

    # icons

    def icon_beside(self, name: str, color: str = "ink") -> QIcon:
        """As `icon`, with room on its right for the words that follow."""
        return self._icons(name, self.color(color).name(), beside=True)

    def icon(self, name: str, color: str = "ink") -> QIcon:
        """`resources/icons/<name>.svg` in a colour of the palette; raises FileNotFoundError."""
        return self._icons(name, self.color(color).name())

    @property
    def no_icon(self) -> QIcon:
        return QIcon()

    def tinted(self, name: str, colour: QColor) -> QIcon:
        """`resources/icons/<name>.svg` in any colour of this theme."""
        return self._icons(name, colour.name())

    def severity_icon(self, severity: Severity) -> QIcon:
        return shape_icon(palette.SEVERITY_SHAPES[severity], self.severity_color(severity))

    def role_icon(self, role: Role) -> QIcon:
        return shape_icon(palette.role_shape(role), self.role_color(role))

    def class_icon(self, class_: str) -> QIcon:
        shape = palette.GROUP_SHAPES.get(palette.group_of(class_), Shape.CIRCLE)
        return shape_icon(shape, self.class_color(class_))

    def _make_icon(self, name: str, colour: str, *, beside: bool = False) -> QIcon:
        return tinted_icon(name, QColor(colour), beside=beside)

    # measures

    def font(self, size: int = 13, *, mono: bool = False, bold: bool = False, italic: bool = False) -> QFont:
        """11, 13, 15 or 20 px at 100 %; figures are tabular in both families."""
        font = QFont(_MONO if mono else _SANS)
        font.setPixelSize(self.px(size))
        font.setStyleHint(QFont.StyleHint.Monospace if mono else QFont.StyleHint.SansSerif)
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        font.setItalic(italic)
        return font

    def icon_size(self, side: int = 16) -> QSize:
        """The room of an icon that stands before words (`icon_beside`)."""
        return QSize(self.px(side * 5 // 4), self.px(side))

    def px(self, length: int) -> int:
        """A length of the 100 % design at the present zoom."""
        return round(length * self.zoom / 100)

    @property
    def row_height(self) -> int:
        """The height of a table row: 26 px, or 22 when compact."""
        return self.px(26 if self.density == "comfortable" else 22)

    # applying

    def apply(self, app: QApplication) -> None:
        """Fonts and palette for the application, the stylesheet for dressed windows; again at every change."""
        if self._app is None:
            load_fonts()
            app.setStyle("fusion")
        self._app = app
        app.setFont(self.font())
        app.setPalette(self._qt_palette())
        sheet = self._sheet()
        for window in self._windows:
            if isValid(window) and window.styleSheet() != sheet:  # else every widget would be polished for nothing
                window.setStyleSheet(sheet)

    def dress(self, window: QWidget) -> None:
        """Gives a window the stylesheet, now and at every change; its dialogs and menus inherit it.

        Not the application: there, Qt would style each half-built panel anew for every parent it is put into, which
        makes opening a case about five times slower.
        """
        self._windows.add(window)
        window.setStyleSheet(self._sheet())

    def _sheet(self) -> str:
        return write_stylesheet(self.palette, zoom=self.zoom, icons=resource_path("icons"))

    def _refresh(self) -> None:
        if self._app is not None:
            self.apply(self._app)
        self.changed.emit()

    def _system_changed(self) -> None:
        if self.mode == "system":
            self._refresh()

    def _qt_palette(self) -> QPalette:
        group, made = QPalette.ColorRole, QPalette()
        roles = {
            "ground": (group.Window, group.Base, group.HighlightedText, group.BrightText),
            "surface": (group.AlternateBase, group.Button, group.ToolTipBase),
            "ink": (group.WindowText, group.Text, group.ButtonText, group.ToolTipText),
            "accent": (group.Link, group.LinkVisited, group.Highlight, group.Accent),
            "quiet": (group.PlaceholderText,),
            "line": (group.Mid, group.Midlight, group.Dark),
        }
        for name, members in roles.items():
            for member in members:
                made.setColor(member, self.color(name))
        for member in (group.WindowText, group.Text, group.ButtonText):
            made.setColor(QPalette.ColorGroup.Disabled, member, self.color("quiet"))
        return made


def load_fonts() -> None:
    """Makes the bundled families known to Qt, once; a missing file leaves the system's fonts."""
    if {_SANS, _MONO} <= set(QFontDatabase.families()):
        return
    for file in sorted(resource_path("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
