"""Identifiers, shared identifiers and cookies of one recipient, as paragraphs of its dossier."""

from collections.abc import Iterator, Sequence
from functools import partial

from inspector.findings.identifier_words import attributes_text, choice_text, lifetime_text, reasons_text, sync_arrow
from inspector.model.flow import FlowId
from inspector.model.identifier import Cookie, Identifier, IdentifierKind, Sync, Via
from inspector.model.leaf import Place
from inspector.model.mask import mask
from inspector.ui.case_view import CaseView
from inspector.ui.panels.prose import Block, Run, block, code, link, quiet
from inspector.ui.panels.wording import listed
from inspector.ui.words import safe_text

_MOST = 8
_MOST_SITES = 4


def write_identifiers(view: CaseView, found: Sequence[Identifier]) -> Iterator[Block]:
    """Those consistent with one browser, each with where, how often, who else, and why it is taken for one."""
    t = view.t
    told = [one for one in found if one.kind is IdentifierKind.BROWSER]
    if not told:
        return
    yield block(t("identifiers.dossier"), kind="heading")
    for one in told[:_MOST]:
        place = one.uses[0].place
        flows = t("identifiers.dossier_flows", n=one.flows)
        runs = [_name(one.uses[0].name), quiet("  "), code(mask(one.value)), quiet("  ")]
        runs += [_flow_link(view, flows, place.flow, place), *_also(view, one.also_at)]
        yield block(*runs, *_choice(view, one), kind="item")
        yield block(reasons_text(one.reasons, t), kind="small", indent=1)
    yield from _more(view, len(told))


def write_syncs(view: CaseView, site: str, found: Sequence[Sync]) -> Iterator[Block]:
    """Who shares a value with this site, and by which way it went."""
    t = view.t
    if not found:
        return
    yield block(t("identifiers.dossier_syncs"), kind="heading")
    for one in found[:_MOST]:
        is_source = one.source == site
        other, way = (one.target, "to") if is_source else (one.source, "from")
        way = "with" if one.via is Via.SHARED else way
        words = t(f"identifiers.dossier_{way}", site=safe_text(other, limit=120), via=t(f"identifiers.via_{one.via}"))
        runs = [link(words, partial(view.select_recipient, other)), quiet("  "), code(mask(one.value)), quiet("  ")]
        runs.append(_name(f"{one.source_name} {sync_arrow(one)} {one.target_name}"))
        if one.flows:
            runs += [quiet("  "), _flow_link(view, t("recipients.flow", n=one.flows[0]), one.flows[0])]
        yield block(*runs, kind="item")
    yield from _more(view, len(found))


def write_cookies(view: CaseView, found: Sequence[Cookie]) -> Iterator[Block]:
    """The cookies of a site with lifetime and attributes."""
    t = view.t
    if not found:
        return
    yield block(t("identifiers.dossier_cookies"), kind="heading")
    for one in found[:_MOST]:
        facts = ", ".join(part for part in (lifetime_text(one, t), attributes_text(one)) if part)
        runs = [_name(one.name), quiet(f"  {facts}")]
        flow = one.set_flow or one.sent_flow
        if flow is not None:
            runs += [quiet("  "), _flow_link(view, t("recipients.flow", n=flow), flow)]
        yield block(*runs, *_also(view, one.also_at), *_choice(view, one), kind="item")
    yield from _more(view, len(found))


def _name(text: str) -> Run:
    return Run(text=safe_text(text, limit=80), bold=True)


def _flow_link(view: CaseView, words: str, flow: FlowId, place: Place | None = None) -> Run:
    return link(words, partial(view.open_flow, flow, place=place))


def _also(view: CaseView, sites: Sequence[str]) -> list[Run]:
    if not sites:
        return []
    named = [safe_text(site, limit=80) for site in sites[:_MOST_SITES]] + (["…"] if len(sites) > _MOST_SITES else [])
    return [quiet(f"  {view.t('identifiers.dossier_also', sites=listed(view.t, named))}")]


def _choice(view: CaseView, one: Identifier | Cookie) -> list[Run]:
    said = choice_text(one, view.t)
    return [Run(text=f"  {said}", italic=True)] if said else []


def _more(view: CaseView, count: int) -> Iterator[Block]:
    if count > _MOST:
        yield block(quiet(view.t("identifiers.dossier_more", n=count - _MOST)), kind="item")
