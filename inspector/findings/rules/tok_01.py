"""TOK-01: an address of the service carries a token that gives access; worse where a Referer told it to others."""

import re
from collections.abc import Collection, Iterator
from functools import partial

from msgspec.structs import replace

from inspector.decode.pairs import percent_decoded, query_pairs
from inspector.detect.identifiers.parts import randomness_bits
from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, of_leaf
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import FlowId, Location, Side, header_value
from inspector.model.leaf import About, Confidence, SensitiveLeaf
from inspector.model.signal import SignalKind

_ADDRESS = (Location.URL, Location.QUERY)
_TOKENS = ("credential.token", "credential.session")
_SIGNED = "rails-signed"
_FILES = ("image", "font", "media", "stylesheet", "script")
_LONGEST_URL = 16_384
_LEAST_BITS = 64
_KEYS = re.compile(r"(?:^|[_.-])(?:token|auth|sid|signed_?id|jwt|session_?id)(?:#\d+)?\Z", re.IGNORECASE)
_OTHER_PURPOSE = re.compile(
    r"csrf|xsrf|nonce|(?:^|[^a-z])(?:state|cb|ver|v|hash|integrity|etag)(?:$|[^a-z])|challenge|captcha|recaptcha"
    r"|api_?key|app_?key|site_?key|public|publishable|client_?id|signature|x-amz|x-goog|policy|key-pair|expires|hmac|build|cache",
    re.IGNORECASE,
)


def evaluate(case: CaseEvidence) -> list[Finding]:
    """The two severities are not mixed: a class with a token that was told is judged by that token."""
    known = survey(case)
    tokens = [_as_token(leaf) for leaf in known.leaves_on_wire(_may_be_token) if _is_token(leaf)]
    tokens += _bare(known, {(leaf.place.flow, leaf.place.path) for leaf in tokens})
    told = _told(known, {leaf.value for leaf in tokens})
    grave = {(leaf.site, leaf.class_) for leaf in tokens if leaf.value in told}
    found: list[Finding] = []
    for is_told, severity in ((True, Severity.CRITICAL), (False, Severity.HIGH)):
        these = [leaf for leaf in tokens if ((leaf.site, leaf.class_) in grave) is is_told]
        these.sort(key=lambda leaf: leaf.value not in told)
        shape = Shape(
            scale=Scale(rung=Rung.L2, fixed=severity),
            variant=partial(_variant, is_told),
            facts=lambda _case, seen: {"told_to": ", ".join(sorted(told.get(seen.item.value, ()))[:5])},
        )
        found += findings_of(known, "TOK-01", observations=_observations(known, these), shape=shape)
    return found


def _as_token(leaf: SensitiveLeaf) -> SensitiveLeaf:
    """What is signed counts as a token, whatever class its inside has."""
    return replace(leaf, class_="credential.token") if _is_signed(leaf) else leaf


def _bare(case: Survey, known: Collection[tuple[FlowId, str]]) -> Iterator[SensitiveLeaf]:
    """Signed ids under names that say nothing of what they are, as if they were leaves. Files have theirs as well."""
    for one in case.signals_of(SignalKind.TOKEN):
        place = one.place
        if one.name != _SIGNED or not one.first_party or (place.flow, place.path) in known:
            continue
        is_file = case.request(place.flow).kind in _FILES or _OTHER_PURPOSE.search(place.path)
        if is_file or not case.was_on_wire(place):
            continue
        pairs = query_pairs(_query(case.facts(place.flow).url))
        value = next((value for name, value in pairs if name == place.path), "")
        if value:
            yield SensitiveLeaf(
                place=place,
                class_="credential.token",
                about=About.UNKNOWN,
                about_why="",
                confidence=Confidence.FIRM if _KEYS.search(place.path) else Confidence.TENTATIVE,
                rule=_SIGNED,
                clues=(),
                value=value,
                host=one.host,
                site=one.site,
                first_party=True,
            )


def _variant(is_told: bool, _case: Survey, _seen: Observation) -> str:
    return "told" if is_told else ""


def _observations(case: Survey, leaves: list[SensitiveLeaf]) -> Iterator[Observation]:
    return (of_leaf(case, leaf) for leaf in leaves)


def _may_be_token(kind: Kind) -> bool:
    in_address = kind.side is Side.REQUEST and kind.location in _ADDRESS and kind.first_party
    return in_address and (kind.class_ in _TOKENS or _SIGNED in kind.layers)


def _is_token(leaf: SensitiveLeaf) -> bool:
    return _is_signed(leaf) or _is_random_key(leaf)


def _is_signed(leaf: SensitiveLeaf) -> bool:
    """An id that the server signed: whoever holds it can show it again, whatever it says inside."""
    return _SIGNED in leaf.place.layers


def _is_random_key(leaf: SensitiveLeaf) -> bool:
    if leaf.class_ not in _TOKENS or (leaf.confidence is Confidence.TENTATIVE and not _KEYS.search(leaf.place.path)):
        return False
    return not _OTHER_PURPOSE.search(leaf.place.path) and randomness_bits(leaf.value) >= _LEAST_BITS


def _told(case: Survey, tokens: set[str]) -> dict[str, set[str]]:
    """The sites that a token went to inside a Referer, by token."""
    told: dict[str, set[str]] = {}
    sent = case.leaves_on_wire(lambda kind: kind.location is Location.HEADER and case.is_third_party(kind.site))
    for leaf in sent if tokens else ():
        if leaf.value in tokens and leaf.place.path.startswith("referer"):
            told.setdefault(leaf.value, set()).add(leaf.site)
    signed = {token for token in tokens if "--" in token}
    for site, requests in case.to_others.items() if signed else ():
        for head in case.heads((request.flow for request in requests), Side.REQUEST):
            for token in signed.intersection(_parts(header_value(head.headers, "referer") or "")):
                told.setdefault(token, set()).add(site)
    return told


def _parts(address: str) -> Iterator[str]:
    """The steps of the path of an address, and the values of its parameters."""
    steps = address[:_LONGEST_URL].partition("#")[0].partition("?")[0].split("/")
    yield from map(percent_decoded, steps)
    yield from (value for _, value in query_pairs(_query(address)))


def _query(address: str) -> str:
    return address[:_LONGEST_URL].partition("#")[0].partition("?")[2]
