"""When somebody was logged in: by markers, by the name of the scenario or, failing both, by what the requests show.

The requests prove no login: a message to a login address after which the service hands out a new session or token is
consistent with one, and whatever rests on it stays tentative.
"""

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from inspector.decode.flow import cookie_pairs
from inspector.detect.identifiers.parts import identifying_parts
from inspector.findings.cookie_purposes import Purpose, purpose_of
from inspector.findings.phases import is_logged_in
from inspector.model.flow import CaptureId, FlowId, Side, header_value
from inspector.model.request import Request

if TYPE_CHECKING:
    from inspector.findings.survey import Survey

_LOGGED_IN = "logged-in"
_WORDS = (
    r"log-?in|log-?on|sign-?in|signin|authenticate|authentication|authentification|connexion"
    r"|se-connecter|connecter|identification|anmeld(?:en|ung)|einloggen|inloggen|aanmelden|logowanie|zaloguj|accedi"
    r"|iniciar-?sesion|acceder|entrar|oauth2?/token|openid-connect/token|auth/token|users/sign_in"
)
_VAGUE = re.compile(r"/(?:sessions?|auth|account|compte|konto)/?\Z", re.IGNORECASE)  # a login only with a password
_LOGIN = re.compile(rf"(?:/|[_.])(?:{_WORDS})(?:[/_.]|\Z)", re.IGNORECASE)
_OTHER = re.compile(
    r"log-?out|sign-?out|sign-?up|regist|inscri|creer|create|forgot|oubli|reset|recover|newsletter|subscri|consent"
    r"|track|event|collect|replay|beacon|analytics|heartbeat|keep-?alive|refresh",
    re.IGNORECASE,
)
_LOGOUT = re.compile(r"log-?out|log-?off|sign-?out|deconnexion|se-deconnecter|abmeld|uitloggen|wyloguj", re.IGNORECASE)
_MOST_LOOKED = 50  # messages to login addresses of one capture
_MOST_AFTER = 30  # requests to the service after one, in which a credential may first be sent
_TOKENS = ("credential.token", "credential.session")


class Login(NamedTuple):
    """A stretch in which somebody was logged in, as far as requests tell; `until_us` None: to the end."""

    from_us: int
    until_us: int | None
    flow: FlowId


class LoginBook:
    """Asked about moments of captures. `inferred` has the logins of captures that neither marker nor name tells of."""

    def __init__(self, case: "Survey") -> None:
        self._case = case
        told = {capture.id for capture in case.captures if _is_told(case, capture.id)}
        self.inferred: dict[CaptureId, Sequence[Login]] = _inferred(case, told)

    def was_any(self, capture: CaptureId) -> bool:
        return _is_told(self._case, capture) or bool(self.inferred.get(capture))

    def holds(self, capture: CaptureId, at_us: int | None) -> bool:
        """Whether somebody was logged in at a moment."""
        if self._case.scenario(capture) == _LOGGED_IN:
            return True
        marked = is_logged_in(self._case.markers.get(capture, ()), at_us)
        return marked or self.inferred_at(capture, at_us) is not None

    def inferred_at(self, capture: CaptureId, at_us: int | None) -> Login | None:
        """The inferred login in force at a moment."""
        if at_us is None:
            return None
        for login in self.inferred.get(capture, ()):
            if login.from_us <= at_us and (login.until_us is None or at_us < login.until_us):
                return login
        return None


def _is_told(case: "Survey", capture: CaptureId) -> bool:
    is_marked = any(marker.kind == _LOGGED_IN for marker in case.markers.get(capture, ()))
    return is_marked or case.scenario(capture) == _LOGGED_IN


def _inferred(case: "Survey", told: set[CaptureId]) -> dict[CaptureId, Sequence[Login]]:
    own: dict[CaptureId, list[Request]] = {}
    for request in case.requests():
        is_sent = request.capture not in told and request.at_us is not None and request.on_wire
        if is_sent and case.whose(request.host).is_first_party:
            own.setdefault(request.capture, []).append(request)
    handed = _flows_with(case, _TOKENS, Side.RESPONSE)
    secret = _flows_with(case, ("credential.password",), Side.REQUEST)
    found: dict[CaptureId, Sequence[Login]] = {}
    for capture, requests in own.items():
        requests.sort(key=lambda one: (one.at_us or 0, one.flow))
        if logins := _logins(case, requests, handed=handed, secret=secret):
            found[capture] = logins
    return found


def _flows_with(case: "Survey", classes: Collection[str], side: Side) -> set[FlowId]:
    return {leaf.place.flow for leaf in case.leaves_that(lambda kind: kind.class_ in classes and kind.side is side)}


def _logins(case: "Survey", requests: Sequence[Request], *, handed: set[FlowId], secret: set[FlowId]) -> list[Login]:
    found: list[Login] = []
    looked = 0
    for number, request in enumerate(requests):
        if looked < _MOST_LOOKED and _may_log_in(request, has_password=request.flow in secret):
            looked += 1
            if _is_answered_with_session(case, request, handed) or _is_followed(case, requests, number):
                until_us = next((r.at_us for r in requests[number + 1 :] if _LOGOUT.search(r.path)), None)
                start_us = request.ended_us or request.at_us or 0
                if not found or found[-1].until_us is not None:
                    found.append(Login(start_us, until_us, request.flow))
    return found


def _may_log_in(request: Request, *, has_password: bool) -> bool:
    """A message to a login address that was taken: a form that comes back as a page was refused, most of the time."""
    path = request.path.partition("?")[0]
    is_login = _LOGIN.search(path) or (_VAGUE.search(path) if has_password else None)
    is_sent = request.method in ("POST", "PUT") and is_login is not None and not _OTHER.search(path)
    status = request.status or 0
    return is_sent and 200 <= status < 400 and not (status == 200 and "html" in request.mime)


def _is_answered_with_session(case: "Survey", request: Request, handed: set[FlowId]) -> bool:
    answer = case.headers(request.flow, Side.RESPONSE)
    target = header_value(answer, "location") or ""
    if _LOGIN.search(target.partition("?")[0]) is not None:
        return False  # sent back to the login page
    if request.flow in handed:
        return True
    before = {value for _, value in cookie_pairs(case.headers(request.flow, Side.REQUEST), Side.REQUEST)}
    return any(
        purpose_of(name) is Purpose.SESSION and value not in before and identifying_parts(value)
        for name, value in cookie_pairs(answer, Side.RESPONSE)
    )


def _is_followed(case: "Survey", requests: Sequence[Request], number: int) -> bool:
    """Whether the next requests to the service carry a credential in their headers, and those before did not."""
    before = requests[max(number - _MOST_AFTER, 0) : number + 1]
    after = requests[number + 1 : number + 1 + _MOST_AFTER]
    return any(_has_credential(case, one) for one in after) and not any(_has_credential(case, one) for one in before)


def _has_credential(case: "Survey", request: Request) -> bool:
    return header_value(case.headers(request.flow, Side.REQUEST), "authorization") is not None
