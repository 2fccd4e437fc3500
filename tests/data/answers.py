"""The answer key of the sample: what each rule must find in it, and what it must leave alone.

`since` says from which stage of the program a line must hold: `main job` (read a capture, see the leaf), `reading`
(undo layers, follow values), `findings` (the rules).
"""

from typing import Any

from tests.data import persona
from tests.data.booking import BANNER_ID, PROFILE_URL, SPECIALTY
from tests.data.chrome import Draft

COLUMNS = (
    "rule", "verdict", "since", "recipient", "class", "entries", "side", "location", "path", "layers", "form",
    "value", "joined", "why",
)  # fmt: skip

type Line = dict[str, Any]

_OWN = "rdv-sante.example"
_EVENT = ["json", "base64", "json"]
_ITEM = "$.Record.Data > $.item_id"


def answer_key(drafts: list[Draft]) -> Line:
    """The key, ready to be written; `entries` are 0-based places in `log.entries`."""
    places = {draft.name: number for number, draft in enumerate(drafts)}
    lines = [_located(line, places) for line in (*_must_fire(), *_must_stay_silent())]
    return {
        "format": "enclair-answers/1",
        "capture": "resources/samples/consultation.har",
        "persona": "resources/samples/consultation.persona.toml",
        "columns": list(COLUMNS),
        "answers": lines,
    }


def _located(line: Line, places: dict[str, int]) -> Line:
    found = {**line, "entries": [places[name] for name in line["entries"]]}
    return {column: found.get(column) for column in COLUMNS}


def _fire(rule: str, recipient: str, class_: str | None, **rest: Any) -> Line:
    since = {"since": "findings", "form": "plain", "joined": None}
    return {"rule": rule, "verdict": "fire", "recipient": recipient, "class": class_, **since, **rest}


def _silent(rule: str, recipient: str | None, *names: str, why: str) -> Line:
    line = {"rule": rule, "verdict": "silent", "recipient": recipient, "entries": list(names)}
    return {**line, "since": "findings", "why": why}


def _must_fire() -> list[Line]:
    return [*_first_party(), *_events(), *_advertising(), *_others()]


def _first_party() -> list[Line]:
    base: Line = {"entries": ["appointments"], "side": "response", "location": "body", "layers": ["json"]}
    readable = (
        ("health.motive", "$.data.confirmed[0].visit_motive.name", "Suivi de chimiothérapie"),
        ("health.motive", "$.data.done[0].visit_motive.name", "Première consultation d'oncologie"),
        ("health.specialty", "$.data.confirmed[0].profile.speciality", SPECIALTY),
        ("identity.name", "$.data.confirmed[0].patient.first_name", persona.FIRST_NAME),
        ("identity.name", "$.data.confirmed[0].patient.last_name", persona.LAST_NAME),
        ("health.appointment", "$.data.confirmed[0].start_date", "2026-03-19T09:15:00.000+01:00"),
    )
    patients = {**base, "entries": ["patients"], "since": "main job", "why": "F1"}
    drafts = {**base, "entries": ["drafts"], "since": "main job", "why": "F1"}
    return [
        *(
            _fire("E2E-01", _OWN, kind, **base | {"since": "main job"}, path=path, value=value, why="F1")
            for kind, path, value in readable
        ),
        _fire("E2E-01", _OWN, "identity.national_id", **patients, path="$[0].nir", value=persona.NIR),
        _fire("E2E-01", _OWN, "identity.birthdate", **patients, path="$[0].birthdate", value=persona.BIRTHDATE),
        _fire("E2E-01", _OWN, "contact.email", **patients, path="$[0].email", value=persona.EMAIL),
        _fire("E2E-01", _OWN, "health.motive", **drafts, path="$.drafts[0].visit_motive.name", value=persona.MOTIVE),
        _fire(
            "E2E-02",
            _OWN,
            "encrypted.opaque",
            **base,
            path="$.data.confirmed[0].documents[0].encrypted_content",
            value=None,
            why="F1, the opaque document beside the readable fields",
        ),
        _fire(
            "TLS-01",
            _OWN,
            "health.motive",
            **base,
            path="$.data.confirmed[0].visit_motive.name",
            value="Suivi de chimiothérapie",
            why="S5: headers server, x-bordure-pop of the delivery network on the same answer",
        ),
    ]


def _events() -> list[Line]:
    motive = {"value": str(persona.MOTIVE_ID), "joined": persona.MOTIVE, "side": "request", "location": "body"}
    own = {**motive, "path": _ITEM, "layers": _EVENT, "why": "F2"}
    return [
        _fire("TRK-02", _OWN, "health.motive", entries=["event-motive"], **own),
        _fire(
            "TRK-02",
            _OWN,
            "health.motive",
            entries=["event-field"],
            **{**motive, "path": "$.item_id", "layers": ["json"], "why": "F3, with data_length"},
        ),
        _fire("X3P-01", "flux-evenements.example", "health.motive", entries=["stream-motive"], **own),
        _fire("HST-01", "flux-evenements.example", "health.motive", entries=["stream-motive"], **own),
        _fire(
            "HST-01", _OWN, "health.motive", entries=["event-motive"], **own | {"why": "S2: the shape of a stream API"}
        ),
        _fire(
            "URL-01",
            _OWN,
            "health.motive",
            entries=["slots"],
            side="request",
            location="query",
            path="visit_motive_ids",
            layers=["url"],
            value=str(persona.MOTIVE_ID),
            joined=persona.MOTIVE,
            why="the chosen motive's id in an address",
        ),
    ]


def _advertising() -> list[Line]:
    query = {"side": "request", "location": "query", "layers": ["url"]}
    form = {"entries": ["social-login"], "side": "request", "location": "body", "layers": ["multipart"], "why": "F7"}
    ads, social = "mesure-pub.example", "pixel-social.example"
    motive = {"path": "motiveKey", "value": persona.MOTIVE, "why": "F6, S6"}
    search = {"path": "search_term", "value": persona.SEARCH_TERM, "entries": ["ad-search"]}
    digest = persona.email_sha256()
    return [
        _fire("X3P-01", ads, "health.motive", entries=["ad-motive"], **query, **motive),
        _fire("SRC-01", ads, "behaviour.search", **query, **search, why="the term typed, at the advertising network"),
        _fire(
            "X3P-03",
            ads,
            "behaviour.page",
            entries=["ad-motive"],
            **query,
            path="dl",
            value=PROFILE_URL,
            why="the practitioner's page",
        ),
        _fire("X3P-02", social, "contact.email", **form, path="udff[em]", value=digest, form="sha256"),
        _fire("X3P-03", social, "behaviour.page", **form, path="dl", value=PROFILE_URL),
    ]


def _others() -> list[Line]:
    alert = "alerte-erreurs.example"
    envelope = {"entries": ["alert-error"], "side": "request", "location": "body", "why": "F8"}
    mail = {"path": "#1 > $.user.email", "layers": ["sentry-envelope", "json"], "value": persona.EMAIL}
    media = "images-nuage.example"
    return [
        _fire("ERR-01", alert, "contact.email", **envelope, **mail),
        _fire(
            "IMG-03",
            media,
            "health.specialty",
            entries=["banner"],
            side="request",
            location="url",
            path="path[4]",
            layers=[],
            value=f"{BANNER_ID}.png",
            joined=SPECIALTY,
            why="F4: media_public_id beside speciality in the catalogue",
        ),
        _fire(
            "REF-01",
            media,
            "behaviour.page",
            entries=["banner"],
            side="request",
            location="header",
            path="referer",
            layers=[],
            value=PROFILE_URL,
            why="F11",
        ),
    ]


def _must_stay_silent() -> list[Line]:
    return [
        _silent("E2E-01", None, "i18n", why="every specialty and motive, shipped to every visitor"),
        _silent("E2E-01", None, "directory", why="F26: the public directory of practitioners"),
        _silent("E2E-01", None, "booking-json", why="a practitioner's public profile and list of motives"),
        _silent("E2E-01", None, "search-json", why="the catalogue"),
        _silent("E2E-01", None, "ab-test", why="F24: treatment and condition of an experiment"),
        _silent("E2E-01", None, "appointments-worker", why="F15: answered by a service worker, not on the wire"),
        _silent("*", None, "hsts", why="F15: the http request never left the browser"),
        _silent("*", "regie-bloquee.example", "ad-blocked", why="stopped by the browser before anything was sent"),
        _silent("ERR-01", _OWN, "appointments", "patients", why="F9: the SDK is only the initiator"),
        _silent("ERR-01", None, "alert-session", "alert-end", why="session counters without personal data"),
        _silent("IMG-03", _OWN, "banner-own", why="F5: the same picture from the service itself"),
        _silent("REF-01", "police-web.example", "fonts-css", "font-0", why="F11: only the origin is in the Referer"),
        _silent("X3P-01", "consentement.example", "consent-choice", why="a choice, no value of the account holder"),
        _silent("X3P-01", "police-web.example", "fonts-css", why="harmless"),
        _silent("X3P-03", "mesure-pub.example", "ad-home", why="the home page says nothing"),
        _silent("X3P-03", "pixel-social.example", "social-home", why="the home page says nothing"),
        _silent("SRC-01", _OWN, "autocomplete-2", why="the service itself answers the search"),
        _silent("TRK-02", _OWN, "slots", why="the availability call is functional"),
        _silent("TRK-02", _OWN, "event-home", "event-profile", why="no motive or specialty id"),
    ]
