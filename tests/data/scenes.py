"""The recorded visit, scene by scene: what Chrome would have seen between the first page and the logout."""

import random
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from tests.data import booking, persona, pictures, trackers
from tests.data.booking import PROFILE_URL, WWW
from tests.data.chrome import START, Draft, Json
from tests.data.session import PAGES, Visit

_SDK: Json = {
    "type": "script",
    "stack": {
        "callFrames": [
            {
                "functionName": "fetch",
                "scriptId": "41",
                "url": "https://js.alerte-erreurs.example/sdk-9.4.0.js",
                "lineNumber": 1,
                "columnNumber": 48211,
            },
            {
                "functionName": "load",
                "scriptId": "37",
                "url": "https://static.rdv-sante.example/static/account-77aa.js",
                "lineNumber": 0,
                "columnNumber": 9120,
            },
        ]
    },
}


def _ms(at_s: float) -> int:
    return round((START + timedelta(seconds=at_s)).timestamp() * 1000)


_FIELD: Json = {"data_event": "blur", "data_id": "visit-motive", "data_length": 32}


def record_visit(seed: int) -> list[Draft]:
    """Every request of the visit, in time order."""
    visit = Visit(seed)
    for scene in (_arrive, _consent, _search, _see_profile, _choose_motive, _log_in, _read_account, _review, _leave):
        scene(visit)
    return sorted(visit.drafts, key=lambda draft: draft.at_s)


def _arrive(visit: Visit) -> None:
    visit.add(
        "hsts",
        0.0,
        "http://www.rdv-sante.example/",
        kind="document",
        status=307,
        mime="x-unknown",
        response_headers=(("location", f"{WWW}/"), ("non-authoritative-reason", "HSTS")),
    )
    _page(visit, "home", 0.1, f"{WWW}/", title="RDV Santé, vos rendez-vous", main="      <h1>Trouver un soignant</h1>")
    _static(visit, 0.4)
    visit.add("i18n", 0.9, f"{WWW}/i18n/fr-5d20.json", answer=booking.i18n_bundle())
    visit.add(
        "fonts-css",
        0.6,
        "https://css.police-web.example/css2?family=Source+Sans+3:wght@400;600&display=swap",
        kind="stylesheet",
        mime="text/css; charset=utf-8",
        answer="@font-face{font-family:'Source Sans 3';src:url(https://css.police-web.example/s/ss3.woff2)}",
    )
    for n in range(3):
        visit.add(
            f"font-{n}",
            0.9 + n / 50,
            f"https://css.police-web.example/s/ss3-{n}.woff2",
            kind="font",
            mime="font/woff2",
            answer=b"wOF2" + visit.chance.randbytes(9000),
        )
    visit.add("consent-sdk", 1.1, "https://sdk.consentement.example/rdv-sante/loader.js", **_script(visit, 14000))
    visit.add(
        "consent-notice",
        1.5,
        "https://sdk.consentement.example/v2/notice.json?lang=fr",
        answer=booking.dumps({"notice": {"title": "Vos choix", "purposes": ["mesure", "publicité"], "vendors": 14}}),
    )
    visit.add("alert-sdk", 1.2, "https://js.alerte-erreurs.example/sdk-9.4.0.js", **_script(visit, 30000))
    _envelope(visit, "alert-session", 2.7, trackers.session_envelope())
    _collect(visit, "event-home", 3.1, "homepage", page_url=f"{WWW}/")
    _pictures(visit, "home", 1.3, 8)


def _consent(visit: Visit) -> None:
    visit.add(
        "consent-choice",
        21.2,
        "https://sdk.consentement.example/v2/choice",
        method="POST",
        body=booking.dumps({"choice": "accept-all", "purposes": {"enabled": ["mesure", "publicite"], "disabled": []}}),
        answer='{"ok":true}',
        sets=(("consent_id", "cs-41d8e0b2"),),
    )
    visit.add("ad-tag", 21.6, "https://balise.mesure-pub.example/tag.js", **_script(visit, 22000))
    visit.add("social-tag", 21.7, "https://connect.pixel-social.example/fr_FR/events.js", **_script(visit, 26000))
    pixel = {"kind": "image", "mime": "image/gif", "answer": pictures.PIXEL_GIF}
    home = trackers.advertising_url("PAGE_VIEW", dl=f"{WWW}/")
    visit.add("ad-home", 22.3, home, **pixel, sets=(("mpuid", trackers.BROWSER_ID),))
    seen = quote(f"{WWW}/", safe="")
    social = f"https://www.pixel-social.example/tr/?id=550019283746&ev=PageView&dl={seen}&v=2.9.180"
    visit.add("social-home", 22.4, social, **pixel, sets=(("fbp", trackers.SOCIAL_ID),))
    _collect(visit, "event-consent", 21.9, "consent_given", page_url=f"{WWW}/", choice="accept-all")
    experiment = {"experiment": "home-hero", "treatment": "B", "treatment_group": "4", "condition": "default"}
    visit.add("ab-test", 23.0, f"{WWW}/api/experiments", method="POST", body=booking.dumps(experiment), answer="{}")


def _search(visit: Visit) -> None:
    for n, typed in enumerate(("onc", "oncologie", persona.SEARCH_TERM)):
        url = f"{WWW}/api/searchbar/autocomplete.json?search={quote(typed)}"
        visit.add(f"autocomplete-{n}", 44.3 + n * 0.5, url, kind="xhr", answer=booking.autocomplete(visit.chance))
    visit.turn_to("page_2")
    url = PAGES[1][2]
    _page(visit, "results", 46.0, url, title="Résultats, Lyon", main="      <h1>Soignants à Lyon</h1>")
    _static(visit, 46.3)
    visit.add("search-json", 47.0, f"{WWW}/search_results/lyon.json?limit=7&page=1", answer=booking.search_results())
    for n, (_, _, media) in enumerate(booking.NEIGHBOURS):
        _avatar(visit, f"avatar-{n}", 47.5 + n / 20, media)
    visit.add("ad-search", 48.2, trackers.search_url(), kind="image", mime="image/gif", answer=pictures.PIXEL_GIF)
    visit.add("directory", 52.0, f"{WWW}/api/directory/lyon.json", answer=booking.directory(visit.chance))
    for n in range(6):
        visit.add(
            f"tile-{n}",
            53.0 + n / 30,
            f"https://tuiles.carte-libre.example/12/{2103 + n % 3}/{1461 + n // 3}.png",
            kind="image",
            mime="image/png",
            answer=pictures.banner_png(["A" * (n + 4)], scale=4),
        )
    _collect(visit, "event-search", 49.0, "search_results_displayed", page_url=f"{WWW}/recherche", results=7)


def _see_profile(visit: Visit) -> None:
    visit.turn_to("page_3")
    main = '      <h1>Dr Solène Varnoux</h1>\n      <div id="prise-de-rendez-vous"></div>'
    _page(visit, "profile", 92.0, PROFILE_URL, title="Dr Solène Varnoux, Lyon", main=main)
    _static(visit, 92.3)
    visit.add("booking-json", 93.0, f"{WWW}/booking/solene-varnoux.json", answer=booking.booking_json())
    banner = pictures.banner_png(["CENTRE DES PEUPLIERS", "UNITE D'ONCOLOGIE"])
    visit.add(
        "banner",
        93.6,
        f"https://rdv.images-nuage.example/rdv/image/upload/q_auto,w_1024,c_limit/{booking.BANNER_ID}.png",
        kind="image",
        mime="image/png",
        answer=banner,
        referer="full",
    )
    own = "https://static.rdv-sante.example/media/7f2c1e90ab.png"
    visit.add("banner-own", 93.7, own, kind="image", mime="image/png", answer=banner)
    _avatar(visit, "avatar-profile", 93.8, "t2y6u0i4o8p1a5s9d3f7")
    _collect(visit, "event-profile", 94.5, "practitioner_profile_displayed", page_url=PROFILE_URL)
    _pictures(visit, "profile", 94.0, 5)


def _choose_motive(visit: Visit) -> None:
    chosen = (persona.MOTIVE_ID, "VisitMotive")
    envelope = trackers.stream_record(
        trackers.event(
            "booking_motive_selected", at_ms=_ms(132.4), page_url=PROFILE_URL, item=chosen, data_event="click"
        )
    )
    _post(visit, "event-motive", 132.5, "https://events.rdv-sante.example/live", envelope)
    stream = {"request_headers": (("x-flux-target", "Flux_20250804.PutRecord"), ("origin", WWW))}
    _post(visit, "stream-motive", 132.9, "https://ingest.eu.flux-evenements.example/", envelope, **stream)
    field = trackers.event("form_field_blurred", at_ms=_ms(133.0), page_url=PROFILE_URL, item=chosen, **_FIELD)
    _post(visit, "event-field", 133.1, "https://events.rdv-sante.example/event/form_fields", field)
    visit.add("slots", 133.4, trackers.slots_url(), answer=booking.availabilities(visit.chance))
    pixel = {"kind": "image", "mime": "image/gif", "answer": pictures.PIXEL_GIF}
    visit.add("ad-motive", 132.8, trackers.motive_url(), **pixel)
    blocked = f"https://regie-bloquee.example/px?motiveKey={quote(persona.MOTIVE)}"
    visit.add("ad-blocked", 133.2, blocked, kind="image", error="net::ERR_BLOCKED_BY_CLIENT")
    for n, start in enumerate(("2026-03-17", "2026-03-24", "2026-03-31")):
        url = trackers.slots_url().replace("2026-03-10", start)
        visit.add(f"slots-{n}", 140.0 + n * 9, url, answer=booking.availabilities(visit.chance))


def _log_in(visit: Visit) -> None:
    visit.turn_to("page_4")
    _page(visit, "login", 204.0, f"{WWW}/session", title="Connexion", main='      <form id="connexion"></form>')
    _static(visit, 204.2)
    body = {"kind": "patient", "username": persona.EMAIL, "password": persona.PASSWORD, "remember": True}
    visit.add(
        "login",
        206.3,
        f"{WWW}/login.json",
        method="POST",
        kind="xhr",
        body=booking.dumps(body),
        answer=booking.dumps({"redirection": "/account/appointments", "two_factor": False}),
        sets=(("_rdv_session", "Yk1vZ2R4c2hQ0t7uN3wE9aLmXc5bV8qJ"),),
    )
    _post(
        visit,
        "social-login",
        207.1,
        "https://www.pixel-social.example/tr/",
        trackers.social_body(),
        body_mime=trackers.social_type(),
    )
    visit.add("account", 207.6, f"{WWW}/api/account.json", kind="xhr", answer=booking.account())


def _read_account(visit: Visit) -> None:
    visit.turn_to("page_5")
    own = f"{WWW}/account"
    _page(visit, "appointments-page", 232.0, f"{own}/appointments", title="Mes rendez-vous", main="      <ol></ol>")
    _static(visit, 232.3)
    answer = booking.appointments(visit.chance)
    url = f"{own}/appointments.json?page=0"
    visit.add("appointments", 233.1, url, kind="xhr", answer=answer, initiator=_SDK)
    visit.add("appointments-worker", 235.0, url, kind="xhr", answer=answer, worker=True)
    visit.add("patients", 234.0, f"{own}/master_patients.json", kind="xhr", answer=booking.patients(), initiator=_SDK)
    visit.add("drafts", 236.0, f"{own}/booking_drafts.json", kind="xhr", answer=booking.booking_drafts())
    _envelope(visit, "alert-error", 246.4, trackers.error_envelope())
    _collect(visit, "event-account", 237.0, "appointments_displayed", page_url=f"{own}/appointments")
    visit.add("notifications", 238.0, f"{own}/notifications.json", kind="xhr", answer='{"unread":0,"items":[]}')
    _pictures(visit, "account", 233.5, 4)


def _review(visit: Visit) -> None:
    visit.turn_to("page_6")
    _page(visit, "review", 291.0, PAGES[5][2], title="Vérification", main="      <h1>Vérifiez avant de confirmer</h1>")
    _static(visit, 291.3)
    fields = {"custom_fields": [{"id": 3, "label": "Précisions pour le secrétariat", "required": False}]}
    visit.add("review-json", 292.0, f"{WWW}/booking/solene-varnoux/fields.json", answer=booking.dumps(fields))
    _collect(visit, "event-review", 293.0, "booking_review_displayed", page_url=f"{WWW}/booking")
    _pictures(visit, "review", 292.0, 3)


def _leave(visit: Visit) -> None:
    visit.add("logout", 352.4, f"{WWW}/logout", method="DELETE", kind="xhr", status=204, mime="x-unknown")
    _envelope(visit, "alert-end", 355.0, trackers.session_envelope())


def _page(visit: Visit, name: str, at_s: float, url: str, *, title: str, main: str) -> None:
    html = booking.page_html(title, body=main, chance=visit.chance)
    visit.add(name, at_s, url, kind="document", mime="text/html; charset=utf-8", answer=html, referer="none")


def _static(visit: Visit, at_s: float) -> None:
    """The scripts and styles of a page: from the network the first time, then from the browser's cache."""
    first = at_s < 10
    sources = random.Random(41)
    for n in range(5):
        text = booking.script(sources, size_bytes=14000 + 11000 * n)
        url = f"https://static.rdv-sante.example/static/site-77a{n}.js"
        facts = {"kind": "script", "mime": "text/javascript; charset=utf-8", "cached": None if first else "memory"}
        visit.add(f"js-{n}", at_s + n / 50, url, answer=text if first or n == 0 else None, **facts)
    css = booking.stylesheet(sources, size_bytes=16000)
    url = "https://static.rdv-sante.example/static/site-4b1c.css"
    cached = None if first else "disk"
    visit.add("css", at_s + 0.02, url, kind="stylesheet", mime="text/css", answer=css if first else None, cached=cached)


def _script(visit: Visit, size_bytes: int) -> dict[str, object]:
    text = booking.script(visit.chance, size_bytes=size_bytes)
    return {"kind": "script", "mime": "text/javascript; charset=utf-8", "answer": text}


def _avatar(visit: Visit, name: str, at_s: float, media: str) -> None:
    greys = [visit.chance.randrange(40, 216) for _ in range(400)]
    url = f"https://rdv.images-nuage.example/rdv/image/upload/w_160,h_160,c_fill,g_face/{media}.jpg"
    visit.add(name, at_s, url, kind="image", mime="image/jpeg", answer=pictures.mosaic_jpeg(greys, columns=20))


def _pictures(visit: Visit, scene: str, at_s: float, count: int) -> None:
    """Decoration from the site itself."""
    for n in range(count):
        greys = [visit.chance.randrange(90, 200) for _ in range(2500)]
        url = f"https://static.rdv-sante.example/media/{scene}-{n}.jpg"
        answer = pictures.mosaic_jpeg(greys, columns=50)
        visit.add(f"{scene}-picture-{n}", at_s + n / 25, url, kind="image", mime="image/jpeg", answer=answer)
    icon = f"https://static.rdv-sante.example/media/{scene}.webp"
    visit.add(f"{scene}-icon", at_s + 0.9, icon, kind="image", mime="image/webp", answer=pictures.PIXEL_WEBP)


def _collect(visit: Visit, name: str, at_s: float, event: str, *, page_url: str, **details: Any) -> None:
    text = trackers.event(event, at_ms=_ms(at_s), page_url=page_url, **details)
    _post(visit, name, at_s + 0.1, "https://events.rdv-sante.example/live", trackers.stream_record(text))


def _post(visit: Visit, name: str, at_s: float, url: str, body: str, **facts: object) -> None:
    facts = {"kind": "ping", "body_mime": "application/json", **facts}
    visit.add(name, at_s, url, method="POST", body=body, answer='{"ok":true}', status=202, **facts)


def _envelope(visit: Visit, name: str, at_s: float, body: str) -> None:
    _post(visit, name, at_s, trackers.envelope_url(), body, body_mime="text/plain;charset=UTF-8")
