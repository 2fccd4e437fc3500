"""The steps of a journey in words: an act is claimed only where a marker or recorded input says so."""

from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from inspector.messages import Translator
from inspector.model.flow import CaptureId, Marker
from inspector.model.journey import Journey, Link, Step, StepKind
from inspector.model.leaf import Confidence
from inspector.model.mask import mask
from inspector.model.party import Recipient
from inspector.model.secrecy import conceal_address
from inspector.ui.value_words import form_word
from inspector.ui.words import class_word, clock, confidence_word, is_date, role_word, safe_text

KIND_ICONS = {
    StepKind.PAGE: "globe",
    StepKind.SEARCH: "search",
    StepKind.CHOICE: "circle-check",
    StepKind.PERSON: "users",
    StepKind.PICTURE: "image",
}
_DOTS = "•••••"
_LONGEST = 600
_MOST_SEGMENTS = 8
_MOST_NAMES = 8
_MOST_LINKS = 6

type Markers = Mapping[CaptureId, Sequence[Marker]]


def kinds_text(journey: Journey, t: Translator) -> str:
    """`5 étapes : 2 pages, 1 recherche, 2 choix`."""
    if not journey.steps:
        return t("journeys.steps_none")
    counts = Counter(step.kind for step in journey.steps)
    words = [t(f"journeys.count_{kind}", n=counts[kind]) for kind in StepKind if counts[kind]]
    return t("journeys.steps", n=len(journey.steps), kinds=", ".join(words))


def party_text(recipient: Recipient | None, t: Translator) -> str:
    """`Mesure d'audience · Exemple SA`: an operator without a verified source is said to be so."""
    if recipient is None:
        return t("journeys.operator_unknown")
    party = recipient.party
    source = party.sources.get("operator")
    operator = t("journeys.operator_unknown")
    if party.operator:
        operator = safe_text(party.operator, limit=120)
        if source is None or not source.verified:
            operator = t("journeys.operator_unverified", operator=operator)
    told = t("journeys.role_operator", role=role_word(t, party.role), operator=operator)
    return f"{told} · {t('journeys.same_group')}" if recipient.same_group else told


def services_text(journey: Journey, t: Translator) -> str:
    """What several services have in common at this recipient; "" where the case is about one."""
    if not journey.services:
        return ""
    if len(journey.services) == 1:
        return t("journeys.services_one", site=journey.services[0].site)
    found = {link.link: link for link in reversed(journey.links)}
    n = len(journey.services)
    if Link.IDENTIFIER in found:
        names = ", ".join(safe_text(name, limit=40) for name in found[Link.IDENTIFIER].names[:2])
        return t("journeys.services_linked", n=n, name=names)
    return t("journeys.services_address" if Link.ADDRESS in found else "journeys.services_apart", n=n)


def intro_texts(journey: Journey, t: Translator) -> tuple[str, ...]:
    """How much it was asked for and when; under what it could recognise the browser; what is not told."""
    told = [t("journeys.requests", n=journey.requests)]
    if is_date(journey.first_us):
        first, last = (clock(at_us, millis=False) for at_us in (journey.first_us, journey.last_us))
        told.append(t("journeys.from_to", first=first, last=last))
    told.append(kinds_text(journey, t) if journey.steps else t("journeys.no_steps"))
    if journey.identifiers:
        known = t("journeys.known_as", names=names_text(journey.identifiers))
    else:
        known = t("journeys.known_not")
    left_out = t("journeys.left_out", n=journey.left_out, most=len(journey.steps))
    return (" · ".join(told), known, *((left_out,) if journey.left_out else ()))


def link_texts(journey: Journey, t: Translator) -> tuple[str, ...]:
    """What links every two services at this recipient."""
    told = []
    for one in journey.links[:_MOST_LINKS]:
        words = t(f"journeys.link_{one.link}")
        names = f" ({names_text(one.names)})" if one.names else ""
        told.append(t("journeys.link_told", one=one.one, other=one.other, link=f"{words}{names}"))
    return tuple(told)


def value_text(value: str, kind: StepKind, *, is_revealed: bool) -> str:
    """A captured value as it may be seen. Of a page the host stays readable; secrets in addresses never are here."""
    if is_revealed:
        return safe_text(conceal_address(value), limit=_LONGEST)
    return safe_text(mask_page(value) if kind is StepKind.PAGE else mask(value), limit=_LONGEST)


def mask_page(address: str) -> str:
    """The host, then every part of the path masked: `www.rdv.example/on•••••/ly•••••`. What is no address is masked
    whole."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return mask(address)
    if not parts.hostname and not address.startswith("/"):
        return mask(address)
    segments = [mask(segment) for segment in parts.path.split("/") if segment]
    path = "".join(f"/{segment}" for segment in segments[:_MOST_SEGMENTS])
    rest = f"?{_DOTS}" if parts.query or parts.fragment or len(segments) > _MOST_SEGMENTS else ""
    return f"{parts.hostname or ''}{path or '/'}{rest}"


def label_text(step: Step, t: Translator, *, is_revealed: bool) -> str:
    """What an id stands for, and the form in which the value was seen; "" for neither."""
    told = []
    if step.label:
        label = safe_text(step.label, limit=200) if is_revealed else mask(step.label)
        told.append(t("journeys.stands_for", label=label))
    if step.form != "plain":
        told.append(t("journeys.in_form", form=form_word(t, step.form)))
    return ", ".join(told)


def sentence_of(step: Step, markers: Markers, t: Translator) -> str:
    """What happened: that somebody acted only after a marker or recorded input, else that the browser requested."""
    carrying = t(f"journeys.carrying_{step.kind}")
    act = f"journeys.act_{step.act}"
    if not step.act or not t.has(act):
        return t("journeys.requested", carrying=carrying)
    return t("journeys.after_act", act=t(act), how=_how(step, markers, t), carrying=carrying)


def cause_of(step: Step, markers: Markers) -> tuple[CaptureId, str, int | None]:
    """The same for steps that follow one act, and for those that follow none."""
    marker = _marker_before(step, markers)
    return step.place.capture, step.act, marker.at_us if marker is not None else None


def _marker_before(step: Step, markers: Markers) -> Marker | None:
    before = (
        marker
        for marker in markers.get(step.place.capture, ())
        if marker.kind == step.act and step.at_us is not None and marker.at_us <= step.at_us
    )
    return max(before, key=lambda marker: marker.at_us, default=None)


def _how(step: Step, markers: Markers, t: Translator) -> str:
    """The marker that a step follows, with its moment."""
    if step.act == "input":
        return t("journeys.how_recorded")
    last = _marker_before(step, markers)
    if last is None:
        return t("journeys.how_marked_only", name=t(f"window.marker.{step.act}"))
    name = safe_text(last.label, limit=60) or t(f"window.marker.{step.act}")
    return t("journeys.how_marked", name=name, at=clock(last.at_us, millis=False))


def more_text(step: Step, t: Translator) -> str:
    """How often, and how sure where that is not certain."""
    told = []
    if step.count > 1:
        at = clock(step.last_us, millis=False)
        told.append(t("journeys.times", n=step.count, at=at) if at else t("journeys.times_only", n=step.count))
    if step.confidence is not Confidence.CERTAIN:
        told.append(t("journeys.confidence", word=confidence_word(t, step.confidence)))
    return " · ".join(told)


def kind_text(step: Step, t: Translator) -> str:
    """`Choix · Motif de consultation`; a page or a search says it all."""
    word = t(f"journeys.kind_{step.kind}")
    if step.class_ in ("behaviour.page", "behaviour.search"):
        return word
    return f"{word} · {class_word(t, step.class_)}"


def names_text(names: Sequence[str]) -> str:
    """`uid, _fbp …`."""
    shown = ", ".join(safe_text(name, limit=60) for name in names[:_MOST_NAMES])
    return f"{shown} …" if len(names) > _MOST_NAMES else shown
