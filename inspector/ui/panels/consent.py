"""The choices about consent of each capture, as the pages show them: how they are known, and why rules cannot speak."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from inspector.findings.consent_words import consent_sentences
from inspector.messages import Translator
from inspector.model.consent import ChoiceLine, Known
from inspector.model.flow import CaptureFacts, CaptureId, FlowId
from inspector.model.struct import Record
from inspector.store.filters import Term
from inspector.store.queries import CaseReader
from inspector.store.signals import read_choices
from inspector.ui.case_view import CaseView, PageName
from inspector.ui.panels.prose import Block, Run, block, link, plain, quiet
from inspector.ui.words import safe_text

_NUMBER = re.compile(r"\d+")
_LONGEST_NAME = 80


class ToldConsent(Record, frozen=True, kw_only=True):
    """What is said of one capture; `flows` are those that its sentences name."""

    capture: CaptureId
    name: str
    sentences: tuple[str, ...]
    flows: frozenset[FlowId]
    has_inferred: bool  # a choice is only inferred: the timeline hatches it


def read_told(reader: CaseReader, t: Translator) -> tuple[ToldConsent, ...]:
    """Every capture that the analysis has looked at, in order."""
    lines = read_choices(reader)
    return tuple(_told(capture, lines[capture.id], t) for capture in reader.captures() if capture.id in lines)


def _told(capture: CaptureFacts, line: ChoiceLine, t: Translator) -> ToldConsent:
    named = [flow for choice in line.choices for flow in (choice.after_flow, choice.flow) if flow is not None]
    return ToldConsent(
        capture=capture.id,
        name=safe_text(capture.name, limit=_LONGEST_NAME),
        sentences=consent_sentences(line, t),
        flows=frozenset(named),
        has_inferred=any(choice.known is Known.INFERRED for choice in line.made),
    )


def write_told(view: CaseView, told: Sequence[ToldConsent], *, kind: str = "text") -> Iterator[Block]:
    """One paragraph a capture. The name leads to its flows, and so does every flow that a sentence names."""
    for one in told:
        name = link(one.name, partial(_show_capture, view, one.capture))
        yield block(name, quiet("  "), *_runs(view, one), kind=kind)


def _runs(view: CaseView, told: ToldConsent) -> Iterator[Run]:
    for sentence in told.sentences:
        at = 0
        for part in _flow_parts(sentence, told.flows, view.t):
            flow = FlowId(int(part[0]))
            yield plain(sentence[at : part.start()])
            yield link(part[0], partial(view.open_flow, flow))
            at = part.end()
        yield plain(f"{sentence[at:]} ")


def _flow_parts(sentence: str, flows: frozenset[FlowId], t: Translator) -> Iterator[re.Match[str]]:
    """The numbers of flows in a sentence, and no other numbers: they stand where the sentence names flows."""
    for flow in flows:
        for after in flows:
            where = t("consent.between_flows", after=str(after), flow=str(flow))
            found = sentence.find(where)
            if after != flow and found >= 0:
                yield from _NUMBER.finditer(sentence, found, found + len(where))
                return
    for flow in flows:
        where = t("consent.at_flow", flow=str(flow))
        found = sentence.find(where)
        if found >= 0:
            yield from _NUMBER.finditer(sentence, found, found + len(where))
            return


def _show_capture(view: CaseView, capture: CaptureId) -> None:
    view.set_terms((Term(key="capture", values=(str(capture),)),))
    view.page_requested.emit(PageName.FLOWS)
