"""What each address answers: the sample's own answers, byte for byte, with pages and scripts that really work."""

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from tests.clinic import pages
from tests.clinic.hosts import APEX, AUDIENCE, SALON
from tests.data import booking, pictures
from tests.data.booking import SITE, WWW
from tests.data.chrome import Draft, Pairs
from tests.data.sample import SEED
from tests.data.scenes import record_visit
from tests.data.session import HOSTS

type Address = tuple[str, str, str]
"""Method, host, path."""

_STATIC = f"static.{SITE}"
_YEAR = "public, max-age=31536000, immutable"
_SESSION = "Path=/; Secure; HttpOnly; SameSite=Lax"
_MORE_SETS = {
    "home": "rdv_visite=premiere; Path=/; Secure; SameSite=Strict; Max-Age=86400",
    "consent-choice": "consent_site=rdv; Path=/; Secure; SameSite=None; Max-Age=31536000; Partitioned",
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int = 200
    mime: str = "application/json; charset=utf-8"
    body: bytes = b""
    headers: Pairs = ()


@cache
def sample_drafts() -> tuple[Draft, ...]:
    return tuple(record_visit(SEED))


def find_answer(method: str, host: str, path: str) -> Answer | None:
    """The answer of an address, None where the clinic has none. The query decides nothing."""
    return _catalogue().get(("GET" if method == "HEAD" else method, host, path))


@cache
def _catalogue() -> dict[Address, Answer]:
    found: dict[Address, Answer] = {}
    for draft in reversed(sample_drafts()):  # the first answer of an address stands
        parts = urlsplit(draft.url)
        if parts.scheme == "https" and not draft.error:
            address = (draft.method, parts.hostname or "", parts.path)
            if draft.answer is not None or address not in found:
                found[address] = _answer(draft)
    return found | _additions(found)


def _answer(draft: Draft) -> Answer:
    parts = urlsplit(draft.url)
    host, path = parts.hostname or "", parts.path
    data = draft.answer or ""
    if draft.kind == "document":
        data = pages.page(path, str(data))
    elif draft.kind == "script":
        data = pages.script(host, path) + str(data)
    headers = (*HOSTS[host].headers, *_caching(draft, host), *_policies(draft, path), *_cookies(draft))
    body = data.encode() if isinstance(data, str) else data
    return Answer(status=draft.status, mime=draft.mime, body=body, headers=headers)


def _caching(draft: Draft, host: str) -> Pairs:
    if draft.name == "i18n":  # asked for again each time, answered 304
        return (("cache-control", "no-cache"), ("etag", '"fr-5d20"'))
    if host == _STATIC or draft.kind in {"script", "font", "stylesheet"}:
        return (("cache-control", _YEAR),)
    return (("cache-control", "no-store"),)


def _policies(draft: Draft, path: str) -> Pairs:
    if draft.kind != "document":
        return ()
    strict = ("strict-transport-security", "max-age=31536000")
    if path == booking.PROFILE_PATH:  # the browser itself stops the blocked advertising network here
        allowed = f"https://*.{SITE} https://*.images-nuage.example https://*.mesure-pub.example"
        return (strict, ("content-security-policy", f"img-src 'self' data: {allowed} https://*.pixel-social.example"))
    return (strict,)


def _cookies(draft: Draft) -> Pairs:
    third = "Path=/; Secure; SameSite=None; Max-Age=31536000"
    host = urlsplit(draft.url).hostname or ""
    attributes = _SESSION if host.endswith(SITE) else third
    sets = tuple(("set-cookie", f"{name}={value}; {attributes}") for name, value in draft.sets)
    more = _MORE_SETS.get(draft.name)
    return (*sets, ("set-cookie", more)) if more else sets


def _additions(found: dict[Address, Answer]) -> dict[Address, Answer]:
    """What the sample has no entry for: the way in, the teleconsultation, the confirmation, the worker."""
    www = f"www.{SITE}"
    home = found["GET", www, "/"]
    html = "text/html; charset=utf-8"
    script = "text/javascript; charset=utf-8"
    moved = Answer(status=301, mime=html, headers=(("location", f"{WWW}/"), ("server", "bordure")))
    pixel = Answer(mime="image/gif", body=pictures.PIXEL_GIF)
    quiet = (*HOSTS[www].headers, ("cache-control", "no-store"))
    room = Answer(mime=html, body=pages.room().encode(), headers=home.headers)
    worker = Answer(mime=script, body=pages.read_site("worker.js").encode(), headers=quiet)
    confirmed = Answer(status=201, body=b'{"confirmed":true}', headers=quiet)
    blank = Answer(status=204, mime="")
    return {
        ("GET", APEX, "/"): moved,
        ("GET", www, "/teleconsultation"): room,
        ("GET", www, "/account/worker.js"): worker,
        ("GET", www, "/favicon.ico"): blank,
        ("POST", www, "/booking/solene-varnoux/confirm.json"): confirmed,
        ("POST", AUDIENCE, "/g/collect"): blank,
        ("GET", "regie-bloquee.example", "/px"): pixel,
        ("GET", SALON, "/"): blank,
    }
