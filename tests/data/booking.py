"""What the fictional booking site answers: pages, catalogue, directory, availabilities, account, appointments."""

import json
import random
from base64 import b64encode, urlsafe_b64encode
from hashlib import sha1

from tests.data import persona

SITE = "rdv-sante.example"
WWW = f"https://www.{SITE}"
PROFILE_PATH = "/oncologue/lyon/solene-varnoux"
PROFILE_URL = f"{WWW}{PROFILE_PATH}?pid=practice-41&telehealth=false"
BANNER_ID = "k3v9q0x2m7t1b8d4c6z5"
PRACTITIONER = "Dr Solène Varnoux"
SPECIALTY = "Oncologie médicale"

SPECIALTIES = (
    "Allergologie", "Anesthésie", "Cardiologie", "Chirurgie orale", "Chirurgie viscérale", "Dentisterie",
    "Dermatologie", "Diabétologie", "Endocrinologie", "Gastro-entérologie", "Génétique médicale", "Gériatrie",
    "Gynécologie", "Hématologie", "Infectiologie", "Kinésithérapie", "Médecine du sport", "Médecine générale",
    "Néphrologie", "Neurologie", "Oncologie médicale", "Ophtalmologie", "Orthophonie", "ORL", "Pédiatrie",
    "Pédopsychiatrie", "Pneumologie", "Podologie", "Psychiatrie", "Radiologie", "Radiothérapie", "Rhumatologie",
    "Sage-femme", "Soins palliatifs", "Stomatologie", "Urologie",
)  # fmt: skip

NEIGHBOURS = (
    ("Dr Éloi Marsanne", "Oncologie médicale", "d5t8w2n6b1y4q7h3j9r0"),
    ("Dr Ysaline Corbeval", "Radiothérapie", "p1f6s0e4u8a2i7o3l5g9"),
    ("Dr Théodore Vauquelet", "Oncologie médicale", "z0x4c8v2b6n1m5k9j3h7"),
    ("Dr Apolline Brisseroux", "Hématologie", "w7r3t9y1u5i0o4p8a6s2"),
    ("Dr Maxence Dorvigny", "Oncologie médicale", "q2w6e0r4t8y3u7i1o5p9"),
    ("Dr Ninon Escarpelle", "Soins palliatifs", "l9k5j1h7g3f8d4s0a6z2"),
)

MOTIVES = (
    (9000041, "Première consultation d'oncologie"),
    (persona.MOTIVE_ID, persona.MOTIVE),
    (9000043, "Suivi de chimiothérapie"),
    (9000044, "Consultation de surveillance"),
    (9000045, "Demande de second avis"),
)


def dumps(value: object) -> str:
    """JSON as a server writes it: compact, accents as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def signed_id(number: int) -> str:
    """A signed identifier in the Rails style: `<int>-<base64url>=--<40 hex>`."""
    payload = urlsafe_b64encode(f'{{"id":{number}}}'.encode()).decode().rstrip("=")
    return f"{number}-{payload}=--{sha1(f'sel-{number}'.encode()).hexdigest()}"


def page_html(title: str, *, body: str, chance: random.Random) -> str:
    """A page of the site: the same shell, its own title and main part."""
    rows = "\n".join(
        f'      <li class="tuile tuile--{n}"><a href="/aide/article-{n}">{_sentence(chance)}</a></li>'
        for n in range(24)
    )
    return (
        f'<!doctype html>\n<html lang="fr">\n  <head>\n    <meta charset="utf-8">\n    <title>{title}</title>\n'
        '    <link rel="stylesheet" href="/static/site-4b1c.css">\n'
        '    <script src="/static/site-77a0.js" defer></script>\n'
        '  </head>\n  <body>\n    <header><a href="/">RDV Santé</a></header>\n'
        f"    <main>\n{body}\n    </main>\n"
        f"    <footer>\n    <ul>\n{rows}\n    </ul>\n    </footer>\n  </body>\n</html>\n"
    )


_WORDS = ("votre", "espace", "est", "prêt", "pour", "préparer", "la", "visite", "avec", "un", "agenda", "clair")


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(9)).capitalize() + "."


def script(chance: random.Random, *, size_bytes: int) -> str:
    """Minified-looking JavaScript; its words (treatment, condition, operation) mean nothing medical."""
    words = ("treatment", "condition", "operation", "render", "schedule", "promise", "motif", "vector", "practice")
    parts = ["!function(){'use strict';"]
    size = 0
    while size < size_bytes:
        a, b = chance.choice(words), chance.randrange(1 << 24)
        part = f"var {a}{b:x}=function(t,n){{return t.{a}?n({b}):t&&t.variant==={b % 7}}};"
        parts.append(part)
        size += len(part)
    return "".join([*parts, "}();\n"])


def stylesheet(chance: random.Random, *, size_bytes: int) -> str:
    rules: list[str] = []
    size = 0
    while size < size_bytes:
        number = chance.randrange(1 << 20)
        rules.append(f".c-{number:x}{{margin:{number % 9 * 4}px;color:#{number % 0xFFFFFF:06x};font-weight:400}}")
        size += len(rules[-1])
    return "".join(rules)


def i18n_bundle() -> str:
    """Every specialty and motive, shipped to every visitor: says nothing about anyone."""
    specialties = {f"speciality.{n}": name for n, name in enumerate(SPECIALTIES, 5400)}
    motives = {f"visit_motive.{number}": name for number, name in MOTIVES}
    labels = {"booking.choose_motive": "Choisissez un motif de consultation", "booking.slots": "Créneaux disponibles"}
    return dumps({"locale": "fr", "messages": {**labels, **specialties, **motives}})


def autocomplete(chance: random.Random) -> str:
    names = ("oncologue", "oncopédiatre", "oncologie sénologie", "oncologie médicale")
    return dumps(
        {
            "profiles": [],
            "specialities": [{"value": 5420 + n, "name": name} for n, name in enumerate(names)],
            "took_ms": chance.randrange(4, 19),
        }
    )


def search_results() -> str:
    """The catalogue that joins an opaque media id to a specialty."""
    people = [(PRACTITIONER, SPECIALTY, BANNER_ID), *NEIGHBOURS]
    return dumps(
        {
            "doctors": [
                {
                    "id": 41000 + n,
                    "name_with_title": name,
                    "speciality": specialty,
                    "media_public_id": media,
                    "city": "Lyon",
                    "zipcode": "69003",
                    "link": f"/oncologue/lyon/profil-{41000 + n}",
                }
                for n, (name, specialty, media) in enumerate(people)
            ],
            "page": 1,
            "total": len(people),
        }
    )


def directory(chance: random.Random) -> str:
    """The public directory: practitioners, their practices and telephone numbers; nobody's patient data."""
    people = [
        {
            "name_with_title": f"Dr {first} {last}",
            "speciality": SPECIALTIES[(n * 5) % len(SPECIALTIES)],
            "practice": {"name": f"Cabinet des {last}s", "address": f"{n + 2} rue des Essais", "city": "Lyon"},
            "landline_number": f"01 99 00 {chance.randrange(10, 99)} {chance.randrange(10, 99)}",
        }
        for n, (first, last) in enumerate(zip(_FIRST * 3, _LAST, strict=True))
    ]
    return dumps({"directory": "lyon", "entries": people})


_FIRST = ["Alban", "Bérénice", "Cyprien", "Doriane", "Émilien", "Fantine"]
_LAST = [
    "Aubrelin", "Bassompuy", "Cordevain", "Delmarquis", "Estrevelle", "Fontvillard", "Grisolange", "Hautecombey",
    "Illardin", "Jonquevert", "Kervalmont", "Lormeraux", "Montarvel", "Noirvallet", "Ormessonin", "Pervenchet",
    "Quintefeuil", "Rocheverne",
]  # fmt: skip


def booking_json() -> str:
    """The practitioner's public booking profile: motives with their ids."""
    return dumps(
        {
            "data": {
                "profile": {
                    "id": 41000,
                    "name_with_title": PRACTITIONER,
                    "speciality": SPECIALTY,
                    "media_public_id": BANNER_ID,
                },
                "visit_motives": [
                    {"id": number, "name": name, "allow_new_patients": True, "first_shot_motive": False}
                    for number, name in MOTIVES
                ],
                "agendas": [{"id": 510021, "practice_id": 41, "visit_motive_ids": [n for n, _ in MOTIVES]}],
                "places": [_practice()],
            }
        }
    )


def _practice() -> dict[str, object]:
    return {
        "id": "practice-41",
        "name": "Centre d'oncologie des Peupliers",
        "address": "3 allée des Peupliers",
        "zipcode": "69003",
        "city": "Lyon",
        "landline_number": "01 99 00 33 08",
    }


def availabilities(chance: random.Random) -> str:
    slots = [f"2026-03-{day:02d}T{9 + chance.randrange(8):02d}:15:00.000+01:00" for day in (17, 18, 24)]
    return dumps({"availabilities": [{"date": slot[:10], "slots": [slot]} for slot in slots], "total": 3})


def account() -> str:
    return dumps(
        {
            "account": {
                "id": persona.ACCOUNT_ID,
                "email": persona.EMAIL,
                "phone_number": persona.PHONE,
                "email_confirmed": True,
                "locale": "fr",
                "messaging_enabled": False,
            }
        }
    )


def patients() -> str:
    """`master_patients.json`: the account holder's own record, with a national number."""
    return dumps(
        [
            {
                "id": signed_id(persona.PATIENT_ID),
                "first_name": persona.FIRST_NAME,
                "last_name": persona.LAST_NAME,
                "maiden_name": None,
                "email": persona.EMAIL,
                "phone_number": persona.PHONE,
                "address": persona.ADDRESS,
                "zipcode": persona.ZIPCODE,
                "city": persona.CITY,
                "gender": True,
                "birthdate": persona.BIRTHDATE,
                "nir": persona.NIR,
                "insurance_sector": "public",
                "consented_at": "2026-01-14T08:12:44.000+01:00",
                "kind": "main",
            }
        ]
    )


def opaque_document(chance: random.Random) -> str:
    """Base64 of a version byte and random bytes: the look of client-side encryption, with no plaintext behind it."""
    return b64encode(b"\x03" + chance.randbytes(640)).decode()


def appointments(chance: random.Random) -> str:
    """The founding experiment: motive, specialty, names and dates readable beside one opaque document."""
    return dumps({"data": {"confirmed": [_confirmed(chance)], "done": [_done()]}})


def _confirmed(chance: random.Random) -> dict[str, object]:
    document = {
        "id": "doc-77120",
        "kind": "lab_result",
        "encrypted_content": opaque_document(chance),
        "encryption_version": 3,
    }
    made = _appointment(88120031, start="2026-03-19T09:15:00.000+01:00", end="2026-03-19T09:45:00.000+01:00")
    return {**made, "visit_motive": {"id": 9000043, "name": "Suivi de chimiothérapie"}, "documents": [document]}


def _done() -> dict[str, object]:
    made = _appointment(87551902, start="2026-01-22T14:00:00.000+01:00", end="2026-01-22T14:30:00.000+01:00")
    return {
        **made,
        "past": True,
        "visit_motive": {"id": 9000041, "name": "Première consultation d'oncologie"},
        "documents": [],
    }


def _appointment(number: int, *, start: str, end: str) -> dict[str, object]:
    return {
        "id": signed_id(number),
        "start_date": start,
        "end_date": end,
        "confirmed": True,
        "canceled": False,
        "past": False,
        "no_show": False,
        "source": "web",
        "agenda_id": 510021,
        "profile": {
            "id": 41000,
            "name_with_title": PRACTITIONER,
            "speciality": SPECIALTY,
            "media_public_id": BANNER_ID,
            "regulation_sector": "contracted_1",
        },
        "practice": {**_practice(), "floor": 2, "intercom": "VARNOUX", "code1": "41B73", "latitude": 45.7597},
        "patient": {
            "id": signed_id(persona.PATIENT_ID),
            "first_name": persona.FIRST_NAME,
            "last_name": persona.LAST_NAME,
            "master_patient_id": persona.PATIENT_ID,
            "child": False,
        },
    }


def booking_drafts() -> str:
    """The booking that was begun and left before confirmation."""
    return dumps(
        {
            "drafts": [
                {
                    "step": "review",
                    "confirmed": False,
                    "visit_motive": {"id": persona.MOTIVE_ID, "name": persona.MOTIVE},
                    "profile": {"id": 41000, "name_with_title": PRACTITIONER, "speciality": SPECIALTY},
                    "patient": {"first_name": persona.FIRST_NAME, "last_name": persona.LAST_NAME},
                    "start_date": "2026-03-24T11:15:00.000+01:00",
                }
            ]
        }
    )
