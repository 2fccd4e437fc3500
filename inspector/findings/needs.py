"""What a rule needs to be able to speak, and whether the captures of a case give it."""

from collections.abc import Callable, Sequence

from inspector.findings.cards import rule_card
from inspector.findings.survey import Survey
from inspector.model.consent import PERIODS, Period, Start
from inspector.model.finding import Finding, NotAssessable, Supports
from inspector.model.flow import CaptureId

_OF_CAPTURE: dict[str, tuple[Callable[[Supports], bool], str]] = {
    "answers": (lambda known: known.answers > 0, "no_answers"),
    "cookies": (lambda known: known.cookies, "no_cookies"),
    "images": (lambda known: known.images, "no_images"),
    "consent": (lambda known: known.consent, "no_consent"),
    "transport": (lambda known: known.transport, "no_transport"),
}
_OF_COURSE: dict[str, Callable[[Survey, CaptureId], str | None]] = {
    "choice": lambda case, capture: case.course(capture).obstacle,
    "refusal": lambda case, capture: _without(case, capture, Period.REFUSED, reason="no_refusal"),
    "acceptance": lambda case, capture: _without(case, capture, Period.ACCEPTED, reason="no_acceptance"),
    "login": lambda case, capture: None if case.logins.was_any(capture) else "no_login",
    "pictures-read": lambda case, capture: _unread_pictures(case, capture),
    "fresh-profile": lambda case, capture: _not_fresh(case, capture),
}
"""How a capture was made: the reason why a rule cannot speak of it, or None."""
_OF_CASE: dict[str, tuple[Callable[[Survey], bool], str]] = {
    "values": (lambda case: bool(case.sightings) or case.has_leaf_that(lambda k: k.about.is_the_user), "no_values"),
    "first-party": (lambda case: bool(case.first_party.sites), "no_first_party"),
    "identifiers": (lambda case: case.has_identified, "identifiers_later"),
    "fingerprints": (lambda case: bool(case.fingerprints), "no_fingerprints"),
}
NEEDS = frozenset((*_OF_CAPTURE, *_OF_COURSE, *_OF_CASE))
"""Every word that the card of a rule may ask for."""
REASONS = frozenset(
    (
        *(reason for _, reason in (*_OF_CAPTURE.values(), *_OF_CASE.values())),
        *("consent_carried", "cookies_carried", "no_choice", "no_refusal", "no_acceptance", "no_login", "not_fresh"),
        "pictures_unread",
    )
)
"""Every reason that a need gives."""


def unmet_needs(case: Survey, rule: str, *, findings: Sequence[Finding]) -> list[NotAssessable]:
    """Why the silence of a rule means nothing: one entry per capture and need. A capture in which the rule did find
    something is never called not assessable."""
    spoken: set[CaptureId] = {capture for finding in findings for capture in finding.occurrences}
    found: list[NotAssessable] = []
    for need in rule_card(rule).needs:
        if need in _OF_CASE:
            holds, reason = _OF_CASE[need]
            if not findings and not holds(case):
                found.append(NotAssessable(rule=rule, capture=None, reason=reason))
        elif need in _OF_COURSE:
            found += [
                NotAssessable(rule=rule, capture=capture, reason=why)
                for capture in case.supports
                if capture not in spoken and (why := _OF_COURSE[need](case, capture)) is not None
            ]
        else:
            given, reason = _OF_CAPTURE[need]
            found += [
                NotAssessable(rule=rule, capture=capture, reason=reason)
                for capture, supports in case.supports.items()
                if capture not in spoken and not given(supports)
            ]
    return found


def _without(case: Survey, capture: CaptureId, period: Period, *, reason: str) -> str | None:
    line = case.course(capture)
    if line.obstacle is not None:
        return line.obstacle
    periods = {PERIODS[choice.kind] for choice in line.made} or {line.at(None).period}
    return None if period in periods else reason


def _not_fresh(case: Survey, capture: CaptureId) -> str | None:
    line = case.course(capture)
    if not line.cookies:
        return "no_cookies"
    return None if line.start is Start.FRESH else "not_fresh"


def _unread_pictures(case: Survey, capture: CaptureId) -> str | None:
    """Only where a third party did send pictures."""
    if case.pictures_read:
        return None
    is_sent = any(
        request.capture == capture and request.mime.startswith("image/")
        for requests in case.to_others.values()
        for request in requests
    )
    return "pictures_unread" if is_sent else None
