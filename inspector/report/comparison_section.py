"""The section on captures compared: what differs in sentences, then tables of what is not the same; values masked."""

from collections.abc import Iterable, Sequence

from inspector.findings.class_words import class_word
from inspector.findings.comparison_words import (
    delay_text,
    direction_text,
    identifier_standing_text,
    limit_texts,
    seen_text,
    side_text,
    standing_text,
    steadiness_text,
)
from inspector.model.comparison import (
    Comparison,
    DataRow,
    FindingRow,
    IdentifierRow,
    RecipientRow,
    Seen,
    Standing,
    TimingRow,
)
from inspector.report.data import ReportData
from inspector.report.typesetter import Typesetter
from inspector.report.uncompared_words import comparison_sentences

type Page = dict[str, object]

_MOST_ROWS = 24
_COUNT_WIDTH = 2.0
_SITE_WIDTH = 3.0


def comparison_section(data: ReportData, setter: Typesetter) -> Page | None:
    """None where nothing was compared. Rows that are the same are counted, not printed; of identifiers they are printed
    first, since they let the browser be recognised."""
    comparison = data.comparison
    if comparison is None:
        return None
    words = setter.words
    titles = {block.finding.id: block.title for block in data.findings}
    tables = [
        _recipients(comparison, setter),
        _data(comparison, setter),
        _findings(comparison, setter, titles=titles),
        _identifiers(comparison, setter),
        _timing(comparison, setter),
    ]
    return {
        "title": words("compare.title"),
        "lead": words("compare.report_lead"),
        "sides": [
            words("compare.side_is", letter=side.letter, name=setter.text(side_text(side, words), most=120))
            for side in comparison.sides
        ],
        "said": _paragraphs(data, comparison, setter, titles),
        "tables": [table for table in tables if table["rows"]],
        "limits_label": words("compare.limits"),
        "limits": [setter.text(text) for text in limit_texts(comparison, words)],
    }


def _paragraphs(data: ReportData, comparison: Comparison, setter: Typesetter, titles: dict[str, str]) -> list[str]:
    """The sentences, those of one table together."""
    found: dict[str, list[str]] = {}
    for said in comparison_sentences(comparison, data.uncompared, titles, setter.words):
        found.setdefault(said.part, []).append(setter.text(said.text))
    return [" ".join(texts) for texts in found.values()]


def _table(
    name: str, heads: Sequence[tuple[str, float]], rows: list[list[str]], setter: Typesetter, *, same: int = 0
) -> Page:
    words = setter.words
    more = len(rows) - _MOST_ROWS
    notes = [words("compare.report_more", n=more)] if more > 0 else []
    notes += [words("compare.report_same", n=same)] if same else []
    return {
        "title": words(f"compare.report_{name}"),
        "head": [head for head, _ in heads],
        "widths": [width for _, width in heads],
        "rows": rows[:_MOST_ROWS],
        "more": " ".join(notes),
    }


def _different[R: RecipientRow | DataRow | FindingRow](rows: Iterable[R]) -> list[R]:
    return [row for row in rows if row.standing is not Standing.SAME]


def _counts(seen: Sequence[Seen], setter: Typesetter) -> list[str]:
    return [seen_text(one, setter.words) for one in seen]


def _letters(comparison: Comparison) -> list[tuple[str, float]]:
    return [(side.letter, _COUNT_WIDTH) for side in comparison.sides]


def _site(site: str, setter: Typesetter) -> str:
    return setter.text(site, most=80, longest=20)


def _heads(setter: Typesetter, *names: tuple[str, float]) -> list[tuple[str, float]]:
    return [(setter.words(f"compare.column_{name}"), width) for name, width in names]


def _recipients(comparison: Comparison, setter: Typesetter) -> Page:
    words, rows = setter.words, _different(comparison.recipients)
    heads = [*_heads(setter, ("site", _SITE_WIDTH), ("standing", 2.4)), *_letters(comparison)]
    cells = [
        [_site(row.site, setter), standing_text(row.standing, row.seen, words), *_counts(row.seen, setter)]
        for row in rows
    ]
    return _table("recipients", heads, cells, setter, same=len(comparison.recipients) - len(rows))


def _data(comparison: Comparison, setter: Typesetter) -> Page:
    words, rows = setter.words, _different(comparison.data)
    heads = [
        *_heads(setter, ("class", 2.6), ("direction", 1.4), ("site", _SITE_WIDTH), ("standing", 2.4)),
        *_letters(comparison),
    ]
    cells = [
        [
            class_word(row.class_, words),
            direction_text(row.side, words),
            _site(row.site, setter),
            standing_text(row.standing, row.seen, words),
            *_counts(row.seen, setter),
        ]
        for row in rows
    ]
    return _table("data", heads, cells, setter, same=len(comparison.data) - len(rows))


def _findings(comparison: Comparison, setter: Typesetter, *, titles: dict[str, str]) -> Page:
    words, rows = setter.words, _different(comparison.findings)
    is_repeated = any(one.of > 1 for row in rows for one in row.seen)
    heads = [*_heads(setter, ("finding", 4.6), ("standing", 2.4)), *_letters(comparison)]
    if is_repeated:
        heads.insert(2, *_heads(setter, ("steadiness", 2.8)))
    cells = []
    for row in rows:
        title = setter.text(titles.get(row.finding, row.rule), most=160, longest=20)
        line = [title, standing_text(row.standing, row.seen, words), *_counts(row.seen, setter)]
        if is_repeated:
            line.insert(2, steadiness_text(row, words))
        cells.append(line)
    return _table("findings", heads, cells, setter, same=len(comparison.findings) - len(rows))


def _identifiers(comparison: Comparison, setter: Typesetter) -> Page:
    """Of other sites; cookies that are the same are counted only."""
    words = setter.words
    others = [row for row in comparison.identifiers if not row.first_party]
    rows = [row for row in others if not (row.is_cookie and row.standing is Standing.SAME)]
    heads = [
        *_heads(setter, ("site", _SITE_WIDTH), ("name", 2.2), ("standing", 2.4)),
        *((words("compare.column_value", letter=side.letter), 2.0) for side in comparison.sides),
    ]
    cells = [
        [
            _site(row.site, setter),
            setter.text(row.name, most=60, longest=16),
            identifier_standing_text(row, words),
            *_values(row, setter),
        ]
        for row in rows
    ]
    return _table("identifiers", heads, cells, setter, same=len(others) - len(rows))


def _values(row: IdentifierRow, setter: Typesetter) -> list[str]:
    return [
        setter.value(value) if one.captures else seen_text(one, setter.words)
        for one, value in zip(row.seen, row.values, strict=True)
    ]


def _timing(comparison: Comparison, setter: Typesetter) -> Page:
    words = setter.words
    rows = [row for row in comparison.timing if not row.first_party]
    heads = _heads(setter, ("site", _SITE_WIDTH))
    for side in comparison.sides:
        for name, width in (("before", 1.2), ("delay", 2.0)):
            heads.append((words(f"compare.column_{name}", letter=side.letter), width))
    cells = [[_site(row.site, setter), *_around(row, setter)] for row in rows]
    return _table("timing", heads, cells, setter)


def _around(row: TimingRow, setter: Typesetter) -> list[str]:
    words = setter.words
    cells: list[str] = []
    for one in row.timing:
        cells += [words.number(one.before) if one.of else "–", delay_text(one, words)]
    return cells
