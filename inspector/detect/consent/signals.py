"""Consent states told by the cookies and the address of one request (domain.md 2.11)."""

from collections.abc import Iterator, Sequence
from itertools import islice

import re2

from inspector.decode.flow import cookie_pairs
from inspector.decode.pairs import query_pairs
from inspector.decode.tokens.consent_cookies import consent_state
from inspector.detect.consent.defaults import dated, is_chosen
from inspector.model.consent import ConsentSignal
from inspector.model.flow import CaptureId, FlowId, Location, Side, decode_headers
from inspector.model.leaf import Place
from inspector.model.struct import Record

_MOST = 40  # signals of one request
_LONGEST_URL = 16_384
_SIGN = re2.compile(
    r"(?i)didomi|euconsent|optanon|axeptio|tarteaucitron|tc_privacy|cookieyes|cookie-?consent|gdpr_consent|gdpr_cs"
    r"|tc_?string|cookielawinfo|[?&]g(?:cs|cd|pp)=|us_?privacy|cmplz_|_iub_cs|klaro|cookiecontrol|cc_cookie|[=]C[A-Z][A-Za-z0-9_-]{30}"
)


class Message(Record, frozen=True, kw_only=True):
    """One request and its answer as `consent_signals` reads them; header lists are JSON arrays of pairs."""

    capture: CaptureId
    flow: FlowId
    entry: int | None
    at_us: int | None
    host: str
    site: str
    first_party: bool
    url: str
    request_headers: str
    response_headers: str


def may_tell(url: str, request_headers: str, response_headers: str) -> bool:
    """Whether a consent signal may stand in one of these texts: a cheap question before `consent_signals`."""
    return any(_SIGN.search(text) for text in (url[:_LONGEST_URL], request_headers, response_headers))


def consent_signals(message: Message) -> tuple[ConsentSignal, ...]:
    """The states told by query parameters, cookies sent and cookies set, in this order."""
    return tuple(islice(_signals(message), _MOST))


def _signals(message: Message) -> Iterator[ConsentSignal]:
    query = message.url[:_LONGEST_URL].partition("#")[0].partition("?")[2]
    yield from _told(message, query_pairs(query), side=Side.REQUEST, location=Location.QUERY)
    for side, text in ((Side.REQUEST, message.request_headers), (Side.RESPONSE, message.response_headers)):
        yield from _told(message, cookie_pairs(decode_headers(text), side), side=side, location=Location.COOKIE)


def _told(
    message: Message, pairs: Sequence[tuple[str, str]], *, side: Side, location: Location
) -> Iterator[ConsentSignal]:
    beside = {name.casefold(): value for name, value in pairs}
    for path, value in pairs:
        name = path.partition("#")[0]
        state = consent_state(name, value)
        if state is not None:
            is_choice = is_chosen(name, value, state=state, beside=beside)
            yield ConsentSignal(
                place=_place(message, path, side=side, location=location),
                name=name,
                host=message.host,
                site=message.site,
                first_party=message.first_party,
                at_us=message.at_us,
                state=dated(state, beside=beside) if is_choice else state,
                chosen=is_choice,
                value=value,
            )


def _place(message: Message, path: str, *, side: Side, location: Location) -> Place:
    return Place(
        capture=message.capture,
        flow=message.flow,
        entry=message.entry,
        side=side,
        location=location,
        path=path,
        layers=("url",) if location is Location.QUERY else (),
    )
