"""Places whose names look like those of a record of health, and are of none: an animal, a plant, a dish; settings, a
shop, the hours that a practice offers to everybody."""

from inspector.detect.names.fold import lemma, steps, tokens, unnumbered
from inspector.detect.names.keys import KeyIndex
from inspector.detect.surroundings import Chain, Names, Role, Scene, folded

_FEW, _SEVERAL = 2, 3
_MOST_REMEMBERED = 50_000
_MEANT = ("health.", "financial.other", "identity.gender", "identity.birthdate", "special.ethnicity")
_STEPS = frozenset(("step", "current_step", "total_step", "step_count", "next_step", "etape", "schritt"))
_LONG_STEM_AT_END = 5
_POLICIES = ("privacy", "cookie", "datenschutz")
_CLINICAL = ("health.diagnosis", "health.treatment", "health.measurement")
_FORMAL = frozenset(("id", "issued", "url", "version", "date", "language", "implicitRules"))
_FORMAL_PARTS = frozenset(("category", "dispense_request", "meta", "extension"))


class Aside:
    """Judges places: one instance for a set of packs. What objects say is remembered by their names, within bounds."""

    def __init__(self, keys: KeyIndex, names: Names) -> None:
        self._keys = keys
        self._names = names
        self._stems = tuple(names.sundry_stems)
        self._ends = tuple(stem for stem in self._stems if len(stem) >= _LONG_STEM_AT_END)
        self._signs: dict[tuple[str, ...], tuple[int, int]] = {}

    def silences(
        self,
        key: str,
        *,
        chain: Chain,
        siblings: tuple[str, ...],
        scene: Scene,
        class_: str,
        strong: bool,
        role: Role | None,
    ) -> bool:
        """Whether a name that says this elsewhere says nothing in this place."""
        if class_ == "identity.name" and not self._names.creatures.isdisjoint(chain.folded[:1]):
            return True  # what an animal is called
        if not class_.startswith(_MEANT):
            return False
        if (role is None or role.why.endswith("-siblings")) and self.is_of_another_being(chain, siblings):
            return True
        if not class_.startswith("health."):
            return False
        if _is_of_exchange(key, chain, class_) or _is_of_site(key):
            return True
        if strong:
            return False
        if class_ == "health.appointment":
            is_offered = not scene.is_request and self._is_offered(key, chain)
            return is_offered or self.is_container(chain)
        if class_ == "health.measurement" and _is_of_form(key, siblings):
            return True
        return self.is_container(chain)

    def is_of_another_being(self, chain: Chain, siblings: tuple[str, ...]) -> bool:
        """Whether the object, or one around it, is of an animal, a plant or a dish."""
        if any(name in self._names.creatures for name in chain.folded):
            return True
        traits, cooking = self._signs_of(siblings)
        if traits >= _FEW or cooking >= _SEVERAL:
            return True
        around = [self._signs_of(names) for names in chain.around[: len(chain.names)]]
        if any(signs[0] >= _FEW or signs[1] >= _SEVERAL for signs in around):
            return True
        is_dish = any(name in self._names.dishes for name in chain.folded[:3])
        return is_dish and (cooking > 0 or any(signs[1] for signs in around[:2]))

    def is_container(self, chain: Chain) -> bool:
        """Whether the object belongs to settings, a page, a shop: up to one that speaks of health."""
        for name, written in zip(chain.folded, chain.names, strict=False):
            if name in self._names.containers:
                return True
            verdict = self._keys.verdict(written)
            if verdict is not None and verdict.class_.startswith("health."):
                return False
        return False

    def is_sundry(self, key: str) -> bool:
        """Whether a name is of printing, storing, selling ..., by one of its words."""
        words = unnumbered(lemma(steps(key)[-1]))
        name = "_".join(words)
        if name in self._names.sundry_whole or name in self._names.sundry:
            return True
        if not self._names.sundry.isdisjoint(words):
            return True
        return any(word.startswith(self._stems) or word.endswith(self._ends) for word in words)

    def _is_offered(self, key: str, chain: Chain) -> bool:
        """An hour that anybody may take: `nextSlot`, those of a list of `creneaux`."""
        words = (folded(key), *lemma(key)[-1:], *chain.folded[:2])
        return not self._names.offered.isdisjoint(words)

    def _signs_of(self, names: tuple[str, ...]) -> tuple[int, int]:
        """How many of an object's names only animals and plants have, and how many only dishes."""
        known = self._signs.get(names)
        if known is None:
            if len(self._signs) > _MOST_REMEMBERED:
                self._signs.clear()
            traits = sum(self.is_trait(name) for name in names)
            cooking = sum(folded(name) in self._names.cooking for name in names)
            known = self._signs[names] = traits, cooking
        return known

    def is_trait(self, name: str) -> bool:
        """Whether a name is of an animal or a plant: `breed`, `nom_animal`."""
        return folded(name) in self._names.traits or not self._names.traits.isdisjoint(lemma(name))


def _is_of_exchange(key: str, chain: Chain, class_: str) -> bool:
    """FHIR: what a resource goes by, of which kind it is, when it was issued, how an exchange went."""
    place = next((step for step, name in enumerate(chain.folded) if name.endswith("_resource")), None)
    if place is None:
        return False
    above = chain.folded[:place]
    if not above:
        return key in _FORMAL and class_ in _CLINICAL
    return chain.folded[place] == "operation_outcome_resource" or not _FORMAL_PARTS.isdisjoint(above)


def _is_of_site(key: str) -> bool:
    """What a site waits for, and what it lays down: `timeout`, `privacyPolicy`."""
    words = tokens(key)
    return "timeout" in words or any(word.startswith(_POLICIES) for word in words)


def _is_of_form(key: str, siblings: tuple[str, ...]) -> bool:
    """The step of a form, not those that somebody walked: `step` of `steps`."""
    return folded(key) == "step" and (not key.lower().endswith("s") or any(name in _STEPS for name in siblings))
