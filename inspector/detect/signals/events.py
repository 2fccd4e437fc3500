"""Interaction events in what was sent: a name, a moment, and an id that stays the same from one event to the next.

At any layer. The id may stand in the event, inside it, around it, or beside it in the same request.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from inspector.decode.document import Decoded, Document, Notation
from inspector.detect.context import FlowContext
from inspector.detect.names.fold import fold, lemma
from inspector.detect.signals.making import signal
from inspector.detect.signals.objects import Fields, SentObject, sent_documents, sent_objects, spellings
from inspector.detect.signals.shapes import shapes_at
from inspector.model.flow import FlowContent
from inspector.model.signal import Signal, SignalKind

_STRONG = spellings(
    "event", "event name", "event type", "event action", "event key", "event label", "evt", "evt name", "evt type",
    "action name", "interaction", "interaction type", "custom event", "data event", "hit type", "event title",
    "evenement", "nom evenement", "ereignis", "ereignisname", "evento", "nombre evento",
) | {"en", "ev", "ea", "e_a", "_eventName", "_event_name", "eN"}  # fmt: skip
_WEAK = spellings("name", "type", "action", "t", "e", "n", "kind", "label", "verb", "nom", "aktion", "nombre")
WANTED = _STRONG | _WEAK
_OTHERS = frozenset(("sentry-envelope", "rrweb"))  # rules of their own
_ANYTIME = frozenset(("google-analytics", "matomo", "meta-pixel"))  # their events are sent as they happen

_WORD = re.compile(r"[\w$][\w $.:/'’&|()\[\]-]{0,99}\Z")
_JOINED = re.compile(r"[a-z][a-z0-9]*(?:[_.:-][a-z0-9]+)+\Z")
_TELLING = re.compile(
    r"click|clic|klick|\btap|press|view|vue|page|screen|ecran|scroll|focus|blur|hover|open|ouv[er]|close|ferm|select"
    r"|chois|auswahl|gewahlt|search|recherch|such|display|affich|angezeigt|show|seen|impression|submit|valid|envoy"
    r"|load|charg|visit|start|input|change|typed|saisi|eingabe|swipe|play|pause|navig|enter|leave|exit|download"
    r"|track|cart|lead|purchase|book|reserv|buch|termin|rdv|sign_?up|log_?in|identify|save"
)
_BESIDE = spellings(
    "details", "properties", "props", "params", "context", "payload", "page url", "url", "client time", "event id",
    "user agent", "metadata", "attributes", "tracking event id",
)  # fmt: skip
_TIMES = frozenset(
    ("timestamp", "ts", "time", "at", "date", "dtm", "datetime", "when", "horodatage", "zeitstempel", "zeit", "heure")
)
_MOMENT = re.compile(r"(?:19|20)\d\d-\d\d-\d\d[T ]\d\d:\d\d|1[4-9]\d{8}(?:\.\d{1,6}|\d{3}|\d{6}|\d{9})?\Z")
_ACCOUNT = frozenset(
    ("user", "account", "patient", "member", "customer", "person", "subscriber", "utilisateur", "compte", "benutzer")
)
_VISITOR = frozenset(
    (
        *("visitor", "client", "device", "anonymou", "anonymous", "anon", "distinct", "browser", "install"),
        *("installation", "visiteur", "besucher", "gerat", "appareil", "profile", "cookie"),
    )
)
_SESSION = frozenset(("session", "sess", "visit", "sitzung", "visite"))
_ALONE = {
    **dict.fromkeys(("uid", "userid", "accountid"), "account"),
    **dict.fromkeys(("cid", "vid", "fbp", "_fbp", "_ga", "_id", "duid", "uuid", "guid", "obuid"), "visitor"),
    **dict.fromkeys(("visitorid", "clientid", "idclient", "deviceid", "anonymousid", "muid", "uvid"), "visitor"),
    **dict.fromkeys(("distinct", "ssid"), "visitor"),
    **dict.fromkeys(("sid", "esid", "sessionid", "session"), "session"),
}  # fmt: skip
_KINDS = ("account", "visitor", "session")
_ITEMS = frozenset(
    (
        *("item", "motive", "motif", "product", "produit", "content", "appointment", "document", "practitioner"),
        *("specialty", "speciality", "specialite", "object", "objet", "entity", "article", "offer", "agenda"),
        *("practice", "doctor", "besuchsgrund", "termin", "arzt", "praticien", "rdv", "slot", "category"),
    )
)
_SHORTEST_ID = 6
_LEAST_NUMBER = 10_000
_LONGEST_ID = 300
_MARKS = 1 << 16
_MOST_NAMES = 400  # of one object


class _Identity(NamedTuple):
    kind: str
    mark: int


def events(content: FlowContent, decoded: Decoded, context: FlowContext) -> Iterator[Signal]:
    """One signal an event, at its name. `id_mark` tells equal ids from different ones and nothing else of them."""
    documents = sent_documents(decoded)
    if all(WANTED.isdisjoint(document.survey.names) for document in documents):
        return
    is_anytime = not _ANYTIME.isdisjoint(shapes_at(content.facts))
    beside: _Identity | None = None
    is_looked = False
    known_at: dict[int, int] = {}  # the objects of events, and how deep they lie
    for found in sent_objects(documents, wanted=WANTED, without=_OTHERS):
        name = _event_name(found)
        if name is None or not (is_anytime or _has_moment(found)) or _is_part(found, known_at):
            continue
        identity = _identity_at(found)
        if identity is None and not is_looked:
            beside, is_looked = _identity_of(_named_fields(documents)), True
        known = identity or beside
        if known is not None:
            facts: dict[str, str | int] = {"id_kind": known.kind, "id_mark": known.mark}
            if _has_item(found):
                facts["item"] = 1
            known_at[id(found.fields)] = len(found.steps)
            document = found.document
            yield signal(
                SignalKind.EVENT,
                "event",
                context,
                location=document.location,
                path=found.path_of(name),
                layers=document.layers,
                facts=facts,
            )


def _is_part(found: SentObject, known_at: dict[int, int]) -> bool:
    """Whether it belongs to an event that was told already, and is no element of a list in it."""
    depth = next((known_at[id(outer)] for outer in found.around if id(outer) in known_at), None)
    return depth is not None and not any(isinstance(step, int) for step in found.steps[depth:])


def _event_name(found: SentObject) -> str | None:
    """The field that names the event. A word as common as `name` needs a value that says what was done."""
    fields = found.fields
    for name in fields.keys() & _STRONG:
        value = fields[name]
        if isinstance(value, str) and _WORD.match(value) and not value.isdigit() and not _MOMENT.match(value):
            return name
    for name in sorted(fields.keys() & _WEAK):
        value = fields[name]
        if not isinstance(value, str) or len(value) < 3 or not _WORD.match(value):
            continue
        is_named = len(name) > 1 and name.casefold() not in ("type", "kind", "label")
        if _TELLING.search(fold(value)) and (is_named or " " not in value):
            return name
        if is_named and _JOINED.match(value) and not _BESIDE.isdisjoint(fields):
            return name
    return None


def _has_moment(found: SentObject) -> bool:
    own = (found.fields, *_inside(found.fields), *found.around[:3])
    return any(_is_moment(fields) for fields in own)


def _inside(fields: Fields) -> Iterator[Fields]:
    """The objects in an object, two levels down."""
    for value in list(fields.values())[:_MOST_NAMES]:
        if isinstance(value, dict):
            yield value
            yield from (inner for inner in list(value.values())[:_MOST_NAMES] if isinstance(inner, dict))


def _is_moment(fields: Fields) -> bool:
    return any(
        type(value) in (int, float, str) and _is_time_name(name) and _MOMENT.match(str(value)[:40])
        for name, value in list(fields.items())[:_MOST_NAMES]
    )


@lru_cache(maxsize=20_000)
def _is_time_name(name: str) -> bool:
    words = lemma(name)
    return bool(words) and (words[-1] in _TIMES or "timestamp" in words or "".join(words) == "clienttime")


def _identity_at(found: SentObject) -> _Identity | None:
    for fields in (found.fields, *_inside(found.fields), *found.around):
        if identity := _identity_of(fields.items()):
            return identity
    return None


def _identity_of(pairs: Iterable[tuple[str, object]]) -> _Identity | None:
    """Of an account rather than of a browser, of a browser rather than of a visit."""
    best: dict[str, _Identity] = {}
    for name, value in pairs:
        kind = _kind_of_id(name)
        if kind and kind not in best and _is_id(value):
            digest = sha256(str(value).encode("utf-8", "surrogatepass")).digest()
            best[kind] = _Identity(kind, int.from_bytes(digest[:2]) % _MARKS)
    return next((best[kind] for kind in _KINDS if kind in best), None)


def _named_fields(documents: list[Document]) -> Iterator[tuple[str, object]]:
    """The fields of the queries and forms of a request, and those at the top of its JSON."""
    for document in documents[:20]:
        if document.notation is Notation.NAME:
            yield from ((str(key), value) for _, key, value in document.leaves[:_MOST_NAMES])
        elif isinstance(document.tree, dict):
            yield from list(document.tree.items())[:_MOST_NAMES]


@lru_cache(maxsize=20_000)
def _kind_of_id(name: str) -> str:
    folded = name.casefold()
    if folded in _ALONE:
        return _ALONE[folded]
    words = lemma(name)
    if len(words) < 2 or not {words[0], words[-1]} & {"id", "uuid", "guid", "key", "hash", "identifier", "kennung"}:
        return ""
    for kind, known in zip(_KINDS, (_ACCOUNT, _VISITOR, _SESSION), strict=True):
        if not known.isdisjoint(words):
            return kind
    return ""


def _is_id(value: object) -> bool:
    if isinstance(value, str):
        return _SHORTEST_ID <= len(value) <= _LONGEST_ID and " " not in value and not value.startswith("http")
    return type(value) is int and value >= _LEAST_NUMBER


def _has_item(found: SentObject) -> bool:
    return any(
        value not in (None, "", [], {}) and _is_item_id(name)
        for fields in (found.fields, *_inside(found.fields))
        for name, value in list(fields.items())[:_MOST_NAMES]
    )


@lru_cache(maxsize=20_000)
def _is_item_id(name: str) -> bool:
    words = lemma(name)
    return len(words) > 1 and "id" in (words[0], words[-1]) and not _ITEMS.isdisjoint(words)
