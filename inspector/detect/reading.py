"""What a leaf's name and surroundings say, before its value is looked at."""

from typing import NamedTuple

from inspector.detect.about import Whom
from inspector.detect.fold import lemma
from inspector.detect.joins import is_id_key, is_media_key
from inspector.detect.keys import LABELLED, KeyIndex, KeyVerdict
from inspector.detect.packs import Packs
from inspector.detect.surroundings import Chain, Names, Role, Scene, folded, role_of
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


_NOTHING = ("", False, "", "")
_OF_A_PERSON = (
    "identity.name",
    "identity.photo",
    "identity.gender",
    "contact.",
    "location.coordinates",
    "location.place",
)
ENOUGH_HEALTH = 2
_INHERITED = ("health.", "special.", "identity.", "contact.")
_PERSON_SIBLINGS = ("identity.name", "identity.birthdate", "identity.national_id", "contact.email", "contact.phone")
_PATIENT_SIBLINGS = ("identity.birthdate", "identity.national_id", "health.insurance")


class Weight(NamedTuple):
    """What names say of a document. `health`: ENOUGH_HEALTH by itself, 1 with another, less for a loose name."""

    health: float
    speaks: bool  # generic names below it may take a class
    labels: bool  # images beside it may be joined to a label
    bags: bool  # names in it are of the asker's choice


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
        nearby = self._nearby(key, chain, siblings)
        role = self._role(key, chain=chain, siblings=siblings, health=scene.health or nearby is not None)
        class_, strong, rule, what = self._class(key, chain=chain, role=role)
        muted = self._is_muted(key, chain, class_)
        if class_ and role is not None and role.about is About.PRACTITIONER and class_.startswith(_OF_A_PERSON):
            class_ = "health.practitioner"
        person = self._sibling_of(key, siblings, _PERSON_SIBLINGS)
        if person is None and chain.folded[:1] == ("name",):
            person = "name"
        appointed = nearby is not None and any(folded(name) in self._names.appointments for name in chain.names[:5])
        joins = "media" if is_media_key(key) else "id" if is_id_key(key, self._names) else None
        own = self._keys.verdict(key)
        service = own is not None and own.about is About.UNKNOWN
        idle = not class_ and joins != "media"
        clue = Clue(kind="key", what=what, weight=1.0 if strong else 0.4)
        return Reading(class_ or None, strong, rule, clue, role, nearby, person, muted, appointed, idle, service, joins)

    def _is_muted(self, key: str, chain: Chain, class_: str) -> bool:
        if self._keys.is_muted(key) and not class_:
            return True
        muted = any(folded(name) in self._names.muted_ancestors for name in chain.names[:4])
        return muted and (not class_ or class_.startswith("health."))

    def _class(self, key: str, *, chain: Chain, role: Role | None) -> tuple[str, bool, str, str]:
        own = self._keys.verdict(key)
        if own is not None and own.strong:
            return own.class_, own.strong, own.rule, own.what
        if folded(key) in self._names.generic or own is not None:
            return self._inherited(key, chain=chain, role=role, own=own)
        bag = self._keys.verdict(chain.names[0]) if chain.names and self.is_bag(chain.names[0]) else None
        return (bag.class_, True, bag.rule, bag.what) if bag is not None else _NOTHING

    def is_bag(self, name: str) -> bool:
        """Whether an object of this name holds answers under names of the asker's choice: `custom_fields_values`."""
        verdict = self._keys.verdict(name)
        return verdict is not None and verdict.strong and verdict.class_ == "health.message"

    def _inherited(
        self, key: str, *, chain: Chain, role: Role | None, own: KeyVerdict | None
    ) -> tuple[str, bool, str, str]:
        """The class a generic name takes from the object it stands in."""
        parent = next((name for name in chain.names[:4] if folded(name) not in self._names.structural), None)
        if parent is not None:
            verdict = self._keys.verdict(parent)
            field = self._fields.get((role.about, folded(key))) if role is not None else None
            if field is not None and role is not None and role.name == parent:
                return field[0], True, field[1], f"{role.name}.{folded(key)}"[:60]
            inherits = folded(key) in self._names.generic and verdict is not None
            if inherits and verdict is not None and verdict.class_.startswith(_INHERITED):
                return verdict.class_, verdict.strong, verdict.rule, verdict.what
            if own is None and folded(parent) in self._names.appointments and folded(key) in self._names.ids:
                return "health.appointment", True, "any/health.appointment", f"{folded(parent)}.{folded(key)}"
        if role is not None and (own is None or not own.strong):
            field = self._fields.get((role.about, folded(key)))
            if field is not None and (role.distance < 0 or role.why.endswith("-siblings")):
                return field[0], True, field[1], folded(key)
        return (own.class_, own.strong, own.rule, own.what) if own is not None else _NOTHING

    def _role(self, key: str, *, chain: Chain, siblings: tuple[str, ...], health: bool) -> Role | None:
        named = role_of(chain, keys=self._keys, health=health)
        own = self._keys.role(key) if len(lemma(key)) > 1 else None
        if own is not None and (health or not own[1]):
            return Role(own[0], _KEY_WHY[own[0]], -1, key)
        if named is not None and named.distance == 0:
            return named
        return self._role_of_siblings(siblings) or named

    def _role_of_siblings(self, siblings: tuple[str, ...]) -> Role | None:
        """An object with a licence number or a title is a practitioner's; one with a birth date is a patient's."""
        found: Role | None = None
        for name in siblings:
            verdict = self._keys.verdict(name)
            if verdict is None or not verdict.strong:
                continue
            if verdict.class_.startswith(_PATIENT_SIBLINGS):
                return Role(About.ACCOUNT_HOLDER, "patient-siblings", 0, name)
            if verdict.class_ == "health.practitioner" and folded(name).rsplit("_", 1)[-1] not in ("id", "ids"):
                found = Role(About.PRACTITIONER, "practitioner-siblings", 0, name)
        return found

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
        )

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
