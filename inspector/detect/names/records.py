"""Objects that are records of somebody's health: what stands in them under names that nobody listed is health data too.

`preBp`, `fluidRemoved`, `gehstrecke` say nothing by themselves; beside names that speak of health they do. Names of
programs (`status`, `createdAt`, `url`) say nothing wherever they stand.
"""

from types import MappingProxyType
from typing import NamedTuple

from inspector.detect.datum import Counts
from inspector.detect.names.aside import Aside
from inspector.detect.names.fold import lemma, tokens
from inspector.detect.names.furniture import Furniture, Rarity
from inspector.detect.names.keys import KeyIndex, KeyVerdict
from inspector.detect.names.series import is_series
from inspector.detect.surroundings import Chain, Names, Role, Scene, folded, plural
from inspector.model.flow import Location
from inspector.model.leaf import About


class Company(NamedTuple):
    """What the names around a leaf say of the record it stands in: a class, and the entry of a pack that spoke."""

    class_: str
    what: str
    counts: Counts = Counts.NUMBERS


class _Told(NamedTuple):
    """What the names of one object say together, each meaning once."""

    points: float
    clinical: float  # of them, those of diseases, treatments and measurements that no program has
    people: int  # names of a person's data
    somebody: bool  # one of them tells that the object is of a person
    class_: str  # of most points
    what: str


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
_STRONG, _SPECIFIC, _BODILY, _LOOSE = 2.0, 1.5, 1.25, 1.0
_ENOUGH_OF_A_LABORATORY = 4.0
_MOST_ABOVE = 3.0
_MOST_AROUND = 4.0
_LEAST_SHARE = MappingProxyType({Rarity.RARE: 0.1, Rarity.PLAIN: 0.2, Rarity.COMMON: 0.4, Rarity.ANSWER: 0.1})
_SHORTEST_SPECIFIC = 4
_ABOVE = 3
_AROUND = 2
_MOST_REMEMBERED = 50_000
_OF_SERIES = 2.5
_ALONE = 1.0  # where one loose name around is all
_PLACES = (Location.BODY, Location.WEBSOCKET, Location.SSE)
_CLINICAL = ("health.diagnosis", "health.treatment", "health.measurement")
_PERSONAL = ("identity.", "contact.")
_AHEAD = frozenset(
    (
        *("next", "upcoming", "prochain", "prochaine", "naechste", "naechster", "nachste", "nachster", "proxima"),
        *("proximo", "prossima", "prossimo", "volgende", "nastepna", "nastepny", "seguinte"),
    )
)


class Records:
    """Judges company: one instance for a set of packs. What objects say is remembered by their names, within bounds."""

    def __init__(self, keys: KeyIndex, names: Names, aside: Aside) -> None:
        self._keys = keys
        self._names = names
        self._aside = aside
        self._furniture = Furniture(keys, names, aside)
        self._stems = tuple(names.body_stems)
        self._known: dict[tuple[str, ...], _Told] = {}

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
        own, _ = self._points_of(key)
        rarity = Rarity.RARE if own else self._furniture.rarity(key, siblings)
        if rarity in (Rarity.FURNITURE, Rarity.COMMON) and self._qualifies(key, chain, siblings):
            rarity = Rarity.RARE
        if (
            rarity is Rarity.FURNITURE
            or self._keys.is_silenced(key)
            or not _may_hold_records(scene)
            or not self._may_be_record(chain, siblings, role)
        ):
            return None
        if self._aside.is_of_another_being(chain, siblings):
            return None
        beside, above = self._told(siblings), self._told(chain.names[:_ABOVE])
        if own == _LOOSE:  # it does not bear itself out
            beside = beside._replace(points=beside.points - own)
        in_series = rarity is not Rarity.COMMON and is_series(chain, siblings, scene, self._names)
        is_dense = beside.points + above.points >= _LEAST_SHARE[rarity] * len(siblings)
        if (own < _BODILY and self._is_of_persons_data(beside, role)) or not (
            is_dense or is_series(chain, siblings, scene, self._names)
        ):
            return None
        somebody = any(told.somebody for told in (beside, above, *map(self._told, chain.around)))
        if not scene.health and not ((somebody or scene.person) and _is_clinical(beside, above, scene)):
            return None
        around = self._points_around(chain)
        points = beside.points + min(above.points, _MOST_ABOVE) + around + scene.site
        what = beside.what or above.what or "record"
        if not _AHEAD.isdisjoint(lemma(key)):
            return Company("health.appointment", what) if points >= _ENOUGH_AHEAD else None
        points += _OF_SERIES if in_series else 0
        needed = self._needed(rarity, beside, above, scene)
        if not (somebody or scene.person or scene.is_request or scene.per_user or role is not None):
            needed += _NOBODYS
        is_alone = not (in_series or beside.points) and above.points <= _LOOSE and around <= _LOOSE
        if is_alone and not (scene.firm and above.points):
            needed += _ALONE
        if points < needed:
            return None
        counts = Counts.NUMBERS if len(tokens(key)) > 1 else Counts.NOTHING
        if rarity is Rarity.RARE and points >= needed + _MORE_TO_COUNT:
            is_dense = beside.points + above.points >= _LEAST_SHARE[Rarity.PLAIN] * len(siblings)
            is_switch = own >= _BODILY or (scene.is_request and is_dense and points >= needed + _MORE_TO_SWITCH)
            counts = Counts.SWITCHES if is_switch else Counts.NUMBERS if is_dense or in_series else counts
        return Company(above.class_ or beside.class_ or "health.diagnosis", what, counts)

    def _needed(self, rarity: Rarity, beside: _Told, above: _Told, scene: Scene) -> float:
        """How many points it takes: the less, the surer it is that the document is about somebody's health."""
        needed = _ENOUGH[rarity] + (0 if scene.first_party else _ANOTHERS) + (0 if scene.health else _UNKNOWN_SITE)
        if not scene.health:
            return needed
        if beside.clinical + above.clinical >= _BODILY:
            return needed - (_LESS_WHERE_FIRM if scene.firm else _LESS_BESIDE_CLINICAL)
        return needed - (_LESS_BESIDE_ANY if scene.firm and beside.points + above.points else 0)

    def _may_be_record(self, chain: Chain, siblings: tuple[str, ...], role: Role | None) -> bool:
        if any(name.endswith("_resource") for name in chain.folded):
            return False  # FHIR: all its names are known
        if any(plural(name) in self._names.catalogue for name in chain.names) or self._aside.is_container(chain):
            return False
        if self._is_furnished(chain):
            return False
        if role is None or role.about is not About.PRACTITIONER or role.distance > 0:
            return True
        return self._told(siblings).clinical >= _ENOUGH_OF_A_LABORATORY

    def _qualifies(self, key: str, chain: Chain, siblings: tuple[str, ...]) -> bool:
        """What a measurement is marked with, beside others of its kind: `flag`, `codice`."""
        if folded(key) not in self._names.qualifiers:
            return False
        measured = "health.measurement"
        return self._told(chain.names[:1]).class_ == measured or self._told(siblings).class_ == measured

    def _is_furnished(self, chain: Chain) -> bool:
        """Whether an object around has a name of programs, up to one that speaks of health."""
        for name in chain.names:
            if self._points_of(name)[0] > _LOOSE:
                return False
            if folded(name) not in self._names.roomy and self._furniture.is_of_programs(name):
                return True
        return False

    def _is_of_persons_data(self, beside: _Told, role: Role | None) -> bool:
        """An object of somebody's name and address, with little else in it."""
        if beside.people <= beside.points or beside.points >= _STRONG:
            return False
        return beside.people > 1 or (role is not None and role.distance == 0)

    def _points_around(self, chain: Chain) -> float:
        """What the objects around it say by their other names, at half the worth."""
        points = 0.0
        for names in chain.around[:_AROUND]:
            own = next((name for name in chain.names if name in names), None)
            points += self._told(names).points - (self._points_of(own)[0] if own is not None else 0)
        return min(points, _MOST_AROUND) / 2

    def _told(self, names: tuple[str, ...]) -> _Told:
        known = self._known.get(names)
        if known is None:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
            known = self._known[names] = self._tell(names)
        return known

    def _tell(self, names: tuple[str, ...]) -> _Told:
        points, clinical, people, somebody = 0.0, 0.0, 0, False
        classes = dict.fromkeys(_CLINICAL, 0.0)
        seen: dict[str, None] = {}
        for name in names:
            verdict = self._keys.verdict(name)
            people += verdict is not None and verdict.class_.startswith(_PERSONAL)
            somebody = somebody or self._names_somebody(name, verdict)
            worth, what = self._points_of(name)
            if not worth or what in seen:
                continue
            seen[what] = None
            points += worth
            clinical += worth if worth > _LOOSE else 0.0
            if verdict is not None and verdict.class_ in classes:
                classes[verdict.class_] += worth
        best = max(classes, key=lambda class_: classes[class_])
        return _Told(points, clinical, people, somebody, best if classes[best] else "", next(iter(seen), ""))

    def _points_of(self, name: str) -> tuple[float, str]:
        """A weak name of words that programs do not use says more than `flow`, `message`, `reason`."""
        verdict = self._keys.verdict(name)
        if verdict is None or not verdict.class_.startswith("health."):
            word = folded(name)
            if word in self._names.health or word in self._names.appointments:
                return _LOOSE, word
            words = lemma(name)
            part = next((part for part in words if part in self._names.body or part.startswith(self._stems)), "")
            if part:
                return _BODILY, part
            return (_LOOSE, words[-1]) if len(words) > 1 and words[-1] in self._names.units else (0.0, "")
        if verdict.strong:
            return _STRONG, verdict.what
        rare = any(len(word) >= _SHORTEST_SPECIFIC and word not in self._names.everyday for word in lemma(verdict.what))
        return (_SPECIFIC if rare and verdict.class_ in _CLINICAL else _LOOSE), verdict.what

    def _names_somebody(self, name: str, verdict: KeyVerdict | None) -> bool:
        role = self._keys.role(name)
        if role is not None and role[0] is not About.PRACTITIONER and not (role[1] and tokens(name) != lemma(name)):
            return True  # `passengers` counts them
        return verdict is not None and verdict.strong and verdict.class_.startswith("identity.")


def _is_clinical(beside: _Told, above: _Told, scene: Scene) -> bool:
    """Whether an object is of care by itself: two clinical names, or, in what somebody sends, one and several others of
    health."""
    clinical = beside.clinical + above.clinical
    is_sent = scene.is_request and clinical >= _BODILY and beside.points >= _ENOUGH_OF_CARE
    return clinical >= _ENOUGH_CLINICAL or is_sent


def _may_hold_records(scene: Scene) -> bool:
    if scene.elsewhere or scene.bundle or scene.html or scene.vacancy:
        return False
    return scene.location in _PLACES or scene.nested
