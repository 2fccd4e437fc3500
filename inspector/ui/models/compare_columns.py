"""The columns of the tables of a comparison, one group a side."""

from collections.abc import Callable, Mapping, Sequence

from inspector.figures.matrix import class_order
from inspector.findings.comparison_words import (
    delay_text,
    direction_text,
    identifier_standing_text,
    seen_text,
    standing_text,
    steadiness_text,
)
from inspector.findings.standing import change_order
from inspector.messages import Translator
from inspector.model.comparison import (
    ComparedSide,
    Comparison,
    DataRow,
    FindingRow,
    IdentifierRow,
    RecipientRow,
    Seen,
    Standing,
    Steadiness,
    TimingRow,
)
from inspector.model.flow import CaptureId, Side
from inspector.model.mask import mask
from inspector.model.party import Recipient, Role
from inspector.model.struct import Record
from inspector.store.filters import Term
from inspector.ui.models.compare import Column, Way
from inspector.ui.panels.wording import class_inside
from inspector.ui.theme import Theme
from inspector.ui.words import class_word, role_word, safe_text, severity_word

_LATE = 2**62
_ARROWS = {Side.REQUEST: "↑", Side.RESPONSE: "↓"}

type Sides = Sequence[ComparedSide]


class SiteRow(Record, frozen=True, kw_only=True):
    """One line of the matrix: the cells of one recipient, by class and direction."""

    site: str
    first_party: bool
    cells: dict[tuple[str, Side], DataRow]


class Table[R](Record, frozen=True, kw_only=True):
    """What one table shows."""

    columns: tuple[Column[R], ...]
    rows: tuple[R, ...]
    way: Callable[[R], Way]


def _plain(text: str) -> str:
    return safe_text(text, limit=120)


def _captures(seen: Sequence[Seen], sides: Sides) -> tuple[Term, ...]:
    """The captures of the sides on which something was observed."""
    wanted: list[CaptureId] = [
        capture for side, one in zip(sides, seen, strict=True) if one.captures for capture in side.captures
    ]
    every = [capture for side in sides for capture in side.captures]
    return (Term(key="capture", values=tuple(str(capture) for capture in wanted or every)),)


def _standing[R: RecipientRow | FindingRow | TimingRow](t: Translator, told: Callable[[R], str]) -> Column[R]:
    return Column(
        head=t("compare.column_standing"),
        text=told,
        order=change_order,
        standing=lambda row: row.standing,
        width=180,
    )


def recipient_table(
    comparison: Comparison, t: Translator, theme: Theme, *, known: Mapping[str, Recipient]
) -> Table[RecipientRow]:
    sides = comparison.sides
    columns: list[Column[RecipientRow]] = [
        Column(
            head=t("compare.column_site"),
            text=lambda row: _plain(row.site),
            icon=lambda row: theme.role_icon(_role(row, known)),
            width=210,
        ),
        _standing(t, lambda row: standing_text(row.standing, row.seen, t)),
        *(_requests(number, side, t) for number, side in enumerate(sides)),
    ]
    for name in ("bytes_sent", "bytes_received"):
        columns += [_bytes(number, side, name, t) for number, side in enumerate(sides)]
    columns.append(Column(head=t("compare.column_role"), text=lambda row: role_word(t, _role(row, known)), width=150))

    def way(row: RecipientRow) -> Way:
        terms = (Term(key="site", values=(row.site,)), *_captures(row.seen, sides))
        return Way(terms=terms, recipient=row.site)

    return Table(columns=tuple(columns), rows=comparison.recipients, way=way)


def _role(row: RecipientRow | SiteRow, known: Mapping[str, Recipient]) -> Role:
    recipient = known.get(row.site)
    return Role.FIRST_PARTY if row.first_party else recipient.party.role if recipient else Role.UNKNOWN


def _requests(number: int, side: ComparedSide, t: Translator) -> Column[RecipientRow]:
    return Column(
        head=t("compare.column_requests", letter=side.letter),
        about=t("compare.tip_counts"),
        text=lambda row: seen_text(row.seen[number], t),
        order=lambda row: row.seen[number].count,
        is_number=True,
        width=120 if len(side.captures) == 1 else 150,
    )


def _bytes(number: int, side: ComparedSide, name: str, t: Translator) -> Column[RecipientRow]:
    def size(row: RecipientRow) -> int:
        return int(getattr(row.traffic[number], name))

    return Column(
        head=t(f"compare.column_{name}", letter=side.letter),
        about=t("compare.tip_bodies"),
        text=lambda row: t.size(size(row)) if row.seen[number].captures else "–",
        order=size,
        is_number=True,
        width=112,
    )


def data_table(
    comparison: Comparison, t: Translator, theme: Theme, *, known: Mapping[str, Recipient]
) -> Table[SiteRow]:
    """Recipients by classes, sent and returned apart; only columns that hold something."""
    keys = sorted({(row.class_, row.side) for row in comparison.data}, key=lambda key: (class_order(key[0]), key[1]))
    lines: dict[str, SiteRow] = {}
    for row in comparison.data:
        line = lines.setdefault(row.site, SiteRow(site=row.site, first_party=row.first_party, cells={}))
        line.cells[row.class_, row.side] = row
    columns: list[Column[SiteRow]] = [
        Column(
            head=t("compare.column_site"),
            text=lambda line: _plain(line.site),
            icon=lambda line: theme.role_icon(_role(line, known)),
            width=210,
        ),
        *(_cell(key, comparison.sides, t) for key in keys),
    ]

    def way(line: SiteRow) -> Way:
        return Way(
            terms=(Term(key="site", values=(line.site,)), Term(key="has", values=("sensitive",))), recipient=line.site
        )

    return Table(columns=tuple(columns), rows=tuple(lines.values()), way=way)


def _cell(key: tuple[str, Side], sides: Sides, t: Translator) -> Column[SiteRow]:
    class_, side = key

    def text(line: SiteRow) -> str:
        row = line.cells.get(key)
        return standing_text(row.standing, row.seen, t) if row else ""

    def more(line: SiteRow) -> str:
        row = line.cells.get(key)
        if row is None:
            return ""
        told = [
            t("compare.side_told", letter=one.letter, seen=seen_text(seen, t))
            for one, seen in zip(sides, row.seen, strict=True)
        ]
        return t(
            "compare.data_told",
            what=class_word(t, class_),
            direction=direction_text(side, t),
            site=_plain(line.site),
            standing=standing_text(row.standing, row.seen, t),
            sides=", ".join(told),
        )

    def way(line: SiteRow) -> Way | None:
        row = line.cells.get(key)
        if row is None:
            return None
        terms = (Term(key="site", values=(line.site,)), Term(key="class", values=(class_,)))
        return Way(terms=(*terms, *_captures(row.seen, sides)), recipient=line.site)

    def standing(line: SiteRow) -> Standing | None:
        row = line.cells.get(key)
        return row.standing if row else None

    def order(line: SiteRow) -> int:
        row = line.cells.get(key)
        return change_order(row) if row else 99

    return Column(
        head=t("compare.data_head", direction=_ARROWS[side], what=class_inside(t, class_)),
        text=text,
        more=more,
        order=order,
        standing=standing,
        way=way,
        width=172,
    )


def identifier_table(comparison: Comparison, t: Translator) -> Table[IdentifierRow]:
    sides = comparison.sides
    columns: list[Column[IdentifierRow]] = [
        Column(head=t("compare.column_site"), text=lambda row: _plain(row.site), width=190),
        Column(
            head=t("compare.column_standing"),
            text=lambda row: identifier_standing_text(row, t),
            order=change_order,
            standing=_weight,
            width=180,
        ),
        Column(
            head=t("compare.column_kind"),
            text=lambda row: t("compare.kind_cookie" if row.is_cookie else "compare.kind_identifier"),
            width=100,
        ),
        Column(head=t("compare.column_name"), text=lambda row: _plain(row.name), width=150),
        *(_value(number, side, t) for number, side in enumerate(sides)),
    ]

    def way(row: IdentifierRow) -> Way:
        terms = (Term(key="site", values=(row.site,)), *_captures(row.seen, sides))
        return Way(terms=terms, recipient=row.site)

    return Table(columns=tuple(columns), rows=comparison.identifiers, way=way)


def _weight(row: IdentifierRow) -> Standing | None:
    """What lets others recognise the browser on every side stands out; what differs is what a fresh profile does."""
    if row.standing is Standing.SAME:
        return None if row.is_cookie or row.first_party else Standing.PARTLY
    return Standing.NOT_COMPARABLE if row.standing is Standing.NOT_COMPARABLE else None


def _value(number: int, side: ComparedSide, t: Translator) -> Column[IdentifierRow]:
    def text(row: IdentifierRow) -> str:
        seen = row.seen[number]
        return mask(row.values[number]) if seen.captures else t("compare.not_observed" if seen.of else "compare.cannot")

    return Column(head=t("compare.column_value", letter=side.letter), text=text, width=130)


def finding_table(
    comparison: Comparison, t: Translator, theme: Theme, *, titles: Mapping[str, str]
) -> Table[FindingRow]:
    sides = comparison.sides
    columns: list[Column[FindingRow]] = [
        Column(
            head=t("compare.column_severity"),
            text=lambda row: severity_word(t, row.severity),
            order=lambda row: row.severity.rank,
            icon=lambda row: theme.severity_icon(row.severity),
            width=96,
        ),
        Column(head=t("compare.column_finding"), text=lambda row: _title(row, titles), width=300),
        Column(head=t("compare.column_site"), text=lambda row: _plain(row.recipient), width=170),
        _standing(t, lambda row: standing_text(row.standing, row.seen, t)),
        Column(
            head=t("compare.column_steadiness"),
            text=lambda row: steadiness_text(row, t),
            order=lambda row: list(Steadiness).index(row.steadiness),
            width=160,
        ),
        *(_occurrences(number, side, t) for number, side in enumerate(sides)),
    ]

    def way(row: FindingRow) -> Way:
        terms = (Term(key="finding", values=(row.finding,)), *_captures(row.seen, sides))
        return Way(terms=terms, finding=row.finding)

    return Table(columns=tuple(columns), rows=comparison.findings, way=way)


def _title(row: FindingRow, titles: Mapping[str, str]) -> str:
    return safe_text(titles.get(row.finding, row.rule), limit=300)


def _occurrences(number: int, side: ComparedSide, t: Translator) -> Column[FindingRow]:
    return Column(
        head=t("compare.column_seen", letter=side.letter),
        about=t("compare.tip_counts"),
        text=lambda row: seen_text(row.seen[number], t),
        order=lambda row: row.seen[number].count,
        is_number=True,
        width=110 if len(side.captures) == 1 else 140,
    )


def timing_table(comparison: Comparison, t: Translator) -> Table[TimingRow]:
    sides = comparison.sides
    columns: list[Column[TimingRow]] = [
        Column(head=t("compare.column_site"), text=lambda row: _plain(row.site), width=210),
        _standing(t, lambda row: standing_text(row.standing, row.timing, t)),
    ]
    for number, side in enumerate(sides):
        columns += _around(number, side, t)

    def way(row: TimingRow) -> Way:
        captures = tuple(
            str(capture) for side, one in zip(sides, row.timing, strict=True) if one.of for capture in side.captures
        )
        terms = (Term(key="site", values=(row.site,)), Term(key="capture", values=captures))
        return Way(terms=terms, recipient=row.site)

    return Table(columns=tuple(columns), rows=comparison.timing, way=way)


def _around(number: int, side: ComparedSide, t: Translator) -> tuple[Column[TimingRow], ...]:
    def count(row: TimingRow, name: str) -> str:
        one = row.timing[number]
        return t.number(getattr(one, name)) if one.of else t("compare.no_click")

    def soonest(row: TimingRow) -> int:
        delay = row.timing[number].soonest_us
        return _LATE if delay is None else delay

    before, after = (f"compare.column_{name}" for name in ("before", "after"))
    return (
        Column(
            head=t(before, letter=side.letter),
            text=lambda row: count(row, "before"),
            order=lambda row: row.timing[number].before,
            is_number=True,
            width=120,
        ),
        Column(
            head=t("compare.column_delay", letter=side.letter),
            text=lambda row: delay_text(row.timing[number], t),
            order=soonest,
            is_number=True,
            width=150,
        ),
        Column(
            head=t(after, letter=side.letter),
            text=lambda row: count(row, "after"),
            order=lambda row: row.timing[number].after,
            is_number=True,
            width=120,
        ),
    )
