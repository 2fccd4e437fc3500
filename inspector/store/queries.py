"""Reading a case: everything the analysis, the window, the report and the command line ask of it."""

from inspector.store.reading.captures import CaptureReading
from inspector.store.reading.conclusions import ConclusionReading
from inspector.store.reading.flow_table import FlowTable
from inspector.store.reading.flows import FlowReading
from inspector.store.reading.values import ValueReading


class CaseReader(CaptureReading, FlowReading, FlowTable, ValueReading, ConclusionReading):
    """Queries over one open case. Cheap ones answer at once; `flow_ids` over a large case belongs in a worker
    (`interrupt` stops it from another thread). What few ask stands in functions of `store` that take a reader."""
