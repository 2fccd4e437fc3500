"""What the page sends to its own event collector and to the fictional third parties."""

from base64 import b64encode
from urllib.parse import quote, urlencode

from tests.data import persona
from tests.data.booking import PROFILE_PATH, PROFILE_URL, WWW, dumps

SSID = "c1460000linux-Ab3dEf6hIj9k"
ESID = "mT4vQ8zR1xK7nB2yL6wS9dGc"
BROWSER_ID = "mp.2.7f31c09a5be84d22"
SOCIAL_ID = "fbp.1.1773151121044.5530918277"
MARKETER = "00c4a1d7e2"
BOUNDARY = "----WebKitFormBoundaryq7Xv2LpKd0RsTz4M"
STREAM = "tracking-events"
SENTRY_KEY = "4f9d2c7b81e04a55b2f06d9e1c3a7788"


def event(name: str, *, at_ms: int, page_url: str, item: tuple[int, str] | None = None, **details: object) -> str:
    """One interaction event of the site, as JSON."""
    return dumps(
        {
            "id": f"6f1c{at_ms % 10**8:08d}",
            "new_version": True,
            "name": name,
            "ssid": SSID,
            "user_type": "Session",
            "tracking_event_id": None,
            "item_id": item[0] if item else None,
            "item_type": item[1] if item else None,
            "client_time": at_ms,
            "details": {
                "page_url": page_url,
                "esid": ESID,
                "device": "desktop",
                "device_category": "computer",
                "country": "fr",
                **details,
            },
        }
    )


def stream_record(event_json: str) -> str:
    """The event in a stream envelope: base64 in JSON."""
    return dumps({"DeliveryStreamName": STREAM, "Record": {"Data": b64encode(event_json.encode()).decode()}})


def advertising_url(name: str, **parameters: str) -> str:
    """A unified-pixel GET of the advertising network, values percent-encoded."""
    fixed = {"marketerId": MARKETER, "obApiVersion": "2.1", "name": name}
    return f"https://collecte.mesure-pub.example/pixel?{urlencode({**fixed, **parameters}, quote_via=quote)}"


def motive_url() -> str:
    """The motive and the insurance sector, readable in the query of an advertising request (F6)."""
    return advertising_url("motif_choisi", motiveKey=persona.MOTIVE, insuranceSector="public", dl=PROFILE_URL)


def search_url() -> str:
    return advertising_url("recherche", search_term=persona.SEARCH_TERM, dl=f"{WWW}/recherche")


def social_body() -> str:
    """A multipart pixel: the page and the SHA-256 of the e-mail address (F7)."""
    fields = (
        ("id", "550019283746"),
        ("ev", "SubscribedButtonClick"),
        ("dl", PROFILE_URL),
        ("rl", f"{WWW}/"),
        ("if", "false"),
        ("fbp", SOCIAL_ID),
        ("udff[em]", persona.email_sha256()),
        ("cd[buttonText]", "Continuer"),
        ("v", "2.9.180"),
    )
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields]
    return "".join(parts) + f"--{BOUNDARY}--\r\n"


def social_type() -> str:
    return f"multipart/form-data; boundary={BOUNDARY}"


def envelope_url() -> str:
    return f"https://o12345.ingest.alerte-erreurs.example/api/67890/envelope/?sentry_key={SENTRY_KEY}&sentry_version=7"


def session_envelope() -> str:
    """The harmless twin: a session item with counters only."""
    head = {"sent_at": "2026-03-10T13:58:23.100Z", "sdk": {"name": "alerte.javascript", "version": "9.4.0"}}
    item = {"sid": "b7c1d0e2f3a44b55", "init": True, "status": "ok", "errors": 0, "attrs": {"release": "web@5.210.0"}}
    return "\n".join((dumps(head), dumps({"type": "session"}), dumps(item))) + "\n"


def error_envelope() -> str:
    """An error event with the user's address and the page in its breadcrumbs (F8)."""
    head = {"event_id": "9a3f0c5d7e1b4288", "sent_at": "2026-03-10T14:02:26.380Z"}
    crumbs = [
        {"category": "navigation", "data": {"from": "/", "to": PROFILE_PATH}},
        {"category": "fetch", "data": {"method": "GET", "url": slots_url(), "status_code": 200}},
    ]
    error = {
        "level": "error",
        "platform": "javascript",
        "exception": {"values": [{"type": "TypeError", "value": "Cannot read properties of null (reading 'focus')"}]},
        "user": {"id": str(persona.ACCOUNT_ID), "email": persona.EMAIL},
        "request": {"url": f"{WWW}/account/appointments"},
        "breadcrumbs": crumbs,
        "environment": "production",
    }
    return "\n".join((dumps(head), dumps({"type": "event"}), dumps(error))) + "\n"


def slots_url() -> str:
    """The availability call: the chosen motive's id in the query of the first party."""
    asked = {
        "start_date": "2026-03-10",
        "visit_motive_ids": str(persona.MOTIVE_ID),
        "agenda_ids": "510021",
        "practice_ids": "41",
        "insurance_sector": "public",
        "limit": "3",
    }
    return f"{WWW}/availabilities.json?{urlencode(asked)}"
