"""Short and loose names that are readable because of their company: `vn`, `nn`, `gebDat`, `tlf` in one object."""

from inspector.detect.names.fold import lemma
from inspector.detect.names.keys import KeyIndex, KeyVerdict
from inspector.detect.surroundings import Chain, Names, Role, Scene, folded
from inspector.model.flow import Location
from inspector.model.leaf import About

_PERSONAL = ("identity.name", "identity.birthdate", "identity.national_id", "identity.gender", "contact.")
_NUMBERS = frozenset(
    (
        *(
            "id",
            "ref",
            "reference",
            "referenz",
            "code",
            "cod",
            "codigo",
            "codice",
            "nr",
            "no",
            "num",
            "numero",
            "nummer",
        ),
        *("number", "kennung"),
    )
)
_NUMBERED_ROLES = (About.ACCOUNT_HOLDER, About.OTHER_PERSON)
_OTHERS = 2
_REACHED = ("contact.phone", "contact.email")
_CALLED = frozenset(
    ("name", "nom", "nome", "nombre", "naam", "imie", "navn", "namn", "full", "full_name", "nom_complet")
)
_NAMED = KeyVerdict("identity.name", strong=False, rule="any/identity.name", what="name", about=None, whole=True)

_NUMBERED = _NAMED._replace(class_="identity.account_id", rule="any/identity.account_id", what="id")


class People:
    """Reads such names: one instance for a set of packs."""

    def __init__(self, keys: KeyIndex, names: Names) -> None:
        self._keys = keys
        self._names = names

    def among(
        self, key: str, *, chain: Chain, siblings: tuple[str, ...], role: Role | None, scene: Scene
    ) -> tuple[KeyVerdict, str] | None:
        """What a name says beside others of a person, and the name that bears it out."""
        if not _may_be_of_people(scene) or (role is not None and role.about is About.PRACTITIONER):
            return None
        if scene.health and folded(key) in self._names.patients and self._keys.verdict(key) is None:
            return _NAMED, folded(key)
        if role is not None and chain.names and self._numbers(key, chain.names[0], role):
            return _NUMBERED, role.name
        told = self._personal(key)
        if told is not None:
            beside = {other.what: other.class_ for name in siblings if name != key and (other := self._personal(name))}
            is_person = role is not None and role.distance == 0 and role.about is not About.UNKNOWN
            named = is_person or any(self._is_of_somebody(name) for name in siblings)
            telling = [what for what, class_ in beside.items() if class_ != "contact.address"]
            if telling and named and len(beside) >= (1 if is_person else _OTHERS):
                return told, telling[0]
        return self._called(key, siblings) if scene.health and chain.names and role is None else None

    def _called(self, key: str, siblings: tuple[str, ...]) -> tuple[KeyVerdict, str] | None:
        """Somebody's name and number, in an object of no other names: `pareja: {nombre, telefono}`."""
        if len(siblings) > 5:
            return None
        calls = next((name for name in siblings if folded(name) in _CALLED), None)
        verdicts = {name: self._keys.verdict(name) for name in siblings}
        if any(told is not None and told.class_.startswith("contact.address") for told in verdicts.values()):
            return None  # a practice, a firm
        own = verdicts.get(key)
        if key == calls:
            reached = next((told.what for told in verdicts.values() if told and told.class_ in _REACHED), None)
            return (_NAMED, reached) if reached is not None else None
        if calls is not None and own is not None and own.class_ in _REACHED:
            return own, folded(calls)
        return None

    def _numbers(self, key: str, above: str, role: Role) -> bool:
        """Whether a name in a person's object is of that person's number: `ref`, `wearerRef`, `kdNr`."""
        words = lemma(key)
        if role.distance > 0 or role.about not in _NUMBERED_ROLES or not 0 < len(words) < 3:
            return False
        others = [word for word in words if word not in _NUMBERS]
        if len(others) == len(words):
            return False
        if self._keys.role(above) is None and not role.why.endswith("-siblings"):
            return False
        own = folded(above)
        return all(own.startswith(word) or self._keys.role(word) is not None for word in others)

    def _is_of_somebody(self, name: str) -> bool:
        """A name of a person's identity; `name` itself may be a firm's."""
        told = self._personal(name)
        return told is not None and told.class_.startswith("identity.") and folded(name) not in _CALLED

    def _personal(self, name: str) -> KeyVerdict | None:
        verdict = self._keys.verdict(name)
        if verdict is None or not verdict.class_.startswith(_PERSONAL):
            verdict = self._keys.in_company(name)
        return verdict if verdict is not None and verdict.class_.startswith(_PERSONAL) else None


def _may_be_of_people(scene: Scene) -> bool:
    """Addresses are full of short names that mean other things."""
    return scene.health or scene.nested or scene.location in (Location.BODY, Location.WEBSOCKET, Location.SSE)
