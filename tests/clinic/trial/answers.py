"""What the trial's addresses answer. Identifiers are made for each new browser, as real trackers do: fresh profiles share
nothing."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from time import time
from urllib.parse import parse_qs

from tests.clinic.catalogue import Answer, find_answer
from tests.clinic.trial.hosts import ADS, AGENCY, HOME, MINE, REPLAY, SOCIAL
from tests.clinic.trial.pages import PAGES, page, read_script
from tests.data import persona, pictures
from tests.data.booking import PROFILE_PATH, SITE, dumps
from tests.data.chrome import Pairs

_EDGE: Pairs = (("server", "cloudflare"), ("cf-ray", "8f1c9a0e5b7d2a31-CDG"), ("cf-cache-status", "DYNAMIC"))
_HSTS = ("strict-transport-security", "max-age=31536000; includeSubDomains")
_PRIVATE = ("cache-control", "no-store, private")
_SCRIPT = "text/javascript; charset=utf-8"
_JSON = "application/json; charset=utf-8"
_LONG_S, _SHORT_S = 63_072_000, 7_776_000
_SAMPLE = (
    "/search_results/lyon.json",
    "/booking/solene-varnoux.json",
    "/availabilities.json",
    "/api/account.json",
    "/account/master_patients.json",
    "/account/appointments.json",
)
_SCRIPTS = {
    ("sdk.consentement.example", "/mon-rdv/loader.js"): "consent.js",
    (MINE, "/essai/consent.js"): "consent.js",
    (MINE, "/essai/site.js"): "site.js",
    (SOCIAL, "/pixel.js"): "pixel.js",
    (REPLAY, "/rec.js"): "rec.js",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request to the trial. `cookies` by name."""

    method: str
    host: str
    path: str
    query: str
    cookies: dict[str, str]


def find_trial_answer(asked: Asked) -> Answer | None:
    """The answer of an address of the trial, None where there is none."""
    if name := _SCRIPTS.get((asked.host, asked.path)):
        return Answer(mime=_SCRIPT, body=read_script(name).encode(), headers=(("cache-control", "no-cache"),))
    speak = _SPEAKERS.get(asked.host)
    return speak(asked) if speak else None


# the service


def _service(asked: Asked) -> Answer | None:
    if asked.method == "GET" and asked.path in PAGES:
        return Answer(mime="text/html; charset=utf-8", body=page(asked.path).encode(), headers=_page_headers(asked))
    if asked.path == "/login.json":
        return Answer(body=dumps({"token": token(), "redirection": "/account/appointments"}).encode(), headers=_own())
    if asked.path in _SAMPLE:
        return _of_the_sample(asked)
    if asked.method == "POST":  # documents, the agent's inserts
        return Answer(status=202, body=b'{"ok":true}', headers=_own())
    return None


def _own(*more: tuple[str, str]) -> Pairs:
    return (*_EDGE, _HSTS, *(more or (_PRIVATE,)))


def _page_headers(asked: Asked) -> Pairs:
    """The practitioner's page gives its whole address away with every request it makes."""
    policy = "unsafe-url" if asked.path == PROFILE_PATH else "strict-origin-when-cross-origin"
    new = () if "rdv_mon" in asked.cookies else (("set-cookie", _session()),)
    return (*_own(), ("referrer-policy", policy), *new)


def _session() -> str:
    return f"rdv_mon={secrets.token_urlsafe(24)}; Path=/; Secure; HttpOnly; SameSite=Lax"


def _of_the_sample(asked: Asked) -> Answer | None:
    """The sample's data; caches may keep the appointments, nothing else."""
    known = find_answer("GET", f"www.{SITE}", asked.path)
    if known is None:
        return None
    kept = (("cache-control", "public, max-age=300"),) if asked.path.endswith("/appointments.json") else ()
    return Answer(mime=known.mime, body=known.body, headers=_own(*kept))


def token() -> str:
    """A token of an hour whose claims name the account holder; its signature is not one."""
    now = int(time())
    claims = {"sub": str(persona.ACCOUNT_ID), "email": persona.EMAIL, "iss": f"{HOME}/", "iat": now, "exp": now + 3600}
    return ".".join((_part({"alg": "HS256", "typ": "JWT"}), _part(claims), secrets.token_urlsafe(32)))


def _part(value: dict[str, object]) -> str:
    return urlsafe_b64encode(dumps(value).encode()).decode().rstrip("=")


# the others


def _social(asked: Asked) -> Answer | None:
    known = asked.cookies.get("uid") or secrets.token_hex(16)
    if asked.path == "/sync":  # hands its identifier on to the advertising network
        target = f"https://{ADS}/in?partner_uid={known}"
        return Answer(status=302, mime="", headers=(("location", target), ("cache-control", "no-store")))
    return _pixel("uid", known, age_s=_LONG_S) if asked.path == "/tr" else None


def _ads(asked: Asked) -> Answer | None:
    known = asked.cookies.get("mpuid") or secrets.token_hex(16)
    return _pixel("mpuid", known, age_s=_SHORT_S) if asked.path in ("/p", "/in") else None


def _agency(asked: Asked) -> Answer | None:
    told = parse_qs(asked.query).get("auid")
    return Answer(mime="image/gif", body=pictures.PIXEL_GIF) if told and asked.path == "/ad" else None


def _replay(asked: Asked) -> Answer | None:
    return Answer(mime=_JSON, body=b"{}") if asked.path == "/v1/batch" else None


def _pixel(name: str, value: str, *, age_s: int) -> Answer:
    """A picture of one point that renews a cookie. `Partitioned`, so that every browser keeps it."""
    kept = f"{name}={value}; Max-Age={age_s}; Path=/; Secure; SameSite=None; Partitioned"
    headers = (("cache-control", "no-store"), ("set-cookie", kept))
    return Answer(mime="image/gif", body=pictures.PIXEL_GIF, headers=headers)


_SPEAKERS: dict[str, Callable[[Asked], Answer | None]] = {
    MINE: _service,
    SOCIAL: _social,
    ADS: _ads,
    AGENCY: _agency,
    REPLAY: _replay,
}
