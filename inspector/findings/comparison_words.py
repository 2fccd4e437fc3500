"""A comparison in words, the same for the window, the page and the result: what differs, what cannot be compared."""

from collections.abc import Iterator, Sequence

from inspector.messages import Translator
from inspector.model.comparison import (
    LETTERS,
    ClickTiming,
    ComparedSide,
    Comparison,
    DataRow,
    FindingRow,
    IdentifierRow,
    Limit,
    RecipientRow,
    Repeats,
    Seen,
    Standing,
    Steadiness,
)
from inspector.model.flow import Side
from inspector.model.leaf import CLASSES
from inspector.model.struct import Record

_MOST_NAMES = 4
_MOST_HOURS = 48  # longer delays are told in days
_DIFFERENT = (Standing.NEW, Standing.GONE, Standing.PARTLY)
_SIGNS = {
    Standing.SAME: "=",
    Standing.CHANGED: "≠",
    Standing.NEW: "+",
    Standing.GONE: "−",
    Standing.PARTLY: "±",
    Standing.NOT_COMPARABLE: "?",
}

type Row = RecipientRow | DataRow | IdentifierRow | FindingRow


class Said(Record, frozen=True, kw_only=True):
    """One sentence; `part` names the table it sums up, "" where there is none."""

    text: str
    part: str = ""


def listed(words: Sequence[str], t: Translator) -> str:
    """`a, b et c`."""
    if len(words) < 2:
        return "".join(words)
    return t("summary.list_end", start=", ".join(words[:-1]), end=words[-1])


def scenario_text(scenario: str, t: Translator) -> str:
    """The word of a usual scenario, else the investigator's own."""
    key = f"window.scenario.{scenario.strip().casefold()}"
    return t(key) if t.has(key) else scenario.strip()


def side_text(side: ComparedSide, t: Translator) -> str:
    """What a side is: its scenario, else the name of its one capture; how many captures where there are several."""
    several = t("compare.captures", n=len(side.captures))
    if side.scenario:
        word = scenario_text(side.scenario, t)
        return word if len(side.captures) == 1 else t("compare.side_several", name=word, captures=several)
    return side.names[0] if len(side.captures) == 1 else several


def standing_text(standing: Standing, seen: Sequence[Seen | ClickTiming], t: Translator) -> str:
    """Sign and word: `+ new in B`, `− not observed in B`, `= in A and B`."""
    return f"{_SIGNS[standing]}\u00a0{_standing_word(standing, seen, t)}"


def _standing_word(standing: Standing, seen: Sequence[Seen | ClickTiming], t: Translator) -> str:
    there = [letter for letter, one in zip(LETTERS, seen, strict=False) if one.captures]
    absent = [letter for letter, one in zip(LETTERS, seen, strict=False) if not one.captures]
    match standing:
        case Standing.SAME if not there:
            return t("compare.standing_same_absent", sides=listed(absent, t))
        case Standing.NEW | Standing.SAME:
            return t(f"compare.standing_{standing}", sides=listed(there, t))
        case Standing.GONE | Standing.PARTLY:
            return t(f"compare.standing_{standing}", sides=listed(absent, t))
        case Standing.CHANGED:
            return t("compare.standing_changed")
        case Standing.NOT_COMPARABLE:
            return t("compare.standing_not_comparable")


def identifier_standing_text(row: IdentifierRow, t: Translator) -> str:
    """As `standing_text`; the same value is called that."""
    if row.standing is Standing.SAME:
        return f"=\u00a0{t('compare.standing_same_value')}"
    return standing_text(row.standing, row.seen, t)


def seen_text(one: Seen, t: Translator) -> str:
    """How often a side showed it: `12`, `12 (2 of 3 captures)`; a dash where it was not observed."""
    if not one.of:
        return t("compare.cannot")
    if not one.captures:
        return t("compare.not_observed")
    if one.of == 1:
        return t.number(one.count)
    return t("compare.in_captures", count=one.count, seen=one.captures, n=one.of)


def steadiness_text(row: FindingRow, t: Translator) -> str:
    """`stable (2 of 2)`, `intermittent (1 of 2)`; where nothing is repeated it says so."""
    if row.steadiness is Steadiness.ONCE:
        return t("compare.steadiness_once")
    showing = [one for one in row.seen if one.captures]
    facts = {"seen": sum(one.captures for one in showing), "n": sum(one.of for one in showing)}
    return t(f"compare.steadiness_{row.steadiness}", **facts)


def delay_text(one: ClickTiming, t: Translator) -> str:
    """How long after the click the first request began: `0.4 s`, `0.4 to 0.6 s`; in words where none did."""
    if not one.of:
        return t("compare.no_click")
    if one.soonest_us is None or one.latest_us is None:
        return t("compare.not_observed")
    soonest, latest = (_delay(us, t) for us in (one.soonest_us, one.latest_us))
    return soonest if soonest == latest else t("compare.delays", soonest=soonest, latest=latest)


def _delay(length_us: int, t: Translator) -> str:
    """`42 ms`, `4.2 s`, `2 min 05 s`, `5 h 12 min`, `3 days`."""
    if length_us < 1_000_000:
        return f"{t.number(length_us / 1000)}\u00a0ms"
    if length_us < 60_000_000:
        return f"{t.number(length_us / 1_000_000, 1)}\u00a0s"
    minutes, seconds = divmod(length_us // 1_000_000, 60)
    if minutes < 60:
        return f"{minutes}\u00a0min {seconds:02d}\u00a0s"
    hours, minutes = divmod(minutes, 60)
    if hours < _MOST_HOURS:
        return f"{hours}\u00a0h {minutes:02d}\u00a0min"
    return t("identifiers.days", n=round(length_us / 86_400_000_000))


def direction_text(side: Side, t: Translator) -> str:
    return t("compare.sent" if side is Side.REQUEST else "compare.returned")


# sentences


def summary_of(comparison: Comparison, t: Translator) -> tuple[Said, ...]:
    """What differs, one table after the other, the weightiest first; the service's own sites are left out of the
    lists."""
    told = [
        *_data(comparison, t),
        *_recipients(comparison, t),
        *_findings(comparison, t),
        *(_repeated(one, t) for one in comparison.repeats),
        *_identifiers(comparison, t),
        *_timing(comparison, t),
    ]
    if not any(row.standing in _DIFFERENT for row in _rows(comparison)):
        open_ = sum(row.standing is Standing.NOT_COMPARABLE for row in _rows(comparison))
        key = "compare.nothing_known" if open_ else "compare.nothing_differs"
        told.insert(0, Said(text=t(key, n=open_, sides=_letters(comparison, t))))
    return tuple(told)


def _rows(comparison: Comparison) -> Iterator[Row]:
    yield from comparison.recipients
    yield from comparison.data
    yield from comparison.findings


def _letters(comparison: Comparison, t: Translator) -> str:
    return listed([side.letter for side in comparison.sides], t)


def _names(names: Sequence[str], t: Translator) -> str:
    kept = list(dict.fromkeys(names))
    more = len(kept) - _MOST_NAMES
    return listed([*kept[:_MOST_NAMES], t("compare.more", n=more)] if more > 0 else kept, t)


def _recipients(comparison: Comparison, t: Translator) -> Iterator[Said]:
    others = [row for row in comparison.recipients if not row.first_party]
    for standing in (Standing.NEW, Standing.GONE):
        some = [row for row in others if row.standing is standing]
        if some:
            word = _sides_of(some, standing, t)
            text = t(f"compare.recipients_{standing}", n=len(some), sides=word, list=_names([r.site for r in some], t))
            yield Said(text=text, part="recipients")
    same = sum(row.standing is Standing.SAME for row in others)
    if same:
        yield Said(text=t("compare.recipients_same", n=same, sides=_letters(comparison, t)), part="recipients")


def _sides_of(rows: Sequence[Row], standing: Standing, t: Translator) -> str:
    """The letters of the sides on which new rows were observed, or gone ones were not."""
    wanted = standing is Standing.NEW
    letters = {n for row in rows for n, one in enumerate(row.seen) if bool(one.captures) is wanted}
    return listed([LETTERS[n] for n in sorted(letters)], t)


def _data(comparison: Comparison, t: Translator) -> Iterator[Said]:
    """Classes sent to others; what answers return is left to the table."""
    sent = [row for row in comparison.data if row.side is Side.REQUEST and not row.first_party]
    for standing in (Standing.NEW, Standing.GONE):
        some = [row for row in sent if row.standing is standing]
        if some:
            text = t(f"compare.data_{standing}", sides=_sides_of(some, standing, t), list=_classes(some, t))
            yield Said(text=text, part="data")


def _classes(rows: Sequence[DataRow], t: Translator) -> str:
    """`specialty (a.example and b.example), e-mail address (a.example)`: in the order of the taxonomy."""
    sites: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: CLASSES.index(row.class_) if row.class_ in CLASSES else len(CLASSES)):
        sites.setdefault(row.class_, []).append(row.site)
    told = [
        t("compare.class_at", what=t(f"classes.{class_}").lower(), sites=_names(some, t))
        for class_, some in sites.items()
    ]
    return _names(told, t)


def _identifiers(comparison: Comparison, t: Translator) -> Iterator[Said]:
    rows = [row for row in comparison.identifiers if not row.is_cookie and not row.first_party]
    same = [row for row in rows if row.standing is Standing.SAME]
    letters = _letters(comparison, t)
    if same:
        names = _names([row.site for row in same], t)
        yield Said(text=t("compare.identifiers_same", n=len(same), sides=letters, list=names), part="identifiers")
    elif rows and all(row.standing is not Standing.NOT_COMPARABLE for row in rows):
        yield Said(text=t("compare.identifiers_none", sides=letters), part="identifiers")


def _findings(comparison: Comparison, t: Translator) -> Iterator[Said]:
    for standing in (Standing.NEW, Standing.GONE, Standing.SAME):
        some = [row for row in comparison.findings if row.standing is standing]
        if some:
            sides = _letters(comparison, t) if standing is Standing.SAME else _sides_of(some, standing, t)
            yield Said(text=t(f"compare.findings_{standing}", n=len(some), sides=sides), part="findings")


def _timing(comparison: Comparison, t: Translator) -> Iterator[Said]:
    """By side: how many others were asked for something after the click, how soon, and how many already before it."""
    others = [row for row in comparison.timing if not row.first_party]
    for number, side in enumerate(comparison.sides):
        here = [row.timing[number] for row in others]
        after = [one for one in here if one.soonest_us is not None]
        if after:
            soonest = min(after, key=lambda one: one.soonest_us or 0)
            facts = {"side": side.letter, "delay": _delay(soonest.soonest_us or 0, t)}
            text = t("compare.timing_after", n=len(after), **facts)
            yield Said(text=f"{text} {_before(here, t)}".strip(), part="timing")
        elif any(one.of for one in here):
            text = t("compare.timing_none", side=side.letter)
            yield Said(text=f"{text} {_before(here, t)}".strip(), part="timing")


def _before(here: Sequence[ClickTiming], t: Translator) -> str:
    before = sum(one.before > 0 for one in here)
    return t("compare.timing_before", n=before) if before else ""


def _repeated(one: Repeats, t: Translator) -> Said:
    name = scenario_text(one.scenario, t)
    key = "repeats_some" if one.intermittent else "repeats_all"
    text = t(f"compare.{key}", name=name, n=len(one.captures), stable=one.stable, some=one.intermittent)
    return Said(text=text, part="findings")


# what cannot be compared


def limit_texts(comparison: Comparison, t: Translator) -> tuple[str, ...]:
    """One sentence each, with the captures by name; first that absence in a capture is no more than that."""
    names = {
        capture: name for side in comparison.sides for capture, name in zip(side.captures, side.names, strict=True)
    }
    told = (limit_text(limit, [names[capture] for capture in limit.captures], t) for limit in comparison.limits)
    return (t("compare.limit_absence"), *told)


def limit_text(limit: Limit, names: Sequence[str], t: Translator) -> str:
    """The sentence of one limit; `names` are those of its captures."""
    facts: dict[str, object] = dict(limit.facts)
    if phase := limit.facts.get("phase"):
        key = f"window.marker.{phase}"
        facts["phase"] = t(key) if t.has(key) else phase
    if keys := limit.facts.get("keys"):
        facts["list"] = listed([_line_word(key, t) for key in str(keys).split()], t)
    if sides := limit.facts.get("sides"):
        facts["sides"] = listed(str(sides).split(), t)
    return t(f"compare.limit_{limit.code}", n=len(names), names=_names(list(names), t), **facts)


def _line_word(key: str, t: Translator) -> str:
    label = f"environment.label.{key}"
    return (t(label) if t.has(label) else key).lower()
