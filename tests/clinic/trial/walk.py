"""The trial's visit: the same steps after each answer at the banner, and a quiet one where nobody waits behind it."""

from typing import Literal

from tests.clinic.trial.hosts import HOME
from tests.clinic.trial.pages import QUIET_PATH
from tests.clinic.visit import Step, at, click, typed_into
from tests.data import persona
from tests.data.booking import PROFILE_PATH

STAY_MS = 2100  # with the banner, so that its silence says something
type Answered = Literal["accepted", "refused", "no-choice"]

_STAYED = f"performance.now() - performance.getEntriesByType('navigation')[0].responseStart > {STAY_MS}"
_BUTTONS = {"accepted": "#accept", "refused": "#refuse"}


def trial(answered: Answered) -> tuple[Step, ...]:
    """The steps after this answer; "no-choice" leaves the banner where it is."""
    return (
        Step(name="open", marker="baseline", url=f"{HOME}/", until=at("/")),
        Step(name="banner", marker="consent-shown", until="document.querySelector('#accept') !== null"),
        *_choice(answered),
        _search(),
        Step(name="profile", marker="practitioner-seen", script=click("#praticienne"), until=at(PROFILE_PATH)),
        _motive(),
        Step(name="login-page", script=click("#reserver"), until=at("/session")),
        _log_in(),
    )


def quiet_trial() -> tuple[Step, ...]:
    """The same by another door: nobody else is asked for anything before "accept", and there is time to see it."""
    opened = Step(name="open", marker="baseline", url=f"{HOME}{QUIET_PATH}", until=f"{at(QUIET_PATH)} && {_STAYED}")
    return (opened, *trial("accepted")[1:])


def _choice(answered: Answered) -> tuple[Step, ...]:
    if answered == "no-choice":
        return ()
    return (Step(name="consent", marker=answered, script=click(_BUTTONS[answered]), until=f"RDV.has('{answered}')"),)


def _search() -> Step:
    script = f"{typed_into('#keyword', persona.SEARCH_TERM)}; {click('#chercher')}"
    return Step(name="search", marker="search", script=script, until=at("/recherche"))


def _motive() -> Step:
    choose = f"document.querySelector('#motif').value = '{persona.MOTIVE_ID}'"
    tell = "document.querySelector('#motif').dispatchEvent(new Event('change', { bubbles: true }))"
    return Step(name="motive", marker="motive-chosen", script=f"{choose}; {tell}", until="RDV.has('motive')")


def _log_in() -> Step:
    typed = f"{typed_into('#courriel', persona.EMAIL)}; {typed_into('#mot-de-passe', persona.PASSWORD)}"
    script = f"{typed}; {click('#se-connecter')}"
    return Step(name="log-in", marker="logged-in", script=script, until=at("/account/appointments"))
