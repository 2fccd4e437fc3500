"""Camille Témoin, who does not exist: the planted values of the sample.

The telephone numbers are from the ranges that ARCEP reserves for fiction; the national number has a right key and
cannot belong to anyone (department 20 no longer existed in 1991, commune 990 never did)."""

from hashlib import sha256

FIRST_NAME = "Camille"
LAST_NAME = "Témoin"
NAME = f"{FIRST_NAME} {LAST_NAME}"
EMAIL = "camille.temoin+rdv7@courriel.example"
PASSWORD = "Fauvette-31-Brume!"
PHONE = "+33639981274"
LANDLINE = "01 99 00 42 17"
BIRTHDATE = "1991-06-17"
ADDRESS = "14 impasse des Fauvettes-Grises"
ZIPCODE = "69009"
CITY = "Lyon"
ACCOUNT_ID = 90417352
PATIENT_ID = 70033918
SEARCH_TERM = "oncologie sénologie"
MOTIVE_ID = 9000042
MOTIVE = "Annonce de résultats (oncologie)"

_NIR_BODY = "2910620990990"
NIR = f"{_NIR_BODY}{97 - int(_NIR_BODY) % 97:02d}"

VALUES = (
    ("prénom", "identity.name", FIRST_NAME),
    ("nom", "identity.name", LAST_NAME),
    ("nom complet", "identity.name", NAME),
    ("courriel", "contact.email", EMAIL),
    ("mot de passe", "credential.password", PASSWORD),
    ("téléphone", "contact.phone", PHONE),
    ("date de naissance", "identity.birthdate", BIRTHDATE),
    ("adresse", "contact.address", ADDRESS),
    ("numéro de sécurité sociale", "identity.national_id", NIR),
    ("identifiant de compte", "identity.account_id", str(ACCOUNT_ID)),
    ("recherche tapée", "behaviour.search", SEARCH_TERM),
)


def email_sha256() -> str:
    """Hexadecimal SHA-256 of the normalised address, as advertising pixels send it."""
    return sha256(EMAIL.strip().lower().encode()).hexdigest()


def persona_toml() -> str:
    """The persona file of the sample (contracts.md)."""
    head = "# Identité de test de la capture d'exemple : personne fictive, valeurs impossibles hors de cette fiction.\n"
    parts = [f'{head}[persona]\nname = "{NAME}"\n']
    parts += [f'\n[[value]]\nlabel = "{label}"\nclass = "{kind}"\nvalue = "{value}"\n' for label, kind, value in VALUES]
    return "".join(parts)
