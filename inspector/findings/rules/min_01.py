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
from inspector.findings.other_people import is_answered
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import Location
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
    owned = case.leaves_that(lambda kind: kind.about.is_the_user and is_answered(kind))
    personal = {leaf.place.flow for leaf in owned}
    for leaf in case.leaves_on_wire(_may_be_excess):
        told = leaf.class_ == _NUMBERED and leaf.place.flow in personal and _is_foreign(leaf.place.path)
        if told or _is_of_others(leaf):
            yield replace(of_leaf(case, leaf), confidence=Confidence.TENTATIVE)
    for leaf in case.crowd(_NUMBERED, _is_foreign):
        in_answer = leaf.first_party and leaf.place.location is Location.BODY and case.was_on_wire(leaf.place)
        if in_answer and leaf.place.flow in personal:
            yield replace(of_leaf(case, leaf), confidence=Confidence.TENTATIVE)


def _named_otherwise(case: Survey) -> Iterator[Observation]:
    for leaf in case.other_people.named:
        if case.was_on_wire(leaf.place):
            yield replace(of_leaf(case, leaf), confidence=Confidence.TENTATIVE)


def _may_be_excess(kind: Kind) -> bool:
    return is_answered(kind) and (kind.class_ == _NUMBERED or _is_of_others(kind))


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
