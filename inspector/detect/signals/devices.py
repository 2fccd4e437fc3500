"""Features of the device in what another site is sent, by the names of the fields: which, never their values."""

from collections.abc import Iterator
from functools import lru_cache
from heapq import nsmallest

from inspector.decode.document import Decoded
from inspector.detect.context import FlowContext
from inspector.detect.names.fold import lemma
from inspector.detect.signals.making import signal
from inspector.detect.signals.objects import sent_documents
from inspector.model.flow import FlowContent, Location
from inspector.model.signal import Signal, SignalKind

STRONG = frozenset(("fonts", "canvas", "webgl", "audio", "concurrency", "memory", "plugins", "battery"))
"""Features that ordinary measurement has no use for."""

_LEAST = 3  # fewer say nothing, even together with other messages
_MOST_NAMES = 3_000
_SHORT = {
    "sr": "screen", "sw": "screen", "sh": "screen", "res": "screen", "vp": "screen",
    "ul": "language", "lang": "language", "lg": "language", "tz": "timezone", "tzo": "timezone", "dpr": "pixel-ratio",
    "uaa": "client-hints", "uab": "client-hints", "uafvl": "client-hints", "uam": "client-hints",
    "uapv": "client-hints", "uaw": "client-hints", "uadata": "client-hints", "extinfo": "extinfo", "sd": "color-depth",
}  # fmt: skip
_WORDS = (
    ("canvas", {"canvas", "canva"}),
    ("webgl", {"webgl", "webgl2", "gpu", "renderer"}),
    ("audio", {"audio", "audiocontext", "audioctx"}),
    ("fonts", {"font", "fontlist", "schriftarten"}),
    ("plugins", {"plugin", "mimetype"}),
    ("battery", {"battery", "batterie", "akku"}),
    ("touch", {"touch", "touchpoint", "touchscreen"}),
)
_PHRASES = (
    ("concurrency", ("hardware concurrency", "hardwareconcurrency", "cpu core", "core count", "logical processor")),
    ("concurrency", ("cpu count", "num core", "number of core", "cpucore", "hc")),
    ("memory", ("device memory", "devicememory", "ram", "memory", "total memory")),
    ("timezone", ("timezone", "time zone", "timezone offset", "tz offset", "zeitzone", "fuseau horaire")),
    (
        "language",
        ("language", "locale", "browser language", "user language", "sprache", "langue", "navigator language"),
    ),
    ("platform", ("platform", "navigator platform", "os name", "oscpu", "plateforme", "operating system", "cpu class")),
    ("color-depth", ("color depth", "colour depth", "colordepth", "pixel depth")),
    ("pixel-ratio", ("device pixel ratio", "pixel ratio", "devicepixelratio")),
    ("client-hints", ("full version list", "platform version", "bitness", "ua full version", "user agent data")),
    ("client-hints", ("architecture", "device model", "sec ch ua model", "high entropy", "wow64")),
)
_EXACT = {phrase: family for family, phrases in _PHRASES for phrase in phrases}
_EXTINFO = ("client-hints", "language", "timezone", "screen", "concurrency", "memory")
_HINTS = frozenset(
    f"sec-ch-ua-{name}"
    for name in ("full-version-list", "full-version", "platform-version", "arch", "bitness", "model")
)


def devices(content: FlowContent, decoded: Decoded, context: FlowContext) -> Iterator[Signal]:
    """One signal a flow to another site with three features or more; `families` names them, blanks between."""
    if context.first_party:
        return
    found: set[str] = set()
    richest, most = None, 0
    for document in sent_documents(decoded):
        names = document.survey.names
        some = names if len(names) <= _MOST_NAMES else nsmallest(_MOST_NAMES, names)
        own = {family for name in some if (family := family_of(name))}
        if "extinfo" in own:
            own = (own - {"extinfo"}) | set(_EXTINFO)
        if len(own) > most:
            richest, most = document, len(own)
        found |= own
    if richest is None:
        return
    if any(name.lower() in _HINTS for name, _ in content.request_headers):
        found.add("client-hints")
    if len(found) >= _LEAST:
        yield signal(
            SignalKind.DEVICE,
            "features",
            context,
            location=richest.location,
            path=richest.prefix or ("$" if richest.location is Location.BODY and richest.tree is not None else ""),
            layers=richest.layers,
            facts={"families": " ".join(sorted(found))},
        )


@lru_cache(maxsize=20_000)
def family_of(name: str) -> str:
    """The feature that a field of this name holds; empty for any other."""
    if len(name) <= 3 or name.casefold() in _SHORT:
        return _SHORT.get(name.casefold(), "")
    words = lemma(name)
    known = _EXACT.get(" ".join(words), "")
    if known:
        return known
    for family, some in _WORDS:
        if not some.isdisjoint(words):
            return family
    is_screen = "screen" in words and (
        len(words) == 1 or not {"width", "height", "resolution", "size"}.isdisjoint(words)
    )
    return "screen" if is_screen or words in (("resolution",), ("screenresolution",), ("viewport",)) else ""
