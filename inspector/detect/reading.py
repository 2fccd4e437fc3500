"""What a leaf's name and surroundings say, before its value is looked at."""

from typing import NamedTuple

from inspector.detect.about import Whom
from inspector.detect.fold import lemma, steps
from inspector.detect.joins import is_id_key, is_media_key
from inspector.detect.keys import LABELLED, KeyIndex, KeyVerdict
from inspector.detect.packs import Packs
from inspector.detect.surroundings import NO_CHAIN, Chain, Names, Role, Scene, folded, role_of
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


_OF_APPOINTMENT = "any/health.appointment"
_NAME = frozenset(("name",))
_WITH_PARTS = ("health.diagnosis", "health.treatment", "health.measurement")
_SEGMENTS = "segment"
_LETTER = frozenset(("body", "content", "text", "message"))
_KINDS = frozenset(("type", "kind", "category", "use", "date", "year"))
_ADDRESS_PARTS = ("host", "scheme")
_NOTHING = ("", False, "", "")
_OF_A_PERSON = (
    "identity.",
    "contact.",
    "location.coordinates",
    "location.place",
)
ENOUGH_HEALTH = 2
ENOUGH_TRADE = 2
_INHERITED = ("health.", "special.", "identity.", "contact.")
_PERSON_SIBLINGS = ("identity.name", "identity.birthdate", "identity.national_id", "contact.email", "contact.phone")
_VISIT_SIBLINGS = ("health.appointment", "health.motive", "health.diagnosis", "health.treatment", "health.measurement")
_OF_CARE = (
    "health.practitioner",
    "health.insurance",
    "health.appointment",
    "identity.birthdate",
    "identity.national_id",
)
_CARED = frozenset(
    ("patient", "paciente", "paziente", "patientin", "resource_type", "medication", "hospital", "versicherter")
)
_PATIENT_SIBLINGS = ("identity.birthdate", "identity.national_id", "health.insurance")


class Weight(NamedTuple):
    """What names say of a document. `health`: ENOUGH_HEALTH by itself, 1 with another, less for a loose name."""

    health: float
    speaks: bool  # generic names below it may take a class
    labels: bool  # images beside it may be joined to a label
    bags: bool  # names in it are of the asker's choice
    trade: int = 0  # names of another trade: vehicles, games, courts
    cared: bool = False  # a name of a patient, a practitioner, an insurance: it is about health whatever else


class Shape:
    """The answers that all objects of the same names share: readings by name, and whom their leaves concern."""

    __slots__ = ("readings", "whoms")

    def __init__(self) -> None:
        self.readings: dict[str, Reading] = {}
        self.whoms: dict[tuple[object, ...], Whom] = {}


class Reader:
    """Reads names: one instance for a set of packs. Readings are remembered per distinct shape."""

    def __init__(self, packs: Packs, *, keys: KeyIndex, names: Names) -> None:
        self._keys = keys
        self._names = names
        self._fields: dict[tuple[About, str], tuple[str, str]] = {}
        self._memory: dict[tuple[object, ...], Shape] = {}
        for pack in packs.packs:
            for rule in pack.field:
                for key in rule.keys:
                    self._fields[(rule.about, folded(key))] = (rule.class_, f"{pack.pack}/{rule.class_}")

    def shape(self, chain: Chain, siblings: tuple[str, ...], scene: Scene) -> "Shape":
        """What is known so far of objects with these names above them and in them. The caller adds to it."""
        key = (chain.names, chain.array, chain.array_size > 2, siblings, scene)
        found = self._memory.get(key)
        if found is None:
            if len(self._memory) > 20_000:
                self._memory.clear()
            found = self._memory[key] = Shape()
        return found

    def read(self, key: str, *, chain: Chain, siblings: tuple[str, ...], scene: Scene) -> Reading:
        """The reading of one name among those above and beside it."""
        if _SEGMENTS in siblings:
            chain = NO_CHAIN  # a data provider of OpenRTB 2.6, wherever it stands: its name is not the user's
        *above, key = steps(key)
        for name in above:
            chain = chain.below(name)
        nearby = self._nearby(key, chain, siblings)
        role = self._role(key, chain=chain, siblings=siblings, health=scene.health or nearby is not None)
        class_, strong, rule, what = self._class(key, chain=chain, role=role)
        if not class_ and role is None and folded(key) in self._names.generic:
            class_, strong, rule, what = self._beside_a_code(key, siblings)
        if folded(key) == "subject" and not _LETTER.isdisjoint(siblings):
            class_, strong, rule, what = "health.message", False, "en/health.message", "subject"
        muted = self._is_muted(key, chain, class_) or (scene.location is Location.URL and key in _ADDRESS_PARTS)
        if class_ and role is not None and role.about is About.PRACTITIONER and class_.startswith(_OF_A_PERSON):
            class_ = "health.practitioner"
        beside = (*_PERSON_SIBLINGS, "contact.address") if class_ == "contact.address" else _PERSON_SIBLINGS
        person = self._sibling_of(key, siblings, beside)
        if rule == _OF_APPOINTMENT:
            strong = scene.health or nearby is not None
        if (
            not strong
            and person is not None
            and scene.is_request
            and folded(key) == "name"
            and (not scene.health or (not class_ and role is None))
        ):
            class_, strong, rule, what = "identity.name", False, "any/identity.name", "name"
        if person is None:
            person = self._person_above(chain, class_)
        appointed = nearby is not None and any(folded(name) in self._names.appointments for name in chain.names[:5])
        joins = "media" if is_media_key(key) else "id" if is_id_key(key, self._names) else None
        own = self._keys.verdict(key)
        service = own is not None and own.about is About.UNKNOWN
        idle = not class_ and joins != "media"
        clue = Clue(kind="key", what=what, weight=1.0 if strong else 0.4)
        return Reading(class_ or None, strong, rule, clue, role, nearby, person, muted, appointed, idle, service, joins)

    def _person_above(self, chain: Chain, class_: str) -> str | None:
        """An object around the leaf that is a name, an address ... of the same class."""
        if chain.folded[:1] == ("name",):
            return "name"
        if not class_.startswith(("contact.", "identity.", "financial.")):
            return None
        verdicts = (self._keys.verdict(name) for name in chain.names[:2])
        around = (class_, "contact.address") if class_ == "identity.name" else (class_,)
        return next((told.what for told in verdicts if told and told.strong and told.class_ in around), None)

    def _is_muted(self, key: str, chain: Chain, class_: str) -> bool:
        if self._keys.is_muted(key) and not class_:
            return True
        muted = any(folded(name) in self._names.muted_ancestors for name in chain.names[:4])
        return muted and (not class_ or class_.startswith("health."))

    def _class(self, key: str, *, chain: Chain, role: Role | None) -> tuple[str, bool, str, str]:
        own = self._keys.verdict(key)
        if own is not None and own.strong:
            return own.class_, own.strong, own.rule, own.what
        together = self._with_parent(key, chain)
        if together is not None:
            return together.class_, together.strong, together.rule, together.what
        speaks = folded(key) in self._names.generic or folded(key) in self._names.moments
        if speaks or own is not None or self.is_compound(key):
            return self._inherited(key, chain=chain, role=role, own=own)
        bag = self._keys.verdict(chain.names[0]) if chain.names and self.is_bag(chain.names[0]) else None
        return (bag.class_, True, bag.rule, bag.what) if bag is not None else _NOTHING

    def _is_of_appointments(self, name: str) -> bool:
        verdict = self._keys.verdict(name)
        return folded(name) in self._names.appointments or (
            verdict is not None and verdict.class_ == "health.appointment"
        )

    def _with_parent(self, key: str, chain: Chain) -> KeyVerdict | None:
        """What a name says together with that of its object: `number` in `card`, `page` in `site`."""
        if not chain.names or len(lemma(key)) > 2:
            return None
        verdict = self._keys.verdict(f"{chain.names[0]}_{key}")
        if verdict is None or not verdict.whole:
            return None
        plain = self._keys.verdict(key) is None and folded(key) not in self._names.moments
        return verdict if verdict.strong or plain else None

    def _beside_a_code(self, key: str, siblings: tuple[str, ...]) -> tuple[str, bool, str, str]:
        """A label or a value beside a code of a disease, a medicine, a test."""
        for name in siblings:
            verdict = self._keys.verdict(name) if name != key else None
            if verdict is not None and verdict.what in self._names.codes:
                return verdict.class_, False, verdict.rule, verdict.what
        return _NOTHING

    def is_bag(self, name: str) -> bool:
        """Whether an object of this name holds answers under names of the asker's choice: `custom_fields_values`."""
        verdict = self._keys.verdict(name)
        return verdict is not None and verdict.strong and verdict.class_ == "health.message"

    def _inherited(
        self, key: str, *, chain: Chain, role: Role | None, own: KeyVerdict | None
    ) -> tuple[str, bool, str, str]:
        """The class a generic name takes from the object it stands in."""
        wraps = self._names.structural if role is None else self._names.structural | _NAME
        parent = next((name for name in chain.names[:4] if folded(name) not in wraps), None)
        if parent is not None:
            verdict = self._keys.verdict(parent)
            field = self._fields.get((role.about, folded(key))) if role is not None else None
            if field is not None and role is not None and role.name == parent:
                return field[0], True, field[1], f"{role.name}.{folded(key)}"[:60]
            inherits = folded(key) in self._names.generic and verdict is not None
            if inherits and verdict is not None and self._is_aside(key, verdict.class_):
                return _NOTHING
            if inherits and verdict is not None and verdict.class_.startswith(_INHERITED):
                return verdict.class_, verdict.strong, verdict.rule, verdict.what
            named = folded(key) in self._names.ids or folded(key) in self._names.moments
            if own is None and verdict is not None and self._is_part(key, verdict):
                return verdict.class_, False, verdict.rule, verdict.what
            if own is None and named and self._is_of_appointments(parent):
                return "health.appointment", True, _OF_APPOINTMENT, f"{folded(parent)}.{folded(key)}"
        if role is not None and (own is None or not own.strong):
            field = self._fields.get((role.about, folded(key)))
            if field is not None and (role.distance < 0 or role.why.endswith("-siblings")):
                return field[0], True, field[1], folded(key)
        return (own.class_, own.strong, own.rule, own.what) if own is not None else _NOTHING

    def is_compound(self, key: str) -> bool:
        """Whether a generic word is one of several in a name: `nomProduit`, `dateInjection`."""
        words = lemma(key)
        return 1 < len(words) < 4 and any(word in self._names.labels or word in self._names.moments for word in words)

    def _is_part(self, key: str, around: KeyVerdict) -> bool:
        """A name, a date, a kind ... of something inside a vaccine, an allergy, a test: `vaccin.nomProduit`."""
        if not (around.strong and around.whole and around.class_.startswith(_WITH_PARTS)):
            return False
        return any(word in self._names.labels or word in self._names.moments for word in lemma(key))

    def _is_aside(self, key: str, class_: str) -> bool:
        """Since when an address holds, and of which kind it is, are no part of it."""
        name = folded(key)
        if not class_.startswith(("identity.", "contact.", "health.practitioner")) or class_ == "identity.birthdate":
            return False
        return name in _KINDS or name in self._names.moments

    def _role(self, key: str, *, chain: Chain, siblings: tuple[str, ...], health: bool) -> Role | None:
        named = role_of(chain, keys=self._keys, health=health)
        own = self._keys.role(key) if len(lemma(key)) > 1 else None
        if own is not None and (health or not own[1]) and not (own[1] and self._is_personal(key)):
            return Role(own[0], _KEY_WHY[own[0]], -1, key)
        if named is not None and named.distance == 0:
            return named
        return self._role_of_siblings(siblings) or named

    def _is_personal(self, key: str) -> bool:
        """Whether a name as a whole speaks of a person: `lieu_naissance` is no place of a practice."""
        verdict = self._keys.verdict(key)
        return verdict is not None and verdict.strong and verdict.class_.startswith("identity.")

    def _role_of_siblings(self, siblings: tuple[str, ...]) -> Role | None:
        """An object with a licence number or a title is a practitioner's; one with a birth date is a patient's."""
        found: Role | None = None
        named: Role | None = None
        of_a_visit = False
        for name in siblings:
            verdict = self._keys.verdict(name)
            if verdict is None or not verdict.strong:
                continue
            if verdict.class_.startswith(_PATIENT_SIBLINGS):
                return Role(About.ACCOUNT_HOLDER, "patient-siblings", 0, name)
            of_a_visit = of_a_visit or verdict.class_.startswith(_VISIT_SIBLINGS)
            if verdict.class_ == "health.practitioner":
                role = Role(About.PRACTITIONER, "practitioner-siblings", 0, name)
                found = role if verdict.what in self._names.licences else found
                named = role if lemma(name)[-1:] != ("id",) and len(lemma(name)) > 1 else named
        return found or (named if not of_a_visit else None)

    def _nearby(self, key: str, chain: Chain, siblings: tuple[str, ...]) -> str | None:
        for name in chain.names[:5]:
            if self.is_health_name(name) or folded(name) in self._names.health:
                return name
        beside = [name for name in siblings if name != key and folded(name) in self._names.health]
        strong = (name for name in siblings if name != key and self.is_health_name(name))
        return next(strong, beside[0] if len(beside) > 1 else None)

    def _sibling_of(self, key: str, siblings: tuple[str, ...], classes: tuple[str, ...]) -> str | None:
        for name in siblings:
            if name != key:
                verdict = self._keys.verdict(name)
                if verdict is not None and verdict.strong and verdict.class_.startswith(classes):
                    return verdict.what
        return None

    def weigh(self, name: str) -> "Weight":
        """What one name says of the document it stands in."""
        verdict = self._keys.verdict(name)
        class_ = verdict.class_ if verdict is not None else ""
        own = self._keys.role(name) is not None or folded(name) in self._names.appointments
        return Weight(
            health=self._health_of(name, class_),
            speaks=own or class_.startswith(_INHERITED),
            labels=class_.startswith(LABELLED),
            bags=self.is_bag(name),
            trade=int(folded(name) in self._names.elsewhere),
            cared=self._is_of_care(name, verdict),
        )

    def _is_of_care(self, name: str, verdict: KeyVerdict | None) -> bool:
        if verdict is not None and verdict.strong and verdict.class_.startswith(_OF_CARE):
            return True
        return folded(name) in _CARED

    def _health_of(self, name: str, class_: str) -> float:
        if self.is_health_name(name):
            return ENOUGH_HEALTH
        if folded(name) in self._names.health:
            return 1
        return 0.001 if class_.startswith("health.") else 0

    def is_health_name(self, name: str) -> bool:
        """Whether a name by itself, without another beside it, speaks of health."""
        verdict = self._keys.verdict(name)
        return verdict is not None and verdict.strong and verdict.class_.startswith("health.")


_KEY_WHY = {
    About.PRACTITIONER: "practitioner-key",
    About.ACCOUNT_HOLDER: "patient-key",
    About.OTHER_PERSON: "relative-key",
}
