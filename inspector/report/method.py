"""How it was done, what could not be seen, and what was masked."""

import msgspec

from inspector.messages import Translator
from inspector.model.mask import mask
from inspector.report.blocks import rejected_count
from inspector.report.data import CaptureNote, MutedRule, ReportData
from inspector.report.moments import period
from inspector.report.redaction import Level
from inspector.report.reference_words import reference_row
from inspector.report.typesetter import Typesetter
from inspector.report.verbatim import breakable

type Page = dict[str, object]

_MOST_GAPS = 60
_MOST_MARKS = 120
_MARK_LETTERS = 12  # in half a page, without a place to break
_MOST_MUTES = 120
_MOST_RECORDINGS = 12
_MOST_LINES = 60
_LONGEST = 2_000


def method(data: ReportData, setter: Typesetter) -> Page:
    """How it was done and what could not be seen."""
    words = setter.words
    rejected = rejected_count(data)
    is_recorded = any(note.made for note in data.captures)
    sentences = [words("report.method.passive_recorded" if is_recorded else "report.method.passive")]
    if not all(note.made for note in data.captures):
        sentences.append(words("report.method.interception"))
    if data.first_party:
        how = words(f"report.method.how.{data.first_party.how}")
        sites = setter.text(", ".join(data.first_party.sites))
        sentences.append(words("report.method.first_party", sites=sites, how=how))
    if rejected:
        sentences.append(words("report.findings.rejected", n=rejected))
    names = {note.facts.id: note.facts.name for note in data.captures}
    return {
        "letter": words("report.annex.name", letter="C"),
        "title": words("report.annex.methodology"),
        "sentences": sentences,
        "captures_label": words("report.method.captures"),
        "captures_head": [
            words(f"report.method.{key}") for key in ("name", "kind", "scenario", "producer", "period", "entries")
        ],
        "captures": [_capture(note, setter) for note in data.captures],
        "recordings": _recordings(data, setter),
        "environment_label": words("report.method.environment"),
        "environment": _environment(data, setter),
        "coverage_label": words("report.method.coverage"),
        "coverage": _coverage(data, words),
        "limits": [setter.text(limit, most=_LONGEST) for limit in data.limits],
        "coverage_complete": words("report.method.coverage_complete"),
        "mutes_label": words("report.method.mutes"),
        "mutes_head": [words(f"report.method.{key}") for key in ("muted", "mute_where", "mute_leaves", "mute_why")],
        "mutes": [_mute(mute, setter) for mute in data.mutes[:_MOST_MUTES]],
        "gaps_label": words("report.method.not_assessable"),
        "gaps_head": [words("report.method.rule"), words("report.method.name"), words("report.method.reason")],
        "gaps": [
            [
                gap.rule,
                setter.text(names.get(gap.capture, "")) if gap.capture else words("report.method.all_captures"),
                setter.text(gap.reason),
            ]
            for gap in data.gaps[:_MOST_GAPS]
        ],
        "gaps_empty": words("report.method.not_assessable_empty"),
        "references_label": words("report.method.references"),
        "references_head": [words(f"report.method.{key}") for key in ("reference", "date", "licence")],
        "references": [setter.texts(reference_row(item, words)) for item in data.references],
        "redaction_label": words("report.method.redaction"),
        "redaction": _redaction(setter),
        "marks_head": [words(f"report.redaction.{key}") for key in ("mark", "class", "head")],
        "marks": _marks(setter),
    }


def _capture(note: CaptureNote, setter: Typesetter) -> list[str]:
    words, facts = setter.words, note.facts
    scenario = facts.scenario or "—"
    key = f"report.scenario.{scenario}"
    return [
        setter.text(facts.name, longest=20),
        words(f"report.kind.{facts.kind}"),
        words(key) if words.has(key) else setter.text(scenario),
        setter.text(", ".join(part for part in (facts.producer, facts.browser) if part)),
        period(facts.started_us, facts.ended_us, words),
        f"{words.number(facts.imported)} / {words.number(max(facts.entries, facts.imported))}",
    ]


def _recordings(data: ReportData, setter: Typesetter) -> list[Page]:
    """How each recording was made, at length: interception is disclosed here."""
    words = setter.words
    made = [note for note in data.captures if note.made]
    return [
        {
            "label": words("environment.how.heading_one")
            if len(made) == 1
            else words("environment.how.heading", name=setter.text(note.facts.name)),
            "paragraphs": [setter.text(text, most=_LONGEST) for text in note.made],
            "unseen_lead": words("environment.how.unseen"),
            "unseen": [setter.text(text, most=_LONGEST) for text in note.unseen],
        }
        for note in made[:_MOST_RECORDINGS]
    ]


def _environment(data: ReportData, setter: Typesetter) -> list[Page]:
    """Label and text of each line, under the name of its capture where there are several."""
    notes = [note for note in data.captures if note.environment][:_MOST_RECORDINGS]
    return [
        {
            "name": setter.text(note.facts.name) if len(data.captures) > 1 else "",
            "lines": [
                [setter.text(label), setter.text(text, most=_LONGEST)] for label, text in note.environment[:_MOST_LINES]
            ],
        }
        for note in notes
    ]


def _coverage(data: ReportData, words: Translator) -> list[list[str]]:
    counts: dict[str, int] = msgspec.structs.asdict(data.coverage)
    return [[words.number(n), words(f"report.coverage.{name}", n=n)] for name, n in counts.items() if n]


def _mute(mute: MutedRule, setter: Typesetter) -> list[str]:
    words = setter.words
    what = mask(mute.what) if mute.by == "value" else setter.text(mute.what, most=160, longest=26)
    return [
        words(f"muting.by_{mute.by}", what=what),
        setter.text(mute.where, longest=26) if mute.where else words("muting.everywhere"),
        words.number(mute.leaves),
        setter.text(mute.why, most=300) or "—",
    ]


def _redaction(setter: Typesetter) -> list[str]:
    words, redactor = setter.words, setter.redactor
    if redactor.level is Level.NONE:
        return [words("report.redaction.statement_none")]
    if not redactor.values:
        return [words("report.redaction.statement_empty")]
    return [words("report.redaction.statement", n=len(redactor.values)), words("report.redaction.explained")]


def _marks(setter: Typesetter) -> list[list[str]]:
    """Mark, class and masked beginning of every value that was met in this document; nothing of a secret."""
    words, redactor = setter.words, setter.redactor
    met = [(redactor.marks[index], redactor.values[index]) for index in sorted(redactor.used)[:_MOST_MARKS]]
    return [
        [
            f"[{mark}]",
            words(f"report.group.{value.class_.partition('.')[0]}"),
            _beginning(value.text, value.class_, setter),
        ]
        for mark, value in met
    ]


def _beginning(text: str, class_: str, setter: Typesetter) -> str:
    if class_.startswith("credential.") or setter.redactor.level is Level.STRICT:
        return setter.words("report.redaction.secret")
    return breakable(setter.redactor.redact(mask(text)), longest=_MARK_LETTERS)
