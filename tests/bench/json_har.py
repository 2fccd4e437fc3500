"""A seeded HAR that is nearly all JSON: feeds, catalogues, appointments, settings, tracking events. All fictional."""

import base64
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.bench_detect import WORDS as _WORDS

type Members = dict[str, Any]

_MOTIVES = ("Première consultation", "Suivi", "Annonce de résultats (oncologie)", "Bilan annuel", "Renouvellement")
_SPECIALITIES = ("Oncologue", "Psychiatre", "Médecin généraliste", "Dermatologue", "Sage-femme")
_CITIES = ("Lyon", "Paris", "Marseille", "Nantes", "Rennes", "Île-d'Yeu")


def generate_json_har(path: Path, *, size_bytes: int, seed: int = 11, needles: tuple[str, ...] = ()) -> int:
    """Writes a HAR of about that size, as browsers do; returns its number of entries. Every hundredth tracking event
    carries one of `needles`."""
    chance = random.Random(seed)
    head = {"version": "1.2", "creator": {"name": "WebInspector", "version": "537.36"}, "pages": []}
    with path.open("w", encoding="utf-8") as file:
        file.write('{\n  "log": ' + json.dumps(head, indent=2)[:-2] + ',\n    "entries": [\n')
        count = 0
        while file.tell() < size_bytes:
            if count:
                file.write(",\n")
            file.write(json.dumps(_entry(chance, count, needles), indent=2, ensure_ascii=False))
            count += 1
        file.write("\n    ]\n  }\n}\n")
    return count


def _entry(chance: random.Random, count: int, needles: tuple[str, ...]) -> Members:
    kind = chance.choices(tuple(_KINDS), (25, 20, 20, 5, 20, 10))[0]
    host, make = _KINDS[kind]
    value = make(chance)
    needle = needles[count % len(needles)] if needles and count % 100 == 0 else ""
    request: Members = {
        "method": "GET",
        "url": f"https://{host}/{kind}/{count}.json?page={count % 9}",
        "httpVersion": "h2",
        "headers": _headers(chance, 14),
        "queryString": [],
        "cookies": [],
        "headersSize": -1,
        "bodySize": 0,
    }
    text = json.dumps(value, ensure_ascii=chance.random() < 0.2, separators=(",", ":"))
    if kind == "events":
        value["search"] = needle
        text = json.dumps(value, separators=(",", ":"))
        request |= {"method": "POST", "postData": {"mimeType": "application/json", "text": text}}
        text = '{"ok":true}'
    return {
        "startedDateTime": f"2026-11-01T09:{count // 6000 % 60:02}:{count // 100 % 60:02}.{count % 100 * 10:03}Z",
        "time": 12.5,
        "request": request,
        "response": {
            "status": 200,
            "statusText": "",
            "httpVersion": "h2",
            "headers": _headers(chance, 12),
            "cookies": [],
            "content": {"size": len(text), "mimeType": "application/json; charset=utf-8", "text": text},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": {"send": 0.2, "wait": 10.0, "receive": 2.3},
        "serverIPAddress": f"198.51.100.{count % 250}",
    }


def _headers(chance: random.Random, count: int) -> list[Members]:
    return [{"name": f"x-header-{n}", "value": f"{chance.randrange(10**9):x}"} for n in range(count)]


def _text(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(_WORDS, k=count))


def _feed(chance: random.Random) -> Members:
    def item(number: int) -> Members:
        return {
            "article_ref": number,
            "headline": _text(chance, 8),
            "summary": _text(chance, 30),
            "published": f"2026-11-{1 + number % 28:02d}T10:{number % 60:02d}:00+01:00",
            "section": chance.choice(["culture", "économie", "sport"]),
            "score": round(chance.random(), 4),
            "thumbnail_path": f"/media/{number}.webp",
            "link": f"https://www.journal.example/articles/{number}/une-histoire",
            "premium": number % 5 == 0,
            "author": {"slug": f"auteur-{number % 40}", "byline": "La rédaction"},
            "tags": chance.choices(_WORDS, k=3),
        }

    return {"articles": [item(chance.randrange(10**6)) for _ in range(40)], "next_page": 2}


def _catalogue(chance: random.Random) -> Members:
    def item(number: int) -> Members:
        return {
            "id": number,
            "name_with_title": f"Dr {_text(chance, 2).title()}",
            "speciality": chance.choice(_SPECIALITIES),
            "city": chance.choice(_CITIES),
            "cloudinary_public_id": f"{chance.randrange(36**12):020x}",
            "link": f"/{chance.choice(_SPECIALITIES).lower()}/lyon/{number}",
            "position": {"lat": round(45 + chance.random(), 6), "lng": round(4 + chance.random(), 6)},
            "languages": ["fr", "en"],
            "priceSpecification": None,
            "availabilities": [f"2026-12-{day:02d}T09:30:00+01:00" for day in range(1, 6)],
        }

    return {"profiles": [item(chance.randrange(10**7)) for _ in range(30)], "total": 412}


def _appointments(chance: random.Random) -> Members:
    def item(number: int) -> Members:
        return {
            "id": f"{number}-{base64.urlsafe_b64encode(chance.randbytes(12)).decode()}--{chance.randbytes(20).hex()}",
            "start_date": f"2026-11-{chance.randrange(1, 28):02}T09:30:00+01:00",
            "confirmed": True,
            "visit_motive": {"id": 9_000_000 + number % 1000, "name": chance.choice(_MOTIVES)},
            "profile": {"name_with_title": f"Dr Nom {number}", "speciality": chance.choice(_SPECIALITIES)},
            "practice": {"address": f"{number % 200} rue {_text(chance, 2)}", "zipcode": "69001", "city": "Lyon"},
            "patient": {"first_name": "Camille", "last_name": f"Témoin{number}", "birthdate": "1984-02-29"},
            "note": None,
            "child": False,
        }

    return {"data": {"confirmed": [item(chance.randrange(10**6)) for _ in range(25)]}}


def _settings(chance: random.Random) -> Members:
    flags = {f"feature_{number}": {"on": number % 2 == 0, "share": number} for number in range(120)}
    return {"flags": flags, "i18n": {f"page.title.{n}": _text(chance, 6) for n in range(150)}}


def _matrix(chance: random.Random) -> Members:
    return {
        "series": [{"t": 1_790_000_000 + n, "v": [round(chance.random(), 5) for _ in range(20)]} for n in range(50)]
    }


def _events(chance: random.Random) -> Members:
    def event(number: int) -> Members:
        return {
            "event": chance.choice(["page_view", "click", "scroll"]),
            "messageId": f"{chance.randrange(16**32):032x}",
            "timestamp": f"2026-11-01T09:30:{number % 60:02d}.000Z",
            "context": {"page": {"url": f"https://www.rdv.example/lyon/{number}", "title": _text(chance, 5)}},
            "properties": json.dumps({"motif": chance.choice(_MOTIVES), "pos": number}, ensure_ascii=False),
            "payload": base64.b64encode(json.dumps({"n": number, "label": _text(chance, 4)}).encode()).decode(),
        }

    return {"batch": [event(chance.randrange(10**6)) for _ in range(15)], "sentAt": "2026-11-01T09:30:00Z"}


_KINDS: dict[str, tuple[str, Callable[[random.Random], Members]]] = {
    "feed": ("api.journal.example", _feed),
    "catalogue": ("www.rdv-sante.example", _catalogue),
    "appointments": ("www.rdv-sante.example", _appointments),
    "settings": ("www.rdv-sante.example", _settings),
    "events": ("tr.mesure.example", _events),
    "series": ("api.journal.example", _matrix),
}
