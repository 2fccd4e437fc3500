"""The sample's pages made usable: forms and links put into their main part, scripts that do what was recorded."""

import json
from functools import cache
from pathlib import Path

from tests.clinic.hosts import AUDIENCE, SALON
from tests.data import booking, trackers
from tests.data.booking import PROFILE_PATH, PROFILE_URL, SITE, WWW

_SITE = Path(__file__).with_name("site")
_STATIC = f"https://static.{SITE}"
_IMAGES = "https://rdv.images-nuage.example/rdv/image/upload"

_SCRIPTS = {
    ("sdk.consentement.example", "/rdv-sante/loader.js"): "consent.js",
    ("js.alerte-erreurs.example", "/sdk-9.4.0.js"): "alert.js",
    ("balise.mesure-pub.example", "/tag.js"): "advertising.js",
    ("connect.pixel-social.example", "/fr_FR/events.js"): "social.js",
    (f"static.{SITE}", "/static/site-77a0.js"): "shell.js",
    (f"static.{SITE}", "/static/site-77a1.js"): "search.js",
    (f"static.{SITE}", "/static/site-77a2.js"): "profile.js",
    (f"static.{SITE}", "/static/site-77a3.js"): "session.js",
    (f"static.{SITE}", "/static/site-77a4.js"): "account.js",
}

_SEARCH = """\
      <form id="recherche" action="/recherche">
        <input id="keyword" name="keyword" placeholder="Spécialité" autocomplete="off">
        <select id="city" name="city"><option value="lyon">Lyon</option></select>
        <button id="chercher">Chercher</button>
      </form>"""
_RESULTS = f"""\
      <ul id="resultats"></ul><div id="carte"></div>
      <a id="praticienne" href="{PROFILE_PATH}?pid=practice-41&amp;telehealth=false">Dr Solène Varnoux</a>"""
_PROFILE = f"""\
      <img id="banniere" alt="" referrerpolicy="unsafe-url"
        src="{_IMAGES}/q_auto,w_1024,c_limit/{booking.BANNER_ID}.png">
      <img id="plaque" alt="" src="{_STATIC}/media/7f2c1e90ab.png">
      <img alt="" src="{_IMAGES}/w_160,h_160,c_fill,g_face/t2y6u0i4o8p1a5s9d3f7.jpg">
      <label>Motif <select id="motif"><option value="">Choisissez</option></select></label>
      <ol id="creneaux"></ol>
      <button id="semaine-suivante" type="button">Semaine suivante</button>
      <a id="reserver" href="/session">Réserver</a>"""
_LOGIN = """\
      <form id="connexion">
        <input id="courriel" type="email" autocomplete="off">
        <input id="mot-de-passe" type="password" autocomplete="off">
        <button id="se-connecter">Se connecter</button>
      </form>"""
_ACCOUNT = """\
      <ol id="rendez-vous"></ol><ul id="notifications"></ul>
      <a id="salon" href="/teleconsultation">Rejoindre la téléconsultation</a>
      <button id="deconnexion" type="button">Se déconnecter</button>"""
_REVIEW = """\
      <form id="reservation">
        <label>Précisions <input id="precisions" autocomplete="off"></label>
        <button id="confirmer" type="submit">Confirmer le rendez-vous</button>
      </form>
      <button id="deconnexion" type="button">Se déconnecter</button>"""
_ROOM = """\
      <h1>Téléconsultation</h1>
      <ul id="messages"></ul>
      <input id="message" autocomplete="off"><button id="envoyer" type="button">Envoyer</button>"""

_MAINS = {
    "/": _SEARCH,
    "/recherche": _RESULTS,
    PROFILE_PATH: _PROFILE,
    "/account/appointments": _ACCOUNT,
    "/booking/solene-varnoux/verification": _REVIEW,
}


def page(path: str, html: str) -> str:
    """The sample's page at `path`, with its working parts."""
    made = html.replace('<form id="connexion"></form>', _LOGIN.strip())
    made = made.replace("    </main>", f"{_MAINS.get(path, '')}\n    </main>", 1)
    return _with_head(made, path)


def room() -> str:
    """The page of the teleconsultation, which the sample does not have."""
    html = (
        '<!doctype html>\n<html lang="fr">\n  <head>\n    <meta charset="utf-8">\n    <title>Téléconsultation</title>\n'
        f"  </head>\n  <body>\n    <main>\n{_ROOM}\n    </main>\n  </body>\n</html>\n"
    )
    return _with_head(html, "/teleconsultation")


def _with_head(html: str, path: str) -> str:
    sources = [f"https://{host}{path}" for (host, path), name in _SCRIPTS.items() if name in {"alert.js", "consent.js"}]
    sources += [f"{_STATIC}/static/site-77a{n}.js" for n in range(5)]
    lines = [f'    <script src="{source}" defer></script>' for source in sources]
    lines.append('    <link rel="icon" href="data:,">')
    lines.append(f'    <link rel="stylesheet" href="{_STATIC}/static/site-4b1c.css">')
    if path == "/":
        fonts = "https://css.police-web.example"
        wanted = "family=Source+Sans+3:wght@400;600&amp;display=swap"
        lines.append(f'    <link rel="stylesheet" href="{fonts}/css2?{wanted}">')
        lines += [
            f'    <link rel="preload" as="font" type="font/woff2" crossorigin href="{fonts}/s/ss3-{n}.woff2">'
            for n in range(3)
        ]
    kept = [line for line in html.split("\n") if '"/static/' not in line]
    return "\n".join(kept).replace("  </head>", "\n".join([*lines, "  </head>"]), 1)


def script(host: str, path: str) -> str:
    """The working part of a script of the sample; "" for those that do nothing here."""
    name = _SCRIPTS.get((host, path))
    return read_site(name) if name else ""


@cache
def read_site(name: str) -> str:
    """A file of `site/`, with the constants of the sample in place of `__CONFIG__`."""
    return (_SITE / name).read_text(encoding="utf-8").replace("__CONFIG__", json.dumps(_config()))


def _config() -> dict[str, str]:
    """Names and session identifiers; no value of the account holder, which pages learn from what is typed."""
    return {
        "www": WWW,
        "static": _STATIC,
        "images": _IMAGES,
        "profile": PROFILE_URL,
        "events": "https://events.rdv-sante.example",
        "ingest": "https://ingest.eu.flux-evenements.example/",
        "audience": f"https://{AUDIENCE}/g/collect",
        "room": f"wss://{SALON}/salon/4410",
        "envelope": trackers.envelope_url(),
        "ssid": trackers.SSID,
        "esid": trackers.ESID,
        "stream": trackers.STREAM,
        "marketer": trackers.MARKETER,
        "fbp": trackers.SOCIAL_ID,
    }
