"""What stands around a leaf: the names above it, the names beside it, the flow it travelled in."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from inspector.decode.document import Node
from inspector.detect.names.fold import lemma, tokens
from inspector.detect.names.keys import KeyIndex
from inspector.detect.packs import Packs
from inspector.model.flow import Location, Side
from inspector.model.leaf import About

_DEEPEST = 12
_WIDEST = 3
MOST_SIBLINGS = 64
"""Of the names beside a leaf, those that are looked at."""
_LONG_WORD = 6


class Names(NamedTuple):
    """The word lists of the packs, folded once."""

    generic: frozenset[str]
    labels: frozenset[str]
    ids: frozenset[str]
    structural: frozenset[str]
    health: frozenset[str]
    hosts: frozenset[str]
    catalogue: frozenset[str]
    account_paths: frozenset[str]
    appointments: frozenset[str]
    patients: frozenset[str]
    selection: frozenset[str]
    desks: frozenset[str]
    session_cookies: frozenset[str]
    translations: frozenset[str]
    muted_ancestors: frozenset[str]
    moments: frozenset[str]
    licences: frozenset[str]
    codes: frozenset[str]
    elsewhere: frozenset[str]
    elsewhere_hosts: frozenset[str]
    vacancies: frozenset[str]
    care: frozenset[str]
    persons: frozenset[str]
    furniture: frozenset[str]
    plain: frozenset[str]
    everyday: frozenset[str]
    body: frozenset[str]
    creatures: frozenset[str]
    traits: frozenset[str]
    dishes: frozenset[str]
    cooking: frozenset[str]
    containers: frozenset[str]
    sundry: frozenset[str]
    sundry_whole: frozenset[str]
    sundry_stems: frozenset[str]
    offered: frozenset[str]
    workshops: frozenset[str]
    qualifiers: frozenset[str]
    body_stems: frozenset[str]
    units: frozenset[str]
    site_stems: frozenset[str]
    roomy: frozenset[str]


def gather_names(packs: Packs) -> Names:
    """The word lists, each name as its lemma joined with `_`."""
    mutes = [mute for pack in packs.packs for mute in pack.mute]
    return Names(
        generic=_lemmas(packs.generic("keys") | packs.context("moments")),
        labels=_lemmas(packs.generic("labels")),
        ids=_lemmas(packs.generic("ids")),
        structural=_lemmas(packs.generic("structural")),
        health=_lemmas(packs.context("health")),
        hosts=packs.context("hosts"),
        catalogue=frozenset(plural(name) for name in packs.context("catalogue")),
        account_paths=packs.context("account_paths"),
        appointments=_lemmas(packs.context("appointments")),
        patients=_lemmas(packs.context("patients")),
        selection=_lemmas(packs.context("selection")),
        desks=_lemmas(packs.context("desks")),
        session_cookies=packs.context("session_cookies"),
        translations=_lemmas(name for mute in mutes if mute.id == "translations" for name in mute.ancestors),
        muted_ancestors=_lemmas(name for mute in mutes if mute.id != "translations" for name in mute.ancestors),
        moments=_lemmas(packs.context("moments")),
        licences=packs.context("licences"),
        codes=packs.context("codes"),
        elsewhere=_lemmas(packs.context("elsewhere")),
        elsewhere_hosts=packs.context("elsewhere_hosts"),
        vacancies=packs.context("vacancies"),
        care=frozenset(_words_of_care(packs)),
        persons=_lemmas(_names_of_persons(packs)),
        furniture=packs.context("furniture"),
        plain=packs.context("plain"),
        body=packs.context("body"),
        creatures=_lemmas(packs.context("creatures")),
        traits=_lemmas(packs.context("traits")),
        dishes=_lemmas(packs.context("dishes")),
        cooking=_lemmas(packs.context("cooking")),
        containers=_lemmas(packs.context("containers")),
        sundry=_lemmas(packs.context("sundry")),
        sundry_whole=_lemmas(packs.context("sundry_whole")),
        sundry_stems=packs.context("sundry_stems"),
        offered=_lemmas(packs.context("offered")),
        workshops=packs.context("workshops"),
        qualifiers=_lemmas(packs.context("qualifiers")),
        body_stems=packs.context("body_stems"),
        units=packs.context("units"),
        site_stems=packs.context("site_stems"),
        roomy=_lemmas(packs.context("roomy")),
        everyday=packs.context("everyday") | packs.context("plain"),
    )


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """A field name as its lemma joined with `_`: visitMotives -> visit_motive."""
    return "_".join(lemma(name))


@lru_cache(maxsize=65536)
def plural(name: str) -> str:
    """A field name with its words as they are: visitMotives -> visit_motives, other than visitMotive."""
    return "_".join(tokens(name))


def _lemmas(names: "frozenset[str] | Iterator[str]") -> frozenset[str]:
    return frozenset(folded(name) for name in names)


_OF_CARE = ("health.diagnosis", "health.treatment", "health.specialty", "health.practitioner")


def _names_of_persons(packs: Packs) -> Iterator[str]:
    """Names of first and last names, of birth dates."""
    for pack in packs.packs:
        for rule in pack.key:
            if rule.class_ in ("identity.name", "identity.birthdate"):
                yield from rule.strong


def _words_of_care(packs: Packs) -> Iterator[str]:
    """Single words that speak of diseases, treatments and professions, as parts of a host's name."""
    plain = packs.context("plain")
    for pack in packs.packs:
        for rule in pack.key:
            if rule.class_ in _OF_CARE:
                for name in rule.strong:
                    word = folded(name)
                    if len(word) >= _LONG_WORD and word.isalpha() and word not in plain:
                        yield word


class Chain(NamedTuple):
    """The names above a leaf, nearest first, and whether it stands in an array of several objects."""

    names: tuple[str, ...]
    folded: tuple[str, ...]  # the same as lemmas
    array: str | None  # the name of the nearest array of two or more objects
    array_size: int
    around: tuple[tuple[str, ...], ...] = ()  # the names in the objects above, nearest first

    def below(self, name: str) -> "Chain":
        """The chain of an object of this name inside."""
        names, lemmas = (name, *self.names[:_DEEPEST]), (folded(name), *self.folded[:_DEEPEST])
        return Chain(names, lemmas, self.array, self.array_size, self.around)


NO_CHAIN = Chain((), (), None, 0)


def chain_of(node: Node, above: Chain | None = None) -> Chain:
    """The named containers from a leaf's object up to the root; array indexes are left out. `above` is the chain of
    the node's parent, where it is known."""
    if node.parent is None:
        chain = NO_CHAIN
    else:
        chain = above if above is not None else _chain_by_steps(node.parent)
        if isinstance(node.key, str) and node.key:
            chain = chain.below(node.key)
        if isinstance(node.parent.value, dict):
            chain = chain._replace(around=(siblings_of(node.parent), *chain.around[: _WIDEST - 1]))
    kind = kind_of(node)
    if kind is not None:
        chain = chain.below(kind)
    if isinstance(node.value, list) and len(node.value) > 1:
        return chain._replace(array=chain.names[0] if chain.names else "", array_size=len(node.value))
    return chain


def _chain_by_steps(node: Node) -> Chain:
    """From the root down, so that no depth of nesting is too deep."""
    line: list[Node] = []
    current: Node | None = node
    while current is not None:
        line.append(current)
        current = current.parent
    chain: Chain | None = None
    for step in reversed(line):
        chain = chain_of(step, chain)
    return chain or NO_CHAIN


_TYPE_KEYS = ("__typename", "@type", "_type")
_PERSON_KEYS = ("type", "role", "kind", "user_type", "userType", "sender_type", "author_type", "participantType")
PERSON_KINDS = frozenset(
    (
        *("patient", "doctor", "practitioner", "physician", "clinician", "nurse", "therapist", "praticien", "medecin"),
        *("arzt", "aerztin", "paziente", "paciente", "provider", "hcp", "soignant", "caregiver", "pharmacist"),
    )
)
_LONGEST_KIND = 60
KIND_NAMES = frozenset(("resourceType", *_TYPE_KEYS, *_PERSON_KEYS))
"""The names that `kind_of` looks at."""


def kind_of(node: Node) -> str | None:
    """What an object says it is, as a name for it: `resourceType`, `__typename`, a role such as `type: "doctor"`."""
    value = node.value
    if not isinstance(value, dict):
        return None
    resource = value.get("resourceType")
    if resource is not None:
        return f"{resource}Resource" if _is_kind(resource) else None
    for key in _TYPE_KEYS:
        written = value.get(key)
        if written is not None and _is_kind(written):
            return str(written)
    for key in _PERSON_KEYS:
        written = value.get(key)
        if isinstance(written, str) and written.lower() in PERSON_KINDS:
            return str(written)
    kind = value.get("type") if value.get("attributes").__class__ is dict else None  # JSON:API 1.1
    return str(kind) if _is_kind(kind) else None


def _is_kind(written: object) -> bool:
    return isinstance(written, str) and len(written) <= _LONGEST_KIND and written.isidentifier()


def siblings_of(node: Node) -> tuple[str, ...]:
    """The names beside a leaf, the first of them where there are very many."""
    return tuple(islice(node.value, MOST_SIBLINGS)) if isinstance(node.value, dict) else ()


class Scene(NamedTuple):
    """What holds for all leaves of a document."""

    side: Side
    location: Location
    html: bool
    health: bool  # the site, the address or another name in the document is about health
    per_user: bool  # the address is one of a person's own account
    bundle: bool  # the address is one of interface texts shipped to everybody
    first_party: bool
    nested: bool  # the document came out of a leaf of another one
    elsewhere: bool = (
        False  # the flow is of another trade: a garage, a court, a game; health names mean other things there
    )
    vacancy: bool = False  # an address of a vacancy: its specialty is that of the post
    site: bool = False  # the site is about health, whatever the document says
    firm: bool = False  # several names of the document, or its values too, speak of health
    being: bool = False  # the flow is about an animal or a plant
    person: bool = False  # somebody is named in the document

    @property
    def is_request(self) -> bool:
        return self.side is Side.REQUEST


class Role(NamedTuple):
    """Whom the object around a leaf stands for, and the code of the reason."""

    about: About
    why: str
    distance: int
    name: str


def role_of(chain: Chain, *, keys: KeyIndex, health: bool) -> Role | None:
    """The nearest container that stands for a person, looked up by name."""
    for distance, name in enumerate(chain.names[:5]):
        found = keys.role(name)
        if found is not None and (health or not found[1]):
            return Role(found[0], f"{_OBJECT[found[0]]}-object", distance, name)
    return None


_OBJECT = {
    About.PRACTITIONER: "practitioner",
    About.ACCOUNT_HOLDER: "patient",
    About.OTHER_PERSON: "relative",
}
