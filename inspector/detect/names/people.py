"""Short and loose names that are readable because of their company: `vn`, `nn`, `gebDat`, `tlf` in one object."""

import re
from typing import NamedTuple

from inspector.detect.names.fold import lemma, tokens
from inspector.detect.names.keys import KeyIndex, KeyVerdict
from inspector.detect.surroundings import Chain, Names, Role, Scene, folded
from inspector.model.flow import Location
from inspector.model.leaf import About

_PERSONAL = (
    *(
        "identity.name",
        "identity.birthdate",
        "identity.national_id",
        "identity.gender",
        "identity.relative",
        "contact.",
    ),
)
_NICKNAMES = frozenset(
    ("pseudo", "nickname", "nick", "spitzname", "apodo", "soprannome", "bijnaam", "handle", "alias", "surnom")
)
_BROAD = frozenset(
    (
        *("client", "user", "usr", "account", "consumer", "subscriber", "customer", "member", "konto", "login", "kind"),
        *("person", "visitor", "donor", "donante", "agent", "resp"),
    )
)
"""Roles that programs have as well."""
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
        *("number", "kennung", "cle", "clave", "chiave", "schluessel", "sleutel", "kenmerk", "barcode", "strichcode"),
    )
)
_INITIAL_ID = re.compile(r"[a-z]id\Z")  # `mid` of a member, `rid` of a recipient
_NUMBERED_ROLES = (About.ACCOUNT_HOLDER, About.OTHER_PERSON)
_OTHERS = _PAIR = 2
_REACHED = ("contact.phone", "contact.email")
_YEARS = ("year", "annee", "anno", "ano", "jahr", "jaar", "rok", "yr")
_WHO = ("who", "qui", "wer", "quien", "chi")
_CALLED = frozenset(
    ("name", "nom", "nome", "nombre", "naam", "imie", "navn", "namn", "full", "full_name", "nom_complet", *_WHO)
)
_NAMED = KeyVerdict("identity.name", strong=False, rule="any/identity.name", what="name", about=None, whole=True)

_NUMBERED = _NAMED._replace(class_="identity.account_id", rule="any/identity.account_id", what="id")


class Among(NamedTuple):
    """What a name says among those of a person, and the name that bears it out."""

    verdict: KeyVerdict
    witness: str
    by_value: bool = False  # whether it is a name or a number, the value tells
    role: Role | None = None  # whom it stands for, where it is a role itself


class People:
    """Reads such names: one instance for a set of packs."""

    def __init__(self, keys: KeyIndex, names: Names) -> None:
        self._keys = keys
        self._names = names

    def among(
        self, key: str, *, chain: Chain, siblings: tuple[str, ...], role: Role | None, scene: Scene
    ) -> Among | None:
        """What a name says beside others of a person."""
        if not _may_be_of_people(scene) or (role is not None and role.about is About.PRACTITIONER):
            return None
        if scene.health and self._keys.verdict(key) is None:
            if folded(key) in self._names.patients:
                return Among(_NAMED, folded(key))
            about = self._stands_for(key)
            if about is not None:
                itself = Role(about, "relative-key", -1, key) if about is About.OTHER_PERSON else None
                return Among(_NAMED, folded(key), by_value=True, role=itself)
        is_person = role is not None and role.distance == 0 and role.about is not About.UNKNOWN
        if role is not None and chain.names and self._numbers(key, chain.names[0], role):
            return Among(_NUMBERED, role.name)
        if role is not None and is_person and "_".join(tokens(key)) in _NICKNAMES:
            return Among(_NAMED, role.name, by_value=True)
        told = self._personal(key)
        if told is not None:
            beside = {
                other.what: other.class_
                for name in siblings
                if name != key and (other := self._tells(name, is_person=is_person))
            }
            named = is_person or any(self._is_of_somebody(name) for name in siblings)
            telling = [what for what, class_ in beside.items() if class_ != "contact.address"]
            if told.class_ == "identity.relative" and not (is_person and role and role.about is About.OTHER_PERSON):
                return None
            if told.what in _YEARS and not is_person:
                return None
            if role is not None and role.distance <= 1 and _is_address(told, beside, siblings):
                return Among(told, next(iter(beside)))
            if telling and named and len(beside) >= (1 if is_person else _OTHERS):
                return Among(told, telling[0])
        return self._called(key, siblings) if scene.health and chain.names and role is None else None

    def _stands_for(self, key: str) -> About | None:
        """Whom a name stands for that is one of a person's role: `teilnehmer`, `vertrauensperson`, `elternName`."""
        if folded(key) in _WHO:
            return About.ACCOUNT_HOLDER
        words = lemma(key)
        if not 0 < len(words) <= _PAIR or not _BROAD.isdisjoint(words):
            return None
        if len(words) == _PAIR and (words[1] in _CALLED or words[1] == "nm"):
            words = words[:1]
        role = self._keys.role("_".join(words)) if self._keys.is_role("_".join(words)) else None
        return role[0] if role is not None and role[0] in _NUMBERED_ROLES else None

    def _called(self, key: str, siblings: tuple[str, ...]) -> Among | None:
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
            return Among(_NAMED, reached) if reached is not None else None
        if calls is not None and own is not None and own.class_ in _REACHED:
            return Among(own, folded(calls))
        return None

    def _numbers(self, key: str, above: str, role: Role) -> bool:
        """Whether a name in a person's object is of that person's number: `ref`, `wearerRef`, `kdNr`."""
        words = lemma(key)
        if role.distance > 0 or role.about not in _NUMBERED_ROLES or not 0 < len(words) < 3:
            return False
        own = folded(above)
        if len(words) == 1 and _INITIAL_ID.match(words[0]):
            return own.startswith(words[0][0]) and self._keys.role(above) is not None
        others = [word for word in words if word not in _NUMBERS]
        if len(others) == len(words):
            return False
        if self._keys.role(above) is None and not role.why.endswith("-siblings"):
            return False
        return all(own.startswith(word) or self._keys.role(word) is not None for word in others)

    def _is_of_somebody(self, name: str) -> bool:
        """A name of a person's identity; `name` itself may be a firm's."""
        told = self._personal(name)
        return told is not None and told.class_.startswith("identity.") and folded(name) not in _CALLED

    def _tells(self, name: str, *, is_person: bool) -> KeyVerdict | None:
        """A name of a person's data; in a person's object that of a nickname or a number too."""
        told = self._personal(name)
        if told is None and is_person:
            company = self._keys.in_company(name)
            return company if company is not None and company.class_ == "identity.account_id" else None
        return told

    def _personal(self, name: str) -> KeyVerdict | None:
        verdict = self._keys.verdict(name)
        if verdict is None or not verdict.class_.startswith(_PERSONAL):
            verdict = self._keys.in_company(name)
        return verdict if verdict is not None and verdict.class_.startswith(_PERSONAL) else None


def _is_address(told: KeyVerdict, beside: dict[str, str], siblings: tuple[str, ...]) -> bool:
    """Parts of an address and little else, in a person's object: `ophaal: {str, pc, plaats}`."""
    parts = sum(class_ == told.class_ for class_ in beside.values())
    return told.class_ == "contact.address" and parts >= _OTHERS and len(siblings) <= 2 * (parts + 1)


def _may_be_of_people(scene: Scene) -> bool:
    """Addresses are full of short names that mean other things."""
    return scene.health or scene.nested or scene.location in (Location.BODY, Location.WEBSOCKET, Location.SSE)
