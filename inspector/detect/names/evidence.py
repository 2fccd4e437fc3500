"""What the names of an object say of somebody's health together, in points."""

from typing import NamedTuple

from inspector.detect.names.fold import lemma, tokens
from inspector.detect.names.keys import KeyIndex, KeyVerdict
from inspector.detect.surroundings import Chain, Names, folded
from inspector.model.leaf import About


class Said(NamedTuple):
    """What the names of one object say together, each meaning once."""

    points: float
    clinical: float  # of them, those of diseases, treatments and measurements that no program has
    people: int  # names of a person's data
    somebody: bool  # one of them tells that the object is of a person
    class_: str  # of most points
    what: str


BODILY, LOOSE = 1.25, 1.0
"""What names are worth: those of a body, and those that programs have as well."""
_STRONG, _SPECIFIC = 2.0, 1.5
_MOST_AROUND = 4.0
_SHORTEST_SPECIFIC = 4
_AROUND = 2
_MOST_REMEMBERED = 50_000
_CLINICAL = ("health.diagnosis", "health.treatment", "health.measurement")
_PERSONAL = ("identity.", "contact.")


class Evidence:
    """Weighs the names of objects: one instance for a set of packs."""

    def __init__(self, keys: KeyIndex, names: Names) -> None:
        self._keys = keys
        self._names = names
        self._stems = tuple(names.body_stems)
        self._known: dict[tuple[str, ...], Said] = {}

    def of(self, names: tuple[str, ...]) -> Said:
        """What the names of one object say together; remembered by the names, within bounds."""
        known = self._known.get(names)
        if known is None:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
            known = self._known[names] = self._tell(names)
        return known

    def points_of(self, name: str) -> tuple[float, str]:
        """What a name is worth, and the word that makes it so. A weak name of words that programs do not use says more
        than `flow`, `message`, `reason`."""
        verdict = self._keys.verdict(name)
        if verdict is None or not verdict.class_.startswith("health."):
            word = folded(name)
            if word in self._names.health or word in self._names.appointments:
                return LOOSE, word
            words = lemma(name)
            part = next((part for part in words if part in self._names.body or part.startswith(self._stems)), "")
            if part:
                return BODILY, part
            return (LOOSE, words[-1]) if len(words) > 1 and words[-1] in self._names.units else (0.0, "")
        if verdict.strong:
            return _STRONG, verdict.what
        rare = any(len(word) >= _SHORTEST_SPECIFIC and word not in self._names.everyday for word in lemma(verdict.what))
        return (_SPECIFIC if rare and verdict.class_ in _CLINICAL else LOOSE), verdict.what

    def points_around(self, chain: Chain) -> float:
        """What the objects around it say by their other names, at half the worth."""
        points = 0.0
        for names in chain.around[:_AROUND]:
            own = next((name for name in chain.names if name in names), None)
            points += self.of(names).points - (self.points_of(own)[0] if own is not None else 0)
        return min(points, _MOST_AROUND) / 2

    def _tell(self, names: tuple[str, ...]) -> Said:
        points, clinical, people, somebody = 0.0, 0.0, 0, False
        classes = dict.fromkeys(_CLINICAL, 0.0)
        seen: dict[str, None] = {}
        for name in names:
            verdict = self._keys.verdict(name)
            people += verdict is not None and verdict.class_.startswith(_PERSONAL)
            somebody = somebody or self._names_somebody(name, verdict)
            worth, what = self.points_of(name)
            if not worth or what in seen:
                continue
            seen[what] = None
            points += worth
            clinical += worth if worth > LOOSE else 0.0
            if verdict is not None and verdict.class_ in classes:
                classes[verdict.class_] += worth
        best = max(classes, key=lambda class_: classes[class_])
        return Said(points, clinical, people, somebody, best if classes[best] else "", next(iter(seen), ""))

    def _names_somebody(self, name: str, verdict: KeyVerdict | None) -> bool:
        role = self._keys.role(name)
        if role is not None and role[0] is not About.PRACTITIONER and not (role[1] and tokens(name) != lemma(name)):
            return True  # `passengers` counts them
        return verdict is not None and verdict.strong and verdict.class_.startswith("identity.")
