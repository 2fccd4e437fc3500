"""What a name says where it stands: by itself, with its object's name, as part of what the object is, beside a code."""

from typing import NamedTuple

from inspector.detect.names.fold import lemma
from inspector.detect.names.keys import KeyIndex, KeyVerdict
from inspector.detect.names.records import Records
from inspector.detect.names.resources import class_in_resource
from inspector.detect.names.weights import WITH_PARTS, Weigher
from inspector.detect.packs import Packs
from inspector.detect.surroundings import Chain, Names, Role, folded
from inspector.model.leaf import About

OF_APPOINTMENT = "any/health.appointment"
"""The rule of a day or an id that only its object says to be of a visit."""
_NAME = frozenset(("name",))
_PLAIN = frozenset(
    (
        *("focal", "primary", "active", "price", "amount", "quantity", "qty", "count", "sequence_number"),
        *("sequencenumber", "index", "position", "version", "unit", "currency", "system", "sequence", "use", "rank"),
        *(
            "locale",
            "language",
            "created_by",
            "created_at",
            "updated_at",
            "created",
            "updated",
            "modified",
            "timestamp",
        ),
        *("ts", "source", "url", "href", "platform", "status", "value_type", "data_type", "type_code"),
    )
)
"""What says nothing of the treatment, the test ... that it stands in."""
_LETTER = frozenset(("body", "content", "text", "message"))
_KINDS = frozenset(("type", "kind", "category", "use", "date", "year"))
_PAID = (
    *("amount", "montant", "betrag", "bedrag", "importe", "importo", "kwota", "valor", "total", "bezahlt"),
    *("betaald", "cost"),
)
_WITH = frozenset(("avec", "with", "mit", "con", "met", "bei", "chez", "com", "presso", "by"))
_WHY = frozenset(
    (
        *("pour", "for", "wegen", "para", "voor", "why", "warum", "pourquoi", "porque", "perche", "waarom"),
        *("objet", "purpose", "zweck", "scopo", "oggetto", "betreff", "asunto", "doel", "anlass"),
    )
)
_INHERITED = ("health.", "special.", "identity.", "contact.")
_OF_VISITS = ("health.appointment", "health.motive")


class Told(NamedTuple):
    """A class, how loudly it is told, the rule, and the entry of a pack that spoke; no class: nothing is told."""

    class_: str
    strong: bool
    rule: str
    what: str


NOTHING = Told("", False, "", "")
"""What a name tells that says nothing."""


class Places:
    """Reads names in their places: one instance for a set of packs."""

    def __init__(self, packs: Packs, *, keys: KeyIndex, names: Names, weigher: Weigher, records: Records) -> None:
        self._keys = keys
        self._names = names
        self._weigher = weigher
        self._records = records
        self._fields: dict[tuple[About, str], Told] = {}
        for pack in packs.packs:
            for rule in pack.field:
                for key in rule.keys:
                    told = Told(rule.class_, True, f"{pack.pack}/{rule.class_}", folded(key))
                    self._fields[(rule.about, folded(key))] = told

    def told(self, key: str, *, chain: Chain, siblings: tuple[str, ...], role: Role | None, cared: bool) -> Told:
        """What a name says; `cared` is whether it stands among names of health."""
        found = self._class(key, chain=chain, role=role)
        if not found[0] and role is None and folded(key) in self._names.generic:
            found = self._beside_a_code(key, siblings)
        if not found[0] and folded(key) in self._names.moments and cared:
            found = self._beside_a_visit(key, siblings)
        class_ = class_in_resource(key, chain) if not (found[0] and found[1]) else ""
        if class_:
            own = Told(class_, True, f"fhir/{class_}", f"{chain.names[-1]}.{key}"[:60])
            found = found._replace(strong=True) if found[0].startswith("health.") else own if not found[0] else found
        if folded(key) == "subject" and not _LETTER.isdisjoint(siblings):
            found = Told("health.message", False, "en/health.message", "subject")
        return found

    def is_compound(self, key: str) -> bool:
        """Whether a generic word is one of several in a name: `nomProduit`, `dateInjection`."""
        words = lemma(key)
        return 1 < len(words) < 4 and any(word in self._names.labels or word in self._names.moments for word in words)

    def _class(self, key: str, *, chain: Chain, role: Role | None) -> Told:
        own = self._keys.verdict(key)
        if own is not None and own.strong:
            return _told_by(own)
        visit = self._of_a_visit(key, chain)
        if visit is not None:
            return visit
        together = self._with_parent(key, chain)
        if together is not None:
            return _told_by(together)
        speaks = folded(key) in self._names.generic or folded(key) in self._names.moments
        if speaks or own is not None or self.is_compound(key):
            return self._inherited(key, chain=chain, role=role, own=own)
        return self._in_a_bag(key, chain)

    def _of_a_visit(self, key: str, chain: Chain) -> Told | None:
        """With whom and why: `rdv: {avec, pour}`."""
        word = folded(key)
        if (word not in _WITH and word not in _WHY) or not chain.names or not self._is_of_appointments(chain.names[0]):
            return None
        class_ = "health.practitioner" if word in _WITH else "health.motive"
        return Told(
            class_, False, OF_APPOINTMENT.replace("health.appointment", class_), f"{chain.folded[0]}.{word}"[:60]
        )

    def _in_a_bag(self, key: str, chain: Chain) -> Told:
        """What any name says in a treatment, a test, answers of the asker's choice."""
        is_bag = bool(chain.names) and self._weigher.is_bag(chain.names[0]) and self._keys.role(chain.names[0]) is None
        bag = self._keys.verdict(chain.names[0]) if is_bag else None
        if bag is None or (bag.class_ != "health.message" and self._is_aside_from(key, bag)):
            return NOTHING
        return _told_by(bag)._replace(strong=bag.class_ == "health.message")

    def _is_aside_from(self, key: str, bag: KeyVerdict) -> bool:
        """Whether a name says nothing of the treatment, the test ... it stands in; what an insurance pays is of it."""
        if key.isdigit() or len(key) == 1 or folded(key) in _PLAIN:
            return True
        paid = bag.class_ == "health.insurance" and any(word.endswith(_PAID) for word in lemma(key))
        return not paid and self._records.is_of_programs(key)

    def _is_of_appointments(self, name: str) -> bool:
        verdict = self._keys.verdict(name)
        return folded(name) in self._names.appointments or (
            verdict is not None and verdict.class_ == "health.appointment"
        )

    def _with_parent(self, key: str, chain: Chain) -> KeyVerdict | None:
        """What a name says together with that of its object: `number` in `card`, `page` in `site`."""
        if not chain.names or len(lemma(key)) > 2:
            return None
        verdict = self._keys.verdict(f"{chain.names[0]}_{key}")
        if verdict is None or not verdict.whole or verdict.what.endswith("_resource"):
            return None
        plain = self._keys.verdict(key) is None and folded(key) not in self._names.moments
        return verdict if verdict.strong or plain else None

    def _beside_a_code(self, key: str, siblings: tuple[str, ...]) -> Told:
        """A label or a value beside a code of a disease, a medicine, a test."""
        for name in siblings:
            verdict = self._keys.verdict(name) if name != key else None
            if verdict is not None and verdict.what in self._names.codes:
                return _told_by(verdict)._replace(strong=False)
        return NOTHING

    def _beside_a_visit(self, key: str, siblings: tuple[str, ...]) -> Told:
        """A day or an hour beside the reason, the kind, the practitioner of a visit."""
        for name in siblings:
            verdict = self._keys.verdict(name) if name != key else None
            if verdict is not None and verdict.strong and verdict.class_ in _OF_VISITS:
                return Told("health.appointment", False, OF_APPOINTMENT, f"{verdict.what}+{folded(key)}"[:60])
        return NOTHING

    def _inherited(self, key: str, *, chain: Chain, role: Role | None, own: KeyVerdict | None) -> Told:
        """The class a generic name takes from the object it stands in."""
        wraps = self._names.structural if role is None else self._names.structural | _NAME
        parent = next((name for name in chain.names[:4] if folded(name) not in wraps), None)
        if parent is not None:
            verdict = self._keys.verdict(parent)
            field = self._fields.get((role.about, folded(key))) if role is not None else None
            if field is not None and role is not None and role.name == parent:
                return field._replace(what=f"{role.name}.{folded(key)}"[:60])
            contained = own is not None and role is not None and role.name == parent  # `zip` of a patient is no number
            inherits = folded(key) in self._names.generic and verdict is not None and not contained
            if inherits and verdict is not None and self._is_aside(key, verdict.class_):
                return NOTHING
            if inherits and verdict is not None and verdict.class_.startswith(_INHERITED):
                return _told_by(verdict)
            named = folded(key) in self._names.ids or folded(key) in self._names.moments
            if own is None and verdict is not None and self._is_part(key, verdict):
                return _told_by(verdict)._replace(strong=False)
            if own is None and named and self._is_of_appointments(parent):
                return Told("health.appointment", True, OF_APPOINTMENT, f"{folded(parent)}.{folded(key)}")
        if role is not None and (own is None or not own.strong):
            field = self._fields.get((role.about, folded(key)))
            if field is not None and (role.distance < 0 or role.why.endswith("-siblings")):
                return field
        return _told_by(own) if own is not None else NOTHING

    def _is_part(self, key: str, around: KeyVerdict) -> bool:
        """A name, a date, a kind ... of something inside a vaccine, an allergy, a test: `vaccin.nomProduit`."""
        if not (around.strong and around.whole and around.class_.startswith(WITH_PARTS)):
            return False
        return any(word in self._names.labels or word in self._names.moments for word in lemma(key))

    def _is_aside(self, key: str, class_: str) -> bool:
        """Since when an address holds, and of which kind it is, are no part of it."""
        name = folded(key)
        if not class_.startswith(("identity.", "contact.", "health.practitioner")) or class_ == "identity.birthdate":
            return False
        return name in _KINDS or name in self._names.moments


def _told_by(verdict: KeyVerdict) -> Told:
    return Told(verdict.class_, verdict.strong, verdict.rule, verdict.what)
