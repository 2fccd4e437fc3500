"""Interaction events in what was sent: a name, a moment, and an id that stays the same from one event to the next.

At any layer. The id may stand in the event, inside it, around it, or beside it in the same request.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from inspector.decode.document import Decoded, Document
from inspector.detect.context import FlowContext
from inspector.detect.names.fold import fold, lemma
from inspector.detect.signals.identities import Identity, identity_at, identity_beside
from inspector.detect.signals.making import signal
from inspector.detect.signals.moments import MOMENT, has_moment
from inspector.detect.signals.objects import MOST_NAMES, SentObject, inside, sent_documents, sent_objects, spellings
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
_TELLING_TYPE = re.compile(
    r"click|clic|klick|\btap|press|view|\bvue|page|screen|ecran|scroll|focus|blur|hover|impression|navig|track|identify"
    r"|interaction|gesture|display|affich"
)
_BESIDE = spellings(
    "details", "properties", "props", "params", "context", "payload", "page url", "url", "client time", "event id",
    "user agent", "metadata", "attributes", "tracking event id",
)  # fmt: skip
_ITEMS = frozenset(
    (
        *("item", "motive", "motif", "product", "produit", "content", "appointment", "document", "practitioner"),
        *("specialty", "speciality", "specialite", "object", "objet", "entity", "article", "offer", "agenda"),
        *("practice", "doctor", "besuchsgrund", "termin", "arzt", "praticien", "rdv", "slot", "category"),
    )
)


def events(content: FlowContent, decoded: Decoded, context: FlowContext) -> Iterator[Signal]:
    """One signal an event, at its name. `id_mark` tells equal ids from different ones and nothing else of them."""
    documents = sent_documents(decoded)
    if all(WANTED.isdisjoint(document.survey.names) for document in documents):
        return
    beside: list[Identity | None] = []
    for found, name in _named_events(content, documents):
        identity = identity_at(found)
        if identity is None:
            beside = beside or [identity_beside(documents, content, context)]
            identity = beside[0]
        if identity is not None:
            yield _signal(context, found, name, identity=identity)


def _named_events(content: FlowContent, documents: list[Document]) -> Iterator[tuple[SentObject, str]]:
    """The objects that have a name and a moment of their own, and the field of the name."""
    at_us = content.facts.started_us
    is_anytime = not _ANYTIME.isdisjoint(shapes_at(content.facts))
    depths: dict[int, int] = {}  # of the objects of events
    for found in sent_objects(documents, wanted=WANTED, without=_OTHERS):
        name = _event_name(found)
        if name is not None and (is_anytime or has_moment(found, at_us)) and not _is_part(found, depths):
            depths[id(found.fields)] = len(found.steps)
            yield found, name


def _signal(context: FlowContext, found: SentObject, name: str, *, identity: Identity) -> Signal:
    facts: dict[str, str | int] = {"id_kind": identity.kind, "id_mark": identity.mark}
    return signal(
        SignalKind.EVENT,
        "event",
        context,
        location=found.document.location,
        path=found.path_of(name),
        layers=found.document.layers,
        facts=facts | ({"item": 1} if _has_item(found) else {}),
    )


def _is_part(found: SentObject, depths: dict[int, int]) -> bool:
    """Whether it belongs to an event that was told already, and is no element of a list in it."""
    depth = next((depths[id(outer)] for outer in found.around if id(outer) in depths), None)
    return depth is not None and not any(isinstance(step, int) for step in found.steps[depth:])


_SNOWPLOW = frozenset(("pv", "pp", "ue", "se", "tr", "ti"))  # the event types of the Snowplow tracker protocol


def _event_name(found: SentObject) -> str | None:
    """The field that names the event. A word as common as `name` needs a value that says what was done."""
    fields = found.fields
    type_ = fields.get("e")
    if isinstance(type_, str) and type_ in _SNOWPLOW and "eid" in fields and "tv" in fields:
        return "e"
    for name in sorted(fields.keys() & _STRONG):
        value = fields[name]
        if isinstance(value, str) and _WORD.match(value) and not value.isdigit() and not MOMENT.match(value):
            return name
    for name in sorted(fields.keys() & _WEAK):
        value = fields[name]
        if not isinstance(value, str) or len(value) < 3 or not _WORD.match(value):
            continue
        is_named = len(name) > 1 and name.casefold() not in ("type", "kind", "label")
        telling = _TELLING if is_named else _TELLING_TYPE
        if telling.search(fold(value)) and (is_named or " " not in value):
            return name
        if is_named and _JOINED.match(value) and not _BESIDE.isdisjoint(fields):
            return name
    return None


def _has_item(found: SentObject) -> bool:
    return any(
        value not in (None, "", [], {}) and _is_item_id(name)
        for fields in (found.fields, *inside(found.fields))
        for name, value in list(fields.items())[:MOST_NAMES]
    )


@lru_cache(maxsize=20_000)
def _is_item_id(name: str) -> bool:
    words = lemma(name)
    return len(words) > 1 and "id" in (words[0], words[-1]) and not _ITEMS.isdisjoint(words)
