"""Two small dialogs that only tell: keyboard shortcuts, and about with licences and data sources."""

import tomllib
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.report.reference_words import reference_texts
from inspector.resources import resource_path
from inspector.store.edits import tool_version
from inspector.ui.case_view import PageName
from inspector.ui.dialogs.sizing import resize_within_screen
from inspector.ui.theme import Theme

_SHORTCUTS = (
    ("shortcut_pages", f"0 … {len(PageName) - 1}"),
    ("shortcut_open", "Ctrl+O"),
    ("shortcut_save", "Ctrl+S"),
    ("recording.bar.shortcut_record", "Ctrl+R"),
    ("recording.bar.shortcut_kinds", "Alt+1 … Alt+9, Alt+0"),
    ("recording.bar.shortcut_marker", "Ctrl+M"),
    ("shortcut_markers", "Ctrl+Shift+M"),
    ("shortcut_filter", "Ctrl+F, /"),
    ("shortcut_next", "J, K, ↓, ↑"),
    ("shortcut_ends", "Home, End"),
    ("shortcut_enter", "Enter"),
    ("shortcut_leaf", "F3, Shift+F3, N, P"),
    ("shortcut_mute", "M"),
    ("findings_page.shortcut_decide", "V, R, D, P, N"),
    ("findings_page.shortcut_traps", "T, ↑, ↓"),
    ("findings_page.shortcut_groups", "←, →, Enter"),
    ("findings_page.shortcut_undo", "Ctrl+Z"),
    ("shortcut_follow", "Ctrl+L"),
    ("shortcut_search", "Ctrl+Shift+F"),
    ("shortcut_escape", "Esc"),
    ("shortcut_detail", "Ctrl+I"),
    ("shortcut_zoom", "Ctrl++, Ctrl+-, Ctrl+0"),
    ("shortcut_list", "Ctrl+/, ?"),
)


def shortcuts_dialog(t: Translator, theme: Theme, parent: QWidget) -> QDialog:
    """The list of keys."""
    dialog, column = _dialog(t("window.shortcuts_title"), theme, parent)
    inner = QWidget()
    grid = QGridLayout(inner)
    grid.setContentsMargins(0, 0, theme.px(12), 0)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(8)
    for row, (word, keys) in enumerate(_SHORTCUTS):
        grid.addWidget(QLabel(t(word if "." in word else f"window.{word}")), row, 0)
        label = QLabel(keys)
        label.setFont(theme.font(13, mono=True))
        grid.addWidget(label, row, 1)
    column.addWidget(_scrolled(inner), 1)
    _add_close(dialog, column, t)
    hint, around = inner.sizeHint(), 2 * theme.px(24)
    resize_within_screen(dialog, hint.width() + around, hint.height() + around + theme.px(48))
    return dialog


def about_dialog(t: Translator, theme: Theme, parent: QWidget) -> QDialog:
    """Name, licence, and every shipped data source with its date and licence."""
    dialog, column = _dialog(t("window.about_title"), theme, parent)
    title = QLabel(f"En Clair {tool_version()}")
    title.setFont(theme.font(20, bold=True))
    column.addWidget(title)
    for sentence in ("about_what", "about_licence", "about_fonts"):
        label = QLabel(t(f"window.{sentence}", version=tool_version()))
        label.setWordWrap(True)
        column.addWidget(label)
    heading = QLabel(t("window.about_sources"))
    heading.setFont(theme.font(11, bold=True))
    heading.setProperty("tone", "quiet")
    column.addWidget(heading)
    column.addWidget(_sources(t), 1)
    link = QLabel(f'<a href="https://db-ip.com">{escape(t("window.about_dbip"))}</a>')
    link.setOpenExternalLinks(True)
    link.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
    column.addWidget(link)
    _add_close(dialog, column, t)
    resize_within_screen(dialog, theme.px(560), theme.px(520))
    return dialog


def reference_sources() -> tuple[dict[str, str], ...]:
    """`name`, `date` and `licence` of every table in `resources/reference/sources.toml`."""
    try:
        told = tomllib.loads(resource_path("reference", "sources.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return ()
    rows = next((value for value in told.values() if isinstance(value, list)), [])
    rows = rows or [value for value in told.values() if isinstance(value, dict)]
    return tuple({key: str(row.get(key, "")) for key in ("name", "date", "licence")} for row in rows)


def _sources(t: Translator) -> QScrollArea:
    inner = QWidget()
    rows = QVBoxLayout(inner)
    rows.setContentsMargins(0, 0, 0, 0)
    for source in reference_sources():
        name, date, licence = reference_texts(**source, t=t)
        label = QLabel(t("window.about_source", name=name, date=date, licence=licence))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        rows.addWidget(label)
    rows.addStretch()
    return _scrolled(inner)


def _scrolled(inner: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    return area


def _dialog(title: str, theme: Theme, parent: QWidget) -> tuple[QDialog, QVBoxLayout]:
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    column = QVBoxLayout(dialog)
    edge = theme.px(24)
    column.setContentsMargins(edge, edge, edge, edge)
    column.setSpacing(theme.px(12))
    return dialog, column


def _add_close(dialog: QDialog, column: QVBoxLayout, t: Translator) -> None:
    buttons = QDialogButtonBox()
    buttons.addButton(t("window.close"), QDialogButtonBox.ButtonRole.RejectRole)
    buttons.rejected.connect(dialog.reject)
    column.addWidget(buttons)
