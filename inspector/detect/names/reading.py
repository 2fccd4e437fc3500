"""What a leaf's name and surroundings say, before its value is looked at."""

from types import MappingProxyType
from typing import NamedTuple

from inspector.detect.joins import is_id_key, is_media_key
from inspector.detect.names.aside import Aside
from inspector.detect.names.fold import lemma, steps, tokens
from inspector.detect.names.keys import KeyIndex, KeyVerdict
from inspector.detect.names.people import People
from inspector.detect.names.records import Records
from inspector.detect.names.roles import Roles
from inspector.detect.names.weights import WITH_PARTS, Weigher, Weight
from inspector.detect.packs import Packs
from inspector.detect.surroundings import NO_CHAIN, Chain, Names, Role, Scene, folded
from inspector.model.flow import Location
from inspector.model.leaf import About, Clue


class Reading(NamedTuple):
    """The class a leaf's place speaks for, how loudly, and whom the object around it stands for."""

    class_: str | None
    strong: bool
    rule: str
    clue: Clue
    role: Role | None
    nearby: str | None  # a sibling or ancestor about health
    person: str | None  # a sibling about a person's identity
    muted: bool
    in_appointment: bool  # an ancestor is named as appointments are, and a name nearby speaks of health
    idle: bool  # the name says nothing, and stands for no image either
    service: bool  # the name is of a service's own key, not of a person's
    joins: str | None  # `id` or `media`: what the name would be joined to a label as
    record: bool = False  # the name says nothing of health: the record it stands in does
    counts: bool = True  # ... and a bare number under this name may be one of it


_OF_APPOINTMENT = "any/health.appointment"
_OF_RECORD = "any/health.record"
_PERSONAL = ("identity.", "contact.")
_LOOSELY_PERSONAL = (*_PERSONAL, "behaviour.", "device.")
_NAME = frozenset(("name",))
_PLAIN = frozenset(
    (
        *(
            "focal",
            "primary",
            "active",
            "price",
            "amount",
            "quantity",
            "qty",
            "count",
            "sequence_number",
            "sequencenumber",
            "index",
            "position",
            "version",
        ),
        *("unit", "currency", "system", "sequence", "use", "rank", "locale", "language", "created_by", "created_at"),
        *(
            "updated_at",
            "created",
            "updated",
            "modified",
            "timestamp",
            "ts",
            "source",
            "url",
            "href",
            "platform",
            "status",
        ),
    )
)
"""What says nothing of the treatment, the test ... that it stands in."""
_SEGMENTS = "segment"
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
        *(
            "street",
            "town",
            "rue",
            "ville",
            "cp",
            "code_postal",
            "pays",
            "strasse",
            "ort",
            "plz",
            "land",
            "calle",
            "ciudad",
        ),
        *("codigo_postal", "pai", "provincia", "via", "citta", "cap", "comune", "line1", "line2", "house_number"),
    )
)
_LETTER = frozenset(("body", "content", "text", "message"))
_KINDS = frozenset(("type", "kind", "category", "use", "date", "year"))
_PAID = (
    *(
        "amount",
        "montant",
        "betrag",
        "bedrag",
        "importe",
        "importo",
        "kwota",
        "valor",
        "total",
        "bezahlt",
        "betaald",
        "cost",
    ),
)
_ADDRESS_PARTS = ("host", "scheme")
_NOTHING = ("", False, "", "")
_OF_A_PERSON = (
    "identity.",
    "contact.",
    "location.coordinates",
    "location.place",
)
_INHERITED = ("health.", "special.", "identity.", "contact.")
_BESIDE = MappingProxyType({"contact": ("contact.address",), "financial": ("financial.iban", "financial.card")})
_OF_VISITS = ("health.appointment", "health.motive")
_TRAITS = ("identity.gender", "identity.birthdate")
_TOWNS = frozenset(
    (
        *("city", "town", "ville", "commune", "ort", "stadt", "ciudad", "localidad", "poblacion", "citta", "comune"),
        *("cidade", "stad", "plaats", "woonplaats", "miasto", "miejscowosc", "zip", "zipcode", "cp", "plz", "cap"),
        *("location", "where", "ou", "code_postal", "postcode"),
    )
)
_PERSON_SIBLINGS = ("identity.name", "identity.birthdate", "identity.national_id", "contact.email", "contact.phone")


class Reader:
    """Reads names: one instance for a set of packs. Readings are remembered per distinct shape."""

    def __init__(self, packs: Packs, *, keys: KeyIndex, names: Names) -> None:
        self._keys = keys
        self._names = names
        self._roles = Roles(keys, names)
        self._aside = Aside(keys, names)
        self._weigher = Weigher(keys, names, self._aside)
        self._records = Records(keys, names, self._aside)
        self._people = People(keys, names)
        self._fields: dict[tuple[About, str], tuple[str, str]] = {}
        for pack in packs.packs:
            for rule in pack.field:
                for key in rule.keys:
                    self._fields[(rule.about, folded(key))] = (rule.class_, f"{pack.pack}/{rule.class_}")

    def read(self, key: str, *, chain: Chain, siblings: tuple[str, ...], scene: Scene) -> Reading:
        """The reading of one name among those above and beside it."""
        if _SEGMENTS in siblings:
            chain = NO_CHAIN  # a data provider of OpenRTB 2.6, wherever it stands: its name is not the user's
        *above, key = steps(key)
        for name in above:
            chain = chain.below(name)
        nearby = self._nearby(key, chain, siblings)
        cared = scene.health or nearby is not None
        role = self._roles.role(key, chain=chain, siblings=siblings, health=cared)
        if (
            role is not None
            and role.why == "practitioner-siblings"
            and scene.is_request
            and (not chain.names or scene.location is Location.QUERY)
        ):
            role = None  # what a form sends beside a practitioner's name is the sender's own
        class_, strong, rule, what = self._by_place(key, chain=chain, siblings=siblings, role=role, cared=cared)
        among = None
        if not strong and (not class_ or class_.startswith(_LOOSELY_PERSONAL) or self._keys.in_company(key)):
            among = self._people.among(key, chain=chain, siblings=siblings, role=role, scene=scene)
            if among is not None:
                class_, rule, what = among[0].class_, among[0].rule, among[0].what
        company = None
        if not class_ or (not strong and nearby is None and not scene.health and class_.startswith("health.")):
            company = self._records.company(key, chain=chain, siblings=siblings, scene=scene, role=role)
        record = company is not None and not class_
        if company is not None:
            class_, rule, what = (company.class_, _OF_RECORD, company.what) if record else (class_, rule, what)
            nearby = nearby or company.what
        muted = self._is_muted(key, chain, class_, strong=strong) or (
            scene.location is Location.URL and key in _ADDRESS_PARTS
        )
        muted = muted or self._aside.silences(
            key, chain=chain, siblings=siblings, scene=scene, class_=class_, strong=strong, role=role
        )
        if class_ and role is not None and role.about is About.PRACTITIONER and class_.startswith(_OF_A_PERSON):
            class_ = "health.practitioner"
        person = self._person_beside(key, siblings, class_) or (among[1] if among is not None else None)
        if class_ == "contact.address" and not strong and folded(key) == "state":
            person = _parts_of_address(key, siblings)
            class_ = class_ if person is not None else ""
        if rule == _OF_APPOINTMENT:
            strong = cared
        if key == "type" and "attributes" in siblings:  # JSON:API 1.1: what the object is
            class_ = ""
        if (
            not strong
            and person is not None
            and scene.is_request
            and folded(key) == "name"
            and (not scene.health or (not class_ and role is None))
        ):
            class_, strong, rule, what = "identity.name", False, "any/identity.name", "name"
        if person is None:
            person = self._person_above(chain, class_)
        if person is None and class_ == "contact.address" and scene.is_request:
            person = _parts_of_address(key, siblings)
        sought = class_ == "contact.address" and not strong and person is None and role is None
        if sought and _is_sought(key, scene, health=scene.health or self._seeks_care(siblings)):
            class_, person = "location.place", "query"
        appointed = nearby is not None and any(folded(name) in self._names.appointments for name in chain.names[:5])
        joins = "media" if is_media_key(key) else "id" if is_id_key(key, self._names) else None
        idle = not class_ and joins != "media"
        clue = Clue(kind="key", what=what, weight=1.0 if strong else 0.4)
        if record:
            clue = Clue(kind="sibling", what="health-name", weight=0.5)
        return Reading(
            class_ or None,
            strong,
            rule,
            clue,
            role,
            nearby,
            person,
            muted,
            appointed,
            idle,
            self._is_of_service(key),
            joins,
            record,
            company is None or len(tokens(key)) > 1,
        )

    def _by_place(
        self, key: str, *, chain: Chain, siblings: tuple[str, ...], role: Role | None, cared: bool
    ) -> tuple[str, bool, str, str]:
        """What a name says where it stands: by itself, with its object's name, beside a code or a visit."""
        found = self._class(key, chain=chain, role=role)
        if not found[0] and role is None and folded(key) in self._names.generic:
            found = self._beside_a_code(key, siblings)
        if not found[0] and folded(key) in self._names.moments and cared:
            found = self._beside_a_visit(key, siblings)
        if folded(key) == "subject" and not _LETTER.isdisjoint(siblings):
            found = "health.message", False, "en/health.message", "subject"
        return found

    def _person_beside(self, key: str, siblings: tuple[str, ...], class_: str) -> str | None:
        """A name beside this one that tells of a person."""
        beside = (*_PERSON_SIBLINGS, *_BESIDE.get(class_.partition(".")[0], ()))
        person = self._sibling_of(key, siblings, beside)
        return self._other_trait(class_, siblings) if person is None and class_ in _TRAITS else person

    def _is_of_service(self, key: str) -> bool:
        own = self._keys.verdict(key)
        return own is not None and own.about is About.UNKNOWN

    def _person_above(self, chain: Chain, class_: str) -> str | None:
        """An object around the leaf that is a name, an address ... of the same class."""
        if chain.folded[:1] == ("name",):
            return "name"
        if not class_.startswith(("contact.", "identity.", "financial.")):
            return None
        verdicts = (self._keys.verdict(name) for name in chain.names[:2])
        around = (class_, "contact.address") if class_ == "identity.name" else (class_,)
        return next((told.what for told in verdicts if told and told.strong and told.class_ in around), None)

    def _is_muted(self, key: str, chain: Chain, class_: str, *, strong: bool) -> bool:
        if self._keys.is_muted(key) and not class_:
            return True
        muted = any(folded(name) in self._names.muted_ancestors for name in chain.names[:4])
        return muted and (not class_ or (class_.startswith("health.") and not strong))

    def _class(self, key: str, *, chain: Chain, role: Role | None) -> tuple[str, bool, str, str]:
        own = self._keys.verdict(key)
        if own is not None and own.strong:
            return own.class_, own.strong, own.rule, own.what
        together = self._with_parent(key, chain)
        if together is not None:
            return together.class_, together.strong, together.rule, together.what
        speaks = folded(key) in self._names.generic or folded(key) in self._names.moments
        if speaks or own is not None or self.is_compound(key):
            return self._inherited(key, chain=chain, role=role, own=own)
        is_bag = bool(chain.names) and self._weigher.is_bag(chain.names[0]) and self._keys.role(chain.names[0]) is None
        bag = self._keys.verdict(chain.names[0]) if is_bag else None
        if bag is None or (bag.class_ != "health.message" and self._is_aside_from(key, bag)):
            return _NOTHING
        return bag.class_, bag.class_ == "health.message", bag.rule, bag.what

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

    def _beside_a_code(self, key: str, siblings: tuple[str, ...]) -> tuple[str, bool, str, str]:
        """A label or a value beside a code of a disease, a medicine, a test."""
        for name in siblings:
            verdict = self._keys.verdict(name) if name != key else None
            if verdict is not None and verdict.what in self._names.codes:
                return verdict.class_, False, verdict.rule, verdict.what
        return _NOTHING

    def _beside_a_visit(self, key: str, siblings: tuple[str, ...]) -> tuple[str, bool, str, str]:
        """A day or an hour beside the reason, the kind, the practitioner of a visit."""
        for name in siblings:
            verdict = self._keys.verdict(name) if name != key else None
            if verdict is not None and verdict.strong and verdict.class_ in _OF_VISITS:
                return "health.appointment", False, _OF_APPOINTMENT, f"{verdict.what}+{folded(key)}"[:60]
        return _NOTHING

    def _inherited(
        self, key: str, *, chain: Chain, role: Role | None, own: KeyVerdict | None
    ) -> tuple[str, bool, str, str]:
        """The class a generic name takes from the object it stands in."""
        wraps = self._names.structural if role is None else self._names.structural | _NAME
        parent = next((name for name in chain.names[:4] if folded(name) not in wraps), None)
        if parent is not None:
            verdict = self._keys.verdict(parent)
            field = self._fields.get((role.about, folded(key))) if role is not None else None
            if field is not None and role is not None and role.name == parent:
                return field[0], True, field[1], f"{role.name}.{folded(key)}"[:60]
            contained = own is not None and role is not None and role.name == parent  # `zip` of a patient is no number
            inherits = folded(key) in self._names.generic and verdict is not None and not contained
            if inherits and verdict is not None and self._is_aside(key, verdict.class_):
                return _NOTHING
            if inherits and verdict is not None and verdict.class_.startswith(_INHERITED):
                return verdict.class_, verdict.strong, verdict.rule, verdict.what
            named = folded(key) in self._names.ids or folded(key) in self._names.moments
            if own is None and verdict is not None and self._is_part(key, verdict):
                return verdict.class_, False, verdict.rule, verdict.what
            if own is None and named and self._is_of_appointments(parent):
                return "health.appointment", True, _OF_APPOINTMENT, f"{folded(parent)}.{folded(key)}"
        if role is not None and (own is None or not own.strong):
            field = self._fields.get((role.about, folded(key)))
            if field is not None and (role.distance < 0 or role.why.endswith("-siblings")):
                return field[0], True, field[1], folded(key)
        return (own.class_, own.strong, own.rule, own.what) if own is not None else _NOTHING

    def weigh(self, name: str) -> Weight:
        """What one name says of the document it stands in."""
        return self._weigher.weigh(name)

    def is_rare(self, name: str) -> bool:
        return self._records.is_rare(name)

    def is_bag(self, name: str) -> bool:
        """Whether what an object of this name holds is of its class under any name."""
        return self._weigher.is_bag(name)

    def is_compound(self, key: str) -> bool:
        """Whether a generic word is one of several in a name: `nomProduit`, `dateInjection`."""
        words = lemma(key)
        return 1 < len(words) < 4 and any(word in self._names.labels or word in self._names.moments for word in words)

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

    def _nearby(self, key: str, chain: Chain, siblings: tuple[str, ...]) -> str | None:
        for name in chain.names[:5]:
            if self._weigher.is_health_name(name) or folded(name) in self._names.health:
                return name
        beside = [name for name in siblings if name != key and folded(name) in self._names.health]
        strong = (name for name in siblings if name != key and self._weigher.is_health_name(name))
        return next(strong, beside[0] if len(beside) > 1 else None)

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


def _is_sought(key: str, scene: Scene, *, health: bool) -> bool:
    """A town in a request to a service of care."""
    return health and scene.is_request and folded(key) in _TOWNS


def _parts_of_address(key: str, siblings: tuple[str, ...]) -> str | None:
    """Another part of an address beside this one, where there are two at least: a street, a town, a country."""
    found = [name for name in siblings if name != key and folded(name) in _AREA]
    return folded(found[0]) if len(found) > 1 else None
