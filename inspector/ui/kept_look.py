"""How the window looks, kept from one start to the next: theme, density, zoom."""

from PySide6.QtCore import QSettings

from inspector.ui.theme import ZOOMS, Theme


class KeptLook:
    """Changes the theme and keeps what was chosen."""

    def __init__(self, theme: Theme, settings: QSettings) -> None:
        self._theme, self._settings = theme, settings

    def restore(self) -> None:
        kept, theme = self._settings.value, self._theme
        zoom = kept("window/zoom", theme.zoom, type=int)
        theme.choose(
            mode=str(kept("window/theme", theme.mode)),
            density=str(kept("window/density", theme.density)),
            zoom=zoom if isinstance(zoom, int) else 100,
        )

    def set_theme(self, mode: str) -> None:
        self._settings.setValue("window/theme", mode)
        self._theme.set_mode(mode)

    def set_density(self, density: str) -> None:
        self._settings.setValue("window/density", density)
        self._theme.set_density(density)

    def zoom(self, step: int) -> None:
        """To the next larger (1) or smaller (-1) size, or back to 100 % (0)."""
        nearest = min(range(len(ZOOMS)), key=lambda n: abs(ZOOMS[n] - self._theme.zoom))
        percent = 100 if step == 0 else ZOOMS[min(max(nearest + step, 0), len(ZOOMS) - 1)]
        self._settings.setValue("window/zoom", percent)
        self._theme.set_zoom(percent)
