"""The graph of recipients: companies around the service, wider lines for more sensitive values."""

from collections.abc import Sequence
from math import atan2, cos, hypot, pi, sin

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from inspector.figures.bows import Bow, bow
from inspector.figures.drawing import visible
from inspector.figures.graph import OTHERS, Direction, GraphLayout, PlacedEdge, PlacedNode, direction
from inspector.figures.labels import label_text
from inspector.figures.palette import Family, family_of
from inspector.messages import Translator
from inspector.model.identifier import Sync
from inspector.ui.panels.wording import tip
from inspector.ui.plots.graph_data import lay_out
from inspector.ui.plots.graph_labels import Label, free_labels, move_beside
from inspector.ui.plots.marks import draw_mark, family_mark
from inspector.ui.theme import Theme
from inspector.workspace.pictures import FIRST, Company

_LABEL_PX = 12
_MARGIN = 16
_FAINT = 150  # of 255: lighter than what carried values, yet seen on both grounds


class GraphView(QWidget):
    """Click or arrow keys choose a company, Enter filters on it. The layout follows the shape of the widget."""

    company_selected = Signal(object)  # Company
    company_opened = Signal(object)  # Company: double click or Enter

    def __init__(self, t: Translator, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t = t
        self._theme = theme
        self._companies: dict[str, Company] = {}
        self._syncs: tuple[Sync, ...] = ()
        self.layout_: GraphLayout | None = None
        self._selected: str | None = None
        self._hovered: str | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(320, 190)
        self.setAccessibleName(t("recipients.graph_name"))
        theme.changed.connect(self._lay_out)

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    def set_companies(self, found: tuple[Company, ...], syncs: Sequence[Sync] = ()) -> None:
        self._companies = {company.id: company for company in found}
        self._syncs = tuple(syncs)
        self._lay_out()

    @property
    def families(self) -> set[Family]:
        return {_family(placed) for placed in self.layout_.nodes} if self.layout_ else set()

    def select_site(self, site: str | None) -> None:
        """Marks the company of a site; emits nothing."""
        found = [c.id for c in self._companies.values() if any(one.site == site for one in c.recipients)]
        self._selected = found[0] if found else None
        self._describe()
        self.update()

    def _lay_out(self) -> None:
        room = self._room()
        found = tuple(self._companies.values())
        size = self._theme.px(_LABEL_PX) / max(room.height(), 1)
        aspect = room.width() / max(room.height(), 1)
        self.layout_ = lay_out(found, aspect=aspect, label_size=size, syncs=self._syncs) if found else None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)

    def _at(self, placed: PlacedNode) -> QPointF:
        room = self._room()
        return QPointF(room.left() + placed.x * room.width(), room.top() + placed.y * room.height())

    def _reach(self, placed: PlacedNode) -> float:
        return max(placed.radius * self._room().height(), 5.0)

    # choosing

    def company_at(self, point: QPointF) -> Company | None:
        """The company whose mark lies nearest, within 8 px of it."""
        best: tuple[float, str] | None = None
        for placed in self.layout_.nodes if self.layout_ else ():
            at = self._at(placed)
            away = hypot(at.x() - point.x(), at.y() - point.y()) - self._reach(placed)
            if away <= 8 and (best is None or away < best[0]):
                best = (away, placed.node.id)
        return self._companies.get(best[1]) if best else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        company = self.company_at(event.position())
        if company is not None:
            self._choose(company)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        company = self.company_at(event.position())
        if company is not None:
            self.company_opened.emit(company)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        company = self.company_at(event.position())
        hovered = company.id if company else None
        if hovered != self._hovered:
            self._hovered = hovered
            self.setCursor(Qt.CursorShape.PointingHandCursor if hovered else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        towards = {
            Qt.Key.Key_Right: 0.0,
            Qt.Key.Key_Down: pi / 2,
            Qt.Key.Key_Left: pi,
            Qt.Key.Key_Up: -pi / 2,
        }.get(Qt.Key(event.key()))
        company = self._companies.get(self._selected or "")
        if towards is not None:
            self._move(towards)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and company is not None:
            self.company_opened.emit(company)
        else:
            super().keyPressEvent(event)

    def _move(self, towards: float) -> None:
        """To the nearest company in a direction: near and straight ahead counts."""
        nodes = [placed for placed in (self.layout_.nodes if self.layout_ else ()) if placed.node.id != OTHERS]
        here = next((placed for placed in nodes if placed.node.id == self._selected), None)
        if here is None:
            if nodes:
                self._choose(self._companies[nodes[0].node.id])
            return
        start = self._at(here)
        ahead: list[tuple[float, str]] = []
        for placed in nodes:
            gap = self._at(placed) - start
            turn = abs((atan2(gap.y(), gap.x()) - towards + pi) % (2 * pi) - pi)
            if placed is not here and turn <= pi / 3:
                ahead.append((hypot(gap.x(), gap.y()) * (1 + turn), placed.node.id))
        if ahead:
            self._choose(self._companies[min(ahead)[1]])

    def _choose(self, company: Company) -> None:
        self._selected = company.id
        self._describe()
        self.update()
        self.company_selected.emit(company)

    def _describe(self) -> None:
        company = self._companies.get(self._selected or "")
        self.setAccessibleDescription(self.told(company) if company else self._t("recipients.graph_hint"))

    def told(self, company: Company) -> str:
        """A company in words: name, sites, what went up and came down."""
        t = self._t
        sites = ", ".join(visible(one.site) for one in company.recipients[:6])
        lines = [visible(company.name), sites if sites != company.name else ""]
        if any(one.same_group for one in company.recipients):
            lines.append(t("recipients.same_group"))
        lines.append(t("recipients.flows", n=company.flows))
        lines.append(t("recipients.sent", n=company.sent) if company.sent else "")
        lines.append(t("recipients.returned", n=company.returned) if company.returned else "")
        sites_here = {one.site for one in company.recipients}
        shared = len({sync.value for sync in self._syncs if {sync.source, sync.target} & sites_here})
        lines.append(t("identifiers.shared_count", n=shared) if shared else "")
        return "\n".join(line for line in lines if line)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            company = self.company_at(QPointF(event.pos()))
            told = tip(self.told(company)).replace("\n", "<br>") if company else ""
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().event(event)

    # painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("ground"))
        if self.layout_ is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = {placed.node.id: placed for placed in self.layout_.nodes}
        for edge in self.layout_.edges:
            self._draw_edge(painter, edge, place)
        for placed in self.layout_.nodes:
            self._draw_node(painter, placed)
        for label in self._named(painter):
            self._draw_label(painter, label)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("accent"), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _is_touched(self, node: str) -> bool:
        return node in (self._selected, self._hovered)

    def _draw_edge(self, painter: QPainter, edge: PlacedEdge, place: dict[str, PlacedNode]) -> None:
        source, target = place[edge.edge.source], place[edge.edge.target]
        start, end = self._at(source), self._at(target)
        if direction(edge.edge) is Direction.SYNC:
            cut = (self._reach(source) + 3, self._reach(target) + 3)
            middle = self._room().center()
            curve = bow(start.toTuple(), end.toTuple(), centre=middle.toTuple(), cut=cut)
            is_met = self._is_touched(edge.edge.target) or self._is_touched(edge.edge.source)
            if curve is not None:
                self._draw_sync(painter, curve, is_handed=edge.edge.handed, is_touched=is_met)
            return
        length = hypot(end.x() - start.x(), end.y() - start.y()) or 1.0
        step = QPointF((end.x() - start.x()) / length, (end.y() - start.y()) / length)
        near, far = self._reach(source) + 3, length - self._reach(target) - 3
        if far <= near:
            return
        way = direction(edge.edge)
        is_touched = self._is_touched(edge.edge.target) and edge.edge.source == FIRST
        color = QColor(self._theme.color("accent" if is_touched else "quiet"))
        width = max(edge.width * self._room().height(), 1.0)
        if way is Direction.NONE:
            color.setAlpha(255 if is_touched else _FAINT)
            painter.setPen(QPen(color, 1, Qt.PenStyle.DashLine))
            painter.drawLine(start + step * near, start + step * far)
            return
        head = width * 1.2 + 5
        is_up, is_down = way in (Direction.SENT, Direction.BOTH), way in (Direction.RETURNED, Direction.BOTH)
        painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(start + step * (near + head * is_down), start + step * (far - head * is_up))
        if is_up:
            _draw_head(painter, start + step * far, step, length=head, color=color)
        if is_down:
            _draw_head(painter, start + step * near, step * -1, length=head, color=color)

    def _draw_sync(self, painter: QPainter, curve: Bow, *, is_handed: bool, is_touched: bool) -> None:
        """Round dots: an identifier that both companies have; an open head where it is seen which way it went."""
        pen = sync_pen(self._theme.color("accent" if is_touched else "ink"))
        end, towards = QPointF(*curve.end), QPointF(*curve.towards)
        path = QPainterPath(QPointF(*curve.start))
        path.quadTo(QPointF(*curve.way), end)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(path, pen)
        if not is_handed:
            return
        pen.setStyle(Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        side = QPointF(-towards.y(), towards.x()) * 3.5
        painter.drawPolyline(QPolygonF([end - towards * 7 + side, end, end - towards * 7 - side]))

    def _draw_node(self, painter: QPainter, placed: PlacedNode) -> None:
        at, reach = self._at(placed), self._reach(placed)
        draw_mark(painter, family_mark(_family(placed), self._theme), centre=at, radius=reach)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if placed.node.same_group:
            painter.setPen(QPen(self._theme.color("ink"), 1))
            painter.drawEllipse(at, reach + 3, reach + 3)
        if self._is_touched(placed.node.id):
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawEllipse(at, reach + 6, reach + 6)

    def _named(self, painter: QPainter) -> list[Label]:
        """The labels that find room; who is chosen or under the mouse always has one, and lies on top."""
        assert self.layout_ is not None
        carried = {edge.edge.target: edge.edge.sensitive for edge in self.layout_.edges if edge.edge.source == FIRST}
        marks = {placed.node.id: QRectF() for placed in self.layout_.nodes}
        for placed in self.layout_.nodes:
            reach = self._reach(placed)
            marks[placed.node.id] = QRectF(-reach, -reach, 2 * reach, 2 * reach).translated(self._at(placed))
        by_weight = sorted(self.layout_.nodes, key=lambda one: -carried.get(one.node.id, 0))
        made = [self._label(painter, placed) for placed in by_weight]
        return free_labels(made, marks, is_kept=lambda id_: id_ == OTHERS or self._is_kept(id_))

    def _is_kept(self, node: str) -> bool:
        return node == FIRST or self._is_touched(node)

    def _label(self, painter: QPainter, placed: PlacedNode) -> Label:
        is_first = placed.node.first_party
        font = self._theme.font(13 if is_first else 11, bold=is_first or placed.node.id == self._selected)
        metrics = QFontMetricsF(font, painter.device())
        others = self._t("recipients.others", n=placed.count)
        word = others if placed.node.id == OTHERS else visible(label_text(placed.node.label))
        box = QRectF(0, 0, metrics.horizontalAdvance(word) + 4, metrics.height())
        gap = self._reach(placed) + (9 if self._is_touched(placed.node.id) else 4)
        move_beside(box, self._at(placed), anchor=placed.anchor, gap=gap)
        return Label(node=placed.node.id, word=word, box=box, font=font)

    def _draw_label(self, painter: QPainter, label: Label) -> None:
        ground = QColor(self._theme.color("ground"))
        ground.setAlpha(230)
        painter.fillRect(label.box, ground)
        painter.setFont(label.font)
        painter.setPen(self._theme.color("ink"))
        painter.drawText(label.box, Qt.AlignmentFlag.AlignCenter, label.word)


def sync_pen(color: QColor) -> QPen:
    """The line of a shared identifier: round dots."""
    pen = QPen(color, 1.6, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    pen.setDashPattern([0.1, 2.6])
    return pen


def _family(placed: PlacedNode) -> Family:
    return Family.FIRST_PARTY if placed.node.first_party else family_of(placed.node.role)


def _draw_head(painter: QPainter, tip: QPointF, towards: QPointF, *, length: float, color: QColor) -> None:
    angle = atan2(towards.y(), towards.x())
    half = length * 0.45
    base = tip - towards * length
    side = QPointF(-sin(angle) * half, cos(angle) * half)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([tip, base + side, base - side]))
    painter.restore()
