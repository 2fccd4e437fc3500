"""Identifiers of mobile devices in what was sent, and whether an event or an app's name beside them is about health."""

import re
from collections.abc import Iterator

from inspector.decode.document import Decoded, Document, Leaf
from inspector.detect.context import FlowContext
from inspector.detect.names.fold import fold
from inspector.detect.signals.making import signal
from inspector.detect.signals.objects import sent_documents, spellings
from inspector.model.flow import FlowContent, Location
from inspector.model.signal import Signal, SignalKind

_NAMES = (
    ("idfa", spellings("idfa", "apple ifa", "ios ifa", "ios idfa")),
    ("appset", spellings("app set id", "appset id", "appset", "app set")),
    ("android-id", spellings("android id", "android device id", "androidid")),
    ("imei", spellings("imei", "meid")),
    ("gaid", spellings(
        "gaid", "aaid", "adid", "gps adid", "advertising id", "advertiser id", "google advertising id", "google aid",
        "google ad id", "android advertising id", "mobile ad id", "madid", "rdid", "ifa", "device ifa",
        "advertising identifier", "maid",
    )),
)  # fmt: skip
_KIND = {name: kind for kind, names in _NAMES for name in names}
_WANTED = frozenset(_KIND)
_PACKAGES = spellings(
    "package", "package name", "app package", "app package name", "application package name", "bundle id", "bundle",
    "app bundle", "app bundle id", "pkg", "application id", "app identifier", "packagename", "bundleid",
)  # fmt: skip
_EVENTS = spellings(
    "event", "event name", "event type", "custom event name", "action", "evt", "name", "screen", "screen name"
) | {"_eventName", "ev", "en"}  # fmt: skip
_UUID = re.compile(r"(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\Z")
_SHAPES = {
    "android-id": re.compile(r"(?i)[0-9a-f]{14,16}\Z"),
    "imei": re.compile(r"\d{14,16}\Z|(?i:[0-9a-f]{32})\Z"),
}
_PACKAGE = re.compile(r"[a-z][a-z0-9_-]*(?:\.[A-Za-z0-9_-]+){1,6}\Z")
_HEALTH = re.compile(
    r"period|menstru|\bcycle|ovul|pregnan|grossesse|schwanger|fertil|symptom|diagnos|patient|doctor|docteur|medecin"
    r"|arzt|appointment|rendez.?vous|\brdv|consult|motive|specialit|oncolog|cancer|therap|medic|pharma|\bdrug"
    r"|ordonnance|prescri|rezept|diabet|\bhiv\b|\bvih\b|depress|mental|psych|sante|health|gesundheit|clinic|klinik"
    r"|hospital|hopital|krankenhaus|vaccin|impf|contracept|vasect|\bivg\b|abort|glyc|insulin|asthma|allerg|baby"
)
_MOST_LEAVES = 20_000
_MOST_IDS = 20


def mobile_ids(_content: FlowContent, decoded: Decoded, context: FlowContext) -> Iterator[Signal]:
    """One signal an identifier. Facts: `id`, `zero` (the system gives none), and of the same message whether an `event`
    or a `package` is named: `health` where its words say so, else `yes`."""
    documents = sent_documents(decoded)
    if all(_WANTED.isdisjoint(document.survey.names) for document in documents):
        return
    found: list[tuple[Document, Leaf, str]] = []
    around: dict[str, str] = {}
    for document in documents:
        for leaf in document.leaves[:_MOST_LEAVES]:
            node, key, value = leaf
            if not isinstance(value, str | int) or isinstance(value, bool) or not isinstance(key, str | int):
                continue
            text, name = str(value), str(key).partition("#")[0]
            if name in _KIND and _is_id(_KIND[name], text):
                found.append((document, leaf, _KIND[name]))
            elif (name in _PACKAGES or _is_extinfo(document, str(node.key), key)) and _PACKAGE.match(text[:200]):
                _tell(around, "package", text)
            elif name in _EVENTS and len(text) <= 100:
                _tell(around, "event", text)
    for document, leaf, kind in found[:_MOST_IDS]:
        zero = {"zero": "yes"} if set(str(leaf[2])) <= set("0-") else {}
        yield signal(
            SignalKind.DEVICE,
            "mobile-id",
            context,
            location=document.location if document.location is not Location.SSE else Location.BODY,
            path=document.path_of(leaf),
            layers=document.layers,
            facts={"id": kind, **zero, **around},
        )


def _is_id(kind: str, text: str) -> bool:
    shape = _SHAPES.get(kind, _UUID)
    return shape.match(text) is not None or _UUID.match(text) is not None


def _is_extinfo(document: Document, outer: str, key: str | int) -> bool:
    """The second of the values that one vendor's apps send in a list without names is the package."""
    return key == 1 and (outer == "extinfo" or document.prefix.endswith("extinfo"))


def _tell(around: dict[str, str], what: str, text: str) -> None:
    plain = fold(text.replace("_", " ").replace("-", " ").replace(".", " "))
    if _HEALTH.search(plain):
        around[what] = "health"
    else:
        around.setdefault(what, "yes")
