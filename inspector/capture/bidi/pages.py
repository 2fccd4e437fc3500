"""Which page a request belongs to, and when pages were loaded."""

from collections.abc import Callable

import msgspec

from inspector.capture.bidi.commands import Context
from inspector.capture.bidi.shapes import Created, Moved, to_micros
from inspector.capture.document_page import document_page
from inspector.model.flow import Page

_PAGES_CAP = 5_000
_FRAMES_CAP = 20_000
_SEEN = ("http:", "https:", "file:")


class _Visit(msgspec.Struct, kw_only=True):
    label: str
    url: str
    started_us: int | None
    content_load_us: int | None = None
    load_us: int | None = None
    title: str = ""
    is_untold: bool = False

    def as_page(self) -> Page:
        return document_page(
            self.label,
            self.url,
            title=self.title,
            started_us=self.started_us,
            content_load_us=self.content_load_us,
            load_us=self.load_us,
        )


class Pages:
    """The tabs and their visits. `tell` is given a page each time that more is known of it; while `is_quiet` only
    the place of each tab is followed, and a visit that began then is told with its first request afterwards."""

    def __init__(self, tell: Callable[[Page], None]) -> None:
        self._give = tell
        self.is_quiet = False
        self._parents: dict[str, str] = {}
        self._shown: dict[str, str] = {}  # context: address of its document
        self._visits: dict[str, _Visit] = {}  # by navigation
        self._current: dict[str, _Visit] = {}  # by tab
        self._count = 0

    def add_tab(self, tab: Context) -> None:
        """A tab that was there before."""
        waiting: list[tuple[Context, str | None]] = [(tab, None)]
        while waiting:
            context, parent = waiting.pop()
            self.create(Created(context=context.context, url=context.url, parent=parent))
            waiting.extend((child, context.context) for child in context.children or [])

    def create(self, created: Created) -> None:
        self._shown.setdefault(created.context, created.url)
        if created.parent is not None:
            self._parents[created.context] = created.parent
        for known in (self._parents, self._shown):
            if len(known) > _FRAMES_CAP:
                known.pop(next(iter(known)))

    def destroy(self, created: Created) -> None:
        for known in (self._parents, self._shown, self._current):
            known.pop(created.context, None)

    def start(self, moved: Moved) -> None:
        """A navigation begins. A tab's is a visit of its own, which its first request belongs to already."""
        if moved.navigation is None or moved.context in self._parents or not moved.url.startswith(_SEEN):
            return
        self._count += 1
        visit = _Visit(label=f"page_{self._count}", url=moved.url, started_us=to_micros(moved.timestamp))
        self._visits[moved.navigation] = visit
        if len(self._visits) > _PAGES_CAP:
            self._visits.pop(next(iter(self._visits)))
        self._tell(visit)

    def ask(self, navigation: str, at_us: int | None) -> None:
        """The first request of a navigation: Firefox tells of the navigation a little later than it begins."""
        visit = self._visits.get(navigation)
        if visit is not None and visit.started_us is not None and at_us is not None and at_us < visit.started_us:
            visit.started_us = at_us
            self._tell(visit)

    def commit(self, moved: Moved) -> None:
        """The document of a navigation is shown."""
        self._shown[moved.context] = moved.url
        if moved.context in self._parents:
            return
        visit = self._visits.get(moved.navigation or "")
        if visit is None:
            self._current.pop(moved.context, None)
        else:
            if moved.url.startswith(_SEEN):  # not an error page
                visit.url = moved.url
            self._current[moved.context] = visit

    def load(self, moved: Moved, *, is_whole: bool) -> str | None:
        """The moments of a visit. Returns its label, None for a frame."""
        visit = self._visits.get(moved.navigation or "")
        moment = to_micros(moved.timestamp)
        if visit is None or moment is None or visit.started_us is None:
            return None
        span_us = max(0, moment - visit.started_us)
        if is_whole:
            visit.load_us = span_us
        else:
            visit.content_load_us = span_us
        self._tell(visit)
        return visit.label

    def name(self, label: str, title: str) -> None:
        for visit in self._visits.values():
            if visit.label == label and visit.title != title:
                visit.title = title[:1_000]
                self._tell(visit)

    def label_of(self, context: str | None, navigation: str | None) -> str | None:
        """The page of a request, by the navigation it makes or by the tab that its frame is in."""
        visit = self._visits.get(navigation or "")
        if visit is None and context is not None:
            visit = self._current.get(self._tab_of(context))
        if visit is not None and visit.is_untold and not self.is_quiet:
            self._tell(visit)
        return visit.label if visit else None

    def document_of(self, context: str | None, navigation: str | None) -> str:
        """The address of the document that asked; "" where the person or the browser did. A frame's own document
        was asked for by the frame around it."""
        if context is None:
            return ""
        asking = self._parents.get(context) if navigation is not None else context
        url = self._shown.get(asking or "", "")
        return url if url.startswith(_SEEN) else ""

    def _tell(self, visit: _Visit) -> None:
        visit.is_untold = self.is_quiet
        if not self.is_quiet:
            self._give(visit.as_page())

    def _tab_of(self, context: str) -> str:
        for _ in range(100):
            parent = self._parents.get(context)
            if parent is None:
                break
            context = parent
        return context
