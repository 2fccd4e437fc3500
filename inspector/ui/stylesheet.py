"""The small stylesheet over Qt's Fusion style: hairlines, quiet headers, visible focus."""

from pathlib import Path
from string import Template

from inspector.figures.palette import Theme

_SHEET = Template("""
QWidget { color: $ink; }
QMainWindow, QDialog, QStackedWidget, QScrollArea, QScrollArea > QWidget > QWidget { background: $ground; }
QToolTip { background: $surface; color: $ink; border: 1px solid $line; padding: ${p4}px ${p8}px; }
QMenuBar { background: $ground; border-bottom: 1px solid $line; }
QMenuBar::item { padding: ${p4}px ${p8}px; background: transparent; }
QMenuBar::item:selected { background: $selection; }
QMenu { background: $ground; border: 1px solid $line; padding: ${p4}px 0; }
QMenu::item { padding: ${p4}px ${p24}px ${p4}px ${p24}px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $quiet; }
QMenu::separator { height: 1px; background: $line; margin: ${p4}px 0; }
QTableView, QTreeView, QListView, QTextBrowser, QPlainTextEdit, QTextEdit, QGraphicsView {
  background: $ground; border: none; selection-background-color: $selection; selection-color: $ink; }
QTableView::item, QTreeView::item, QListView::item { border: none; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: $selection; color: $ink; }
QHeaderView { background: $ground; border: none; }
QHeaderView::section { background: $ground; color: $quiet; border: none; border-bottom: 1px solid $line;
  padding: 0 ${p8}px; font-size: ${f11}px; min-height: ${p24}px; }
QHeaderView::section:hover { color: $ink; }
QTableCornerButton::section { background: $ground; border: none; border-bottom: 1px solid $line; }
QLineEdit, QComboBox, QSpinBox, QDateTimeEdit { background: $ground; border: 1px solid $control; border-radius: 4px;
  padding: ${p3}px ${p8}px; selection-background-color: $selection; selection-color: $ink; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDateTimeEdit:focus, QPlainTextEdit:focus { border-color: $accent; }
QComboBox::drop-down { border: none; width: ${p24}px; }
QComboBox::down-arrow { image: url("$icons/chevron-down-$name.svg"); width: ${p12}px; height: ${p12}px; }
QComboBox QAbstractItemView { background: $ground; border: 1px solid $line; selection-background-color: $selection;
  selection-color: $ink; outline: none; }
QPushButton { background: $ground; border: 1px solid $control; border-radius: 4px; padding: ${p4}px ${p12}px; }
QPushButton:hover { background: $surface; }
QPushButton:pressed, QPushButton:checked { background: $selection; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $quiet; border-color: $line; }
QPushButton[kind="primary"] { background: $accent; color: $ground; border-color: $accent; font-weight: 600; }
QPushButton[kind="primary"]:focus { border: 2px solid $ink; }
QPushButton[kind="primary"]:disabled { background: $line; color: $quiet; border-color: $line; }
QPushButton[kind="link"] { border: 1px solid transparent; background: transparent; color: $accent; padding: 0 2px;
  text-align: left; text-decoration: underline; }
QPushButton[kind="link"]:hover { color: $ink; }
QPushButton[kind="link"]:focus { border-color: $accent; }
QToolButton { border: 1px solid transparent; border-radius: 4px; padding: ${p4}px; background: transparent; }
QToolButton:hover { background: $surface; }
QToolButton:checked { background: $selection; }
QToolButton:focus { border-color: $accent; }
QToolButton::menu-indicator { image: none; }
QToolButton::menu-button { border: none; width: ${p16}px; }
QToolButton::menu-arrow { image: url("$icons/chevron-down-$name.svg"); width: ${p12}px; height: ${p12}px; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { padding: ${p4}px ${p8}px; margin-right: ${p4}px; color: $quiet; border: none;
  border-bottom: 2px solid transparent; background: transparent; }
QTabBar::tab:hover { color: $ink; }
QTabBar::tab:selected { color: $ink; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { color: $accent; }
QRadioButton { border: 1px solid transparent; border-radius: 4px; padding: 1px ${p4}px; spacing: ${p8}px; }
QRadioButton:focus { border-color: $accent; }
QRadioButton::indicator { width: ${p12}px; height: ${p12}px; border: 1px solid $quiet; border-radius: ${ring}px;
  background: $ground; }
QRadioButton::indicator:checked { border-color: $accent; background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5,
  fx: 0.5, fy: 0.5, stop: 0 $accent, stop: 0.55 $accent, stop: 0.65 $ground, stop: 1 $ground); }
QCheckBox { border: 1px solid transparent; border-radius: 4px; padding: 1px ${p4}px; spacing: ${p8}px; }
QCheckBox:focus { border-color: $accent; }
QCheckBox::indicator, QAbstractItemView::indicator { width: ${p14}px; height: ${p14}px; border: 1px solid $quiet;
  border-radius: 3px; background: $ground; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { border-color: $accent; background: $accent;
  image: url("$icons/check-$name.svg"); }
QCheckBox::indicator:disabled { border-color: $line; }
QCheckBox::indicator:checked:disabled { border-color: $quiet; background: $quiet; }
QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $accent; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $quiet; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { border: none; border-radius: 2px; background: $line; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QStatusBar { background: $ground; border-top: 1px solid $line; color: $quiet; }
QStatusBar::item { border: none; }
QLabel[tone="quiet"], QCheckBox[tone="quiet"] { color: $quiet; }
QLabel[tone="accent"] { color: $accent; }
""")


def write_stylesheet(theme: Theme, *, zoom: int, icons: Path) -> str:
    """The stylesheet for a palette at a zoom in percent; `icons` is the folder of the SVGs."""
    steps = {f"p{n}": round(n * zoom / 100) for n in (3, 4, 8, 12, 14, 16, 24)}
    strong = "#B4BABF" if theme.name == "light" else "#4A525A"
    return _SHEET.substitute(
        steps,
        f11=round(11 * zoom / 100),
        ring=(round(12 * zoom / 100) + 2) // 2,
        name=theme.name,
        icons=icons.as_posix(),
        ground=theme.ground,
        surface=theme.surface,
        selection=theme.selection,
        line=theme.line,
        ink=theme.ink,
        quiet=theme.quiet,
        accent=theme.accent,
        control=strong,
        scroll=strong,
    )
