"""Identifiers and cookies on the sides of a comparison: the same value, another value under the same name, or none."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from inspector.findings.standing import change_order, seen_on, standing_of
from inspector.model.comparison import IdentifierRow, Standing
from inspector.model.flow import CaptureId, FlowId, Location
from inspector.model.identifier import Cookie, Identified, Identifier, IdentifierKind

type Captures = frozenset[CaptureId]
type Shown = dict[CaptureId, list[tuple[str, FlowId | None]]]
"""By capture the values observed, each with a flow that carries it."""

_ONE_VALUE = (Standing.SAME, Standing.PARTLY)


def identifier_rows(
    identified: Identified, views: Sequence[Captures], *, able: Captures, with_cookies: Captures
) -> tuple[IdentifierRow, ...]:
    """Values that are taken for constants are left out. `able` are the captures in which the service was visited,
    `with_cookies` those of them whose cookies were kept."""
    compared = frozenset().union(*views)
    browser = [
        one
        for one in identified.identifiers
        if one.kind is IdentifierKind.BROWSER and not compared.isdisjoint(one.captures)
    ]
    rows = [*_identifiers(browser, views, able=able, with_cookies=with_cookies)]
    told = {(one.site, use.name) for one in browser for use in one.uses if use.location is Location.COOKIE}
    others = [one for one in identified.cookies if one.capture in compared and (one.site, one.name) not in told]
    rows += _cookies(others, views, with_cookies=with_cookies)
    return tuple(sorted(rows, key=_order))


def _order(row: IdentifierRow) -> tuple[bool, bool, int, str, str]:
    """What lets a recipient recognise the browser on both sides comes first."""
    is_shared = not row.is_cookie and row.standing in _ONE_VALUE
    return row.first_party, not is_shared, change_order(row), row.site, row.name


def _identifiers(
    found: Iterable[Identifier], views: Sequence[Captures], *, able: Captures, with_cookies: Captures
) -> Iterator[IdentifierRow]:
    """One row for a value on several sides; the others under one name together."""
    apart: defaultdict[tuple[str, str], list[Identifier]] = defaultdict(list)
    for one in found:
        seen = seen_on(views, dict.fromkeys(one.captures, (1, None)), able=_able(one, able, with_cookies))
        standing = standing_of(seen)
        if standing in _ONE_VALUE:
            values = tuple(one.value if side.captures else "" for side in seen)
            yield IdentifierRow(
                site=one.site, name=one.uses[0].name, is_cookie=False, first_party=one.first_party,
                standing=standing, values=values, seen=seen,
            )  # fmt: skip
        else:
            apart[one.site, one.uses[0].name].append(one)
    for (site, name), some in apart.items():
        shown: Shown = {}
        for one in some:
            for capture in one.captures:
                shown.setdefault(capture, []).append((one.value, one.uses[0].place.flow))
        able_here = frozenset().union(*(_able(one, able, with_cookies) for one in some))
        yield _row(site, name, shown, views, able=able_here, is_cookie=False, first_party=some[0].first_party)


def _able(one: Identifier, able: Captures, with_cookies: Captures) -> Captures:
    """What only a cookie carries needs captures with cookies."""
    return with_cookies if all(use.location is Location.COOKIE for use in one.uses) else able


def _cookies(found: Iterable[Cookie], views: Sequence[Captures], *, with_cookies: Captures) -> Iterator[IdentifierRow]:
    groups: defaultdict[tuple[str, str], list[Cookie]] = defaultdict(list)
    for one in found:
        groups[one.site, one.name].append(one)
    for (site, name), some in groups.items():
        shown: Shown = {}
        for one in some:
            shown.setdefault(one.capture, []).append((one.value, one.set_flow or one.sent_flow))
        yield _row(site, name, shown, views, able=with_cookies, is_cookie=True, first_party=some[0].first_party)


def _row(
    site: str,
    name: str,
    shown: Shown,
    views: Sequence[Captures],
    *,
    able: Captures,
    is_cookie: bool,
    first_party: bool,
) -> IdentifierRow:
    counts = {capture: (len(values), values[0][1]) for capture, values in shown.items()}
    seen = seen_on(views, counts, able=able)
    standing = standing_of(seen)
    sides = [dict.fromkeys(value for capture in sorted(view) for value, _ in shown.get(capture, ())) for view in views]
    common = set(sides[0]).intersection(*sides[1:])
    if standing is Standing.SAME and not common:
        standing = Standing.CHANGED
    first = next((value for value in sides[0] if value in common), None)
    values = tuple(first or next(iter(side), "") for side in sides)
    return IdentifierRow(
        site=site, name=name, is_cookie=is_cookie, first_party=first_party, standing=standing, values=values, seen=seen
    )
