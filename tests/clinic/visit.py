"""The visit that a driver makes: what to open, what to do in the page, when it is done, which marker stands before it.

Independent of the driver: Chromium's `Runtime.evaluate` and Firefox's `script.evaluate` (both told to await promises)
run the same expressions. `walk` does it all for a driver that can `navigate` and `evaluate`."""

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Literal, Protocol

from tests.clinic.live import SAID
from tests.data import persona
from tests.data.booking import PROFILE_PATH, WWW
from tests.data.session import PAGES

type Choice = Literal["accepted", "refused"]
type Mark = Callable[["Step"], Awaitable[None]]

PASS_S = 60
_REVIEW = PAGES[5][2]


class PageGone(Exception):
    """What a driver raises where the page it spoke to is being replaced by another: the question is asked again."""


class Driver(Protocol):
    """A browser tab."""

    async def navigate(self, url: str) -> None: ...

    async def evaluate(self, expression: str) -> object:
        """The value of a JavaScript expression, awaited where it is a promise. Raises PageGone."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One act of the visitor. Set the marker (`kind` of MARKER_KINDS, "" for none), then open `url` where there is one,
    then evaluate `script` where there is one, then wait until the expression `until` is true."""

    name: str
    marker: str = ""
    url: str = ""
    script: str = ""
    until: str

    @property
    def patience(self) -> str:
        """Asks for `until` once, after a breath: a promise of true or false that leaves the pace to the page."""
        return (
            "new Promise((done) => setTimeout(() => { try { done(Boolean("
            f"{self.until})); }} catch {{ done(false); }} }}, 50))"
        )


def visit(choice: Choice = "accepted") -> tuple[Step, ...]:
    """The steps of the sample's visit, the teleconsultation added, with the answer given at the banner."""
    return (
        Step(name="open", marker="baseline", url=f"{WWW}/", until=at("/")),
        Step(name="banner", marker="consent-shown", until="document.querySelector('#accept') !== null"),
        _consent(choice),
        _search(),
        Step(name="profile", marker="practitioner-seen", script=click("#praticienne"), until=at(PROFILE_PATH)),
        _motive(),
        Step(name="next-week", script=click("#semaine-suivante"), until="RDV.has('next-week')"),
        Step(name="login-page", script=click("#reserver"), until=at("/session")),
        _log_in(),
        Step(name="room", script=click("#salon"), until=at("/teleconsultation")),
        Step(name="talk", script=f"{typed_into('#message', SAID)}; {click('#envoyer')}", until="RDV.has('answered')"),
        Step(name="review", marker="booking", url=_REVIEW, until=at("/booking/solene-varnoux/verification")),
        Step(name="leave", marker="logged-out", script=click("#deconnexion"), until="RDV.has('logged-out')"),
    )


def _consent(choice: Choice) -> Step:
    selector = {"accepted": "#accept", "refused": "#refuse"}[choice]
    return Step(name="consent", marker=choice, script=click(selector), until=f"RDV.has('{choice}')")


def _search() -> Step:
    typed = ("onc", "oncologie", persona.SEARCH_TERM)
    parts = [f"{typed_into('#keyword', text)}; await {_until(f'suggested:{len(text)}')}" for text in typed]
    script = f"(async () => {{ {'; '.join(parts)}; {click('#chercher')} }})()"
    return Step(name="search", marker="search", script=script, until=at("/recherche"))


def _motive() -> Step:
    choose = f"document.querySelector('#motif').value = '{persona.MOTIVE_ID}'"
    tell = "document.querySelector('#motif').dispatchEvent(new Event('change', { bubbles: true }))"
    return Step(name="motive", marker="motive-chosen", script=f"{choose}; {tell}", until="RDV.has('motive')")


def _log_in() -> Step:
    typed = f"{typed_into('#courriel', persona.EMAIL)}; {typed_into('#mot-de-passe', persona.PASSWORD)}"
    return Step(
        name="log-in",
        marker="logged-in",
        script=f"{typed}; {click('#se-connecter')}",
        until=f"{at('/account/appointments')} && RDV.has('notified')",
    )


def at(path: str) -> str:
    return f"location.pathname === '{path}' && RDV.has('ready')"


def click(selector: str) -> str:
    return f"document.querySelector('{selector}').click()"


def typed_into(selector: str, text: str) -> str:
    field = f"document.querySelector('{selector}')"
    event = "new Event('input', { bubbles: true })"
    return f"{field}.value = {json.dumps(text)}; {field}.dispatchEvent({event})"


def _until(token: str) -> str:
    check = f"RDV.has('{token}') ? done() : setTimeout(look, 20)"
    return f"new Promise((done) => {{ const look = () => {check}; look(); }})"


async def walk(driver: Driver, *, choice: Choice = "accepted", mark: Mark | None = None) -> None:
    """Makes the whole visit; `mark` is called before each step that has a marker. Raises TimeoutError, with the name of
    the step, where one takes more than a minute."""
    await make(driver, visit(choice), mark=mark)


async def make(driver: Driver, steps: Iterable[Step], *, mark: Mark | None = None) -> None:
    """The same for any steps."""
    for step in steps:
        if step.marker and mark:
            await mark(step)
        await take(driver, step)


async def take(driver: Driver, step: Step) -> None:
    """One step, without its marker."""
    if step.url:
        await driver.navigate(step.url)
    if step.script:
        await _once(driver, step.script)
    end = monotonic() + PASS_S
    while not await _holds(driver, step):
        if monotonic() > end:
            raise TimeoutError(f"step {step.name}: {step.until}")


async def _once(driver: Driver, script: str) -> None:
    try:
        await driver.evaluate(f"(() => {{ {_as_body(script)} }})()")
    except PageGone:  # it did: the script leads to another page
        return


def _as_body(script: str) -> str:
    return f"return {script}" if script.startswith("(async") else f"{script}; return null"


async def _holds(driver: Driver, step: Step) -> bool:
    try:
        return bool(await driver.evaluate(step.patience))
    except PageGone:
        return False
