"""What stands beside and above a name that bears it out: names of health, of a person, other parts of an address."""

from types import MappingProxyType

from inspector.detect.names.keys import KeyIndex
from inspector.detect.names.weights import Weigher
from inspector.detect.surroundings import Chain, Names, Scene, folded

_AREA = frozenset(
    (
        *(
            "country",
            "country_code",
            "region",
            "state",
            "city",
            "zip",
            "zipcode",
            "zip_code",
            "postal_code",
            "postcode",
        ),
        *("street", "town", "rue", "ville", "cp", "code_postal", "pays", "strasse", "ort", "plz", "land", "calle"),
        *("ciudad", "codigo_postal", "pai", "provincia", "via", "citta", "cap", "comune", "line1", "line2"),
        "house_number",
    )
)
_BESIDE = MappingProxyType({"contact": ("contact.address",), "financial": ("financial.iban", "financial.card")})
_TRAITS = ("identity.gender", "identity.birthdate")
_TOWNS = frozenset(
    (
        *("city", "town", "ville", "commune", "ort", "stadt", "ciudad", "localidad", "poblacion", "citta", "comune"),
        *("cidade", "stad", "plaats", "woonplaats", "miasto", "miejscowosc", "zip", "zipcode", "cp", "plz", "cap"),
        *("location", "where", "ou", "code_postal", "postcode"),
    )
)
_PERSON_SIBLINGS = ("identity.name", "identity.birthdate", "identity.national_id", "contact.email", "contact.phone")


class Neighbours:
    """Looks at names beside and above others: one instance for a set of packs."""

    def __init__(self, keys: KeyIndex, names: Names, weigher: Weigher) -> None:
        self._keys = keys
        self._names = names
        self._weigher = weigher

    def of_health(self, key: str, chain: Chain, siblings: tuple[str, ...]) -> str | None:
        """A name of health above or beside this one; loose names beside it count from two."""
        for name in chain.names[:5]:
            if self._weigher.is_health_name(name) or folded(name) in self._names.health:
                return name
        beside = [name for name in siblings if name != key and folded(name) in self._names.health]
        strong = (name for name in siblings if name != key and self._weigher.is_health_name(name))
        return next(strong, beside[0] if len(beside) > 1 else None)

    def person_beside(self, key: str, siblings: tuple[str, ...], class_: str) -> str | None:
        """A name beside this one that tells of a person."""
        beside = (*_PERSON_SIBLINGS, *_BESIDE.get(class_.partition(".")[0], ()))
        person = self._sibling_of(key, siblings, beside)
        return self._other_trait(class_, siblings) if person is None and class_ in _TRAITS else person

    def person_above(self, chain: Chain, class_: str) -> str | None:
        """An object around the leaf that is a name, an address ... of the same class."""
        if chain.folded[:1] == ("name",):
            return "name"
        if not class_.startswith(("contact.", "identity.", "financial.")):
            return None
        verdicts = (self._keys.verdict(name) for name in chain.names[:2])
        around = (class_, "contact.address") if class_ == "identity.name" else (class_,)
        return next((told.what for told in verdicts if told and told.strong and told.class_ in around), None)

    def is_sought(self, key: str, siblings: tuple[str, ...], scene: Scene) -> bool:
        """Whether a name is of a town in a request to a service of care."""
        if not scene.is_request or folded(key) not in _TOWNS:
            return False
        return scene.health or self._seeks_care(siblings)

    def _seeks_care(self, siblings: tuple[str, ...]) -> bool:
        verdicts = (self._keys.verdict(name) for name in siblings)
        return any(told is not None and told.class_ in ("health.specialty", "health.motive") for told in verdicts)

    def _other_trait(self, class_: str, siblings: tuple[str, ...]) -> str | None:
        """A sex beside an age, an age beside a sex: a person's."""
        for name in siblings:
            verdict = self._keys.verdict(name)
            if verdict is not None and verdict.class_ in _TRAITS and verdict.class_ != class_:
                return verdict.what
        return None

    def _sibling_of(self, key: str, siblings: tuple[str, ...], classes: tuple[str, ...]) -> str | None:
        for name in siblings:
            if name != key:
                verdict = self._keys.verdict(name)
                if verdict is not None and verdict.strong and verdict.class_.startswith(classes):
                    return verdict.what
        return None


def parts_of_address(key: str, siblings: tuple[str, ...]) -> str | None:
    """Another part of an address beside this one, where there are two at least: a street, a town, a country."""
    found = [name for name in siblings if name != key and folded(name) in _AREA]
    return folded(found[0]) if len(found) > 1 else None
