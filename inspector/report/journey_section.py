"""Who learned what when: composites of findings, then what each recipient could read in time order; values masked."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from inspector.figures.palette import group_of
from inspector.findings.class_words import class_word
from inspector.findings.step_words import form_word
from inspector.messages import Translator
from inspector.model.flow import CaptureId
from inspector.model.journey import Journey, NarrativeKind, Step, StepKind
from inspector.model.leaf import Confidence
from inspector.model.party import Recipient
from inspector.report.data import CaptureNote, NarrativeNote, ReportData
from inspector.report.moments import date_text, time_text
from inspector.report.redaction import Level
from inspector.report.services_table import services_table
from inspector.report.typesetter import Typesetter

type Page = dict[str, object]

_MOST_RECIPIENTS = 40
_MOST_STEPS = 24
_MOST_NAMES = 4
_MOST_LINKED = 12


def journey_section(data: ReportData, setter: Typesetter, *, linked: dict[str, str]) -> Page:
    """`linked`: id -> title of the findings that the report prints."""
    words = setter.words
    told = [journey for journey in data.journeys if journey.steps]
    recipients = {recipient.site: recipient for recipient in data.recipients}
    names = {note.facts.id: _capture(note, words) for note in data.captures} if len(data.captures) > 1 else {}
    rest = len(told) - _MOST_RECIPIENTS
    return {
        "title": words("report.journeys.title"),
        "lead": _lead(setter, is_told=bool(told)),
        "narratives_label": words("report.journeys.narratives"),
        "narratives": [
            narrative_of(note, setter, linked=linked)
            for note in data.narratives
            if note.narrative.kind is not NarrativeKind.CLAIM_TEST
        ],
        "made_of": words("report.journeys.made_of"),
        "does_not_show": words("report.finding.does_not_show"),
        "services": services_table(data, setter),
        "head": [words(f"report.journeys.{key}") for key in ("moment", "what", "count", "flow")],
        "recipients": [
            _recipient(journey, setter, recipients.get(journey.site), names=names)
            for journey in told[:_MOST_RECIPIENTS]
        ],
        "more": words("report.journeys.more_recipients", n=rest) if rest > 0 else "",
    }


def _lead(setter: Typesetter, *, is_told: bool) -> str:
    words = setter.words
    if not is_told:
        return words("report.journeys.empty")
    is_masked = setter.redactor.level is not Level.NONE
    return words("report.journeys.lead") + (f" {words('report.journeys.masked')}" if is_masked else "")


def _capture(note: CaptureNote, words: Translator) -> str:
    key = f"report.scenario.{note.facts.scenario}"
    return f"{note.facts.name} ({words(key)})" if words.has(key) else note.facts.name


def narrative_of(note: NarrativeNote, setter: Typesetter, *, linked: dict[str, str]) -> Page:
    words, narrative = setter.words, note.narrative
    return {
        "title": setter.text(note.title, most=300),
        "standing": f"{words('report.finding.rung', rung=narrative.rung)} · "
        f"{words(f'report.confidence.{narrative.confidence}')}",
        "tells": setter.text(note.tells, most=2_500),
        "does_not_show": setter.text(note.does_not_show, most=1_500),
        "findings": [
            {"id": finding, "text": setter.text(linked[finding], most=200)}
            for finding in narrative.findings[:_MOST_LINKED]
            if finding in linked
        ],
    }


def _recipient(
    journey: Journey, setter: Typesetter, recipient: Recipient | None, *, names: dict[CaptureId, str]
) -> Page:
    words = setter.words
    shown = journey.steps[:_MOST_STEPS]
    left = len(journey.steps) - len(shown) + journey.left_out
    return {
        "site": setter.text(journey.site, longest=40),
        "who": _who(journey, setter, recipient),
        "facts": " · ".join(_facts(journey, setter)),
        "groups": [
            {"capture": setter.text(names.get(capture, ""), most=120), "rows": list(_rows(list(steps), setter))}
            for capture, steps in groupby(shown, key=lambda step: step.place.capture)
        ],
        "more": words("report.journeys.more_steps", n=left) if left else "",
    }


def _who(journey: Journey, setter: Typesetter, recipient: Recipient | None) -> str:
    if recipient is None:
        return ""
    source = recipient.party.sources.get("operator")
    operator = recipient.party.operator if source is not None and source.verified else None
    told = [operator or "", setter.words(f"roles.{recipient.party.role}")]
    if journey.same_group:
        told.append(setter.words("report.recipients.same_group"))
    return setter.text(", ".join(part for part in told if part))


def _facts(journey: Journey, setter: Typesetter) -> Iterator[str]:
    words = setter.words
    yield words("report.journeys.requests", n=journey.requests)
    if journey.first_us is not None:
        start, end = time_text(journey.first_us), time_text(journey.last_us)
        day = date_text(journey.first_us, words)
        yield words("report.journeys.between", date=day, start=start, end=end) if start != end else f"{day}, {start}"
    if journey.identifiers:
        names = ", ".join(journey.identifiers[:_MOST_NAMES])
        yield words("report.journeys.identifiers", names=setter.text(names, most=120, longest=20))


def _rows(steps: Sequence[Step], setter: Typesetter) -> Iterator[Page]:
    """An act is said once, above the steps that follow it."""
    act_before = ""
    for step in sorted(steps, key=lambda step: (step.at_us or 0, step.place.flow, not step.act)):
        act = _act(step, setter) if step.act else ""
        no_act = setter.words("report.journeys.no_act") if act_before and not act else ""
        yield {
            "act": act if act != act_before else "",
            "no_act": no_act,
            "moment": time_text(step.at_us) or "—",
            "group": group_of(step.class_),
            "sent": _sent(step, setter),
            "value": setter.address(step.value),
            "notes": _notes(step, setter),
            "count": setter.words.number(step.count),
            "flow": str(step.place.flow),
        }
        act_before = act


def _act(step: Step, setter: Typesetter) -> str:
    """Only after a marker or a recorded input may a person be said to have acted."""
    words, key = setter.words, f"report.journeys.act.{step.act}"
    known = key if words.has(key) else "report.journeys.act.other"
    return words(known, marker=words(f"report.marker.{step.act}"))


def _sent(step: Step, setter: Typesetter) -> str:
    return setter.words(f"report.journeys.sent_{step.kind}", **{"class": class_word(step.class_, setter.words)})


def _notes(step: Step, setter: Typesetter) -> str:
    words, told = setter.words, []
    if step.label:
        told.append(words("report.journeys.stands_for", label=setter.value(step.label)))
    if step.form != "plain":
        told.append(words("report.journeys.form", form=form_word(words, step.form)))
    if step.service:
        told.append(words("report.journeys.from_page", site=setter.text(step.service)))
    if step.confidence is Confidence.TENTATIVE:
        told.append(words("report.journeys.tentative"))
    if step.kind is StepKind.PICTURE and not step.act:
        told.append(words("report.journeys.picture_shown"))
    return ", ".join(told)
