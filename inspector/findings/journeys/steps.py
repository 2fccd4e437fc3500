"""The steps of every recipient: pages, searches, choices, and who somebody is, as its requests told them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from inspector.findings.observation import is_page_part, is_personal, is_picture
from inspector.findings.pages import page_of
from inspector.findings.survey import Survey
from inspector.model.flow import CaptureId, Marker, Side
from inspector.model.journey import Step, StepKind
from inspector.model.leaf import About, Confidence, Needle, Place, SensitiveLeaf, Sighting

MOST_STEPS = 500
_ACT_US = 30_000_000  # how long after a marker a request may still follow from it
_ACTS = {
    "search": (StepKind.SEARCH, StepKind.PAGE),
    "motive-chosen": (StepKind.CHOICE, StepKind.PAGE),
    "practitioner-seen": (StepKind.PAGE, StepKind.PICTURE, StepKind.CHOICE),
    "booking": (StepKind.CHOICE, StepKind.PERSON, StepKind.PAGE),
    "logged-in": (StepKind.PERSON, StepKind.PAGE),
    "input": (StepKind.SEARCH, StepKind.CHOICE, StepKind.PERSON),
}
_CHOSEN = ("health.motive", "health.specialty", "health.practitioner", "health.appointment", "health.treatment")
_SPOKEN_FOR = (About.CATALOGUE, About.PRACTITIONER)

type Key = tuple[CaptureId, StepKind, str, str]


@dataclass(slots=True)
class _Walk:
    """The steps of one recipient on the way."""

    steps: dict[Key, Step] = field(default_factory=dict)
    places: dict[Key, set[tuple[object, ...]]] = field(default_factory=dict)
    last_us: dict[Key, int | None] = field(default_factory=dict)
    left_out: int = 0

    def take(self, step: Step) -> None:
        """A place that is told twice, as a value known before and by the name of its field, counts once."""
        key = (step.place.capture, step.kind, step.class_, step.value.casefold())
        known = self.steps.get(key)
        if known is None and len(self.steps) >= MOST_STEPS:
            self.left_out += 1
            return
        places = self.places.setdefault(key, set())
        spot = (step.place.flow, step.place.location, step.place.path)
        if spot in places:
            return
        places.add(spot)
        if known is None or (step.at_us is not None and (known.at_us is None or step.at_us < known.at_us)):
            self.steps[key] = step
        self.last_us[key] = max((at for at in (self.last_us.get(key), step.at_us) if at is not None), default=None)

    def done(self) -> tuple[Step, ...]:
        made = [
            Step(
                kind=step.kind,
                class_=step.class_,
                value=step.value,
                place=step.place,
                at_us=step.at_us,
                last_us=self.last_us[key],
                count=len(self.places[key]),
                label=step.label,
                form=step.form,
                act=step.act,
                confidence=step.confidence,
            )
            for key, step in self.steps.items()
        ]
        return tuple(sorted(made, key=lambda step: (step.place.capture, step.at_us or 0, step.place.flow)))


def steps_by_site(case: Survey) -> dict[str, tuple[tuple[Step, ...], int]]:
    """Site -> its steps in time order, capture by capture, and how many more there were."""
    walks: dict[str, _Walk] = {}
    for site, step in _steps(case):
        walks.setdefault(site, _Walk()).take(step)
    return {site: (walk.done(), walk.left_out) for site, walk in walks.items()}


def _steps(case: Survey) -> Iterator[tuple[str, Step]]:
    """Known values first: a leaf at the place of one (the digest of an e-mail address) says the same again."""
    told: set[tuple[object, ...]] = set()
    for sighting in case.sightings:
        if not sighting.first_party and sighting.place.side is Side.REQUEST and case.was_on_wire(sighting.place):
            kind = _kind_of_sighting(case, sighting)
            if kind is not None:
                told.add((*_spot(sighting.place), sighting.needle.class_))
                yield sighting.site, _of_sighting(case, sighting, kind)
    for leaf in case.leaves_on_wire(lambda kind: not kind.first_party and kind.side is Side.REQUEST):
        step = _kind_of_leaf(case, leaf)
        if step is not None and (*_spot(leaf.place), leaf.class_) not in told:
            yield leaf.site, _of_leaf(case, leaf, step)


def _spot(place: Place) -> tuple[object, ...]:
    return place.flow, place.location, place.path


def _kind_of_sighting(case: Survey, sighting: Sighting) -> StepKind | None:
    needle = sighting.needle
    if is_page_part(sighting.place):
        return None
    if is_picture(case, sighting):
        return StepKind.PICTURE
    if not needle.about.is_the_user and needle.joined is None:
        return None
    return kind_of(needle.class_, needle.value)


def _kind_of_leaf(case: Survey, leaf: SensitiveLeaf) -> StepKind | None:
    if leaf.class_ == "behaviour.page":
        return StepKind.PAGE if page_of(leaf.value, sites=case.first_party.sites) else None
    if leaf.about in _SPOKEN_FOR or leaf.confidence is Confidence.TENTATIVE or is_page_part(leaf.place):
        return None
    if leaf.class_ != "behaviour.search" and not leaf.about.is_the_user:
        return None
    if leaf.class_ == "identity.account_id":
        return None  # a number of the recipient's own, unless the first party is seen to use it
    return kind_of(leaf.class_, leaf.value)


def kind_of(class_: str, value: str) -> StepKind | None:
    """What a recipient learns by a value of a class; None where that is no step."""
    if class_ == "behaviour.search":
        return StepKind.SEARCH
    if class_ == "behaviour.page" or (class_ in _CHOSEN and value.startswith("/")):
        return StepKind.PAGE  # the path of a page that names what it is about
    if class_ in _CHOSEN:
        return StepKind.CHOICE
    return StepKind.PERSON if is_personal(class_) or class_ == "identity.account_id" else None


def _of_sighting(case: Survey, sighting: Sighting, kind: StepKind) -> Step:
    needle = sighting.needle
    return Step(
        kind=kind,
        class_=needle.class_,
        value=needle.value,
        place=sighting.place,
        at_us=sighting.at_us,
        last_us=sighting.at_us,
        label=needle.joined,
        form=sighting.form,
        act=act_before(case.markers.get(sighting.place.capture, ()), sighting.at_us, kind),
        confidence=_confidence(needle, kind),
    )


def _confidence(needle: Needle, kind: StepKind) -> Confidence:
    """A picture is loaded for what a page shows: that it was chosen is not seen."""
    is_sure = needle.about.is_the_user and kind is not StepKind.PICTURE
    return Confidence.CERTAIN if is_sure else Confidence.FIRM


def _of_leaf(case: Survey, leaf: SensitiveLeaf, kind: StepKind) -> Step:
    at_us = case.request(leaf.place.flow).at_us
    return Step(
        kind=kind,
        class_=leaf.class_,
        value=leaf.value,
        place=leaf.place,
        at_us=at_us,
        last_us=at_us,
        label=leaf.label,
        act=act_before(case.markers.get(leaf.place.capture, ()), at_us, kind),
        confidence=leaf.confidence,
    )


def act_before(markers: Sequence[Marker], at_us: int | None, kind: StepKind) -> str:
    """The kind of the last marker before a moment, notes apart, where it is recent and the step can follow from it;
    else ""."""
    if at_us is None:
        return ""
    before = [marker for marker in markers if marker.at_us <= at_us and marker.kind != "note"]
    last = max(before, key=lambda marker: marker.at_us, default=None)
    if last is None or at_us > last.at_us + _ACT_US or kind not in _ACTS.get(last.kind, ()):
        return ""
    return last.kind
