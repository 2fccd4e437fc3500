"""One occurrence that a rule found, before occurrences are grouped into findings."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from inspector.decode.replaying.salting import is_salted
from inspector.findings.kinds import Kind
from inspector.findings.pages import TELLING
from inspector.findings.survey import Survey
from inspector.model.finding import EvidenceItem
from inspector.model.flow import Location, Side
from inspector.model.leaf import Confidence, Needle, Origin, Place, SensitiveLeaf, Sighting
from inspector.model.party import Role
from inspector.model.struct import Record

PERSONAL_GROUPS = ("health", "identity", "contact", "financial", "special")
SPEAKING = frozenset(
    (
        *TELLING,
        "health.insurance",
        "health.measurement",
        "health.message",
        "identity.national_id",
        "special.religion",
        "special.orientation",
        "special.politics",
        "special.union",
        "special.ethnicity",
        "special.biometric",
    )
)
"""Classes whose field name and value may speak for themselves, though nobody planted or learned the value."""

_PAGE_PART = re.compile(r" > path\[\d+\]\Z")
_EXACT_FORMS = ("plain", "upper")
_CUT = re.compile(r"truncated-\d+\Z")  # the first letters of a text
_CHANGED_FORMS = ("casefold", "trimmed", "normalised")
_SHORT_ID = 6
_WORD = re.compile(r"\w+")
_ABBREVIATED = 4


class Observation(Record, frozen=True, kw_only=True):
    """`inferred`: the value has to be looked up to become a health datum (an id, a page address)."""

    recipient: str
    class_: str | None
    item: EvidenceItem
    confidence: Confidence
    origin: Origin | None = None
    inferred: bool = False
    revealing: bool = False


@lru_cache(maxsize=256)
def is_personal(class_: str) -> bool:
    """Classes of data about a person as such; devices, sessions, pages and searches have rules of their own."""
    return class_.partition(".")[0] in PERSONAL_GROUPS or class_ in (
        "credential.password",
        "location.coordinates",
        "location.place",
    )


def of_leaf(case: Survey, leaf: SensitiveLeaf, *, class_: str | None = None) -> Observation:
    """The observation of a leaf at its site, with the leaf's own confidence."""
    item = EvidenceItem(
        place=leaf.place,
        class_=class_ or leaf.class_,
        value=leaf.value,
        at_us=case.request(leaf.place.flow).at_us,
        host=leaf.host,
        joined=leaf.label,
    )
    return Observation(
        recipient=leaf.site,
        class_=class_ or leaf.class_,
        item=item,
        confidence=leaf.confidence,
        inferred=leaf.label is not None,
        revealing=leaf.revealing,
    )


def of_sighting(sighting: Sighting, *, class_: str | None = None) -> Observation:
    needle = sighting.needle
    item = EvidenceItem(
        place=sighting.place,
        class_=class_ or needle.class_,
        value=needle.value,
        at_us=sighting.at_us,
        host=sighting.host,
        form=sighting.form,
        needle=needle.name,
        joined=needle.joined,
        origin=needle.learned_from,
    )
    return Observation(
        recipient=sighting.site,
        class_=class_ or needle.class_,
        item=item,
        confidence=_confidence_of(sighting),
        origin=needle.origin,
        inferred=needle.joined is not None,
        revealing=needle.revealing,
    )


def _confidence_of(sighting: Sighting) -> Confidence:
    """No more than firm for a value that was learned at this very place: it did not come back, it is there."""
    confidence = sighting_confidence(sighting.needle, sighting.form)
    is_its_origin = confidence is Confidence.CERTAIN and sighting.needle.learned_from == sighting.place
    return Confidence.FIRM if is_its_origin else confidence


def sighting_confidence(needle: Needle, form: str) -> Confidence:
    """Certain for a planted or chosen value and for an exact reappearance; firm for a changed form, a short joined id,
    or a digest whose salt or key is one by the name of its field; tentative for the first letters of a text, and for
    a learned value that is not known to be about the account holder."""
    if needle.origin is not Origin.LEARNED:
        whole = Confidence.FIRM if is_salted(form) else Confidence.CERTAIN
        return Confidence.TENTATIVE if _CUT.match(form) else whole
    if not needle.about.is_the_user or _CUT.match(form):
        return Confidence.TENTATIVE
    if form in _CHANGED_FORMS or is_salted(form) or (needle.joined is not None and len(needle.value) < _SHORT_ID):
        return Confidence.FIRM
    return Confidence.CERTAIN


def is_digest(form: str) -> bool:
    """Whether a form is a hash, alone, truncated or chained."""
    return form not in _EXACT_FORMS and form not in _CHANGED_FORMS and not _CUT.match(form)


def is_page_part(place: Place) -> bool:
    """Whether a place is a step in the path of an address inside a message: that a page was named is a fact of its
    own (X3P-03, REF-01), and a smaller one than a value sent as such."""
    return place.path[-1:] == "]" and _PAGE_PART.search(place.path) is not None


def may_be_error_report(case: Survey, kind: Kind) -> bool:
    """Whether `is_error_report` may hold for a leaf of a kind."""
    is_shaped = "sentry-envelope" in kind.layers or bool(case.error_reports)
    return is_shaped or case.role(kind.site) is Role.ERROR_MONITORING


def is_error_report(case: Survey, place: Place, *, site: str) -> bool:
    """By the shape of the message, or by the role of who receives it (ERR-01)."""
    if "sentry-envelope" in place.layers or case.role(site) is Role.ERROR_MONITORING:
        return True
    return place.side is Side.REQUEST and place.flow in case.error_reports


def is_picture(case: Survey, sighting: Sighting) -> bool:
    """Whether an id with a label stands in the address of a picture at somebody else's."""
    if sighting.place.location is not Location.URL or sighting.needle.joined is None:
        return False
    request = case.request(sighting.place.flow)
    return request.kind == "image" or request.mime.startswith("image/")


def may_be_chance(case: Survey, leaf: SensitiveLeaf) -> bool:
    """Whether a field is taken for a measurement by an abbreviation alone (`cd4`, `had`), in a visit in which the
    service itself says nothing of health: there it is the name of something else."""
    if leaf.class_ != "health.measurement" or leaf.confidence is Confidence.CERTAIN or case.shows_health:
        return False
    return len((_WORD.findall(leaf.place.path) or [""])[-1]) <= _ABBREVIATED


def sent_away(case: Survey, sighting: Sighting) -> bool:
    """Whether a needle was really sent to a site that is not first party."""
    place = sighting.place
    return place.side is Side.REQUEST and not case.is_first_party(sighting.site) and case.was_on_wire(place)


def leaves_sent_away(case: Survey, fits: Callable[[Kind], bool]) -> Sequence[SensitiveLeaf]:
    """The leaves of the kinds that fit and were really sent to a site that is not first party, in flow order."""
    return case.leaves_on_wire(
        lambda kind: kind.side is Side.REQUEST and fits(kind) and not case.is_first_party(kind.site)
    )
