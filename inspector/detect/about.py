"""Whom a value concerns, with the code of the reason (`resources/i18n`, section `about`)."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from inspector.decode.document import Node
from inspector.detect.surroundings import MOST_SIBLINGS, Chain, Names, Role, Scene, folded, plural, siblings_of
from inspector.model.leaf import About


class Whom(NamedTuple):
    about: About
    why: str


class Signs(NamedTuple):
    """What the values around a leaf say, worked out once per object."""

    relative: bool  # the object says that it is somebody else's
    selected: bool  # the object is marked as the chosen one
    appointment: bool  # the object belongs to an appointment
    patient: bool = False  # the record it belongs to names a patient


_OWN = (
    ("credential.", Whom(About.ACCOUNT_HOLDER, "own-credential")),
    ("device.", Whom(About.ACCOUNT_HOLDER, "own-device")),
    ("behaviour.", Whom(About.ACCOUNT_HOLDER, "own-behaviour")),
)
_PERSONAL = ("identity.", "contact.", "location.", "financial.", "special.")
_CLINICAL = ("health.diagnosis", "health.treatment", "health.measurement", "health.document", "health.message")
_UNKNOWN = Whom(About.UNKNOWN, "no-sign")


def decide_about(
    class_: str,
    *,
    signs: Signs,
    chain: Chain,
    role: Role | None,
    scene: Scene,
    names: Names,
) -> Whom:
    """Whom a leaf of this class, at this place, concerns."""
    if class_ == "encrypted.opaque":
        return Whom(About.ACCOUNT_HOLDER, "account-path") if scene.per_user else _UNKNOWN
    if scene.is_request:
        return _sent(class_, role=role, signs=signs)
    return _received(class_, signs=signs, chain=chain, role=role, scene=scene, names=names)


def signs_of(node: Node, *, chain: Chain, scene: Scene, names: Names) -> Signs:
    """The signs of one object."""
    return Signs(
        relative=is_relative(node),
        selected=is_selected(node, names),
        appointment=_is_in_appointment(node, ancestors=chain.folded, names=names, scene=scene),
        patient=is_beside_patient(node, names),
    )


def _sent(class_: str, *, role: Role | None, signs: Signs) -> Whom:
    for prefix, whom in _OWN:
        if class_.startswith(prefix):
            return whom
    if role is not None and role.about is About.OTHER_PERSON:
        return Whom(role.about, role.why)
    if signs.relative or class_ == "identity.relative":
        return Whom(About.OTHER_PERSON, "relative-object")
    if class_.startswith(_PERSONAL):
        return Whom(About.ACCOUNT_HOLDER, "typed-in-request")
    return Whom(About.ACCOUNT_HOLDER, "selection-in-request")


def _received(class_: str, *, signs: Signs, chain: Chain, role: Role | None, scene: Scene, names: Names) -> Whom:
    ancestors = chain.folded
    if scene.bundle or any(name in names.translations for name in ancestors):
        return Whom(About.CATALOGUE, "catalogue-bundle")
    if class_ == "identity.relative" or signs.relative:
        return Whom(About.OTHER_PERSON, "relative-object")
    if role is not None and role.about is About.OTHER_PERSON and not class_.startswith("health.practitioner"):
        return Whom(role.about, role.why)
    if class_ == "health.practitioner":
        return Whom(About.PRACTITIONER, "practitioner-object" if role else "practitioner-key")
    appointment = signs.appointment
    if class_.startswith(_CLINICAL) and any(name.endswith("_resource") for name in ancestors):
        return Whom(About.ACCOUNT_HOLDER, "patient-object")
    if class_.startswith("health.") and appointment:
        return Whom(About.ACCOUNT_HOLDER, "appointment-object")
    if role is not None and role.about is About.PRACTITIONER:
        return Whom(role.about, role.why)
    if class_.startswith("health.") and signs.patient and scene.health:
        return Whom(About.ACCOUNT_HOLDER, "patient-record")
    if role is None and class_.startswith(_PERSONAL) and chain.array_size > 1 and not (scene.health or appointment):
        return Whom(About.UNKNOWN, "several-people")
    if role is not None:
        several = chain.array is not None and not (scene.per_user or appointment or scene.health)
        return Whom(About.UNKNOWN, "several-people") if several else Whom(role.about, role.why)
    if class_.startswith("credential.") or class_.startswith("device."):
        return Whom(About.ACCOUNT_HOLDER, "given-to-browser")
    if signs.selected:
        return Whom(About.ACCOUNT_HOLDER, "marked-selected")
    if _is_catalogue(class_, chain=chain, names=names):
        return Whom(About.CATALOGUE, "catalogue-array")
    if scene.per_user and (not scene.html or class_.startswith(_PERSONAL)):
        return Whom(About.ACCOUNT_HOLDER, "account-path")
    return _UNKNOWN


def _is_catalogue(class_: str, *, chain: Chain, names: Names) -> bool:
    if any(plural(name) in names.catalogue for name in chain.names):
        return True
    several = chain.array is not None and chain.array_size > 2
    return several and class_.startswith("health.") and class_ not in ("health.measurement", "health.message")


def camel(name: str) -> str:
    """start_date -> startDate"""
    first, *others = name.split("_")
    return first + "".join(other.title() for other in others)


_DATES = frozenset(
    written
    for name in (
        *("start_date", "end_date", "starts_at", "start_time", "date", "scheduled_at", "date_rdv", "fecha", "datum"),
        *("confirmed", "canceled", "no_show", "past", "appointment_date", "rdv_date", "date_heure", "heure"),
    )
    for written in (name, camel(name))
)


def _is_in_appointment(node: Node, *, ancestors: tuple[str, ...], names: Names, scene: Scene) -> bool:
    """Inside an object of an appointment: named so and dated, or on a page of one's own account."""
    is_named = any(name in names.appointments for name in ancestors)
    if not is_named and not scene.per_user:
        return False
    current: Node | None = node
    while current is not None:
        if isinstance(current.value, dict) and not current.value.keys().isdisjoint(_DATES):
            return True
        current = current.parent
    return is_named and (scene.per_user or any(_is_dated(record, names) for record in record_of(node)))


RECORD_DEPTH = 3
"""A record is an entry of a list with the objects in it, so deep."""


def record_of(node: Node) -> Iterator[Node]:
    """An object and those around it, up to the entry of a list that it belongs to."""
    current: Node | None = node
    for _ in range(RECORD_DEPTH):
        if current is None or not isinstance(current.value, dict):
            return
        yield current
        if isinstance(current.key, int):
            return
        current = current.parent


def _is_dated(node: Node, names: Names) -> bool:
    return any(folded(name) in names.moments for name in siblings_of(node))


_OF_PATIENT = frozenset(("name", "first", "last", "full", "firstname", "lastname", "nom", "prenom", "id", "birthdate"))


def is_beside_patient(node: Node, names: Names) -> bool:
    """Whether the record that an object belongs to names a patient: `patient: {...}`, `patientName: "..."`."""
    return any(
        names_patient(name, value, names)
        for record in record_of(node)
        if isinstance(record.value, dict)
        for name, value in islice(record.value.items(), MOST_SIBLINGS)
        if may_name_patient(name, names)
    )


def may_name_patient(name: str, names: Names) -> bool:
    """Whether a name speaks of a patient: `patient`, `patientFirstName`."""
    first, _, rest = folded(name).partition("_")
    return first in names.patients and (not rest or rest.partition("_")[0] in _OF_PATIENT)


def names_patient(name: str, value: object, names: Names) -> bool:
    """Whether the value under such a name is one: a filled object, a name, a number."""
    if folded(name) in names.patients:
        return isinstance(value, dict) and bool(value)
    return isinstance(value, str | int) and not isinstance(value, bool) and value not in ("", 0)


_RELATIONS = frozenset(
    written
    for name in (
        *("relation", "relation_type", "relationship_type", "kinship", "lien", "lien_parente", "lien_de_parente"),
        *("parente", "verwandtschaft", "verwandtschaftsgrad", "beziehung", "parentesco", "grado_parentesco"),
        *("parentela", "grado_parentela", "relatie", "verwantschap", "pokrewienstwo", "stopien_pokrewienstwa"),
        *("grau_parentesco", "relation_to_patient", "relationship_to_patient", "relationship"),
    )
    for written in (name, camel(name))
)
_SELF = frozenset(
    (
        *("self", "me", "own", "same", "patient", "subscriber", "insured", "principal", "soi", "moi", "assure"),
        *("titulaire", "selbst", "ich", "titular", "yo", "intestatario", "se stesso", "zelf", "proprio", "holder"),
        *("moi-même", "lui-même", "assuré", "adherent", "adhérent", "customer", "client", "user", "owner", "member"),
    )
)
RELATION_NAMES = frozenset({"child", "is_child", "isChild", "kind"}) | _RELATIONS
"""The names that `is_relative` looks at."""
_LONGEST_RELATION = 40


def is_relative(node: Node) -> bool:
    """An object that says of itself that it is not the account holder: `child: true`, `kind: "relative"`."""
    value = node.value
    if not isinstance(value, dict):
        return False
    if value.get("child") is True or value.get("is_child") is True or value.get("isChild") is True:
        return True
    if value.get("kind") in ("relative", "child", "dependent", "spouse", "parent"):
        return True
    if value.keys().isdisjoint(_RELATIONS):
        return False
    return any(_is_of_another(value[name]) for name in value.keys() & _RELATIONS)


def _is_of_another(written: object) -> bool:
    """A word for a relation that is not one's own."""
    if not isinstance(written, str) or not 2 < len(written) <= _LONGEST_RELATION:
        return False
    return written[0].isalpha() and written.strip().lower() not in _SELF


def is_selected(node: Node, names: Names) -> bool:
    """An object of a list that is marked as the chosen one."""
    value = node.value
    if not isinstance(value, dict):
        return False
    return any(value[name] is True and folded(name) in names.selection for name in siblings_of(node))
