"""The first pages: cover, the summary on one page, how to read the report."""

from inspector.findings.class_words import class_word
from inspector.messages import Translator
from inspector.model.finding import Rung, Severity
from inspector.model.share import whole_percent
from inspector.report.data import CaptureNote, FindingBlock, ReportData, SearchedNeedle
from inspector.report.moments import date_and_time, period
from inspector.report.typesetter import Typesetter

type Page = dict[str, object]

_MOST_INPUTS = 2
_MOST_ANSWERS = 6
_MOST_OTHERS = 8
_MOST_FINDINGS = 7
_FEW_FINDINGS = 5  # where many sites are named above
_MOST_NEEDLES = 24
_MOST_CAPTURES = 4


def cover(data: ReportData, setter: Typesetter) -> Page:
    """The question, and facts as (label, lines, is verbatim)."""
    words = setter.words
    sites = data.first_party.sites if data.first_party else ()
    starts = [note.facts.started_us for note in data.captures if note.facts.started_us is not None]
    ends = [note.facts.ended_us for note in data.captures if note.facts.ended_us is not None]
    names = [note.facts.name for note in data.captures]
    facts = [
        _fact(words("report.cover.service"), setter.texts(sites) or [words("report.cover.no_service")]),
        _fact(words("report.cover.recorded"), [period(min(starts, default=None), max(ends, default=None), words)]),
        _fact(words("report.cover.captures"), setter.texts(_first(names, 4))),
        _fact(words("report.cover.case"), [setter.text(data.case_id)]),
        _fact(words("report.cover.stated"), [date_and_time(data.created_us, words)]),
        _fact(words("report.cover.tool"), [_tool(data, words)]),
        _fact(words("report.cover.redaction"), [words(f"report.redaction.{setter.redactor.level}")]),
        *_seals(data, words),
    ]
    return {
        "kicker": words("report.kicker"),
        "question": setter.text(data.question or words("report.question_none"), most=400, longest=26),
        "title": setter.text(data.title, most=200),
        "facts": [fact for fact in facts if fact["lines"]],
    }


def _fact(label: str, lines: list[str], *, is_verbatim: bool = False) -> Page:
    return {"label": label, "lines": lines, "verbatim": is_verbatim}


def _first(names: list[str], most: int) -> list[str]:
    return names if len(names) <= most else [*names[: most - 1], f"… ({len(names)})"]


def _tool(data: ReportData, words: Translator) -> str:
    if data.rules_version:
        return words("report.integrity.tool_line", version=data.tool_version, rules=data.rules_version)
    return f"En Clair {data.tool_version}"


def _seals(data: ReportData, words: Translator) -> list[Page]:
    inputs, rest = data.integrity.inputs[:_MOST_INPUTS], data.integrity.inputs[_MOST_INPUTS:]
    label = words("report.cover.input" if len(data.integrity.inputs) == 1 else "report.cover.inputs")
    facts = [_fact(label, [seal.sha256 for seal in inputs], is_verbatim=True)]
    if rest:
        facts.append(_fact("", [words("report.cover.more_inputs", n=len(rest))]))
    root = [data.integrity.flows_root] if data.integrity.flows_root else []
    return [*facts, _fact(words("report.cover.root"), root, is_verbatim=True)]


def summary(
    data: ReportData,
    setter: Typesetter,
    *,
    drafts: int,
    findings: tuple[FindingBlock, ...],
    positive: tuple[FindingBlock, ...] = (),
) -> Page:
    """The page that many will read alone. What speaks for the service is counted apart."""
    words = setter.words
    others = _others(data, setter)
    most_findings = _MOST_FINDINGS if len(others) < _MOST_OTHERS else _FEW_FINDINGS
    numbers = [
        ("flows", data.flows),
        ("recipients", sum(not recipient.background for recipient in data.recipients)),
        ("sensitive", data.sensitive),
        ("findings", len(findings)),
        *([("drafts", drafts)] if drafts else []),
        *([("positive", len(positive))] if positive else []),
    ]
    shown = {block.finding.id for block in findings}
    needles = [_needle(needle, words) for needle in data.not_found]
    return {
        "title": words("report.summary.title"),
        "labels": {
            key: words(f"report.summary.{key}") for key in ("question", "answer", "findings", "not_found", "supports")
        },
        "question": setter.text(data.question or words("report.question_none"), most=300),
        "answer": [
            {"text": setter.text(said.text, most=400), "finding": next((f for f in said.findings if f in shown), None)}
            for said in data.answer[:_MOST_ANSWERS]
        ]
        or [{"text": words("report.summary.no_answer"), "finding": None}],
        "others": others,
        "counts": [{"n": words.number(n), "word": words(f"report.count.{key}", n=n)} for key, n in numbers],
        "findings": [summary_line(block, setter) for block in findings[:most_findings]],
        "no_findings": words("report.summary.no_findings"),
        "more_findings": words("report.summary.more_findings", n=len(findings) - most_findings)
        if len(findings) > most_findings
        else "",
        "needles": setter.texts(needles[:_MOST_NEEDLES]),
        "more_needles": words("report.summary.more_needles", n=len(needles) - _MOST_NEEDLES)
        if len(needles) > _MOST_NEEDLES
        else "",
        "needles_lead": _needles_lead(data, words),
        "supports": [_support(note, setter) for note in data.captures[:_MOST_CAPTURES]],
    }


def _others(data: ReportData, setter: Typesetter) -> list[str]:
    """Every other site in a sentence of its own; where there are more than fit, the last line says how many."""
    texts = [setter.text(said.text, most=400) for said in data.others]
    if len(texts) <= _MOST_OTHERS:
        return texts
    kept = texts[: _MOST_OTHERS - 1]
    return [*kept, setter.words("report.summary.more_others", n=len(texts) - len(kept))]


def summary_line(block: FindingBlock, setter: Typesetter) -> Page:
    return {
        "id": block.finding.id,
        "severity": block.finding.severity,
        "word": setter.words(f"report.severity.{block.finding.severity}"),
        "rung": block.finding.rung,
        "title": setter.text(block.title, most=110),
    }


def _needles_lead(data: ReportData, words: Translator) -> str:
    if data.not_found:
        return words("report.summary.not_found_lead")
    return words("report.summary.all_found" if data.planted else "report.summary.nothing_searched", n=data.planted)


def _needle(needle: SearchedNeedle, words: Translator) -> str:
    """The label, and the class where the label does not say it already."""
    word = class_word(needle.class_, words)
    return needle.name if word.casefold() == needle.name.casefold() else f"{needle.name} ({word})"


def _support(note: CaptureNote, setter: Typesetter) -> Page:
    words = setter.words
    sentences = list(note.sentences)
    if note.supports is not None and not sentences:
        sentences = [words("report.supports.answers", share=whole_percent(note.supports.answers))]
        there = {name: getattr(note.supports, name) for name in ("cookies", "images", "consent", "transport")}
        if lacking := [words(f"report.supports.{name}") for name, is_there in there.items() if not is_there]:
            sentences.append(words("report.supports.lacking", names=", ".join(lacking)))
    if note.way:
        sentences.insert(0, note.way)
    return {"name": setter.text(note.facts.name), "sentences": setter.texts(sentences[:4])}


def guide(words: Translator) -> Page:
    return {
        "title": words("report.guide.title"),
        "lead": words("report.guide.lead"),
        "rungs_label": words("report.guide.rungs"),
        "severity_label": words("report.guide.severity"),
        "rungs": [{"rung": rung, "text": words(f"report.guide.{rung}")} for rung in Rung],
        "severities": [{"severity": severity, "word": words(f"report.severity.{severity}")} for severity in Severity],
        "beyond": words("report.guide.beyond"),
        "contents": words("report.contents.title"),
    }
