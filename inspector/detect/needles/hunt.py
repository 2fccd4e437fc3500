"""Needles in decoded flows: plain, differently written, hashed, cut."""

import re
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from inspector.decode.document import Decoded, Document, Leaf, Node, Unread
from inspector.detect.context import FlowContext
from inspector.detect.names.keys import KeyIndex, index_of
from inspector.detect.needles.anchors import Anchors
from inspector.detect.needles.borders import is_bounded, is_whole_behind, stands_alone
from inspector.detect.needles.cuts import beginnings, cut_form
from inspector.detect.needles.digests import DigestTable, available
from inspector.detect.needles.disguises import disguised
from inspector.detect.needles.fits import does_key_fit, is_another_named, needs_fitting_key
from inspector.detect.needles.floors import is_telling, why_not_followed
from inspector.detect.needles.glued import PAIR_SIZES
from inspector.detect.needles.lines import Lines
from inspector.detect.needles.parted_dates import PartedDates
from inspector.detect.needles.tidy import tidied
from inspector.detect.needles.variants import Variant, parts_of_several, spell, without_doubles
from inspector.detect.needles.ways import ORDER, Way, is_slight, lower, rank, way_of
from inspector.detect.packs import Packs, load_packs
from inspector.model.leaf import Needle, Origin, Place, Scalar, Sighting
from inspector.model.struct import Record

FORMS = (*ORDER, *available())
"""The words for how a found value may have been changed."""

_FRACTION = re.compile(r"-?\d+\.\d+\Z")
_RAW_SIZES = frozenset({16, 20, 28, 32, 48, 64})
_BLANKS_AROUND = 8
_MOST_PER_FLOW = 10_000
_MOST_REMEMBERED = 300_000
_LONGEST_REMEMBERED = 300
_MOST_BYTES = 4_000_000
_NUMBERS = (int, float)
_FEWEST_DIGITS_OF_A_NAME = 6


class Searched(Record, frozen=True, kw_only=True):
    """What was looked for, for the sentence "searched as ..."."""

    needles: int
    variants: int
    forms: tuple[str, ...]
    digests: int
    skipped: tuple[tuple[str, str], ...]  # needle name, code of the floor it is below


class _Found(NamedTuple):
    """A needle in a value. `whole`: the value is nothing else."""

    needle: int
    way: Way
    whole: bool
    part: str = ""  # which part of the value it is: it counts under a field of its class, or beside another part
    shared: bool = False  # a part of several values: it counts beside another part only


class Hunter:
    """Looks for needles. `floors=False` takes every value as it is, for `follow`, where a person chose it. A pickled
    one, which is read far sooner than made anew, has forgotten the values that it saw."""

    def __init__(self, needles: Sequence[Needle], *, floors: bool = True, packs: Packs | None = None) -> None:
        kept: list[Needle] = []
        skipped: list[tuple[str, str]] = []
        for needle in needles:
            reason = _below_floor(needle) if floors else (None if needle.value.strip() else "short")
            if reason is None:
                kept.append(needle)
            else:
                skipped.append((needle.name, reason))
        self._needles = kept
        self._choosy = [floors and _is_choosy(needle) for needle in kept]
        self._packs = packs
        self._keys: KeyIndex | None = None  # made when first asked for
        spelled = without_doubles((number, variant) for number, needle in enumerate(kept) for variant in spell(needle))
        searched = [(number, variant) for number, variant in spelled if variant.searched]
        self._index([*searched, *self._disguised(), *self._cut_off()])
        hashed = [pair for pair in spelled if kept[pair[0]].joined is None]
        self._digests = DigestTable(hashed)
        self._shared = parts_of_several(spelled)
        self._parted = PartedDates(kept)
        self._seen: set[Scalar] = set()  # values looked at
        self._known: dict[Scalar, tuple[_Found, ...]] = {}  # those of them that hold needles
        self.searched = Searched(
            needles=len(kept),
            variants=len(spelled),
            forms=FORMS if kept else (),
            digests=len(self._digests),
            skipped=tuple(skipped),
        )

    def __getstate__(self) -> dict[str, object]:
        return self.__dict__ | {"_seen": set(), "_known": {}, "_keys": None}

    def hunt(self, decoded: Decoded, context: FlowContext) -> list[Sighting]:
        """The sightings of a flow: each needle once per leaf, in its plainest form, in the innermost document."""
        if not self._needles:
            return []
        values = self._values_of(decoded)
        self._look_at(values)
        raw = [sighting for unread in decoded.unread for sighting in self._in_bytes(unread, context)]
        parted = list(self._in_parts(decoded))
        if not parted and self._known.keys().isdisjoint(values):
            return raw
        found = self._in_documents(decoded) + parted
        inner = {(id(document.parent), id(document.origin), hit.needle) for document, _, hit in found}
        return raw + [
            self._sighting(document, leaf, hit, context)
            for document, leaf, hit in found
            if (id(document), id(leaf), hit.needle) not in inner
        ]

    def _in_documents(self, decoded: Decoded) -> list[tuple[Document, Leaf, _Found]]:
        """The leaves of a flow whose values, or names, are known to hold needles."""
        found: list[tuple[Document, Leaf, _Found]] = []
        for document in decoded.documents:
            told = document.survey.values & self._known.keys()
            if self._has_fractions and document.survey.fractions:
                told |= _fractions(decoded) & self._known.keys()
            if told:
                found += self._in_document(document, told)
            if self._hunts_names and (named := document.survey.names & self._known.keys()):
                found += self._in_names(document, named)
            if len(found) >= _MOST_PER_FLOW:
                return found[:_MOST_PER_FLOW]
        return found

    def _in_parts(self, decoded: Decoded) -> Iterator[tuple[Document, Leaf, _Found]]:
        """Dates of birth whose day, month and year stand apart."""
        for document in decoded.documents:
            for leaf, number, form in self._parted.find(document):
                yield document, leaf, _Found(number, Way(form), whole=True)

    def _cut_off(self) -> Iterator[tuple[int, Variant]]:
        for number, needle in enumerate(self._needles):
            if not self._choosy[number]:
                yield from ((number, variant) for variant in beginnings(needle))

    def _disguised(self) -> Iterator[tuple[int, Variant]]:
        for number, needle in enumerate(self._needles):
            if not self._choosy[number] and needle.joined is None:
                for variant in disguised(needle.value, thorough=needle.origin is not Origin.LEARNED):
                    yield number, variant

    def _index(self, spelled: list[tuple[int, Variant]]) -> None:
        owners: dict[str, list[tuple[int, Variant]]] = {}
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
        self._as_names = [_may_be_a_name(needle) for needle in self._needles]
        self._hunts_names = any(self._as_names)
        self._has_fractions = any(_FRACTION.match(text) for text in owners)

    def _values_of(self, decoded: Decoded) -> set[Scalar]:
        """Everything in a flow that may hold a needle."""
        surveys = [document.survey for document in decoded.documents]
        values: set[Scalar] = set().union(*[survey.values for survey in surveys])
        if self._hunts_names:
            values.update(*[survey.names for survey in surveys])
        if self._has_fractions:
            values |= _fractions(decoded)
        return values

    def _look_at(self, values: set[Scalar]) -> None:
        """Looks at those values that were not looked at before."""
        if len(self._seen) > _MOST_REMEMBERED:
            self._seen.clear()
            self._known.clear()
        fresh = values - self._seen
        if not fresh:
            return
        self._seen |= fresh
        originals: list[Scalar] = [value for value in fresh if value.__class__ is str]
        lines: list[str] = list(originals)  # type: ignore[arg-type]  # texts only, so far
        if self._numeric and len(lines) < len(fresh):
            numbers = [value for value in fresh if value.__class__ in _NUMBERS]
            originals += numbers
            lines += map(str, numbers)
        if not lines:
            return
        read = Lines(lines)
        if read.longest > _LONGEST_REMEMBERED:
            self._seen.difference_update([line for line in lines if len(line) > _LONGEST_REMEMBERED])
        for line, hits in self._in_lines(read).items():
            self._known[originals[line]] = hits
            self._seen.add(originals[line])

    def _in_lines(self, lines: Lines) -> dict[int, tuple[_Found, ...]]:
        """The needles in each of some values, each once, in its plainest form."""
        best: dict[int, dict[int, _Found]] = {}
        for line, found in (*self._plain(lines), *self._untidy(lines), *self._whole(lines), *self._hashed(lines)):
            known = best.setdefault(line, {})
            present = known.get(found.needle)
            if present is None or _plainness(found) < _plainness(present):
                known[found.needle] = found
        return {line: tuple(known[needle] for needle in sorted(known)) for line, known in best.items()}

    def _in_document(self, document: Document, told: set[Scalar]) -> Iterator[tuple[Document, Leaf, _Found]]:
        single: list[tuple[Document, Leaf, _Found]] = []
        for leaf in document.leaves:
            value = leaf[2]
            if value not in told or value.__class__ is bool:
                continue
            for found in self._known[value]:
                if not (found.part or self._choosy[found.needle]) or (
                    found.whole and not found.shared and self._fits(found.needle, leaf)
                ):
                    yield document, leaf, found
                elif found.part:
                    single.append((document, leaf, found))
        if single:
            yield from self._together(single)

    def _together(self, single: list[tuple[Document, Leaf, _Found]]) -> Iterator[tuple[Document, Leaf, _Found]]:
        """Parts under names that say nothing: a mailbox is rare enough, a first name needs the last one beside it."""
        beside: dict[int, set[str]] = {}
        for _, _, found in single:
            beside.setdefault(found.needle, set()).add(found.part)
        for document, leaf, found in single:
            is_name = self._needles[found.needle].class_ == "identity.name"
            if not is_name or len(beside[found.needle]) > 1:
                yield document, leaf, found

    def _in_names(self, document: Document, named: Set[Scalar]) -> Iterator[tuple[Document, Leaf, _Found]]:
        """Values that stand as names: told at the leaf of that name, or at the first inside the object of that name."""
        objects: set[int] = set()
        for leaf in document.leaves:
            names = [leaf[1]]
            node: Node | None = leaf[0]
            while node is not None and id(node) not in objects:
                objects.add(id(node))
                names.append(node.key)
                node = node.parent
            for name in names:
                for found in self._known[name] if name in named else ():
                    if not (found.part or self._choosy[found.needle]) and self._as_names[found.needle]:
                        yield document, leaf, found

    def _in_bytes(self, unread: Unread, context: FlowContext) -> Iterator[Sighting]:
        """Values that stand readable in bytes that no decoder knows."""
        text = unread.data[:_MOST_BYTES].decode("utf-8", "replace")
        for found in self._in_lines(Lines([text])).get(0, ()):
            if not (found.part or self._choosy[found.needle]):
                yield self._sighting_at(_place_of_bytes(unread, found.way, context), found, context)

    def _untidy(self, lines: Lines) -> Iterator[tuple[int, _Found]]:
        """What is found only once accents are composed and blanks are single."""
        changed = tidied(lines)
        for place, found in self._plain(Lines(list(changed.values()))) if changed else ():
            is_new = found.way.form == "plain"
            line = list(changed)[place]
            yield line, found._replace(way=found.way._replace(form="normalised")) if is_new else found

    def _plain(self, lines: Lines) -> Iterator[tuple[int, _Found]]:
        candidates = [self._texts[number] for number in sorted(self._anchors.candidates(lines))]
        if not candidates:
            return
        text = lines.text
        low = lower(text)
        automaton = AhoCorasick(candidates, matchkind=MatchKind.Standard)
        for index, start, end in automaton.find_matches_as_indexes(low, overlapping=True):
            line = lines.line_at(start)
            is_word = is_bounded(low, start, end)
            whole = end - start == len(lines[line].strip())
            for number, variant in self._owners[candidates[index]]:
                if variant.starts:
                    form = cut_form(lines[line], variant)
                    if form is not None:
                        yield line, _Found(number, Way(form), whole=True)
                    continue
                value = self._needles[number].value
                if not (is_word or variant.inside) or (variant.part and not whole):
                    continue
                way = way_of(text[start:end], variant, value)
                if way is not None and (
                    whole or _is_no_piece(lines, line, start, end, layer=variant.layer, value=value)
                ):
                    yield line, _Found(number, way, whole, *self._part(variant))

    def _whole(self, lines: Lines) -> Iterator[tuple[int, _Found]]:
        """Slight texts count as whole leaves only: inside others they would be everywhere."""
        if not self._slight:
            return
        for line, value in lines.up_to(self._longest_slight):
            for number, variant in self._slight.get(lower(value).strip(), ()):
                way = way_of(value.strip(), variant, self._needles[number].value)
                if way is not None:
                    yield line, _Found(number, way, True, *self._part(variant))

    def _part(self, variant: Variant) -> tuple[str, bool]:
        return variant.which, variant.part and variant.text.casefold() in self._shared

    def _fits(self, number: int, leaf: Leaf) -> bool:
        if self._keys is None:
            self._keys = index_of(self._packs or load_packs())
        needle = self._needles[number]
        return does_key_fit(needle, leaf, self._keys) and not is_another_named(needle, leaf, self._keys)

    def _hashed(self, lines: Lines) -> Iterator[tuple[int, _Found]]:
        if not lines.text.isascii():
            for line, value in lines.of_sizes(_RAW_SIZES):
                raw = None if value.isascii() else self._digests.find_raw(value)
                if raw is not None:
                    yield line, _Found(raw[0].needle, Way(raw[1]), True, *self._part(raw[0].variant))
        runs = self._digests.runs_in(lines)
        digests = self._digests.find_many(runs) if runs else []
        pairs = self._digests.find_pairs([value for _, value in lines.of_sizes(PAIR_SIZES)])
        for run, source, form in (*digests, *pairs):
            for line, value in enumerate(lines):
                if run in value:
                    yield line, _Found(source.needle, Way(form), run == value, *self._part(source.variant))

    def _sighting(self, document: Document, leaf: Leaf, hit: _Found, context: FlowContext) -> Sighting:
        facts = context.facts
        place = Place(
            capture=facts.capture,
            flow=facts.id,
            entry=facts.entry,
            side=document.side,
            location=document.location,
            path=document.path_of(leaf),
            layers=document.layers + _layers_of(hit.way),
        )
        return self._sighting_at(place, hit, context)

    def _sighting_at(self, place: Place, hit: _Found, context: FlowContext) -> Sighting:
        return Sighting(
            needle=self._needles[hit.needle],
            place=place,
            form=hit.way.form,
            at_us=context.facts.started_us,
            host=context.facts.host,
            site=context.site,
            first_party=context.first_party,
        )


def _may_be_a_name(needle: Needle) -> bool:
    """Whether a value may stand as the name of a field: planted ones, and learned ones that no program calls so."""
    if needle.origin is not Origin.LEARNED:
        return True
    text = needle.value.strip()
    return "@" in text or sum(map(str.isdigit, text)) >= _FEWEST_DIGITS_OF_A_NAME


def _is_no_piece(lines: Lines, line: int, start: int, end: int, *, layer: str | None, value: str) -> bool:
    """Whether what was found is not a piece of somebody else's address, name or number."""
    if layer is None:
        return stands_alone(lines.text, start, end)
    first = lines.starts[line]
    return is_whole_behind(lines[line], start - first, end - first, layer=layer, value=value)


def _plainness(found: _Found) -> tuple[object, ...]:
    """The plainer the smaller; the whole before a part of it."""
    return rank(found.way), bool(found.part), not found.whole


def _place_of_bytes(unread: Unread, way: Way, context: FlowContext) -> Place:
    facts = context.facts
    return Place(
        capture=facts.capture,
        flow=facts.id,
        entry=facts.entry,
        side=unread.side,
        location=unread.location,
        path=unread.prefix,
        layers=unread.layers + _layers_of(way),
    )


def _layers_of(way: Way) -> tuple[str, ...]:
    return tuple(way.layer.split(">")) if way.layer else ()


def _fractions(decoded: Decoded) -> set[Scalar]:
    documents = [document for document in decoded.documents if document.survey.fractions]
    return {leaf[2] for document in documents for leaf in document.leaves if leaf[2].__class__ is float}


def _is_choosy(needle: Needle) -> bool:
    """Small ids, and common values of the persona such as a town, count only under a field of their class."""
    planted = needle.origin is Origin.PERSONA
    return needs_fitting_key(needle) or (planted and not is_telling(needle))


def _below_floor(needle: Needle) -> str | None:
    """Learned values have passed the floors, planted and chosen ones are wanted: only what is no value is left out."""
    if needle.origin is not Origin.LEARNED or needle.joined is not None:
        return None if len(needle.value.strip()) >= 2 else "short"
    reason = why_not_followed(needle.value, needle.class_)
    return None if reason == "class" else reason
