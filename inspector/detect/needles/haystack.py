"""Needles in values: which texts stand for which needle, and what each value was found to hold."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from inspector.detect.needles.anchors import Anchors
from inspector.detect.needles.borders import is_bounded, is_whole_behind, stands_alone
from inspector.detect.needles.cuts import beginnings, cut_form
from inspector.detect.needles.digests import DigestTable
from inspector.detect.needles.disguises import disguised
from inspector.detect.needles.glued import PAIR_SIZES
from inspector.detect.needles.lines import Lines
from inspector.detect.needles.rare_disguises import rarely_disguised
from inspector.detect.needles.salted import SaltedDigests
from inspector.detect.needles.tidy import tidied
from inspector.detect.needles.variants import Variant, parts_of_several, spell, without_doubles
from inspector.detect.needles.ways import Way, is_slight, lower, rank, way_of
from inspector.model.leaf import Needle, Origin, Scalar

_FRACTION = re.compile(r"-?\d+\.\d+\Z")
_RAW_SIZES = frozenset({16, 20, 28, 32, 48, 64})
_BLANKS_AROUND = 8
_MOST_REMEMBERED = 300_000
_LONGEST_REMEMBERED = 300
_NUMBERS = (int, float)
_MANY_PLANTED = 300
"""Beyond these, rare disguises are left out."""

type Owned = list[tuple[int, Variant]]


class Found(NamedTuple):
    """A needle in a value. `whole`: the value is nothing else."""

    needle: int
    way: Way
    whole: bool
    part: str = ""  # which part of the value it is: it counts under a field of its class, or beside another part
    shared: bool = False  # a part of several values: it counts beside another part only


class Haystack:
    """The values looked at so far, within bounds, and the needles in them. A pickled one has forgotten the values."""

    def __init__(self, needles: Sequence[Needle], *, choosy: Sequence[bool]) -> None:
        self._needles = needles
        spelled = without_doubles(
            (number, variant) for number, needle in enumerate(needles) for variant in spell(needle)
        )
        searched = [(number, variant) for number, variant in spelled if variant.searched]
        self._index(
            [*searched, *_hidden(needles, choosy), *_rarely_hidden(needles, choosy), *_cut_off(needles, choosy)]
        )
        planted = {number for number, needle in enumerate(needles) if needle.origin is not Origin.LEARNED}
        self._digests = DigestTable([pair for pair in spelled if needles[pair[0]].joined is None], planted=planted)
        telling = [pair for pair in spelled if not choosy[pair[0]]]
        self.salted = SaltedDigests(sorted(telling, key=lambda pair: pair[0] not in planted))
        self._shared = parts_of_several(spelled)
        self.variants = len(spelled)
        self.digests = len(self._digests)
        self.algorithms = self._digests.algorithms
        self._seen: set[Scalar] = set()
        self._long: list[Scalar] = []  # values that are forgotten at the next look
        self.known: dict[Scalar, tuple[Found, ...]] = {}  # of the values looked at, those that hold needles

    def __getstate__(self) -> dict[str, object]:
        return self.__dict__ | {"_seen": set(), "_long": [], "known": {}}

    def look_at(self, values: set[Scalar]) -> None:
        """Looks at those values that were not looked at before; `known` tells what they hold."""
        if len(self._seen) > _MOST_REMEMBERED:
            self._seen.clear()
            self.known.clear()
        for value in self._long:
            self.known.pop(value, None)
        self._long = []
        fresh = values - self._seen
        if not fresh:
            return
        self._seen |= fresh
        originals: list[Scalar] = [value for value in fresh if value.__class__ is str]
        lines: list[str] = list(originals)  # type: ignore[arg-type]  # texts only, so far
        if self._numeric and len(lines) < len(fresh):
            numbers = [value for value in fresh if value.__class__ in _NUMBERS]
            originals += numbers
            lines += map(_written, numbers)
        if not lines:
            return
        read = Lines(lines)
        if read.longest > _LONGEST_REMEMBERED:
            self._seen.difference_update([line for line in lines if len(line) > _LONGEST_REMEMBERED])
        for line, hits in self._in_lines(read).items():
            value = originals[line]
            self.known[value] = hits
            if len(lines[line]) > _LONGEST_REMEMBERED:
                self._long.append(value)
                self._seen.discard(value)
            else:
                self._seen.add(value)

    def in_text(self, text: str) -> tuple[Found, ...]:
        """The needles in one text, which is not remembered."""
        return self._in_lines(Lines([text])).get(0, ())

    def as_digest(self, data: bytes) -> Found | None:
        """The needle of which these bytes are a raw digest and nothing else."""
        raw = self._digests.find_raw(data.decode("latin-1")) if len(data) in _RAW_SIZES else None
        return Found(raw[0].needle, Way(raw[1]), True, *self._part(raw[0].variant)) if raw is not None else None

    def _index(self, spelled: Owned) -> None:
        owners: dict[str, Owned] = {}
        for number, variant in spelled:
            owners.setdefault(lower(variant.text), []).append((number, variant))
        self._owners = owners
        slight = {text for text in owners if is_slight(text)}
        self._slight = {text.strip(): owners[text] for text in owners if text in slight}
        self._texts = [text for text in owners if text not in slight]
        self._longest_slight = max(map(len, self._slight), default=0) + _BLANKS_AROUND
        inside = [at for at, text in enumerate(self._texts) if any(variant.inside for _, variant in owners[text])]
        self._anchors = Anchors(self._texts, inside=inside)
        self._numeric = any(text[:1].isdigit() or text[:1] == "-" for text in owners)
        self.has_fractions = any(_FRACTION.match(text) for text in owners)

    def _in_lines(self, lines: Lines) -> dict[int, tuple[Found, ...]]:
        """The needles in each of some values, each once, in its plainest form."""
        best: dict[int, dict[int, Found]] = {}
        for line, found in (*self._plain(lines), *self._untidy(lines), *self._whole(lines), *self._hashed(lines)):
            known = best.setdefault(line, {})
            present = known.get(found.needle)
            if present is None or _plainness(found) < _plainness(present):
                known[found.needle] = found
        return {line: tuple(known[needle] for needle in sorted(known)) for line, known in best.items()}

    def _plain(self, lines: Lines) -> Iterator[tuple[int, Found]]:
        candidates = [self._texts[number] for number in sorted(self._anchors.candidates(lines))]
        if not candidates:
            return
        low = lower(lines.text)
        automaton = AhoCorasick(candidates, matchkind=MatchKind.Standard)
        sizes: dict[int, int] = {}  # of the values met, without the blanks around them
        for index, start, end in automaton.find_matches_as_indexes(low, overlapping=True):
            line = lines.line_at(start)
            is_word = is_bounded(low, start, end)
            size = sizes.get(line)
            if size is None:
                size = sizes[line] = len(lines[line].strip())
            whole = end - start == size
            for number, variant in self._owners[candidates[index]]:
                if variant.starts:
                    form = cut_form(lines[line], variant) if start - lines.starts[line] < _BLANKS_AROUND else None
                    if form is not None:
                        yield line, Found(number, Way(form), whole=True)
                    continue
                value = self._needles[number].value
                if not (is_word or variant.inside) or (variant.part and not whole):
                    continue
                way = way_of(lines.text[start:end], variant, value)
                if way is not None and (whole or _is_no_piece(lines, start, end, layer=variant.layer, value=value)):
                    yield line, Found(number, way, whole, *self._part(variant))

    def _untidy(self, lines: Lines) -> Iterator[tuple[int, Found]]:
        """What is found only once accents are composed and blanks are single."""
        changed = tidied(lines)
        places = list(changed)
        for place, found in self._plain(Lines(list(changed.values()))) if changed else ():
            is_new = found.way.form == "plain"
            line = places[place]
            yield line, found._replace(way=found.way._replace(form="normalised")) if is_new else found

    def _whole(self, lines: Lines) -> Iterator[tuple[int, Found]]:
        """Slight texts count as whole leaves only: inside others they would be everywhere."""
        if not self._slight:
            return
        for line, value in lines.up_to(self._longest_slight):
            for number, variant in self._slight.get(lower(value).strip(), ()):
                way = way_of(value.strip(), variant, self._needles[number].value)
                if way is not None:
                    yield line, Found(number, way, True, *self._part(variant))

    def _hashed(self, lines: Lines) -> Iterator[tuple[int, Found]]:
        if not lines.text.isascii():
            for line, value in lines.of_sizes(_RAW_SIZES):
                raw = None if value.isascii() else self._digests.find_raw(value)
                if raw is not None:
                    yield line, Found(raw[0].needle, Way(raw[1]), True, *self._part(raw[0].variant))
        runs = self._digests.runs_in(lines)
        digests = self._digests.find_many(runs) if runs else []
        pairs = self._digests.find_pairs([value for _, value in lines.of_sizes(PAIR_SIZES)])
        found = [*digests, *pairs]
        if not found:
            return
        standing: dict[int, list[int]] = {}  # the values that each run stands in
        automaton = AhoCorasick([run for run, _, _ in found], matchkind=MatchKind.Standard)
        for index, start, _ in automaton.find_matches_as_indexes(lines.text, overlapping=True):
            standing.setdefault(index, []).append(lines.line_at(start))
        for index, (run, source, form) in enumerate(found):
            for line in dict.fromkeys(standing.get(index, ())):
                yield line, Found(source.needle, Way(form), run == lines[line], *self._part_hashed(source.variant))

    def _part_hashed(self, variant: Variant) -> tuple[str, bool]:
        """A number of many digits may stand for much, its digest for nothing else."""
        return self._part(variant) if variant.which != "number" else ("", False)

    def _part(self, variant: Variant) -> tuple[str, bool]:
        return variant.which, variant.part and variant.text.casefold() in self._shared


def _written(number: Scalar) -> str:
    """A number as text; equal numbers alike, or one would hide the other."""
    return str(int(number)) if isinstance(number, float) and number.is_integer() else str(number)


def _hidden(needles: Sequence[Needle], choosy: Sequence[bool]) -> Iterator[tuple[int, Variant]]:
    for number, needle in enumerate(needles):
        if not choosy[number] and needle.joined is None:
            for variant in disguised(needle.value, thorough=needle.origin is not Origin.LEARNED):
                yield number, variant


def _rarely_hidden(needles: Sequence[Needle], choosy: Sequence[bool]) -> Iterator[tuple[int, Variant]]:
    planted = [
        number
        for number, needle in enumerate(needles)
        if not choosy[number] and needle.joined is None and needle.origin is not Origin.LEARNED
    ]
    for number in planted if len(planted) <= _MANY_PLANTED else ():
        yield from ((number, variant) for variant in rarely_disguised(needles[number].value))


def _cut_off(needles: Sequence[Needle], choosy: Sequence[bool]) -> Iterator[tuple[int, Variant]]:
    for number, needle in enumerate(needles):
        if not choosy[number]:
            yield from ((number, variant) for variant in beginnings(needle))


def _is_no_piece(lines: Lines, start: int, end: int, *, layer: str | None, value: str) -> bool:
    """Whether what was found is not a piece of somebody else's address, name or number."""
    if layer is None:
        return stands_alone(lines.text, start, end)
    line = lines.line_at(start)
    first = lines.starts[line]
    return is_whole_behind(lines[line], start - first, end - first, layer=layer, value=value)


def _plainness(found: Found) -> tuple[object, ...]:
    """The plainer the smaller; the whole before a part of it."""
    return rank(found.way), bool(found.part), not found.whole
