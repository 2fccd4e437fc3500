"""The section on identifiers: what other sites could recognise a browser by, who shares it, which cookies last."""

from collections.abc import Mapping, Sequence

from inspector.findings.identifier_words import attributes_text, choice_text, lifetime_text, sync_arrow
from inspector.messages import Translator
from inspector.model.flow import CaptureId
from inspector.model.identifier import Cookie, Identifier, IdentifierCoverage, IdentifierKind, Sync
from inspector.model.leaf import Confidence
from inspector.report.data import ReportData
from inspector.report.typesetter import Typesetter

type Page = dict[str, object]

_MOST_ROWS = 24
_MOST_NAMES = 3
_LONG_DAYS = 395  # thirteen months, the yardstick of the CNIL for exempt audience measurement


def identifier_section(data: ReportData, setter: Typesetter) -> Page:
    """Three tables, each left out where it would be empty; values masked. Tentative ones are not printed."""
    words, found = setter.words, data.identified
    identifiers = [one for one in found.identifiers if _is_printed(one)]
    syncs = [one for one in found.syncs if one.confidence is not Confidence.TENTATIVE]
    cookies = [one for one in found.cookies if not one.first_party or (one.lifetime_days or 0) > _LONG_DAYS]
    cookies.sort(key=lambda one: (-(one.lifetime_days or 0), one.site, one.name))
    names = {note.facts.id: note.facts.name for note in data.captures}
    has_several = len(names) > 1
    tables = [
        _table(
            words,
            "site name value flows also choice",
            [_identifier(one, setter) for one in identifiers[:_MOST_ROWS]],
            count=len(identifiers),
        ),
        _table(
            words,
            "from to via names value",
            [_sync(one, setter) for one in syncs[:_MOST_ROWS]],
            count=len(syncs),
            title=words("identifiers.report_syncs"),
        ),
        _table(
            words,
            f"site cookie {'capture ' if has_several else ''}lifetime attributes choice",
            [_cookie(one, setter, names=names if has_several else {}) for one in cookies[:_MOST_ROWS]],
            count=len(cookies),
            title=words("identifiers.report_cookies"),
        ),
    ]
    return {
        "title": words("identifiers.report_title"),
        "lead": words("identifiers.report_lead" if identifiers else "identifiers.report_empty"),
        "tables": [table for table in tables if table["rows"]],
        "gaps": _gaps(found.coverage, setter),
    }


def _is_printed(one: Identifier) -> bool:
    is_sure = one.confidence is not Confidence.TENTATIVE
    return is_sure and not one.first_party and one.kind is IdentifierKind.BROWSER


def _table(words: Translator, columns: str, rows: list[list[str]], *, count: int, title: str = "") -> Page:
    """`columns` are keys of heads, apart by blanks; `count` may be more than there are rows. A last column without a
    word in it is left out."""
    names = columns.split()
    if not any(row[-1] for row in rows):
        names, rows = names[:-1], [row[:-1] for row in rows]
    return {
        "title": title,
        "head": [words(f"identifiers.column_{column}") for column in names],
        "widths": [_WIDTHS[column] for column in names],
        "rows": rows,
        "more": words("identifiers.report_more", n=count - len(rows)) if count > len(rows) else "",
    }


_WIDTHS = {
    "site": 3.0, "name": 2.2, "value": 2.4, "flows": 1.4, "also": 3.0, "choice": 3.0, "from": 3.0, "to": 3.0,
    "via": 2.8, "names": 3.2, "cookie": 2.4, "capture": 2.2, "lifetime": 1.6, "attributes": 3.2,
}  # fmt: skip


def _identifier(one: Identifier, setter: Typesetter) -> list[str]:
    names = ", ".join(list(dict.fromkeys(use.name for use in one.uses))[:_MOST_NAMES])
    return [
        _site(one.site, setter),
        setter.text(names, most=60, longest=16),
        setter.value(one.value),
        setter.words.number(one.flows),
        _sites(one.also_at, setter),
        choice_text(one, setter.words),
    ]


def _sync(one: Sync, setter: Typesetter) -> list[str]:
    return [
        _site(one.source, setter),
        _site(one.target, setter),
        setter.words(f"identifiers.via_{one.via}"),
        setter.text(f"{one.source_name} {sync_arrow(one)} {one.target_name}", most=80, longest=16),
        setter.value(one.value),
    ]


def _cookie(one: Cookie, setter: Typesetter, *, names: Mapping[CaptureId, str]) -> list[str]:
    """`names` are those of the captures where there are several: each may hold the cookie."""
    return [
        _site(one.site, setter),
        setter.text(one.name, most=60, longest=16),
        *([setter.text(names.get(one.capture, ""), most=60, longest=16)] if names else []),
        lifetime_text(one, setter.words),
        setter.text(attributes_text(one), most=80, longest=20),
        choice_text(one, setter.words),
    ]


def _site(site: str, setter: Typesetter) -> str:
    return setter.text(site, most=80, longest=20)


def _sites(sites: Sequence[str], setter: Typesetter) -> str:
    return ", ".join(_site(site, setter) for site in sites[:_MOST_NAMES]) + (" …" if len(sites) > _MOST_NAMES else "")


def _gaps(coverage: IdentifierCoverage, setter: Typesetter) -> list[str]:
    """What could not be told."""
    words = setter.words
    said = []
    if coverage.without_cookies:
        said.append(words("identifiers.note_without_cookies", n=len(coverage.without_cookies)))
    if coverage.without_refusal:
        said.append(words("identifiers.note_without_refusal"))
    return said
