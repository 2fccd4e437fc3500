"""The pages of the trial and the scripts that make them work."""

import json
from functools import cache
from pathlib import Path

from tests.clinic.hosts import SALON
from tests.clinic.trial.hosts import ADS, AGENCY, HOME, REPLAY, SOCIAL
from tests.data import booking, trackers
from tests.data.booking import PROFILE_PATH, SITE

_SITE = Path(__file__).with_name("site")
_IMAGES = "https://rdv.images-nuage.example/rdv/image/upload"
ALERT = "https://js.alerte-erreurs.example/sdk-9.4.0.js"
LOADER = "https://sdk.consentement.example/mon-rdv/loader.js"
QUIET_PATH = "/sobre"

_SEARCH = """\
      <form id="recherche" action="/recherche">
        <input id="keyword" name="keyword" autocomplete="off"><input type="hidden" name="city" value="lyon">
        <button id="chercher">Chercher</button>
      </form>"""
_RESULTS = f"""\
      <ul id="resultats"></ul>
      <a id="praticienne" href="{PROFILE_PATH}">Dr Solène Varnoux</a>"""
_PROFILE = f"""\
      <img alt="" src="{_IMAGES}/q_auto,w_1024,c_limit/{booking.BANNER_ID}.png">
      <img alt="" src="https://static.{SITE}/media/7f2c1e90ab.png">
      <label>Motif <select id="motif"><option value="">Choisissez</option></select></label>
      <ol id="creneaux"></ol>
      <a id="reserver" href="/session">Réserver</a>"""
_LOGIN = """\
      <form id="connexion">
        <input id="courriel" type="email" autocomplete="off">
        <input id="mot-de-passe" type="password" autocomplete="off">
        <button id="se-connecter">Se connecter</button>
      </form>"""
_ACCOUNT = """\
      <ol id="rendez-vous"></ol>
      <ul id="messages"></ul>"""

PAGES = {
    "/": _SEARCH,
    QUIET_PATH: _SEARCH,
    "/recherche": _RESULTS,
    PROFILE_PATH: _PROFILE,
    "/session": _LOGIN,
    "/account/appointments": _ACCOUNT,
}
"""The main part of each page, by path."""


def page(path: str) -> str:
    """A page of the trial. The quiet one asks nobody else for anything before a choice."""
    sources = [f"{HOME}/essai/consent.js"] if path == QUIET_PATH else [ALERT, LOADER, f"https://{SOCIAL}/pixel.js"]
    if path == "/account/appointments":
        sources.append(f"https://{REPLAY}/rec.js")
    sources.append(f"{HOME}/essai/site.js")
    scripts = "\n".join(f'    <script src="{source}" defer></script>' for source in sources)
    return (
        '<!doctype html>\n<html lang="fr">\n  <head>\n    <meta charset="utf-8">\n    <title>Mon RDV</title>\n'
        f'    <link rel="icon" href="data:,">\n{scripts}\n  </head>\n'
        f"  <body>\n    <main>\n{PAGES[path]}\n    </main>\n  </body>\n</html>\n"
    )


@cache
def read_script(name: str) -> str:
    """A file of `site/`, with addresses and numbers of the service in place of `__CONFIG__`; nothing of a visitor."""
    return (_SITE / name).read_text(encoding="utf-8").replace("__CONFIG__", json.dumps(_config()))


def _config() -> dict[str, str]:
    return {
        "ads": f"https://{ADS}",
        "agency": f"https://{AGENCY}",
        "consent": "https://sdk.consentement.example/v2",
        "envelope": trackers.envelope_url(),
        "events": f"https://events.{SITE}",
        "home": HOME,
        "ingest": "https://ingest.eu.flux-evenements.example/",
        "profile": PROFILE_PATH,
        "quiet": QUIET_PATH,
        "replay": f"https://{REPLAY}",
        "room": f"wss://{SALON}/salon/4410",
        "site": SITE,
        "social": f"https://{SOCIAL}",
        "stream": trackers.STREAM,
        "agent": f"{HOME}/nr_insert_1/events/1/NRJS-4f9d2c7b81e04a55b2f?a=718281828&sa=1&v=1.260.1&t=Unnamed",
    }
