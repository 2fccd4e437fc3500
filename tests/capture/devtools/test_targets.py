"""Whatever happens while a target is prepared, it is let go."""

import asyncio
from typing import Any, cast

import pytest

from inspector.capture.devtools.pipe import BrowserEnded, Listener, Members, Pipe
from inspector.capture.devtools.targets import Targets

RELEASE = "Runtime.runIfWaitingForDebugger"


class Played:
    """A pipe that notes what is posted. `answers` False: nothing is ever confirmed; `ends_at` names the call at which
    the browser is gone."""

    def __init__(self, *, answers: bool = True, ends_at: str = "") -> None:
        self.posted: list[tuple[str, str | None]] = []
        self.released = asyncio.Event()
        self.answers, self.ends_at = answers, ends_at
        self.hear: Listener = lambda _session, _method, _params: None

    def listen(self, listener: Listener) -> None:
        self.hear = listener

    def post(
        self, method: str, _params: Members | None = None, session: str | None = None
    ) -> "asyncio.Future[Members]":
        if method == self.ends_at:
            raise BrowserEnded(method)
        self.posted.append((method, session))
        if method == RELEASE:
            self.released.set()
        future: asyncio.Future[Members] = asyncio.get_running_loop().create_future()
        if self.answers:
            future.set_result({})
        return future

    def attach(self, kind: str, *, session: str = "S", target: str = "T", parent: str | None = None) -> None:
        info = {"targetId": target, "type": kind, "url": "https://a.example/", "title": ""}
        self.hear(parent, "Target.attachedToTarget", {"sessionId": session, "targetInfo": info})


def heard(_session: str | None, _method: str, _params: dict[str, Any]) -> None: ...


def attach(kind: str, pipe: Played) -> Targets:
    targets = Targets(cast(Pipe, pipe), listener=heard)
    pipe.attach(kind)
    return targets


@pytest.mark.parametrize("kind", ["page", "iframe", "worker", "shared_worker", "service_worker", "other"])
def test_every_kind_of_target_is_let_go_after_it_is_prepared(kind: str):
    async def run() -> list[str]:
        pipe = Played()
        attach(kind, pipe)
        await asyncio.wait_for(pipe.released.wait(), 30)
        return [method for method, _ in pipe.posted]

    posted = asyncio.run(run())
    assert posted[-1] == RELEASE
    assert ("Network.enable" in posted) == (kind != "other")
    assert ("Page.enable" in posted) == (kind in ("page", "iframe"))


@pytest.mark.parametrize("pipe", [{"answers": False}, {"ends_at": "Page.enable"}, {"ends_at": "Target.setAutoAttach"}])
def test_a_page_that_cannot_be_prepared_is_let_go(pipe: dict[str, Any]):
    async def run() -> None:
        played = Played(**pipe)
        attach("page", played)
        await asyncio.wait_for(played.released.wait(), 30)

    asyncio.run(run())


def test_a_target_found_twice_is_prepared_once_and_let_go_twice():
    async def run() -> list[tuple[str, str | None]]:
        pipe = Played()
        attach("service_worker", pipe)
        pipe.attach("service_worker", session="S2", parent="P")
        return pipe.posted

    posted = asyncio.run(run())
    assert [session for method, session in posted if method == "Network.enable"] == ["S"]
    assert [session for method, session in posted if method == RELEASE] == ["S", "S2"]


def test_the_frames_of_a_page_are_those_attached_below_it():
    async def run() -> None:
        pipe = Played()
        targets = attach("page", pipe)
        pipe.attach("iframe", session="F1", target="T1", parent="S")
        pipe.attach("iframe", session="F2", target="T2", parent="F1")
        pipe.attach("page", session="Q", target="T3")
        pipe.attach("iframe", session="F3", target="T4", parent="Q")
        await asyncio.wait_for(pipe.released.wait(), 30)
        page, other = targets.pages()
        assert [target.session for target in targets.frames_of(page)] == ["S", "F1", "F2"]
        assert [target.session for target in targets.frames_of(other)] == ["Q", "F3"]

    asyncio.run(run())
