"""Needles in decoded flows: plain, differently written, hashed, cut."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from inspector.decode.document import Decoded, Document, Leaf
from inspector.detect.context import FlowContext
from inspector.detect.digests import DigestTable, Source, available
from inspector.detect.disguises import disguise
from inspector.detect.fits import does_key_fit, needs_fitting_key
from inspector.detect.floors import is_telling, why_not_followed
from inspector.detect.keys import KeyIndex
from inspector.detect.packs import Packs, load_packs
from inspector.detect.variants import Variant, spell
from inspector.detect.ways import ORDER, Way, is_bounded, is_slight, lower, rank, way_of
from inspector.model.leaf import Needle, Origin, Place, Sighting
from inspector.model.struct import Record

_GAP = "\x1f"
_HEX = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{16,128}(?![0-9A-Za-z])")
_BASE64 = re.compile(r"(?<![0-9A-Za-z+/_\-])[0-9A-Za-z+/_\-]{22,86}={0,2}(?![0-9A-Za-z+/_\-=])")
_RAW_SIZES = frozenset({16, 20, 28, 32, 48, 64})
_MOST_PER_FLOW = 10_000


class Searched(Record, frozen=True, kw_only=True):
    """What was looked for, for the sentence "searched as ..."."""

    needles: int
    variants: int
    forms: tuple[str, ...]
    digests: int
    skipped: tuple[tuple[str, str], ...]  # needle name, code of the floor it is below


class _Found(NamedTuple):
    needle: int
    way: Way


type _Hit = tuple[int, int, Way]


class Hunter:
    """Looks for needles. `floors=False` takes every value as it is, for `follow`, where a person chose it."""

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
        self._keys = KeyIndex(packs or load_packs()) if any(self._choosy) else None
        spelled = [(number, variant) for number, needle in enumerate(kept) for variant in spell(needle)]
        self._index([*spelled, *self._disguised()])
        hashed = [pair for pair in spelled if not self._choosy[pair[0]] and kept[pair[0]].joined is None]
        self._digests = DigestTable(hashed)
        self.searched = Searched(
            needles=len(kept),
            variants=len(spelled),
            forms=(*ORDER, *available()) if kept else (),
            digests=len(self._digests),
            skipped=tuple(skipped),
        )

    def hunt(self, decoded: Decoded, context: FlowContext) -> list[Sighting]:
        """The sightings of a flow: each needle once per leaf, in its plainest form, in the innermost document."""
        if not self._needles:
            return []
        found: list[tuple[Document, Leaf, _Found]] = []
        for document in decoded.documents:
            for leaf, hit in self._in_document(document):
                found.append((document, leaf, hit))
                if len(found) >= _MOST_PER_FLOW:
                    break
        inner = {(id(document.parent), id(document.origin), hit.needle) for document, _, hit in found}
        return [
            self._sighting(document, leaf, hit, context)
            for document, leaf, hit in found
            if (id(document), id(leaf), hit.needle) not in inner
        ]

    def _disguised(self) -> Iterator[tuple[int, Variant]]:
        for number, needle in enumerate(self._needles):
            if not self._choosy[number] and needle.joined is None:
                for text, layer in disguise(needle.value.strip()):
                    yield number, Variant(text, "plain", hashed=False, layer=layer)

    def _index(self, spelled: list[tuple[int, Variant]]) -> None:
        self._owners: dict[str, list[tuple[int, Variant]]] = {}
        for number, variant in spelled:
            self._owners.setdefault(lower(variant.text), []).append((number, variant))
        self._texts = [text for text in self._owners if not is_slight(text)]
        self._slight = {text.strip(): self._owners[text] for text in self._owners if is_slight(text)}
        self._automaton = AhoCorasick(self._texts, matchkind=MatchKind.Standard)
        self._numeric = any(text[:1].isdigit() or text[:1] == "-" for text in self._owners)

    def _in_document(self, document: Document) -> Iterator[tuple[Leaf, _Found]]:
        leaves = [leaf for leaf in document.leaves if self._is_searchable(leaf)]
        if not leaves:
            return
        values = [value if isinstance(value, str) else str(value) for _, _, value in leaves]
        best: dict[tuple[int, int], Way] = {}
        for line, number, way in (*self._plain(values, leaves), *self._whole(values, leaves), *self._hashed(values)):
            present = best.get((line, number))
            if present is None or rank(way) < rank(present):
                best[(line, number)] = way
        for (line, number), way in sorted(best.items(), key=lambda item: item[0]):
            yield leaves[line], _Found(number, way)

    def _is_searchable(self, leaf: Leaf) -> bool:
        kind = leaf[2].__class__
        return kind is str or (self._numeric and (kind is int or kind is float))

    def _plain(self, values: list[str], leaves: list[Leaf]) -> Iterator[_Hit]:
        if not self._texts:
            return
        text = _GAP.join(values)
        low = lower(text)
        matches = self._automaton.find_matches_as_indexes(low, overlapping=True)
        if not matches:
            return
        starts = [0, *accumulate(len(value) + 1 for value in values)]
        for index, start, end in matches:
            if not is_bounded(low, start, end):
                continue
            line = bisect_right(starts, start) - 1
            written = text[start:end]
            whole = end - start == len(values[line].strip())
            for number, variant in self._owners[self._texts[index]]:
                if self._choosy[number] and not (whole and self._fits(number, leaves[line])):
                    continue
                way = way_of(written, variant, self._needles[number].value)
                if way is not None:
                    yield line, number, way

    def _whole(self, values: list[str], leaves: list[Leaf]) -> Iterator[_Hit]:
        """Slight texts count as whole leaves only: inside others they would be everywhere."""
        if not self._slight:
            return
        for line, value in enumerate(values):
            for number, variant in self._slight.get(lower(value).strip(), ()):
                way = way_of(value.strip(), variant, self._needles[number].value)
                if way is not None and (not self._choosy[number] or self._fits(number, leaves[line])):
                    yield line, number, way

    def _fits(self, number: int, leaf: Leaf) -> bool:
        return self._keys is not None and does_key_fit(self._needles[number], leaf, self._keys)

    def _hashed(self, values: list[str]) -> Iterator[_Hit]:
        for line, value in enumerate(values):
            size = len(value)
            if size < 16:
                continue
            if size in _RAW_SIZES and not value.isascii():
                raw = self._digests.find_raw(value)
                if raw is not None:
                    yield line, raw[0].needle, Way(raw[1])
            for word in value.split() if " " in value else (value,):
                if len(word) >= 16:
                    for source, form in self._digests_in(word):
                        yield line, source.needle, Way(form)

    def _digests_in(self, word: str) -> Iterator[tuple[Source, str]]:
        for run in _HEX.findall(word):
            found = self._digests.find_hex(run)
            if found is not None:
                yield found
        for run in _BASE64.findall(word):
            found = self._digests.find_base64(run)
            if found is not None:
                yield found

    def _sighting(self, document: Document, leaf: Leaf, hit: _Found, context: FlowContext) -> Sighting:
        facts = context.facts
        place = Place(
            capture=facts.capture,
            flow=facts.id,
            entry=facts.entry,
            side=document.side,
            location=document.location,
            path=document.path_of(leaf),
            layers=document.layers + ((hit.way.layer,) if hit.way.layer else ()),
        )
        return Sighting(
            needle=self._needles[hit.needle],
            place=place,
            form=hit.way.form,
            at_us=facts.started_us,
            host=facts.host,
            site=context.site,
            first_party=context.first_party,
        )


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
