"""The stage of the recorded visit: its hosts, pages and markers, and the browser that keeps cookies and Referer."""

import random
from urllib.parse import quote, urlsplit

from tests.data import booking, persona
from tests.data.booking import PROFILE_URL, WWW
from tests.data.chrome import Draft, Host, Pairs

_EDGE: Pairs = (("server", "bordure"), ("x-bordure-pop", "CDG-7"), ("x-bordure-cache", "DYNAMIC"))

HOSTS = {
    "www.rdv-sante.example": Host(
        address="192.0.2.10",
        headers=(*_EDGE, ("referrer-policy", "strict-origin-when-cross-origin"), ("x-frame-options", "DENY")),
    ),
    "static.rdv-sante.example": Host(address="192.0.2.11", headers=_EDGE),
    "events.rdv-sante.example": Host(address="192.0.2.12", headers=(("server", "collecteur"),)),
    "sdk.consentement.example": Host(address="198.51.100.20", headers=(("server", "nginx"),)),
    "css.police-web.example": Host(address="198.51.100.31", headers=(("server", "police"),)),
    "images-nuage.example": Host(address="203.0.113.40", headers=(("server", "images-nuage"),)),
    "rdv.images-nuage.example": Host(address="203.0.113.40", headers=(("server", "images-nuage"),)),
    "collecte.mesure-pub.example": Host(address="203.0.113.50"),
    "balise.mesure-pub.example": Host(address="203.0.113.51"),
    "www.pixel-social.example": Host(address="2001:db8:50::7", headers=(("server", "pixel"),)),
    "connect.pixel-social.example": Host(address="2001:db8:50::8"),
    "js.alerte-erreurs.example": Host(address="198.51.100.60"),
    "o12345.ingest.alerte-erreurs.example": Host(address="198.51.100.61", headers=(("server", "nginx"),)),
    "ingest.eu.flux-evenements.example": Host(address="203.0.113.70", headers=(("x-flux-requestid", "5f0c"),)),
    "tuiles.carte-libre.example": Host(address="198.51.100.80"),
    "regie-bloquee.example": Host(address=""),
}

PAGES = (
    ("page_1", 0.0, f"{WWW}/", 1412.6),
    ("page_2", 46.0, f"{WWW}/recherche?keyword={quote(persona.SEARCH_TERM)}&city=lyon", 1688.2),
    ("page_3", 92.0, PROFILE_URL, 1533.9),
    ("page_4", 204.0, f"{WWW}/session", 934.1),
    ("page_5", 232.0, f"{WWW}/account/appointments", 1207.5),
    ("page_6", 291.0, f"{WWW}/booking/solene-varnoux/verification", 1011.0),
)

MARKERS = (
    (0.2, "baseline", "Page ouverte, rien n’est touché", ""),
    (14.0, "consent-shown", "Bandeau de consentement affiché", ""),
    (21.0, "accepted", "« Tout accepter »", "Un seul clic, premier écran du bandeau."),
    (44.0, "search", "Recherche d’une spécialité", ""),
    (92.5, "practitioner-seen", "Fiche d’une praticienne", ""),
    (132.0, "motive-chosen", "Motif choisi dans la liste", "Aucun rendez-vous pris."),
    (206.0, "logged-in", "Connexion au compte", ""),
    (290.0, "booking", "Récapitulatif affiché, rien n’est confirmé", "Arrêt avant la confirmation."),
    (352.0, "logged-out", "Déconnexion", ""),
)


class Visit:
    """Collects the drafts of a visit: keeps the cookies of each site and the clock of each page."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.drafts: list[Draft] = []
        self._jar: dict[str, dict[str, str]] = {}
        self._page = ("page_1", f"{WWW}/")

    def turn_to(self, label: str) -> None:
        self._page = next((name, url) for name, _, url, _ in PAGES if name == label)

    def add(self, name: str, at_s: float, url: str, **facts: object) -> None:
        """One more request of the current page. `referer="full"` sends the page's whole address to a third party."""
        page, page_url = self._page
        policy = facts.pop("referer", "origin")
        kind = facts.get("kind", "fetch")
        draft = Draft(name=name, at_s=at_s, url=url, page=page, cookies=self._cookies(url), **facts)  # type: ignore[arg-type]
        if kind != "document" or name.startswith("page-"):
            draft.referer = _referer(url, page_url=page_url, policy=str(policy))
        if draft.initiator == {"type": "other"} and kind != "document":
            draft.initiator = {"type": "parser", "url": page_url, "lineNumber": 6 + len(self.drafts) % 40}
        self._jar.setdefault(_site(url), {}).update(dict(draft.sets))
        self.drafts.append(draft)

    def _cookies(self, url: str) -> Pairs:
        return tuple(self._jar.get(_site(url), {}).items())


def _site(url: str) -> str:
    return ".".join((urlsplit(url).hostname or "").split(".")[-2:])


def _referer(url: str, *, page_url: str, policy: str) -> str | None:
    if policy == "none":
        return None
    return page_url if _site(url) == booking.SITE or policy == "full" else f"{WWW}/"
