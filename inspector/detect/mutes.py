"""Which mute a leaf falls under: by its path, the name of its field, or its value. Pure, and free where none is set."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from inspector.detect.names.fold import lemma
from inspector.model.flow import Location
from inspector.model.leaf import Place, SensitiveLeaf, Sighting
from inspector.model.mute import Mute, MuteBy

_STEP = re.compile(r"'(?:[^'\\]|\\.)*'|\[\d+\]|#\d+\Z")
_NAME = re.compile(r"\['((?:[^'\\]|\\.)*)'\]|\.?([^.\[\]/]+)|\[[^'\]]*\]|[./]")
_LONGEST_NAME, _FEWEST_DIGITS = 40, 6
_LONGEST_PATH = 4000


class Mutes:
    """All mutes of a case."""

    def __init__(self, mutes: Iterable[Mute] = ()) -> None:
        self._paths: dict[str, list[Mute]] = {}
        self._keys: dict[str, list[Mute]] = {}
        self._values: dict[str, list[Mute]] = {}
        for mute in mutes:
            match mute.by:
                case MuteBy.PATH:
                    self._paths.setdefault(pattern_of(mute.what, mute.location), []).append(mute)
                case MuteBy.KEY:
                    self._keys.setdefault(folded_key(mute.what), []).append(mute)
                case MuteBy.VALUE:
                    self._values.setdefault(mute.what.strip(), []).append(mute)

    def __bool__(self) -> bool:
        return bool(self._paths or self._keys or self._values)

    def may_hold(self, host: str) -> bool:
        """Whether any mute holds at this host."""
        groups = (*self._paths.values(), *self._keys.values(), *self._values.values())
        return any(_is_at(mute, host) for group in groups for mute in group)

    def why(self, leaf: SensitiveLeaf) -> str | None:
        """The id of the mute that a leaf falls under, None where there is none."""
        found = self.find(leaf.place, host=leaf.host, value=leaf.value)
        return None if found is None else found.id

    def keeps(self, found: SensitiveLeaf | Sighting) -> bool:
        """Whether a leaf or a sighting falls under no mute."""
        value = found.value if isinstance(found, SensitiveLeaf) else found.needle.value
        return not self or self.find(found.place, host=found.host, value=value) is None

    def find(self, place: Place, *, host: str, value: str) -> Mute | None:
        """The first mute that holds for a value at a place of this host."""
        return next(self._holding(place, host, value), None) if self else None

    def _holding(self, place: Place, host: str, value: str) -> Iterator[Mute]:
        candidates: list[Mute] = []
        if self._paths:
            candidates += self._paths.get(pattern_of(place.path, place.location), ())
        if self._keys:
            candidates += self._keys.get(folded_key(key_of(place.path)), ())
        if self._values:
            candidates += self._values.get(value.strip(), ())
        for mute in candidates:
            if _is_there(mute, place, host):
                yield mute


def _is_there(mute: Mute, place: Place, host: str) -> bool:
    is_place = mute.side in (None, place.side) and mute.location in (None, place.location)
    return is_place and _is_at(mute, host)


def _is_at(mute: Mute, host: str) -> bool:
    return not mute.host or host == mute.host or host.endswith(f".{mute.host}")


@lru_cache(maxsize=65536)
def pattern_of(path: str, location: Location | None = None) -> str:
    """A path with what only counts left open: `$.data[3].name` is `$.data[*].name`, a message `#7` is `#*`, a
    repeated parameter `name#2` is `name`. The parts of an address (`path[1]`) are places of their own and stay."""
    if location is Location.URL:
        return path
    return " > ".join(_part_pattern(part) for part in path[:_LONGEST_PATH].split(" > "))


def _part_pattern(part: str) -> str:
    if part[:1] == "#":
        return "#*"
    return _STEP.sub(_step_pattern, part)


def _step_pattern(step: re.Match[str]) -> str:
    text = step[0]
    if text[0] != "'":
        return "[*]" if text[0] == "[" else ""
    return "*" if _seems_a_value(text[1:-1]) else text


def _seems_a_value(name: str) -> bool:
    """Whether a name is rather a captured value: an address, a number, a key of a map."""
    return "@" in name or len(name) > _LONGEST_NAME or sum(letter.isdigit() for letter in name) >= _FEWEST_DIGITS


@lru_cache(maxsize=65536)
def key_of(path: str) -> str:
    """The name a leaf goes by: the last name of its path; an array's elements go by the array's name. Empty for plain
    text."""
    for part in reversed(path[:_LONGEST_PATH].split(" > ")):
        if part.startswith("#"):
            continue
        if not part.startswith(("$", "/")):
            return part.partition("#")[0]
        names = [found[1] or found[2] for found in _NAME.finditer(part.lstrip("$")) if found[1] or found[2]]
        if names:
            return names[-1]
    return ""


@lru_cache(maxsize=65536)
def folded_key(key: str) -> str:
    """How names are compared, as in the packs: `visitMotive`, `visit_motive` and `visit-motives` are one."""
    return "".join(lemma(key)) or key.casefold()
