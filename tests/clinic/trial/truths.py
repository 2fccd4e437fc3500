"""What the rules must say of the trial, and of what they must be silent, experiment by experiment (S1 to S9).

Written from what the pages send, never from what a rule says of it. A rule holds in every capture made after one of the
answers named (`after`), and a line tells nothing of the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from inspector.model.finding import Severity
from tests.clinic.hosts import AUDIENCE, site_of
from tests.clinic.trial.hosts import ADS, AGENCY, REPLAY, SOCIAL
from tests.clinic.trial.walk import Answered
from tests.data.booking import SITE

ANY = "*"
ALWAYS: tuple[Answered, ...] = ("accepted", "refused", "no-choice")
ACCEPTED: tuple[Answered, ...] = ("accepted",)
REFUSED: tuple[Answered, ...] = ("refused",)
NOT_ACCEPTED: tuple[Answered, ...] = ("refused", "no-choice")
NOT_REFUSED: tuple[Answered, ...] = ("accepted", "no-choice")

OWN = SITE
ADS_SITE, SOCIAL_SITE, AGENCY_SITE, REPLAY_SITE = (site_of(host) for host in (ADS, SOCIAL, AGENCY, REPLAY))
CONSENT, ERRORS, IMAGES, STREAM = (
    "consentement.example",
    "alerte-erreurs.example",
    "images-nuage.example",
    "flux-evenements.example",
)

type Browsers = tuple[str, ...]
_BOTH: Browsers = ("chromium", "firefox")


@dataclass(frozen=True, kw_only=True)
class Held:
    """One cell of the table. `recipient` and `rule` may be ANY; class_ None: whatever class. `at_most`: where it fires,
    no graver than this. `browsers`: Firefox sends no full Referer to others, whatever a page asks. `quiet`: whether it
    also holds of the visit that begins on the quiet page (accepted)."""

    experiment: str
    verdict: Literal["fire", "silent"]
    rule: str
    recipient: str
    class_: str | None = None
    after: tuple[Answered, ...] = ALWAYS
    at_most: Severity = Severity.CRITICAL
    browsers: Browsers = _BOTH
    quiet: bool = True


def trial_truths() -> tuple[Held, ...]:
    """Every cell: the founding experiments, then what else the site does."""
    return (*_EXPERIMENTS, *_CONSENT, *_ELSEWHERE)


def held(cells: Iterable[Held], answered: Answered, *, browser: str, quiet: bool = False) -> tuple[Held, ...]:
    """The cells that say something of a capture."""
    return tuple(one for one in cells if answered in one.after and browser in one.browsers and (one.quiet or not quiet))


def _fires(experiment: str, recipient: str, *wanted: str | tuple[str, str], **more: object) -> tuple[Held, ...]:
    pairs = [(one, None) if isinstance(one, str) else one for one in wanted]
    return tuple(
        Held(experiment=experiment, verdict="fire", rule=rule, recipient=recipient, class_=class_, **more)  # type: ignore[arg-type]
        for rule, class_ in pairs
    )


def _silent(experiment: str, recipient: str, *rules: str, **more: object) -> tuple[Held, ...]:
    return tuple(
        Held(experiment=experiment, verdict="silent", rule=rule, recipient=recipient, **more)  # type: ignore[arg-type]
        for rule in rules
    )


_READABLE = (
    "health.motive", "health.specialty", "health.appointment", "identity.name", "identity.birthdate",
    "identity.national_id", "contact.email",
)  # fmt: skip
_MOTIVE = "health.motive"
_PAGE = "behaviour.page"

_EXPERIMENTS = (
    # S1: the list of appointments is readable; one document in it and one sent from the page are not
    *_fires("S1", OWN, *(("E2E-01", class_) for class_ in _READABLE), at_most=Severity.INFO),
    *_fires("S1", OWN, ("E2E-02", "encrypted.opaque"), at_most=Severity.INFO),
    *_fires("S1", OWN, "MIN-01", at_most=Severity.LOW),
    # S2: events of the page at its own collector and at a stream service, before any booking
    *_fires("S2", OWN, "TRK-01", ("TRK-02", _MOTIVE), "TRK-03", ("HST-01", _MOTIVE)),
    *_fires("S2", STREAM, "TRK-01", ("TRK-02", _MOTIVE), ("HST-01", _MOTIVE), ("X3P-01", _MOTIVE)),
    *_fires("S2", STREAM, "IDS-01", ("IDS-02", "identity.account_id")),
    *_silent("S2", OWN, "ERR-01", "IDS-01", "IDS-02"),
    *_silent("S2", STREAM, "ERR-01", "SRC-01"),
    # S3: a picture of somebody else under an id that says nothing, and the same picture of the service
    *_fires("S3", IMAGES, ("IMG-03", "health.specialty"), "IMG-02", at_most=Severity.MEDIUM),
    *_fires("S3", IMAGES, ("REF-01", _PAGE), browsers=("chromium",)),
    *_silent("S3", ANY, "REF-01", browsers=("firefox",)),
    *_silent("S3", OWN, "IMG-01", "IMG-02", "IMG-03", "REF-01"),
    *_silent("S3", IMAGES, "IMG-01", "X3P-01", "X3P-03", "IDS-01"),
    # S4: what stands in addresses, and the direct door of a stream service
    *_fires("S4", OWN, ("URL-01", "health.specialty"), ("URL-01", _MOTIVE), ("TOK-01", "credential.token")),
    *_silent("S4", OWN, "URL-02"),
    *_fires("S4", ADS_SITE, "SYN-01", after=ACCEPTED, quiet=False),  # the quiet page hands nothing on
    *_silent("S4", ANY, "SYN-01", after=NOT_ACCEPTED),
    # S5: a network in front of the service, and an error report with its envelope
    *_fires("S5", OWN, ("TLS-01", _MOTIVE)),
    *_fires("S5", ERRORS, ("ERR-01", "contact.email"), ("ERR-01", "health.specialty"), "IDS-02"),
    *_silent("S5", OWN, "JUR-01"),
    *_silent("S5", ERRORS, "JUR-01", "SRC-01", "X3P-02", "TRK-04"),
    # S6: advertising heeds the answer
    *_fires("S6", ADS_SITE, "SRC-01", ("X3P-01", _MOTIVE), "X3P-03", "IDS-01", ("CNS-04", _MOTIVE), after=ACCEPTED),
    *_silent("S6", ADS_SITE, ANY, after=NOT_ACCEPTED),
    *_silent("S6", ADS_SITE, "CNS-01", "CNS-02", "CNS-03", "X3P-02", "IDS-02", "IMG-01", "IMG-03"),
)

_CONSENT = (
    # one tracker begins before the choice, keeps its cookie after a refusal, and says itself that it was refused
    *_fires("CNS-01", SOCIAL_SITE, "CNS-01", "CNS-02", quiet=False),
    *_fires("CNS-01", CONSENT, "CNS-01", at_most=Severity.LOW, quiet=False),
    *_fires("CNS-03", SOCIAL_SITE, "CNS-03", after=REFUSED),
    # another waits for the choice, then sends its identifier with "denied" beside it
    *_fires("CNS-03", AGENCY_SITE, "CNS-02", "CNS-03", "IDS-01", after=REFUSED),
    *_silent("CNS-03", ANY, "CNS-03", after=NOT_REFUSED),
    *_silent("CNS-03", AGENCY_SITE, "CNS-01"),
    *_silent("CNS-03", AGENCY_SITE, "CNS-02", after=NOT_REFUSED),
    *_silent("CNS-03", AGENCY_SITE, ANY, after=("no-choice",)),
    *_silent("CNS-04", ANY, "CNS-04", after=NOT_ACCEPTED),
    *_silent("CNS-01", CONSENT, "CNS-02", "CNS-03", "CNS-04"),
    *_silent("CNS-02", OWN, "CNS-02", "CNS-03"),
)

_ELSEWHERE = (
    *_fires("ids", SOCIAL_SITE, "IDS-01"),
    *_fires("ids", SOCIAL_SITE, "CKI-01"),
    *_fires("replay", REPLAY_SITE, "TRK-04", ("X3P-01", _MOTIVE), "3PS-01"),
    *_silent("replay", REPLAY_SITE, "TRK-03", "ERR-01"),
    *_fires("socket", OWN, "WSS-01"),
    *_fires("token", OWN, ("JWT-01", "contact.email")),
    *_fires("cache", OWN, "CCH-01", at_most=Severity.MEDIUM),
    *_fires("relay", OWN, "CNM-01", at_most=Severity.MEDIUM),
    *_fires("referer", OWN, "REF-02", browsers=("firefox",), at_most=Severity.INFO),
    *_silent("referer", ANY, "REF-02", browsers=("chromium",)),
    *_silent("nobody", ANY, "X3P-02", "TRN-01", "MOB-01", "FPR-01"),
    *_silent("nobody", site_of(AUDIENCE), ANY),
)

QUIET_START = (
    *_fires("CNS-05", OWN, "CNS-05", at_most=Severity.INFO),
    *_silent("CNS-05", ANY, "CNS-01", "CNS-02", "CNS-03"),
)
"""Of the visit that begins on the quiet page, beside the rest: nobody else is asked for anything before "accept"."""
UNMARKED = (
    *_fires("CNS-03", SOCIAL_SITE, "CNS-01", "CNS-02", "CNS-03", after=REFUSED),
    *_fires("CNS-03", AGENCY_SITE, "CNS-02", "CNS-03", after=REFUSED),
    *_silent("CNS-03", ANY, "CNS-03", after=NOT_REFUSED),
    *_fires("S6", ADS_SITE, ("CNS-04", _MOTIVE), after=ACCEPTED),
    *_silent("S6", ADS_SITE, "CNS-01", "CNS-02", "CNS-03"),
    *_silent("CNS-04", ANY, "CNS-04", after=NOT_ACCEPTED),
)
"""What stays without any marker and without a name for the scenario: the script's cookies tell the click."""
NOISY_START = _silent("CNS-05", ANY, "CNS-05")
