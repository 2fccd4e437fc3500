"""Objects that are records of somebody's health: what stands in them under names that nobody listed is health data too.

`preBp`, `fluidRemoved`, `gehstrecke` say nothing by themselves; beside names that speak of health they do. Names of
programs (`status`, `createdAt`, `url`) say nothing wherever they stand.
"""

from types import MappingProxyType
from typing import NamedTuple

from inspector.detect.datum import Counts
from inspector.detect.names.aside import Aside
from inspector.detect.names.evidence import BODILY, LOOSE, Evidence, Said
from inspector.detect.names.fold import lemma, tokens
from inspector.detect.names.furniture import Furniture, Rarity
from inspector.detect.names.keys import KeyIndex
from inspector.detect.names.series import is_series
from inspector.detect.surroundings import Chain, Names, Role, Scene, folded, plural
from inspector.model.flow import Location
from inspector.model.leaf import About


class Company(NamedTuple):
    """What the names around a leaf say of the record it stands in: a class, and the entry of a pack that spoke."""

    class_: str
    what: str
    counts: Counts = Counts.NUMBERS


class _Found(NamedTuple):
    """What was found around a leaf."""

    key: str
    own: float  # what its own name is worth
    rarity: Rarity
    beside: Said
    above: Said
    around: float
    size: int  # names in its object
    in_series: bool
    somebody: bool  # a name around tells of a person
    site: bool

    @property
    def local(self) -> float:
        """What the names of its object and of those around say."""
        return self.beside.points + self.above.points

    @property
    def clinical(self) -> float:
        """The clinical part of it."""
        return self.beside.clinical + self.above.clinical

    @property
    def points(self) -> float:
        """All of it."""
        series = _OF_SERIES if self.in_series else 0
        return self.beside.points + min(self.above.points, _MOST_ABOVE) + self.around + self.site + series

    def is_dense(self, rarity: Rarity) -> bool:
        """Whether names of health are not too few among all."""
        return self.local >= _LEAST_SHARE[rarity] * self.size


_ENOUGH = MappingProxyType({Rarity.RARE: 2.5, Rarity.PLAIN: 4.0, Rarity.COMMON: 5.5, Rarity.ANSWER: 2.0})
_NOBODYS = 1.0  # so much more where nothing says that the record is of a person,
_ANOTHERS = 1.5  # where a vendor is told, whose envelopes hold much else,
_UNKNOWN_SITE = 0.5  # and where neither the site nor the document as a whole speaks of health,
_ENOUGH_CLINICAL = 2.5  # which takes two names of diseases, treatments or measurements besides
_ENOUGH_OF_CARE = 4.5  # or one, among as many others of health
_ENOUGH_AHEAD = 1.0  # for a day to come
_LESS_WHERE_FIRM = 1.25  # beside clinical names, in a document of several names of health
_LESS_BESIDE_CLINICAL = 1.0  # or of one
_LESS_BESIDE_ANY = 0.75  # beside others, in such a document
_MORE_TO_COUNT = 0.5  # for a bare number under one word,
_MORE_TO_SWITCH = 2.0  # for a yes, sent, under a word that is of no body
_ENOUGH_ELSE = 2.0
_ENOUGH_OF_A_LABORATORY = 4.0
_MOST_ABOVE = 3.0
_LEAST_SHARE = MappingProxyType({Rarity.RARE: 0.1, Rarity.PLAIN: 0.2, Rarity.COMMON: 0.4, Rarity.ANSWER: 0.1})
_ABOVE = 3
_OF_SERIES = 2.5
_ALONE = 1.0  # where one loose name around is all
_PLACES = (Location.BODY, Location.WEBSOCKET, Location.SSE)
_AHEAD = frozenset(
    (
        *("next", "upcoming", "prochain", "prochaine", "naechste", "naechster", "nachste", "nachster", "proxima"),
        *("proximo", "prossima", "prossimo", "volgende", "nastepna", "nastepny", "seguinte"),
    )
)


class Records:
    """Judges company: one instance for a set of packs."""

    def __init__(self, keys: KeyIndex, names: Names, aside: Aside) -> None:
        self._keys = keys
        self._names = names
        self._aside = aside
        self._furniture = Furniture(keys, names, aside)
        self._evidence = Evidence(keys, names)

    def is_rare(self, key: str) -> bool:
        """Whether a name may be of a record, as far as it tells."""
        return self._furniture.rarity(key) is not Rarity.FURNITURE

    def is_of_programs(self, key: str) -> bool:
        """Whether a name is of a program, whatever it stands in."""
        return self._furniture.is_of_programs(key)

    def company(
        self, key: str, *, chain: Chain, siblings: tuple[str, ...], scene: Scene, role: Role | None
    ) -> Company | None:
        """The record that a leaf stands in whose own name says nothing, or not enough; None where that is no record of
        health."""
        found = self._found(key, chain=chain, siblings=siblings, scene=scene)
        if found is None or not self._may_be_record(chain, siblings, role):
            return None
        if self._aside.is_of_another_being(chain, siblings) or not _is_of_health(found, role, scene):
            return None
        what = found.beside.what or found.above.what or "record"
        if not _AHEAD.isdisjoint(lemma(key)):
            ahead = found._replace(in_series=False)
            return Company("health.appointment", what) if ahead.points >= _ENOUGH_AHEAD else None
        needed = _needed(found, role, scene)
        if found.points < needed:
            return None
        class_ = found.above.class_ or found.beside.class_ or "health.diagnosis"
        return Company(class_, what, _counts(found, found.points - needed, scene))

    def _found(self, key: str, *, chain: Chain, siblings: tuple[str, ...], scene: Scene) -> _Found | None:
        """What stands around a leaf; None where its name is of programs, or its place holds no records."""
        own, _ = self._evidence.points_of(key)
        rarity = Rarity.RARE if own else self._furniture.rarity(key, siblings)
        if rarity in (Rarity.FURNITURE, Rarity.COMMON) and self._qualifies(key, chain, siblings):
            rarity = Rarity.RARE
        if rarity is Rarity.FURNITURE or self._keys.is_silenced(key) or not _may_hold_records(scene):
            return None
        beside, above = self._evidence.of(siblings), self._evidence.of(chain.names[:_ABOVE])
        somebody = any(said.somebody for said in (beside, above, *map(self._evidence.of, chain.around)))
        if own == LOOSE:  # it does not bear itself out
            beside = beside._replace(points=beside.points - own)
        return _Found(
            key,
            own,
            rarity,
            beside,
            above,
            self._evidence.points_around(chain),
            len(siblings),
            rarity is not Rarity.COMMON and is_series(chain, siblings, scene, self._names),
            somebody,
            scene.site,
        )

    def _may_be_record(self, chain: Chain, siblings: tuple[str, ...], role: Role | None) -> bool:
        if any(name.endswith("_resource") for name in chain.folded):
            return False  # FHIR: all its names are known
        if any(plural(name) in self._names.catalogue for name in chain.names) or self._aside.is_container(chain):
            return False
        if self._is_furnished(chain):
            return False
        if role is None or role.about is not About.PRACTITIONER or role.distance > 0:
            return True
        return self._evidence.of(siblings).clinical >= _ENOUGH_OF_A_LABORATORY

    def _qualifies(self, key: str, chain: Chain, siblings: tuple[str, ...]) -> bool:
        """What a measurement is marked with, beside others of its kind: `flag`, `codice`."""
        if folded(key) not in self._names.qualifiers:
            return False
        measured = "health.measurement"
        return self._evidence.of(chain.names[:1]).class_ == measured or self._evidence.of(siblings).class_ == measured

    def _is_furnished(self, chain: Chain) -> bool:
        """Whether an object around has a name of programs, up to one that speaks of health."""
        for name in chain.names:
            if self._evidence.points_of(name)[0] > LOOSE:
                return False
            if folded(name) not in self._names.roomy and self._furniture.is_of_programs(name):
                return True
        return False


def _is_of_health(found: _Found, role: Role | None, scene: Scene) -> bool:
    """Whether the object is a record at all: not of a person's name and address only, not of much else, and of care by
    itself where the document as a whole is of something else."""
    if found.own < BODILY and _is_of_persons_data(found.beside, role):
        return False
    if not (found.is_dense(found.rarity) or found.in_series):
        return False
    return scene.health or ((found.somebody or scene.person) and _is_clinical(found, scene))


def _is_of_persons_data(beside: Said, role: Role | None) -> bool:
    """An object of somebody's name and address, with little else in it."""
    if beside.people <= beside.points or beside.points >= _ENOUGH_ELSE:
        return False
    return beside.people > 1 or (role is not None and role.distance == 0)


def _is_clinical(found: _Found, scene: Scene) -> bool:
    """Two clinical names, or, in what somebody sends, one and several others of health."""
    is_sent = scene.is_request and found.clinical >= BODILY and found.beside.points >= _ENOUGH_OF_CARE
    return found.clinical >= _ENOUGH_CLINICAL or is_sent


def _needed(found: _Found, role: Role | None, scene: Scene) -> float:
    """How many points it takes: the less, the surer it is that the document is about somebody's health."""
    needed = _ENOUGH[found.rarity] + (0 if scene.first_party else _ANOTHERS) + (0 if scene.health else _UNKNOWN_SITE)
    if scene.health and found.clinical >= BODILY:
        needed -= _LESS_WHERE_FIRM if scene.firm else _LESS_BESIDE_CLINICAL
    elif scene.health and scene.firm and found.local:
        needed -= _LESS_BESIDE_ANY
    if not (found.somebody or scene.person or scene.is_request or scene.per_user or role is not None):
        needed += _NOBODYS
    is_alone = not (found.in_series or found.beside.points) and found.above.points <= LOOSE and found.around <= LOOSE
    return needed + (_ALONE if is_alone and not (scene.firm and found.above.points) else 0)


def _counts(found: _Found, more: float, scene: Scene) -> Counts:
    """What may stand under the name besides texts, by how many points there are `more` than needed."""
    counts = Counts.NUMBERS if len(tokens(found.key)) > 1 else Counts.NOTHING
    if found.rarity is not Rarity.RARE or more < _MORE_TO_COUNT:
        return counts
    is_dense = found.is_dense(Rarity.PLAIN)
    if found.own >= BODILY or (scene.is_request and is_dense and more >= _MORE_TO_SWITCH):
        return Counts.SWITCHES
    return Counts.NUMBERS if is_dense or found.in_series else counts


def _may_hold_records(scene: Scene) -> bool:
    if scene.elsewhere or scene.bundle or scene.html or scene.vacancy:
        return False
    return scene.location in _PLACES or scene.nested
