"""What single names say of the whole document they stand in."""

from typing import NamedTuple

from inspector.detect.names.aside import Aside
from inspector.detect.names.fold import lemma
from inspector.detect.names.keys import LABELLED, KeyIndex, KeyVerdict
from inspector.detect.surroundings import Names, folded

ENOUGH_HEALTH = 2
ENOUGH_TRADE = 2
FIRM = 4  # two names of health, or one and values that speak
_LOOSE, _COMMON = 0.001, 0.0001
_BODILY = 0.4  # five names of one body are enough by themselves,
_LEAST_BODILY = 0.04  # where they are not too few among all names
ENOUGH_COMPANY = 0.002  # two loose names
WITH_PARTS = ("health.diagnosis", "health.treatment", "health.measurement")
_BAGGED = (*WITH_PARTS, "health.insurance")
_LONG_NAME = 8  # short loose names (`dose`, `flow`, `test`) hold much else
_ENOUGH_TRAITS = 2
_HEALTH_BY_TRAIT = 5
_SPEAKING = ("health.", "special.", "identity.", "contact.")
_OF_CARE = (
    "health.practitioner",
    "health.insurance",
)
_WORDS_OF_CARE = frozenset(
    (
        *("patient", "paciente", "paziente", "pacjent", "pacjenta", "patienten", "practitioner", "physician", "clinic"),
        *("hospital", "medical", "medico", "medica", "medecin", "arzt", "lekarz", "huisarts", "klinik", "nurse"),
    )
)
"""In a name of several words, they speak of care: `patientRelation`."""
_CARED = frozenset(
    ("patient", "paciente", "paziente", "patientin", "resource_type", "medication", "hospital", "versicherter")
)


class Weight(NamedTuple):
    """What names say of a document. `health`: ENOUGH_HEALTH by itself, 1 with another, less for a loose name."""

    health: float
    speaks: bool  # generic names below it may take a class
    labels: bool  # images beside it may be joined to a label
    bags: bool  # names in it are of the asker's choice
    trade: int = 0  # names of another trade: vehicles, games, courts
    cared: bool = False  # a name of a patient, a practitioner, an insurance: it is about health whatever else
    traits: int = 0  # names of animals and plants
    spoken: bool = False  # values speak of diseases and medicines
    bodily: float = 0.0  # names of one body, its diseases and their treatment that do not say so by themselves


def settled(weight: Weight, count: int) -> Weight:
    """The weight of a document of so many names: those of a body count where they are not too few among them."""
    if weight.bodily < _LEAST_BODILY * count:
        return weight
    return weight._replace(health=weight.health + weight.bodily)


class Weigher:
    """Weighs names: one instance for a set of packs."""

    def __init__(self, keys: KeyIndex, names: Names, aside: Aside) -> None:
        self._keys = keys
        self._names = names
        self._aside = aside
        self._stems = tuple(names.body_stems)

    def is_bag(self, name: str) -> bool:
        """Whether what an object of this name holds is of its class under any name: answers under names of the asker's
        choice (`custom_fields_values`), the parts of a vaccine, an allergy, a series of readings."""
        verdict = self._keys.verdict(name)
        if verdict is None or folded(name).endswith("_resource") or folded(name) in self._names.structural:
            return False
        if verdict.class_ == "health.message":
            return verdict.strong
        return verdict.class_ in _BAGGED and (verdict.strong or verdict.stemmed or len(verdict.what) >= _LONG_NAME)

    def weigh(self, name: str) -> Weight:
        """What one name says of the document it stands in."""
        verdict = self._keys.verdict(name)
        class_ = verdict.class_ if verdict is not None else ""
        own = self._keys.role(name) is not None or folded(name) in self._names.appointments
        return Weight(
            health=self._health_of(name, class_),
            speaks=own or class_.startswith(_SPEAKING),
            labels=class_.startswith(LABELLED),
            bags=self.is_bag(name),
            trade=int(folded(name) in self._names.elsewhere and folded(name) not in self._names.containers),
            cared=self._is_of_care(name, verdict),
            traits=int(self._aside.is_trait(name)),
            bodily=self._bodily(name, verdict),
        )

    def _bodily(self, name: str, verdict: KeyVerdict | None) -> float:
        """What a name is worth that is of a body, a disease, a treatment, without saying so by itself."""
        if verdict is None or not verdict.class_.startswith("health."):
            return _BODILY if self._is_of_body(name) else 0.0
        is_weak = not verdict.strong and verdict.class_.startswith(WITH_PARTS)
        return _BODILY / 2 if is_weak and not self._names.everyday.issuperset(lemma(verdict.what)) else 0.0

    def _is_of_body(self, name: str) -> bool:
        return any(word in self._names.body or word.startswith(self._stems) for word in lemma(name))

    def _is_of_care(self, name: str, verdict: KeyVerdict | None) -> bool:
        if verdict is not None and verdict.strong and verdict.class_.startswith(_OF_CARE):
            return True
        return folded(name) in _CARED

    def _health_of(self, name: str, class_: str) -> float:
        if self.is_health_name(name):
            return ENOUGH_HEALTH
        if folded(name) in self._names.health or not _WORDS_OF_CARE.isdisjoint(lemma(name)):
            return 1
        if not class_.startswith("health."):
            return _LOOSE if self._is_of_body(name) else 0
        verdict = self._keys.verdict(name)
        if verdict is None or not verdict.stemmed:
            if verdict is None or self._names.everyday.issuperset(lemma(verdict.what)):
                return _COMMON
            return _LOOSE
        return 1

    def is_health_name(self, name: str) -> bool:
        """Whether a name by itself, without another beside it, speaks of health."""
        verdict = self._keys.verdict(name)
        return verdict is not None and verdict.strong and verdict.class_.startswith("health.")


def is_of_another_being(weight: Weight) -> bool:
    """Whether a document is about an animal or a plant: its names tell so, and not too few of them."""
    return weight.traits >= _ENOUGH_TRAITS and weight.traits * _HEALTH_BY_TRAIT >= weight.health
