"""What a live recording of the visit must contain, and what it must leave alone, derived from the sample's key.

The sample names entries of its HAR; a recording has none, so that a truth names the flow by method, host, path and a
`mark`: text that stands in the request itself (address or body, base64 in stream records undone). What the rules must say
of the founding experiments stands in `tests.clinic.trial.truths`."""

import json
import re
from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal
from urllib.parse import unquote, urlsplit

from tests.clinic import live
from tests.clinic.catalogue import sample_drafts
from tests.clinic.hosts import AUDIENCE, SALON, site_of
from tests.clinic.visit import Choice
from tests.data import persona
from tests.data.answers import answer_key
from tests.data.booking import PROFILE_URL, SITE, WWW
from tests.data.chrome import Draft
from tests.data.session import MARKERS

_NEEDS_CONSENT = {"mesure-pub.example", "pixel-social.example", site_of(AUDIENCE)}
_NEVER_ASKED = {"hsts"}  # the visit begins at the encrypted address


@dataclass(frozen=True, kw_only=True)
class Truth:
    """One line of the key, as a live recording shows it.

    rule, verdict ("fire", "silent"), recipient (site, None: anyone), class_, side, location, path, layers, form, value,
    joined, why: as in the sample's key; rule "" for truths that no rule is about yet. name: the sample's name of
    the request. method, host, url_path, mark: which flows are meant. phase: the marker it follows.
    needs_consent: only where the banner was accepted. on_wire: False where the browser answered itself or stopped
    it: a proxy sees no flow of that name (for "appointments-worker": one flow only, that of "appointments").
    browsers: who does it; Firefox does not send a full Referer to another site, whatever the page asks."""

    rule: str
    verdict: Literal["fire", "silent"]
    name: str
    method: str
    host: str
    url_path: str
    mark: str = ""
    phase: str
    recipient: str | None = None
    class_: str | None = None
    side: str | None = None
    location: str | None = None
    path: str | None = None
    layers: tuple[str, ...] | None = None
    form: str | None = None
    value: str | None = None
    joined: str | None = None
    needs_consent: bool = False
    on_wire: bool = True
    browsers: tuple[str, ...] = ("chromium", "firefox")
    why: str = ""


@cache
def truths() -> tuple[Truth, ...]:
    """Every truth: those of the sample first, then the clinic's own (teleconsultation, notifications, audience)."""
    drafts = sample_drafts()
    lines = answer_key(list(drafts))["answers"]
    named = [(line, drafts[entry]) for line in lines for entry in line["entries"]]
    return (*(_truth(line, draft) for line, draft in named if draft.name not in _NEVER_ASKED), *_own_truths())


def planted(*, choice: Choice = "accepted", browser: str = "chromium") -> tuple[Truth, ...]:
    """The truths that must be found after this choice with this browser ("chromium", "firefox")."""
    return tuple(truth for truth in _after(choice) if truth.verdict == "fire" and browser in truth.browsers)


def harmless(*, choice: Choice = "accepted") -> tuple[Truth, ...]:
    """The twins about which nothing may be said."""
    return tuple(truth for truth in _after(choice) if truth.verdict == "silent")


def _after(choice: Choice) -> list[Truth]:
    if choice == "accepted":
        return list(truths())
    kept = [truth for truth in truths() if not truth.needs_consent]
    return [replace(truth, phase=choice) if truth.phase == "accepted" else truth for truth in kept]


def is_meant(truth: Truth, *, method: str, url: str, body: bytes) -> bool:
    """Whether a request is the one a truth is about. `body`: free of content-encoding."""
    parts = urlsplit(url)
    if (method, parts.hostname, parts.path) != (truth.method, truth.host, truth.url_path):
        return False
    return truth.mark in unquote(url) or truth.mark in _readable(body)


def _readable(body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    found = re.fullmatch(r'\{.*"Data":"([^"]*)".*\}', text)
    try:
        return b64decode(found[1]).decode() if found else text
    except (Base64Error, UnicodeDecodeError):
        return text


def _truth(line: dict, draft: Draft) -> Truth:
    parts = urlsplit(draft.url)
    host = parts.hostname or ""
    kept = ("rule", "verdict", "recipient", "side", "location", "path", "form", "value", "joined", "why")
    return Truth(
        **{key: line[key] for key in kept},
        class_=line["class"],
        layers=None if line["layers"] is None else tuple(line["layers"]),
        name=draft.name,
        method=draft.method,
        host=host,
        url_path=parts.path,
        mark=_mark(draft),
        phase=_phase(draft.at_s),
        needs_consent=site_of(host) in _NEEDS_CONSENT,
        browsers=("chromium",) if line["rule"] == "REF-01" and line["verdict"] == "fire" else ("chromium", "firefox"),
        on_wire=not (draft.worker or draft.error),
    )


def _phase(at_s: float) -> str:
    """The marker before a moment of the sample; a page's own address comes up to half a second before its marker."""
    return [kind for moment_s, kind, _, _ in MARKERS if moment_s <= at_s + 0.5][-1]


def _mark(draft: Draft) -> str:
    """What tells this request from others to the same address: the event's name, the envelope's item, the fact."""
    body = _readable((draft.body or "").encode())
    if '"new_version"' in body:
        return f'"name":"{json.loads(body)["name"]}"'
    if "/envelope/" in draft.url:
        return body.split("\n")[1]
    query = urlsplit(draft.url).query
    if "marketerId" in query:
        return next(unquote(pair) for pair in query.split("&") if pair.startswith("name="))
    if "autocomplete" in draft.url:
        return unquote(query)
    return ""


def _own_truths() -> tuple[Truth, ...]:
    room = {"name": "room", "method": "GET", "host": SALON, "url_path": "/salon/4410", "phase": "logged-in"}
    audience = {
        "name": "audience-motive",
        "method": "POST",
        "host": AUDIENCE,
        "url_path": "/g/collect",
        "mark": "en=motif_choisi",
        "phase": "motive-chosen",
    }
    stream = urlsplit(f"{WWW}/account/notifications/stream")
    notices = {"name": "notifications-stream", "method": "GET", "phase": "logged-in"}
    notices |= {"host": stream.hostname or "", "url_path": stream.path}
    own, other = {"recipient": SITE}, {"recipient": site_of(AUDIENCE), "needs_consent": True, "side": "request"}
    chat = {**room, **own, "location": "websocket", "layers": ("json",)}
    motive = {
        "class_": "health.motive",
        "value": persona.MOTIVE,
        "path": "#1 > ep.motif",
        "layers": ("ga-batch", "url"),
    }
    page = {"class_": "behaviour.page", "value": PROFILE_URL, "path": "dl", "layers": ("url",)}
    reminder = {"class_": "health.motive", "value": live.REMINDER, "layers": ("sse", "json")}
    told = {"class_": "health.motive", "value": live.SAID, "path": "#2 > $.text"}
    facts: tuple[dict, ...] = (
        {**chat, "rule": "E2E-01", "side": "request", **told, "why": "health told in the room"},
        {**chat, "side": "response", "value": live.ANSWERED, "path": "#3 > $.text", "why": "health answered there"},
        {
            **notices,
            **own,
            **reminder,
            "rule": "E2E-01",
            "side": "response",
            "location": "sse",
            "path": "#1 > $.visit_motive.name",
            "why": "the motive in a notification, as it comes",
        },
        {**audience, **other, **motive, "rule": "X3P-01", "location": "body", "why": "in a batch of events"},
        {**audience, **other, **page, "rule": "X3P-03", "location": "query", "why": "the page, in the address"},
    )
    return tuple(Truth(**{"rule": "", "verdict": "fire", "form": "plain", **fact}) for fact in facts)
