"""What En Clair's own export says of the captures in it: `_enclair` of the log, and one member for each page state.

`{"format": "enclair-har/1", "is_whole": true, "captures": [...]}`; where there is one capture, its markers, scenario
and environment stand beside them. `is_whole` says that nothing was masked, so that a capture can be what it was.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from typing import Any

import msgspec
from msgspec.structs import replace

from inspector.formats.har.rest import Rest
from inspector.formats.har.shape import UNREADABLE
from inspector.formats.har.supports import Reason
from inspector.model.finding import Supports
from inspector.model.flow import MARKER_KINDS, CaptureFacts, CaptureKind, Marker, Page
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import Handshake, NameAnswer, PageState
from inspector.model.struct import Record

FORMAT = "enclair-har/1"
STATE_MEMBER = "_enclairState"
"""Members of the log, behind its entries: this name and a number."""

type Members = dict[str, Any]

_LARGEST = 2**62
_MOST_CHAINS_BYTES = 12_000_000  # a reader takes 32 MB for everything of the log's `_enclair`
_CODED = (CaptureKind.RECORDING, CaptureKind.MITMPROXY_FLOWS)


class OwnCapture(Record, frozen=True, kw_only=True):
    """A capture of a case, without its flows and pages. `warnings` are those about the whole, not about an entry."""

    number: int = 1
    name: str = ""
    kind: CaptureKind = CaptureKind.HAR
    scenario: str | None = None
    sha256: str = ""
    producer: str = ""
    browser: str = ""
    sanitized: bool = False
    environment: dict[str, str] = {}
    supports: Supports | None = None
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Oddity, ...] = ()
    markers: tuple[Marker, ...] = ()
    handshakes: tuple[Handshake, ...] = ()
    names: tuple[NameAnswer, ...] = ()

    @property
    def is_coded(self) -> bool:
        """Whether its bodies are as on the wire, content-encoding included."""
        return self.kind in _CODED


class OwnState(Record, frozen=True, kw_only=True):
    """A kept part of a page's state, and the number of its capture."""

    capture: int
    state: PageState


class Own(Record, frozen=True, kw_only=True):
    """What a HAR of ours tells; nothing of it where another program wrote the file."""

    captures: tuple[OwnCapture, ...] = ()
    states: tuple[OwnState, ...] = ()
    is_whole: bool = False
    certificates: dict[str, bytes] = {}  # chains as `Connection.certificate` holds them, by what entries call them

    def capture(self, number: int | None) -> OwnCapture | None:
        """The capture of that number, the first where none is asked for."""
        return next((one for one in self.captures if number in (None, one.number)), None)

    def states_of(self, number: int) -> tuple[PageState, ...]:
        return tuple(one.state for one in self.states if one.capture == number)


def own_capture(facts: CaptureFacts, **more: Any) -> OwnCapture:
    """A capture of a case as it is told; `more` are fields that its facts do not hold."""
    names = set(OwnCapture.__struct_fields__) & set(CaptureFacts.__struct_fields__) - {"warnings"}
    known = {name: getattr(facts, name) for name in names}
    about_all = tuple(warning for warning in facts.warnings if warning.entry is None)
    return OwnCapture(number=facts.id, warnings=about_all, **known, **more)


# -- writing --------------------------------------------------------------------------------------------------


def describe(
    captures: Sequence[OwnCapture], *, is_whole: bool, left_out: dict[str, int], certificates: dict[bytes, str]
) -> Members:
    """The log's `_enclair`."""
    about: Members = {"format": FORMAT, "is_whole": is_whole}
    if certificates:
        about["certificates"] = {name: msgspec.Raw(chain) for chain, name in certificates.items()}
    if left_out:
        about["left_out"] = left_out
    told = [_told(capture) for capture in captures]
    about["captures"] = told
    if len(captures) == 1:
        about["markers"] = told[0].pop("markers", [])
        about["environment"] = told[0].pop("environment", {})
        if captures[0].scenario:
            about["scenario"] = captures[0].scenario
    return about


_ALWAYS = ("number", "name", "kind", "scenario", "sha256", "producer", "sanitized")


def name_chains(chains: Iterable[bytes]) -> dict[bytes, str]:
    """Names for certificate chains, so that each is written once and not with every flow. A chain that would not come
    back byte for byte, or does not fit the bound, has none and stays with its flows."""
    names: dict[bytes, str] = {}
    room = _MOST_CHAINS_BYTES
    for chain in chains:
        room -= len(chain)
        if room > 0 and _comes_back(chain):
            names[chain] = sha256(chain).hexdigest()[:16]
    return names


def _comes_back(chain: bytes) -> bool:
    try:
        return msgspec.json.encode(msgspec.json.decode(chain)) == chain
    except UNREADABLE:
        return False


def _told(capture: OwnCapture) -> Members:
    told: Members = msgspec.to_builtins(capture)
    return {name: value for name, value in told.items() if name in _ALWAYS or value not in (None, "", [], {}, ())}


# -- reading --------------------------------------------------------------------------------------------------


def read_own(about: Rest, log: Rest) -> Own:
    """What the file tells, taken out of both; what has another shape stays where it is."""
    is_whole = about.members.get("is_whole") is True
    if is_whole:
        del about.members["is_whole"]
    value = about.members.get("captures")
    found = [_converted(item, OwnCapture) for item in value] if isinstance(value, list) else []
    captures = [_with_known_markers(one) for one in found if one is not None]
    if captures and len(captures) == len(found) == len({one.number for one in captures}):
        del about.members["captures"]
        return Own(captures=tuple(captures), states=_states(log), is_whole=is_whole, certificates=_chains(about))
    return Own()


def _chains(about: Rest) -> dict[str, bytes]:
    value = about.members.get("certificates")
    if not isinstance(value, dict):
        return {}
    del about.members["certificates"]
    return {name: msgspec.json.encode(chain) for name, chain in value.items() if isinstance(chain, list)}


def _states(log: Rest) -> tuple[OwnState, ...]:
    names = [name for name in log.members if name.startswith(STATE_MEMBER)]
    found = {name: _converted(log.members[name], OwnState) for name in names}
    for name, state in found.items():
        if state is not None:
            del log.members[name]
    return tuple(state for state in found.values() if state is not None)


def _with_known_markers(capture: OwnCapture) -> OwnCapture:
    return replace(capture, markers=known_kinds(capture.markers))


def known_kinds(markers: Sequence[Marker]) -> tuple[Marker, ...]:
    """Markers whose kind a case can hold; others become notes."""
    return tuple(marker if marker.kind in MARKER_KINDS else replace(marker, kind="note") for marker in markers)


def _converted[Told: Record](value: object, kind: type[Told]) -> Told | None:
    try:
        converted = msgspec.convert(value, kind)
    except (*UNREADABLE, msgspec.ValidationError):
        return None
    return converted if is_bounded(converted) else None


def is_bounded(value: object) -> bool:
    """Whether every number in it fits a column of the store."""
    if isinstance(value, int):
        return abs(value) < _LARGEST
    if isinstance(value, msgspec.Struct):
        return all(is_bounded(getattr(value, name)) for name in _names(type(value)))
    return not isinstance(value, tuple) or all(is_bounded(item) for item in value)


@cache
def _names(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    return kind.__struct_fields__


# -- pages ----------------------------------------------------------------------------------------------------


def labels_of(pages: Sequence[tuple[int, Page]]) -> dict[tuple[int, str], str]:
    """The id that each page (by capture and label) gets in a file that holds several captures: its label, unless a
    capture before has one of that name."""
    labels: dict[tuple[int, str], str] = {}
    taken: set[str] = set()
    for number, page in pages:
        key = number, page.label
        if key not in labels:
            labels[key] = page.label if page.label not in taken else f"{page.label}@{number}"
            taken.add(labels[key])
    return labels


def pages_of(pages: Sequence[Page], number: int) -> tuple[Page, ...]:
    """The pages of one capture of a file that holds several, under their own labels."""
    found = []
    for page in pages:
        extra: Members = msgspec.json.decode(page.extra) if page.extra else {}
        own = extra.pop("_enclair", None)
        if isinstance(own, dict) and own.get("capture") == number:
            label = own.get("label")
            rest = msgspec.json.encode(extra) if extra else None
            found.append(replace(page, label=label if isinstance(label, str) else page.label, extra=rest))
    return tuple(found)
