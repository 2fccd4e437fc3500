"""What a browser must hold after the visit: cookies with attributes, storage, databases; for states kept at markers."""

import json
from dataclasses import dataclass

from tests.data import persona, trackers
from tests.data.booking import PROFILE_URL, SITE, WWW


@dataclass(frozen=True, kw_only=True)
class Cookie:
    """A cookie and who set it (`host`). `max_age_s` None: ends with the session. `after`: the marker from which on."""

    host: str
    name: str
    value: str
    http_only: bool
    same_site: str
    secure: bool = True
    max_age_s: int | None = None
    after: str
    needs_consent: bool = False
    partitioned: bool = False

    @property
    def may_be_blocked(self) -> bool:
        """Sent by another site without `Partitioned`: a browser may refuse to keep it, and some builds do."""
        return not self.partitioned and not self.host.endswith(SITE)


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A value of the service's own pages. `kind`: local-storage, session-storage or indexed-db (the key is then the
    database, the value "")."""

    kind: str
    key: str
    value: str
    after: str
    origin: str = WWW


_YEAR_S = 31536000

COOKIES = (
    Cookie(
        host=f"www.{SITE}",
        name="rdv_visite",
        value="premiere",
        http_only=False,
        same_site="Strict",
        max_age_s=86400,
        after="baseline",
    ),
    Cookie(
        host=f"www.{SITE}",
        name="_rdv_session",
        value="Yk1vZ2R4c2hQ0t7uN3wE9aLmXc5bV8qJ",
        http_only=True,
        same_site="Lax",
        after="logged-in",
    ),
    Cookie(
        host="sdk.consentement.example",
        name="consent_id",
        value="cs-41d8e0b2",
        http_only=False,
        same_site="None",
        max_age_s=_YEAR_S,
        after="accepted",
    ),
    Cookie(
        host="sdk.consentement.example",
        name="consent_site",
        value="rdv",
        http_only=False,
        same_site="None",
        max_age_s=_YEAR_S,
        after="accepted",
        partitioned=True,
    ),
    Cookie(
        host="collecte.mesure-pub.example",
        name="mpuid",
        value=trackers.BROWSER_ID,
        http_only=False,
        same_site="None",
        max_age_s=_YEAR_S,
        after="accepted",
        needs_consent=True,
    ),
    Cookie(
        host="www.pixel-social.example",
        name="fbp",
        value=trackers.SOCIAL_ID,
        http_only=False,
        same_site="None",
        max_age_s=_YEAR_S,
        after="accepted",
        needs_consent=True,
    ),
)
"""After a refusal those of the consent service follow "refused". Firefox keeps those of third parties apart for each
site."""

STORED = (
    Stored(kind="local-storage", key="rdv_choix", value="accept-all", after="accepted"),
    Stored(kind="local-storage", key="rdv_derniere_recherche", value=persona.SEARCH_TERM, after="search"),
    Stored(kind="session-storage", key="rdv_fiche", value=PROFILE_URL, after="practitioner-seen"),
    Stored(kind="session-storage", key="rdv_motif", value=str(persona.MOTIVE_ID), after="motive-chosen"),
    Stored(kind="indexed-db", key="rdv-brouillons", value="", after="motive-chosen"),
    Stored(
        kind="local-storage",
        key="rdv_compte",
        value=json.dumps({"id": persona.ACCOUNT_ID, "email": persona.EMAIL}, separators=(",", ":")),
        after="logged-in",
    ),
)
"""After a refusal `rdv_choix` is "refuse-all"; the rest is the same."""
