"""The HARs of `bench_rivals`: disguises, medical payloads and decoys, each in a flow and at a site of its own.

Everything is fictional; sites end in `.example`. A `Planted` says what an entry carries and how a hit is recognised.
"""

import base64
import random
import re
import unicodedata
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from tests.bench.decoys import decoys
from tests.bench.disguise_steps import as_json
from tests.bench.disguises import ACCENTED, BINARY, EMAIL, FURTHER, LISTED, NAME, PHONE, PHONED, TEXT
from tests.bench.rival_entries import PAGE, Entry, entry, moment, placed


class Planted(NamedTuple):
    """What one entry carries. `groups` are the words (see `rival_tools.Claim`) that name it rightly; a decoy has
    none. `value` is the planted value where it is one of the identity's."""

    table: str
    row: str
    channel: str
    groups: frozenset[str]
    value: str | None = None


class Scene(NamedTuple):
    """A HAR, and what is planted in which entry, by place in `log.entries`."""

    har: dict[str, Any]
    planted: tuple[tuple[int, Planted], ...]


class _Writer:
    def __init__(self) -> None:
        self.entries: list[Entry] = [entry(0, PAGE, answer=("text/html", "<!doctype html><title>Compte</title>"))]
        self.planted: list[tuple[int, Planted]] = []

    def add(self, planted: Planted, **made: Any) -> None:
        number = len(self.entries)
        self.planted.append((number, planted))
        self.entries.append(entry(number, **made))

    def scene(self) -> Scene:
        page = {"startedDateTime": moment(0), "id": "page_1", "title": PAGE, "pageTimings": {}}
        creator = {"name": "WebInspector", "version": "537.36"}
        return Scene(
            {"log": {"version": "1.2", "creator": creator, "pages": [page], "entries": self.entries}},
            tuple(self.planted),
        )


def disguise_scene(seed: int = 5) -> Scene:
    """Every disguise in every channel that can carry it, then the decoys."""
    writer = _Writer()
    tables = (
        ("listed", LISTED, EMAIL, "contact"),
        ("further", FURTHER, EMAIL, "contact"),
        ("accents", ACCENTED, NAME, "identity"),
        ("telephone", PHONED, PHONE, "contact"),
    )
    for table, disguises, value, group in tables:
        for disguise in disguises:
            for channel in disguise.channels:
                written = disguise.write(value)
                planted = Planted(table, disguise.name, channel, frozenset({group}), value)
                writer.add(planted, **placed(written, channel, _site(table, disguise.name, channel)))
    for name, written in decoys(random.Random(seed)):
        for channel in BINARY if isinstance(written, bytes) else TEXT:
            planted = Planted("decoys", name, channel, frozenset())
            writer.add(planted, **placed(written, channel, _site("decoy", name, channel)))
    return writer.scene()


_HEALTH = frozenset({"health"})
_NATIONAL = frozenset({"government-id", "health"})
_SEARCH = frozenset({"search", "health"})

_SENT: tuple[tuple[str, frozenset[str], str, Any], ...] = (
    ("motif in an address", _HEALTH, "query", {"motif": "Suivi de chimiothérapie"}),
    ("spécialité in an address", _HEALTH, "query", {"specialite": "oncologie-medicale"}),
    ("visit_motive", _HEALTH, "json", {"visit_motive": {"id": 41, "name": "Consultation de suivi psychiatrique"}}),
    ("reason and specialty", _HEALTH, "json", {"reason": "chest pain follow-up", "specialty": "cardiology"}),
    ("diagnosis and medication", _HEALTH, "json", {"diagnosis": "F32.1", "medication": "sertraline 50 mg"}),
    ("search term", _SEARCH, "query", {"q": "cancer du sein dépistage"}),
    ("nested JSON", _HEALTH, "json", {"e": [{"p": {"ctx": {"motif_consultation": "Interruption de grossesse"}}}]}),
    ("base64 JSON", _HEALTH, "base64", {"specialite": "Gynécologie", "motif": "Suivi de grossesse"}),
    ("NIR", _NATIONAL, "json", {"nir": "291062099099003"}),
    ("form", _HEALTH, "form", {"motif": "Renouvellement de traitement VIH", "cabinet": "7"}),
    ("page title", _HEALTH, "query", {"dt": "Prendre rendez-vous avec un psychiatre à Lyon"}),
    ("page address", _HEALTH, "query", {"dl": "https://www.rdv-temoin.example/oncologue/lyon/solene-varnoux"}),
    ("Meta pixel event", _HEALTH, "query", {"ev": "Schedule", "cd[content_name]": "IVG médicamenteuse"}),
    ("camelCase motive", _HEALTH, "json", {"visitMotiveName": "Annonce de résultats (oncologie)"}),
    ("allergies", _HEALTH, "json", {"patient": {"allergies": ["pénicilline"], "traitements": ["méthotrexate"]}}),
    ("German specialty", _HEALTH, "json", {"fachrichtung": "Onkologie", "termingrund": "Chemotherapie"}),
    ("ICD code", _HEALTH, "json", {"code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "C50.9"}]}}),
    ("NIR with spaces in a form", _NATIONAL, "form", {"numero_securite_sociale": "2 91 06 20 990 990 03"}),
    ("message of a chat", _HEALTH, "websocket", {"text": "Bonjour, je suis séropositive, puis-je changer de traitement ?"}),
    ("cycle of a fertility app", _HEALTH, "json", {"last_period_date": "2026-02-27", "symptoms": ["cramps", "spotting"]}),
    ("words in unnamed places", _HEALTH, "json", [["k1", "Dermatologue"], ["k2", "Psoriasis en plaques"]]),
)  # fmt: skip

_ANSWERED: tuple[tuple[str, frozenset[str], Any], ...] = (
    ("answer: appointments", _HEALTH, {"appointments": [{"visit_motive": {"name": "Suivi de chimiothérapie"}}]}),
    ("answer: patient", _NATIONAL, {"patient": {"first_name": "Maëlys", "nir": "291062099099003"}}),
    ("answer: FHIR Condition", _HEALTH, {"resourceType": "Condition", "code": {"text": "Carcinome canalaire du sein"}}),
    ("answer: laboratory", _HEALTH, {"analyses": [{"libelle": "Sérologie VIH", "resultat": "positif"}]}),
)

_HARMLESS: tuple[tuple[str, str, Any], ...] = (
    ("motif of a fabric", "json", {"motif": "rayures", "couleur": "bleu"}),
    ("reason of an error", "json", {"reason": "timeout", "code": "E1001"}),
    ("special offer", "query", {"special": "soldes-hiver", "cat": "chaussures"}),
    ("search of a shop", "query", {"q": "lampe de bureau"}),
    ("diagnostic of a device", "json", {"diagnostics": {"fps": 60, "heap_mb": 41}}),
    ("thirteen digits", "json", {"ts": "2910620990990"}),
    ("sign of the stars and games", "query", {"page": "/jeux/docteur-maboul"}),
    ("order with a state", "form", {"status": "shipped", "treatment": "express"}),
)


def medical_scene() -> Scene:
    """Payloads of booking, laboratory and health apps, sent and answered; then things that only sound like them."""
    writer = _Writer()
    for row, groups, channel, payload in _SENT:
        writer.add(Planted("medical", row, channel, groups), **_payload(payload, channel, _site("med", row, channel)))
    for row, groups, payload in _ANSWERED:
        made = {
            "url": f"https://api.{_site('med', row, 'answer')}/v1",
            "answer": ("application/json", as_json(payload)),
        }
        writer.add(Planted("medical", row, "answer", groups), **made)
    for row, channel, payload in _HARMLESS:
        planted = Planted("decoys", row, channel, frozenset())
        writer.add(planted, **_payload(payload, channel, _site("harmless", row, channel)))
    return writer.scene()


def _payload(payload: Any, channel: str, site: str) -> Entry:
    collect = f"https://c.{site}/collect"
    if channel == "query":
        return {"url": f"{collect}?v=1&{urlencode(payload, quote_via=quote)}"}
    if channel == "form":
        return {"url": collect, "body": ("application/x-www-form-urlencoded", urlencode(payload))}
    if channel == "websocket":
        return {"url": f"wss://c.{site}/s", "message": as_json(payload)}
    text = as_json(payload)
    if channel == "base64":
        text = as_json({"n": 1, "data": base64.b64encode(text.encode()).decode()})
    return {"url": collect, "body": ("application/json", text)}


def _site(*words: str) -> str:
    bare = unicodedata.normalize("NFD", "-".join(words)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60].rstrip("-") + ".example"
