"""What surrounds the telling occurrence of a finding: the act it follows, the identifiers beside it, where the value
was first seen, what was checked, and in which runs it came back."""

from collections.abc import Collection, Mapping

from inspector.findings.carriers import carried_parts
from inspector.findings.journeys.steps import act_before, kind_of
from inspector.findings.observation import Observation
from inspector.findings.repeats import scenario_groups
from inspector.findings.survey import Survey
from inspector.model.consent import Known
from inspector.model.flow import CaptureId, Location, Side
from inspector.model.mask import mask

_LONGEST = 60

type Facts = dict[str, str | int]


def plain(text: str, longest: int) -> str:
    """A captured name on one line: no line break, tab, control or direction mark comes into a sentence of ours."""
    told = " ".join(text[: 2 * longest].split())
    return "".join(c for c in told if c.isprintable())[:longest]


def particulars(case: Survey, seen: Observation) -> Facts:
    """Facts for the sentences of `particular_texts`; captured values in them are masked."""
    return {
        **_act(case, seen),
        **_consent(case, seen),
        **_identifier(case, seen),
        **_origin(case, seen),
        **_checks(case, seen),
    }


def _act(case: Survey, seen: Observation) -> Facts:
    """The marker that a request follows within half a minute, with its number among all markers of the case in time
    order: the number under which a report lists it."""
    place, at_us = seen.item.place, seen.item.at_us
    markers = sorted(case.markers.get(place.capture, ()), key=lambda marker: marker.at_us)
    told = kind_of(seen.class_, seen.item.value) if seen.class_ else None
    kind = act_before(markers, at_us, told) if told is not None else ""
    if not kind or at_us is None or place.side is not Side.REQUEST:
        return {}
    marker = [m for m in markers if m.kind == kind and m.at_us <= at_us][-1]
    everyone = sorted((m for own in case.markers.values() for m in own), key=lambda marker: marker.at_us)
    number = next(n for n, one in enumerate(everyone, 1) if one is marker)
    return {"act": kind, "act_number": number, "act_us": marker.at_us, "act_delay_ms": (at_us - marker.at_us) // 1000}


def _consent(case: Survey, seen: Observation) -> Facts:
    """How the consent of the visit stood when a class was sent to a third party, where markers or signals tell."""
    place = seen.item.place
    if place.side is not Side.REQUEST or seen.class_ is None or not case.is_third_party(seen.recipient):
        return {}
    standing = case.standing(place.capture, seen.item.at_us)
    is_known = standing.known in (Known.MARKED, Known.INFERRED)
    return {"consent_then": f"{standing.period}-{standing.known}"} if is_known else {}


def _identifier(case: Survey, seen: Observation) -> Facts:
    """The identifying value that came to the recipient in the same request, where it stands there, and in how many
    earlier ones it came."""
    place = seen.item.place
    if place.side is not Side.REQUEST or not case.is_third_party(seen.recipient):
        return {}
    own = case.browser_ids.get(seen.recipient, {})
    told = next(((part, spot) for part, spot in carried_parts(case, place.flow) if part in own), None) if own else None
    if told is None:
        return {}
    part, spot = told
    found: Facts = {
        "beside_name": plain(spot.name, _LONGEST),
        "beside_where": spot.location.value,
        "beside_value": mask(spot.value),
    }
    return found | {"beside_earlier": _earlier(case, seen, part)}


def _earlier(case: Survey, seen: Observation, part: str) -> int | str:
    """At least so many, where not all requests to the site were looked at; none before a moment that is not known."""
    if seen.item.at_us is None:
        return 0
    known = case.carriers(seen.recipient)
    count = known.before(part, seen.item.at_us, seen.item.place.flow)
    return count if known.is_whole else f"≥ {count}"


def _origin(case: Survey, seen: Observation) -> Facts:
    """The address and the SHA-256 of the message in which the value was first seen."""
    origin, place = seen.item.origin, seen.item.place
    if origin is None or (origin.flow, origin.path) == (place.flow, place.path):
        return {}  # it was learned where it stands
    found: Facts = {
        "origin_host": case.request(origin.flow).host,
        "origin_address": case.told_path(origin.flow)[:_LONGEST],
    }
    digest = case.body_sha256(origin.flow, origin.side) if origin.location is Location.BODY else None
    return found | ({"origin_sha256": digest} if digest else {})


def _checks(case: Survey, seen: Observation) -> Facts:
    """What was checked of a request to somebody else without anybody's help."""
    known = case.recipients.get(seen.recipient)
    place = seen.item.place
    if place.side is not Side.REQUEST or known is None or not case.is_third_party(seen.recipient):
        return {}
    if not case.was_on_wire(place):
        return {}
    source = known.party.sources.get("operator")
    found: Facts = {"checked": "site"}
    if known.party.operator and source:
        found |= {
            "checked": "entity",
            "checked_operator": known.party.operator,
            "checked_source": source.name,
            "checked_date": source.date,
        }
    return found


def runs_of(case: Survey, occurrences: Mapping[CaptureId, int], *, blind: Collection[CaptureId]) -> Facts:
    """`accepted 2/2 refused 0/2`: scenario by scenario, in how many of its captures a finding occurs; those in which
    its rule could not have spoken (`blind`) are left out."""
    told = []
    for name, captures in scenario_groups(case.captures):
        able = [one for one in captures if occurrences.get(one) or one not in blind]
        if name and able:
            told.append((plain(name, _LONGEST), sum(bool(occurrences.get(one)) for one in able), len(able)))
    if sum(of for _, _, of in told) < 2:
        return {}
    return {"runs": "\n".join(f"{name}\t{seen}/{of}" for name, seen, of in told)}
