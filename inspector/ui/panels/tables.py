"""How every table of the pages looks: fixed rows, no grid, one hairline under the head."""

from PySide6.QtCore import QAbstractItemModel, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from inspector.ui.theme import Theme


class PageTable(QTableView):
    """A table over a model in the house style; `name` is what a screen reader says."""

    def __init__(self, model: QAbstractItemModel, theme: Theme, *, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._zoom = theme.zoom
        self.setModel(model)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setStyleSheet("QTableView::item { padding: 0 5px; }")
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._restyle()
        theme.changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.row_height)
        self.setFont(self._theme.font())
        self.setIconSize(QSize(self._theme.px(16), self._theme.px(16)))
        widen_columns(self, before=self._zoom, now=self._theme.zoom)
        self._zoom = self._theme.zoom


def widen_columns(table: QTableView, *, before: int, now: int) -> None:
    """Keeps the shape of a table when the text grows or shrinks; both in percent."""
    head = table.horizontalHeader()
    if before != now and head.sectionResizeMode(0) is not QHeaderView.ResizeMode.Fixed:
        for number in range(head.count()):
            head.resizeSection(number, round(head.sectionSize(number) * now / before))
