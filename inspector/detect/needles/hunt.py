"""Needles in decoded flows: plain, differently written, hashed, cut."""

from collections.abc import Iterator, Sequence, Set

from inspector.decode.document import Decoded, Document, Leaf, Node, Unread
from inspector.detect.context import FlowContext
from inspector.detect.names.keys import KeyIndex, index_of
from inspector.detect.needles.algorithms import available
from inspector.detect.needles.assembled import Assembled, Seen
from inspector.detect.needles.fits import does_key_fit, is_another_named, needs_fitting_key
from inspector.detect.needles.floors import is_telling, why_not_followed
from inspector.detect.needles.haystack import Found, Haystack
from inspector.detect.needles.ways import ORDER, Way
from inspector.detect.packs import Packs, load_packs
from inspector.model.leaf import Needle, Origin, Place, Scalar, Sighting
from inspector.model.struct import Record

FORMS = (*ORDER, *available())
"""The words for how a found value may have been changed."""

_MOST_PER_FLOW = 10_000
_MOST_BYTES = 4_000_000
_FEWEST_DIGITS_OF_A_NAME = 6


class Searched(Record, frozen=True, kw_only=True):
    """What was looked for, for the sentence "searched as ..."."""

    needles: int
    variants: int
    forms: tuple[str, ...]
    digests: int
    skipped: tuple[tuple[str, str], ...]  # needle name, code of the floor it is below


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
        self._haystack = Haystack(kept, choosy=self._choosy)
        self._assembled = Assembled(kept, choosy=self._choosy, salted=self._haystack.salted)
        self._as_names = [_may_be_a_name(needle) for needle in kept]
        self._hunts_names = any(self._as_names)
        self.was_cut = False
        self.searched = Searched(
            needles=len(kept),
            variants=self._haystack.variants,
            forms=(*ORDER, *self._haystack.algorithms) if kept else (),
            digests=self._haystack.digests,
            skipped=tuple(skipped),
        )

    def __getstate__(self) -> dict[str, object]:
        return self.__dict__ | {"_keys": None}

    def hunt(self, decoded: Decoded, context: FlowContext) -> list[Sighting]:
        """The sightings of a flow: each needle once per leaf, in its plainest form, in the innermost document;
        `was_cut` then tells whether there are more."""
        self.was_cut = False
        if not self._needles:
            return []
        values = self._values_of(decoded)
        self._haystack.look_at(values)
        raw = [sighting for unread in decoded.unread for sighting in self._in_bytes(unread, context)]
        assembled = self._assembled.find(decoded, most=_MOST_PER_FLOW)
        if not assembled and self._haystack.known.keys().isdisjoint(values):
            return raw
        found = self._in_documents(decoded)
        told = {(id(leaf), hit.needle) for _, leaf, hit in found}
        found = self._no_more([*found, *(seen for at, seen in assembled.items() if at not in told)])
        inner = {(id(document.parent), id(document.origin), hit.needle) for document, _, hit in found}
        return raw + [
            self._sighting(document, leaf, hit, context)
            for document, leaf, hit in found
            if (id(document), id(leaf), hit.needle) not in inner
        ]

    def _in_documents(self, decoded: Decoded) -> list[Seen]:
        """The leaves of a flow whose values, or names, are known to hold needles."""
        found: list[Seen] = []
        known, fractions = self._haystack.known.keys(), self._haystack.has_fractions
        for document in decoded.documents:
            told = document.survey.values & known
            if fractions and document.survey.fractions:
                told |= _fractions(decoded) & known
            if told:
                found += self._in_document(document, told)
            if self._hunts_names and (named := document.survey.names & known):
                found += self._in_names(document, named)
            if len(found) >= _MOST_PER_FLOW:
                return self._no_more(found)
        return found

    def _no_more(self, found: list[Seen]) -> list[Seen]:
        self.was_cut = self.was_cut or len(found) >= _MOST_PER_FLOW
        return found[:_MOST_PER_FLOW]

    def _values_of(self, decoded: Decoded) -> set[Scalar]:
        """Everything in a flow that may hold a needle."""
        surveys = [document.survey for document in decoded.documents]
        values: set[Scalar] = set().union(*[survey.values for survey in surveys])
        if self._hunts_names:
            values.update(*[survey.names for survey in surveys])
        if self._haystack.has_fractions:
            values |= _fractions(decoded)
        return values

    def _in_document(self, document: Document, told: set[Scalar]) -> Iterator[Seen]:
        single: list[Seen] = []
        for leaf in document.leaves:
            value = leaf[2]
            if value not in told or value.__class__ is bool:
                continue
            for found in self._haystack.known[value]:
                if not (found.part or self._choosy[found.needle]) or (
                    found.whole and not found.shared and self._fits(found.needle, leaf)
                ):
                    yield document, leaf, found
                elif found.part and found.part != "number" and not self._is_another(found.needle, leaf):
                    single.append((document, leaf, found))
        if single:
            yield from self._together(single)

    def _together(self, single: list[Seen]) -> Iterator[Seen]:
        """Parts under names that say nothing: a mailbox is rare enough, a first name needs the last one beside it."""
        beside: dict[tuple[int, int], set[str]] = {}  # by needle and object
        for _, leaf, found in single:
            beside.setdefault((found.needle, id(leaf[0])), set()).add(found.part)
        for document, leaf, found in single:
            is_name = self._needles[found.needle].class_ == "identity.name"
            if not is_name or len(beside[found.needle, id(leaf[0])]) > 1:
                yield document, leaf, found

    def _in_names(self, document: Document, named: Set[Scalar]) -> Iterator[Seen]:
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
                for found in self._haystack.known[name] if name in named else ():
                    if not (found.part or self._choosy[found.needle]) and self._as_names[found.needle]:
                        yield document, leaf, found

    def _in_bytes(self, unread: Unread, context: FlowContext) -> Iterator[Sighting]:
        """Values that stand readable in bytes that no decoder knows, or of which these are a digest."""
        text = unread.data[:_MOST_BYTES].decode("utf-8", "replace")
        digest = self._haystack.as_digest(unread.data)
        for found in (*self._haystack.in_text(text), *([digest] if digest is not None else [])):
            if not (found.part or self._choosy[found.needle]):
                yield self._sighting_at(_place_of_bytes(unread, found.way, context), found, context)

    def _fits(self, number: int, leaf: Leaf) -> bool:
        return does_key_fit(self._needles[number], leaf, self._index) and not self._is_another(number, leaf)

    def _is_another(self, number: int, leaf: Leaf) -> bool:
        return is_another_named(self._needles[number], leaf, self._index)

    @property
    def _index(self) -> KeyIndex:
        if self._keys is None:
            self._keys = index_of(self._packs or load_packs())
        return self._keys

    def _sighting(self, document: Document, leaf: Leaf, hit: Found, context: FlowContext) -> Sighting:
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

    def _sighting_at(self, place: Place, hit: Found, context: FlowContext) -> Sighting:
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
