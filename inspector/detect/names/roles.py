"""Whom the object around a leaf stands for: by its name, by the leaf's own, by what stands in it."""

from inspector.detect.names.fold import lemma
from inspector.detect.names.keys import KeyIndex
from inspector.detect.surroundings import Chain, Names, Role, role_of
from inspector.model.leaf import About

_VISIT_SIBLINGS = ("health.appointment", "health.motive", "health.diagnosis", "health.treatment", "health.measurement")
_PATIENT_SIBLINGS = ("identity.birthdate", "identity.national_id", "health.insurance")
_KEY_WHY = {
    About.PRACTITIONER: "practitioner-key",
    About.ACCOUNT_HOLDER: "patient-key",
    About.OTHER_PERSON: "relative-key",
}


class Roles:
    """Finds roles: one instance for a set of packs."""

    def __init__(self, keys: KeyIndex, names: Names) -> None:
        self._keys = keys
        self._names = names

    def role(self, key: str, *, chain: Chain, siblings: tuple[str, ...], health: bool) -> Role | None:
        named = role_of(chain, keys=self._keys, health=health)
        own = self._keys.role(key) if len(lemma(key)) > 1 else None
        if own is not None and (health or not own[1]) and not self._is_own(key, weak=own[1]):
            return Role(own[0], _KEY_WHY[own[0]], -1, key)
        if named is not None and named.distance == 0:
            return named
        return self._role_of_siblings(siblings) or named

    def _is_own(self, key: str, *, weak: bool) -> bool:
        """Whether a name as a whole speaks of a person: `lieu_naissance` is no place of a practice, and `hospital_no`
        no number of a hospital."""
        verdict = self._keys.verdict(key)
        if verdict is None or not verdict.strong:
            return False
        numbers = verdict.whole and verdict.class_ == "identity.account_id"
        return numbers or (weak and verdict.class_.startswith("identity."))

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
