"""The state of a page, cut to the hosts under investigation: what is another host's is not kept."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from inspector.capture.proxy.scope import Scope
from inspector.model.recording import PageState, StateCookie, StateKind

_OF_THE_PAGE = (StateKind.SCREENSHOT, StateKind.TEXT)


def states_within(scope: Scope, states: Sequence[PageState]) -> list[PageState]:
    """Screenshot and text of a page in scope, cookies and storage of hosts in scope; everything where none is set."""
    if scope.is_open:
        return list(states)
    kept = []
    for state in states:
        if state.kind in _OF_THE_PAGE:
            if scope.keeps_bodies_of(_host(state.url)):
                kept.append(state)
        elif (data := _cut(scope, state)) is not None:
            kept.append(replace(state, data=data))
    return kept


def _cut(scope: Scope, state: PageState) -> bytes | None:
    """None where it is not what it should be: then nothing of it is kept."""
    try:
        if state.kind is StateKind.COOKIES:
            cookies = msgspec.json.decode(state.data, type=list[StateCookie])
            return msgspec.json.encode([one for one in cookies if scope.keeps_bodies_of(one.domain.lstrip("."))])
        by_origin = msgspec.json.decode(state.data, type=dict[str, object])
        return msgspec.json.encode({one: told for one, told in by_origin.items() if scope.keeps_bodies_of(_host(one))})
    except msgspec.MsgspecError:
        return None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
