"""The most severe finding, as the first one that the overview leads to."""

from inspector.messages import Translator
from inspector.model.finding import Severity, Status
from inspector.model.struct import Record
from inspector.store.queries import CaseReader
from inspector.ui.panels.finding_texts import texts_of
from inspector.ui.panels.prose import Action, Block, Run, block, quiet
from inspector.ui.plots.marks import severity_mark
from inspector.ui.theme import Theme


class WorstFinding(Record, frozen=True, kw_only=True):
    """`id` and title of a finding."""

    id: str
    title: str
    severity: Severity


def read_worst(reader: CaseReader, t: Translator) -> WorstFinding | None:
    """The first finding of high severity or more that nobody rejected; None where there is none."""
    verdicts = reader.verdicts()
    for one in reader.findings():
        verdict = verdicts.get(one.id)
        if verdict is not None and verdict.status is Status.REJECTED:
            continue
        if one.severity not in (Severity.CRITICAL, Severity.HIGH):
            return None
        recipient = next((each for each in reader.recipients() if each.site == one.recipient), None)
        return WorstFinding(id=one.id, title=texts_of(one, t, recipient=recipient).title, severity=one.severity)
    return None


def worst_block(worst: WorstFinding, t: Translator, theme: Theme, *, go_to: Action) -> Block:
    lead = quiet(f"{t('overview.worst')} ")
    return block(lead, Run(text=worst.title, action=go_to, mark=severity_mark(worst.severity, theme)), above=4)
