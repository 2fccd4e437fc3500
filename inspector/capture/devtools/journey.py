"""Which page a request belongs to: the navigations of the tabs, with their load times."""

from typing import Any

import msgspec

from inspector.capture.devtools.events import TargetAttached, TargetInfo
from inspector.capture.devtools.exchange import Exchange
from inspector.capture.document_page import document_page
from inspector.model.flow import Page

_PAGES = 5_000
_LATEST_S = 1e12
_UNSEEN = ("about:", "chrome:", "chrome-untrusted:", "devtools:")
type Members = dict[str, Any]


class _Frame(msgspec.Struct, rename="camel"):
    id: str
    loader_id: str = ""
    parent_id: str | None = None
    url: str = ""


class _Navigated(msgspec.Struct):
    frame: _Frame


class _Visit(msgspec.Struct):
    """A document in a tab."""

    label: str
    target: str
    url: str
    wall_us: int | None = None
    sent_s: float | None = None
    content_load_us: int | None = None
    load_us: int | None = None
    title: str = ""


class Journey:
    """Fed with every event and every new exchange. Memory is bounded: the oldest pages are forgotten first."""

    def __init__(self) -> None:
        self._tabs: dict[str, str] = {}  # session -> target of the tab it lies in
        self._visits: dict[str, _Visit] = {}  # by loader
        self._current: dict[str, _Visit] = {}  # by target
        self._changed: dict[str, _Visit] = {}
        self._count = 0

    def feed(self, session: str | None, method: str, params: Members) -> None:
        try:
            if method == "Target.attachedToTarget":
                self._attach(session, msgspec.convert(params, TargetAttached))
            elif method == "Target.detachedFromTarget":
                self._detach(str(params.get("sessionId")))
            elif method == "Target.targetInfoChanged":
                self._name(msgspec.convert(params.get("targetInfo"), TargetInfo))
            elif method == "Page.frameNavigated":
                self._navigate(session, msgspec.convert(params, _Navigated).frame)
            elif method in ("Page.domContentEventFired", "Page.loadEventFired"):
                self._load(session, moment_s=params.get("timestamp"), is_whole=method == "Page.loadEventFired")
        except msgspec.ValidationError:
            return

    def place(self, exchange: Exchange) -> str | None:
        """The label of the exchange's page; a navigation of a tab begins a new one."""
        tab = self._tabs.get(exchange.session or "")
        if exchange.is_document and exchange.frame == tab and tab is not None:
            visit = self._visit(exchange.loader, tab=tab, url=exchange.url)
            if exchange.hop == 0:
                visit.wall_us, visit.sent_s = exchange.wall_us, exchange.sent_s
            visit.url = exchange.url
            return visit.label
        visit_of_loader = self._visits.get(exchange.loader)
        if visit_of_loader is not None:
            return visit_of_loader.label
        current = self._current.get(tab) if tab is not None else None
        return current.label if current is not None else None

    def changed(self) -> list[Page]:
        """The pages that changed since this was asked last."""
        visits, self._changed = self._changed, {}
        return [_page(visit) for visit in visits.values()]

    def _attach(self, parent: str | None, attached: TargetAttached) -> None:
        info = attached.target_info
        if info.type == "page":
            self._tabs[attached.session_id] = info.target_id
        elif parent is not None and parent in self._tabs:
            self._tabs[attached.session_id] = self._tabs[parent]

    def _detach(self, session: str) -> None:
        tab = self._tabs.pop(session, None)
        if tab is not None and tab not in self._tabs.values():
            self._current.pop(tab, None)

    def _name(self, info: TargetInfo) -> None:
        visit = self._current.get(info.target_id)
        if visit is not None and info.title and info.title != visit.title and info.title not in info.url:
            visit.title = info.title[:1_000]
            self._changed[visit.label] = visit

    def _navigate(self, session: str | None, frame: _Frame) -> None:
        tab = self._tabs.get(session or "")
        if tab is None or frame.parent_id is not None or frame.id != tab:
            return
        known = self._visits.get(frame.loader_id)
        if known is None and frame.url.startswith(_UNSEEN):
            self._current.pop(tab, None)
            return
        self._current[tab] = known or self._visit(frame.loader_id, tab=tab, url=frame.url)

    def _load(self, session: str | None, *, moment_s: object, is_whole: bool) -> None:
        tab = self._tabs.get(session or "")
        visit = self._current.get(tab) if tab is not None else None
        if visit is None or visit.sent_s is None or not isinstance(moment_s, (int, float)) or abs(moment_s) > _LATEST_S:
            return
        span_us = max(0, round((moment_s - visit.sent_s) * 1_000_000))
        if is_whole:
            visit.load_us = span_us
        else:
            visit.content_load_us = span_us
        self._changed[visit.label] = visit

    def _visit(self, loader: str, *, tab: str, url: str) -> _Visit:
        visit = self._visits.get(loader)
        if visit is None:
            self._count += 1
            visit = self._visits[loader] = _Visit(f"page_{self._count}", tab, url)
            if len(self._visits) > _PAGES:
                self._visits.pop(next(iter(self._visits)))
        self._changed[visit.label] = visit
        return visit


def _page(visit: _Visit) -> Page:
    return document_page(
        visit.label,
        visit.url,
        title=visit.title,
        started_us=visit.wall_us,
        content_load_us=visit.content_load_us,
        load_us=visit.load_us,
    )
