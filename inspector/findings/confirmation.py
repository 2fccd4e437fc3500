"""What was seen in more than one way: a finding that stands without the interception it was first seen through."""

from collections.abc import Iterable

from inspector.findings.interception import was_intercepted, was_told_by_browser
from inspector.findings.survey import Survey
from inspector.model.finding import Finding
from inspector.model.flow import CaptureId

WITHOUT_INTERCEPTION = "without-interception"
"""The same data went to (or came from) the same site in a recording read on its way and in one that the browser
told by itself: the proxy did not bring it about."""


def confirmations(case: Survey, captures: Iterable[CaptureId]) -> tuple[str, ...]:
    """The codes for a finding that occurs in these captures; empty where all of them saw it in the same way."""
    known = [found for capture in captures if (found := case.capture(capture)) is not None]
    both = any(map(was_intercepted, known)) and any(map(was_told_by_browser, known))
    return (WITHOUT_INTERCEPTION,) if both else ()


def confirmations_of(finding: Finding) -> tuple[str, ...]:
    """The codes that were kept with a finding."""
    return tuple(str(finding.facts.get("confirmed", "")).split())
