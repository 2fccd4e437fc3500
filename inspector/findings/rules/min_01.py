"""MIN-01: an answer carries data that the page seems not to need: door codes, professional numbers, other people."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from msgspec.structs import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, of_leaf
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import FlowId, Location, Side
from inspector.model.leaf import About, Confidence, SensitiveLeaf

_FOREIGN = re.compile(
    r"(?:door|porte|t(?:ue|ü)r|haus|puerta|porta|gate|entry|entree|access|acces|building)[_ -]?(?:code|pin)"
    r"|(?:code|pin|codigo|codice)[_ -]?(?:de[_ -]?la[_ -]?)?(?:porte|puerta|porta|door|entree|acces|immeuble)"
    r"|digicode|(?:^|[._])code[12]\b|inter(?:com|phone)|sprechanlage|citofono|telefonillo|portero_?automatico"
    r"|(?:^|[._\[' ])(?:rpps|adeli|lanr|bsnr|gln|big_?number|num_?colegiado)"
    r"(?:_?(?:number|id|numero|code))?(?:$|[\]' #])",
    re.IGNORECASE,
)
_NUMBERED = "health.practitioner"
_OTHERS = ("health", "identity", "contact", "special")
_OWN_OBJECT = re.compile(
    r"\$(?:\.data)?\.(?:account|me|user|viewer|current_?user|compte|benutzer|konto|utente|usuario)\.", re.I
)
_RECORD = re.compile(r"(.*\[\d+\])\.")
_SHORTEST_NAME = 3


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Low and tentative: whether a later screen needs the data is for a person to say."""
    known = survey(case)
    named = list(_named_otherwise(known))
    places = {seen.item.place for seen in named}
    shape = Shape(
        scale=Scale(rung=Rung.L2, fixed=Severity.LOW),
        variant=lambda _, seen: "named" if seen.item.place in places else _variant(seen),
    )
    return findings_of(known, "MIN-01", observations=chain(_observations(known), named), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    owned = case.leaves_that(lambda kind: kind.about.is_the_user and _is_answered(kind))
    personal = {leaf.place.flow for leaf in owned}
    for leaf in case.leaves_on_wire(_may_be_excess):
        told = leaf.class_ == _NUMBERED and leaf.place.flow in personal and _is_foreign(leaf.place.path)
        if told or _is_of_others(leaf):
            yield replace(of_leaf(case, leaf), confidence=Confidence.TENTATIVE)
    for leaf in case.crowd(_NUMBERED, _is_foreign):
        is_answered = leaf.first_party and leaf.place.location is Location.BODY and case.was_on_wire(leaf.place)
        if is_answered and leaf.place.flow in personal:
            yield replace(of_leaf(case, leaf), confidence=Confidence.TENTATIVE)


def _named_otherwise(case: Survey) -> Iterator[Observation]:
    """Names in the entries of a list that share no word with the name of the account: a relative's often does."""
    answered = case.leaves_that(lambda kind: kind.class_ == "identity.name" and _is_answered(kind))
    own = {word for leaf in answered if _OWN_OBJECT.match(leaf.place.path) for word in _words(leaf)}
    records: dict[tuple[FlowId, str], list[SensitiveLeaf]] = {}
    for leaf in answered if own else ():
        is_the_holders = leaf.about.is_the_user and leaf.about is not About.OTHER_PERSON
        if is_the_holders and (record := _RECORD.match(leaf.place.path)):
            records.setdefault((leaf.place.flow, record[1]), []).append(leaf)
    for leaves in records.values():
        if own.isdisjoint(word for leaf in leaves for word in _words(leaf)):
            for leaf in leaves:
                if case.was_on_wire(leaf.place):
                    yield replace(of_leaf(case, leaf), confidence=Confidence.TENTATIVE)


def _words(leaf: SensitiveLeaf) -> Iterator[str]:
    return (word for word in re.split(r"[\W_]+", leaf.value.casefold()) if len(word) >= _SHORTEST_NAME)


def _is_answered(kind: Kind) -> bool:
    return kind.side is Side.RESPONSE and kind.location is Location.BODY and kind.first_party


def _may_be_excess(kind: Kind) -> bool:
    return _is_answered(kind) and (kind.class_ == _NUMBERED or _is_of_others(kind))


@lru_cache(maxsize=4096)
def _is_foreign(path: str) -> bool:
    """Counts beside data of the user only: a public directory may give its numbers to everybody."""
    return _FOREIGN.search(path) is not None


def _is_of_others(leaf: SensitiveLeaf | Kind) -> bool:
    """A relative, another patient: not the account holder."""
    named = leaf.class_.partition(".")[0] in _OTHERS and leaf.class_ != "identity.relative"
    return leaf.about is About.OTHER_PERSON and named and leaf.confidence is not Confidence.TENTATIVE


def _variant(seen: Observation) -> str:
    return "foreign" if _is_foreign(seen.item.place.path) else ""
