"""Which names the clinic answers to, and on which of its ports."""

from enum import StrEnum

from tests.clinic.trial.hosts import NAMES
from tests.data.booking import SITE
from tests.data.session import HOSTS


class Port(StrEnum):
    """The listening ports."""

    H2 = "h2"  # TLS, ALPN h2 and http/1.1
    H1 = "h1"  # TLS, ALPN http/1.1 only
    PLAIN = "plain"  # cleartext; answers TLS too, since browsers try that first
    RAW = "raw"  # broken or unusual answers written byte by byte, cleartext or TLS
    RELAY = "relay"  # HTTP CONNECT to the other ports, by name


APEX = SITE  # sends the visitor from cleartext to the service
SALON = f"salon.{SITE}"  # the room of the teleconsultation (WebSocket)
RAW_NAME = f"brut.{SITE}"
AUDIENCE = "www.mesure-audience.example"  # not in the sample: a measurement that batches its events

_ONLY_H1 = (
    "balise.mesure-pub.example",
    "ingest.eu.flux-evenements.example",
    "js.alerte-erreurs.example",
    "tuiles.carte-libre.example",
    SALON,
)


def names() -> dict[str, Port]:
    """Every name of the clinic with its port."""
    first = dict.fromkeys((*HOSTS, AUDIENCE, *NAMES), Port.H2)
    return {**first, **dict.fromkeys(_ONLY_H1, Port.H1), APEX: Port.PLAIN, RAW_NAME: Port.RAW}


def site_of(name: str) -> str:
    """The registrable domain of a name of the clinic."""
    return ".".join(name.split(".")[-2:])
