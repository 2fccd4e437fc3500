"""What a field name says: a verdict per distinct name, computed once."""

from functools import cache
from itertools import pairwise

from inspector.detect.names.entries import Entries, without_links
from inspector.detect.names.fold import lemma, steps, tokens
from inspector.detect.names.loosely import SHORTEST_WORDED, Loosely
from inspector.detect.names.silences import Silences
from inspector.detect.names.verdicts import LABELLED, MUTED, KeyVerdict
from inspector.detect.packs import Packs, load_packs
from inspector.model.leaf import About

__all__ = ["LABELLED", "KeyIndex", "KeyVerdict", "index_of"]

_SINCE = frozenset(("il", "le", "am", "el", "op", "on", "em", "den", "dnia", "in", "at", "1", "2"))
"""`natoIl`, `geborenAm`: what comes after it, the day, is left out."""
_ASKED = ("health.", "special.", "identity.gender", "identity.birthdate", "identity.national_id")
_ASKED_LOOSELY = ("health.diagnosis", "health.treatment")
_PAIR = 2
_MOST_REMEMBERED, _MOST_OBJECTS = 200_000, 50_000
_PROSE = frozenset(
    ("note", "comment", "message", "remark", "nota", "kommentar", "commentaire", "bemerkung", "comentario")
)


def index_of(packs: Packs) -> "KeyIndex":
    """The index of these packs; that of the shipped ones is made once, since it says the same to everybody."""
    return _shipped_index() if packs is load_packs() else KeyIndex(packs)


@cache
def _shipped_index() -> "KeyIndex":
    return KeyIndex(load_packs())


class KeyIndex:
    """Looks field names up in the packs. `verdict` remembers every distinct name it was asked."""

    def __init__(self, packs: Packs) -> None:
        self._roles = {
            token: (role.about, role.weak) for pack in packs.packs for role in pack.role for token in role.tokens
        }
        self._silences = Silences(packs)
        self._entries = Entries(packs, silences=self._silences, roles=self._roles)
        self._loosely = Loosely(packs, entries=self._entries, roles=self._roles)
        self._company = _company_of(packs)
        self._verdicts: dict[str, KeyVerdict | None] = {}
        self._label_names: dict[tuple[str, ...], tuple[str, ...]] = {}

    def verdict(self, key: str) -> KeyVerdict | None:
        """What the name of a field says, or None; muted names say nothing."""
        try:
            return self._verdicts[key]
        except KeyError:
            if len(self._verdicts) > _MOST_REMEMBERED:
                self._verdicts.clear()
            found = self._verdicts[key] = self._judge(key.partition("#")[0])
            return found

    def role(self, name: str) -> tuple[About, bool] | None:
        """Whom an object of this name stands for, and whether that needs a health context."""
        words = lemma(name)
        whole = self._roles.get("_".join(words))
        if whole is not None:
            return whole
        for first, second in pairwise(without_links(words)):
            if f"{first}_{second}" in self._roles:
                return self._roles[f"{first}_{second}"]
        for word in reversed(words):
            if word in self._roles:
                return self._roles[word]
        return None

    def is_role(self, name: str) -> bool:
        """Whether a name as a whole is one of an object that stands for a person."""
        return "_".join(lemma(name)) in self._roles

    def in_company(self, key: str) -> KeyVerdict | None:
        """What a short or loose name says among those of a person: `vn`, `gebDat`, `tlf`."""
        words = lemma(key)
        told = self._company.get("".join(words))
        if told is None and words and words[-1] in _SINCE:
            told = self._company.get("".join(words[:-1]))
        if told is None and len(words) == _PAIR:  # `strasseHnr`, `plzOrt`
            first, second = self._company.get(words[0]), self._company.get(words[1])
            if first is not None and second is not None and first.class_ == second.class_:
                told = first
        return told

    def labelled(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of an object's names that hold a label of a motive, a specialty, a diagnosis ... (not its id)."""
        known = self._label_names.get(names)
        if known is None:
            if len(self._label_names) > _MOST_OBJECTS:
                self._label_names.clear()
            known = self._label_names[names] = tuple(name for name in names if self._is_label(name))
        return known

    def is_muted(self, key: str) -> bool:
        """Whether a name is muted, as a whole or by its last word."""
        return self._silences.holds(key)

    def is_silenced(self, key: str) -> bool:
        """Whether a name is muted as a whole."""
        return self._silences.has("".join(lemma(key)))

    def asked(self, text: str) -> str | None:
        """The entry of a pack that a question is about, where it is about health: "Do you have any allergies?"."""
        words = lemma(text)
        verdicts = [entry.verdict for entry in self._entries.following(words)]
        verdicts += [self._entries.single[word] for word in words if word in self._entries.single]
        told = [one for one in verdicts if one.class_.startswith(_ASKED if one.strong else _ASKED_LOOSELY)]
        return max(told, key=lambda one: one.strong).what if told else None

    def is_of_health(self, text: str) -> bool:
        """Whether a title has a word of a disease, a treatment, a measurement: "Tinnitus Handicap Inventory"."""
        words = lemma(text)
        single, worded = self._entries.single, self._loosely.worded
        told = [single.get(word) or worded.get(word) for word in words if len(word) > SHORTEST_WORDED]
        told += [entry.verdict for entry in self._entries.following(words)]
        verdicts = [one for one in told if one is not None and one.class_.startswith("health.")]
        return any(one.strong or one.class_.startswith(_ASKED_LOOSELY) for one in verdicts)

    def _is_label(self, name: str) -> bool:
        verdict = self.verdict(name)
        return verdict is not None and verdict.class_.startswith(LABELLED) and lemma(name)[-1:] != ("id",)

    def _judge(self, key: str) -> KeyVerdict | None:
        """The name as it is written; failing that, its last step, without numbers, in another order, taken apart."""
        found = self._entries.match(lemma(key), "".join(tokens(key)))
        if found is None and (last := steps(key)[-1]) != key:
            found = self._judge(last)
        if found is None:
            found = self._loosely.match(key)
        return None if found is MUTED else _as_prose(found, key)


def _company_of(packs: Packs) -> dict[str, KeyVerdict]:
    """The short and loose names of the packs, their words joined."""
    found: dict[str, KeyVerdict] = {}
    for pack in packs.packs:
        for rule in pack.key:
            for name in rule.company:
                told = KeyVerdict(rule.class_, False, f"{pack.pack}/{rule.id}", name, rule.about, whole=True)
                found["".join(lemma(name))] = told
    return found


def _as_prose(found: KeyVerdict | None, key: str) -> KeyVerdict | None:
    """A note on a visit is a message: the last word says what a name is of."""
    if found is None or found.whole or not found.class_.startswith("health.") or not lemma(key):
        return found
    return found._replace(class_="health.message") if lemma(key)[-1] in _PROSE else found
