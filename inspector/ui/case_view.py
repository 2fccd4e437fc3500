"""What every page of the window shares: the open case, the selection, the filter, the brush.

Pages never talk to each other. They read through `reader`, say what the person did by calling a `select_…` or
`set_…` method, and follow the signals.
"""

from enum import StrEnum

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from inspector.messages import Translator
from inspector.model.flow import FlowId
from inspector.model.leaf import Place
from inspector.model.struct import Record
from inspector.store.filters import Term
from inspector.store.queries import CaseReader
from inspector.store.reading.flow_table import FlowQuery


class PageName(StrEnum):
    """Pages of the left rail, in order; the number keys go there, from 0."""

    CAPTURE = "capture"
    OVERVIEW = "overview"
    FLOWS = "flows"
    TIMELINE = "timeline"
    RECIPIENTS = "recipients"
    JOURNEYS = "journeys"
    DATA = "data"
    FINDINGS = "findings"
    COMPARE = "compare"
    REPORT = "report"


class Selection(Record, frozen=True, kw_only=True):
    """The one thing that is selected, whatever its kind. `place` narrows a flow to a leaf in it."""

    flow: FlowId | None = None
    place: Place | None = None
    finding: str | None = None
    recipient: str | None = None


class CaseView(QObject):
    """The shared state of the window for one open case."""

    selection_changed = Signal(object)  # Selection
    query_changed = Signal(object)  # FlowQuery: filter, brush, order
    flows_changed = Signal()  # new rows have been committed
    analysis_changed = Signal()  # leaves, recipients or findings were rebuilt
    verdicts_changed = Signal()
    page_requested = Signal(object)  # PageName
    follow_requested = Signal(str)  # a value to follow
    mute_requested = Signal(object)  # SensitiveLeaf: "not sensitive here"
    unmute_requested = Signal(object)  # Mute
    mutes_requested = Signal()  # the list of mutes
    mutes_changed = Signal()  # the analysis follows
    captures_requested = Signal()  # more captures for the case
    rebuild_requested = Signal()  # the analysis, once more
    working_changed = Signal()  # a job began or ended to write into the case
    offer_requested = Signal(str, object)  # a sentence, and the Offer of what can be done about it
    notice_requested = Signal(str, str)  # severity word ("info", "warning", "error"), sentence
    notice_outdated = Signal(str)  # a sentence that was told and is true no more

    def __init__(self, reader: CaseReader, translator: Translator) -> None:
        super().__init__()
        self.reader = reader
        self.t = translator
        self.selection = Selection()
        self.query = FlowQuery()
        self.is_working = False

    def select_flow(self, flow: FlowId, *, place: Place | None = None) -> None:
        self._select(Selection(flow=flow, place=place))

    def select_finding(self, finding: str) -> None:
        self._select(Selection(finding=finding))

    def select_recipient(self, site: str) -> None:
        self._select(Selection(recipient=site))

    def select_nothing(self) -> None:
        self._select(Selection())

    def open_flow(self, flow: FlowId, *, place: Place | None = None) -> None:
        """Selects a flow and goes to the flow table: what an evidence link does."""
        self.select_flow(flow, place=place)
        self.page_requested.emit(PageName.FLOWS)

    def open_journey(self, site: str) -> None:
        """Selects a recipient and goes to what it could read, in order."""
        self.select_recipient(site)
        self.page_requested.emit(PageName.JOURNEYS)

    def set_terms(self, terms: tuple[Term, ...]) -> None:
        self.set_query(replace(self.query, terms=terms))

    def set_range(self, from_us: int | None, until_us: int | None) -> None:
        """The brush: microseconds since the epoch, UTC; None opens that end."""
        self.set_query(replace(self.query, from_us=from_us, until_us=until_us))

    def set_query(self, query: FlowQuery) -> None:
        if query != self.query:
            self.query = query
            self.query_changed.emit(query)

    def set_working(self, *, is_working: bool) -> None:
        """Whether a job is writing into the case: meanwhile nothing that the analysis rests on can be changed."""
        if is_working != self.is_working:
            self.is_working = is_working
            self.working_changed.emit()

    def _select(self, selection: Selection) -> None:
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit(selection)
