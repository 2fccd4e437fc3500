"""What a leaf's name and surroundings say, before its value is looked at."""

from typing import NamedTuple

from inspector.detect.datum import Counts
from inspector.detect.joins import is_id_key, is_media_key
from inspector.detect.names.aside import Aside
from inspector.detect.names.fold import steps
from inspector.detect.names.keys import KeyIndex
from inspector.detect.names.neighbours import Neighbours, parts_of_address
from inspector.detect.names.people import Among, People
from inspector.detect.names.places import OF_APPOINTMENT, Places, Told
from inspector.detect.names.records import Company, Records
from inspector.detect.names.roles import Roles
from inspector.detect.names.weights import Weigher, Weight
from inspector.detect.packs import Packs
from inspector.detect.surroundings import NO_CHAIN, Chain, Names, Role, Scene, folded
from inspector.model.flow import Location
from inspector.model.leaf import About, Clue


class Reading(NamedTuple):
    """The class a leaf's place speaks for, how loudly, and whom the object around it stands for."""

    class_: str | None
    strong: bool
    rule: str
    clue: Clue
    role: Role | None
    nearby: str | None  # a sibling or ancestor about health
    person: str | None  # a sibling about a person's identity
    muted: bool
    in_appointment: bool  # an ancestor is named as appointments are, and a name nearby speaks of health
    idle: bool  # the name says nothing, and stands for no image either
    service: bool  # the name is of a service's own key, not of a person's
    joins: str | None  # `id` or `media`: what the name would be joined to a label as
    record: bool = False  # the name says nothing of health: the record it stands in does
    counts: Counts = Counts.NUMBERS  # ... and what may stand under this name besides texts


_OF_RECORD = "any/health.record"
_LOOSELY_PERSONAL = ("identity.", "contact.", "behaviour.", "device.")
_SEGMENTS = "segment"
_ADDRESS_PARTS = ("host", "scheme")
_OF_A_PERSON = ("identity.", "contact.", "location.coordinates", "location.place")
_NAMED = Told("identity.name", False, "any/identity.name", "name")


class Reader:
    """Reads names: one instance for a set of packs. Readings are remembered per distinct shape."""

    def __init__(self, packs: Packs, *, keys: KeyIndex, names: Names) -> None:
        self._keys = keys
        self._names = names
        self._roles = Roles(keys, names)
        self._aside = Aside(keys, names)
        self._weigher = Weigher(keys, names, self._aside)
        self._records = Records(keys, names, self._aside)
        self._people = People(keys, names)
        self._neighbours = Neighbours(keys, names, self._weigher)
        self._places = Places(packs, keys=keys, names=names, weigher=self._weigher, records=self._records)

    def read(self, key: str, *, chain: Chain, siblings: tuple[str, ...], scene: Scene) -> Reading:
        """The reading of one name among those above and beside it."""
        if _SEGMENTS in siblings:
            chain = NO_CHAIN  # a data provider of OpenRTB 2.6, wherever it stands: its name is not the user's
        *above, key = steps(key)
        for name in above:
            chain = chain.below(name)
        nearby = self._neighbours.of_health(key, chain, siblings)
        cared = scene.health or nearby is not None
        role = self._role(key, chain=chain, siblings=siblings, scene=scene, cared=cared)
        told = self._places.told(key, chain=chain, siblings=siblings, role=role, cared=cared)
        among = self._among(told, key, chain=chain, siblings=siblings, role=role, scene=scene)
        if among is not None:
            told = told._replace(class_=among.verdict.class_, rule=among.verdict.rule, what=among.verdict.what)
            role = role or among.role
        company = self._company(
            told, key, chain=chain, siblings=siblings, role=role, scene=scene, alone=nearby is None and not scene.health
        )
        record = company is not None and not told.class_
        if company is not None:
            told = told._replace(class_=company.class_, rule=_OF_RECORD, what=company.what) if record else told
            nearby = nearby or company.what
        muted = self._is_muted(told, key, chain=chain, siblings=siblings, role=role, scene=scene)
        if told.class_ and role is not None and role.about is About.PRACTITIONER:
            is_map = told.class_ == "location.coordinates" and not self._is_of_visit(chain)
            is_theirs = told.class_.startswith(_OF_A_PERSON) and not is_map
            told = told._replace(class_="health.practitioner") if is_theirs else told
        person = self._neighbours.person_beside(key, siblings, told.class_) or (
            among.witness if among is not None else None
        )
        if told.rule == OF_APPOINTMENT:
            told = told._replace(strong=cared)
        told, person = self._of_a_person(told, person, key, chain=chain, siblings=siblings, role=role, scene=scene)
        return Reading(
            told.class_ or None,
            told.strong,
            told.rule,
            _clue_of(told, record=record),
            role,
            nearby,
            person,
            muted,
            nearby is not None and self._is_of_visit(chain),
            not told.class_ and not is_media_key(key),
            self._is_of_service(key),
            "media" if is_media_key(key) else "id" if is_id_key(key, self._names) else None,
            record or (among is not None and among.by_value),
            company.counts if company is not None else Counts.NUMBERS,
        )

    def weigh(self, name: str) -> Weight:
        """What one name says of the document it stands in."""
        return self._weigher.weigh(name)

    def is_rare(self, name: str) -> bool:
        """Whether a name may be of a record of health, as far as it tells."""
        return self._records.is_rare(name)

    def is_bag(self, name: str) -> bool:
        """Whether what an object of this name holds is of its class under any name."""
        return self._weigher.is_bag(name)

    def is_compound(self, key: str) -> bool:
        """Whether a generic word is one of several in a name."""
        return self._places.is_compound(key)

    def _role(self, key: str, *, chain: Chain, siblings: tuple[str, ...], scene: Scene, cared: bool) -> Role | None:
        """Whom the object stands for; what a form sends beside a practitioner's name is the sender's own."""
        role = self._roles.role(key, chain=chain, siblings=siblings, health=cared)
        if role is None or role.why != "practitioner-siblings" or not scene.is_request:
            return role
        return None if not chain.names or scene.location is Location.QUERY else role

    def _among(
        self, told: Told, key: str, *, chain: Chain, siblings: tuple[str, ...], role: Role | None, scene: Scene
    ) -> Among | None:
        """What a short or loose name says among those of a person."""
        if told.strong:
            return None
        if told.class_ and not told.class_.startswith(_LOOSELY_PERSONAL) and not self._keys.in_company(key):
            return None
        return self._people.among(key, chain=chain, siblings=siblings, role=role, scene=scene)

    def _company(
        self,
        told: Told,
        key: str,
        *,
        chain: Chain,
        siblings: tuple[str, ...],
        role: Role | None,
        scene: Scene,
        alone: bool,
    ) -> Company | None:
        """The record of health that a name stands in which says nothing, or not enough."""
        if told.class_ and (told.strong or not alone or not told.class_.startswith("health.")):
            return None
        return self._records.company(key, chain=chain, siblings=siblings, scene=scene, role=role)

    def _is_muted(
        self, told: Told, key: str, *, chain: Chain, siblings: tuple[str, ...], role: Role | None, scene: Scene
    ) -> bool:
        class_, strong = told.class_, told.strong
        if (self._keys.is_muted(key) and not class_) or (scene.location is Location.URL and key in _ADDRESS_PARTS):
            return True
        around = any(folded(name) in self._names.muted_ancestors for name in chain.names[:4])
        if around and (not class_ or (class_.startswith("health.") and not strong)):
            return True
        return self._aside.silences(
            key, chain=chain, siblings=siblings, scene=scene, class_=class_, strong=strong, role=role
        )

    def _of_a_person(
        self,
        told: Told,
        person: str | None,
        key: str,
        *,
        chain: Chain,
        siblings: tuple[str, ...],
        role: Role | None,
        scene: Scene,
    ) -> tuple[Told, str | None]:
        """What a name says of a person or a place, with the name that bears it out."""
        if told.class_ == "contact.address" and not told.strong and folded(key) == "state":
            person = parts_of_address(key, siblings)
            told = told if person is not None else told._replace(class_="")
        if key == "type" and "attributes" in siblings:  # JSON:API 1.1: what the object is
            told = told._replace(class_="")
        may_be_name = not told.strong and person is not None and scene.is_request and folded(key) == "name"
        if may_be_name and (not scene.health or (not told.class_ and role is None)):
            told = _NAMED
        if person is None:
            person = self._neighbours.person_above(chain, told.class_)
        if person is None and told.class_ == "contact.address" and scene.is_request:
            person = parts_of_address(key, siblings)
        is_nobodys = told.class_ == "contact.address" and not told.strong and person is None and role is None
        if is_nobodys and self._neighbours.is_sought(key, siblings, scene):
            return told._replace(class_="location.place"), "query"
        return told, person

    def _is_of_visit(self, chain: Chain) -> bool:
        return any(folded(name) in self._names.appointments for name in chain.names[:5])

    def _is_of_service(self, key: str) -> bool:
        own = self._keys.verdict(key)
        return own is not None and own.about is About.UNKNOWN


def _clue_of(told: Told, *, record: bool) -> Clue:
    if record:
        return Clue(kind="sibling", what="health-name", weight=0.5)
    return Clue(kind="key", what=told.what, weight=1.0 if told.strong else 0.4)
