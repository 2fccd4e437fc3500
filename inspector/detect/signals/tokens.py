"""Signed tokens (RFC 7515, 7519): the algorithm they name and how long they are valid, without their claims; and ids
that a framework signed, in the parameters of an address."""

import re
from collections.abc import Iterator, Mapping

from inspector.decode.document import Decoded, Document
from inspector.detect.context import FlowContext
from inspector.detect.signals.making import signal
from inspector.model.flow import FlowContent, Location, Side
from inspector.model.signal import Signal, SignalKind

_ALGORITHM = re.compile(
    r"(?:[HREP]S(?:1|256|384|512)|ES256K|EdDSA|Ed25519|Ed448|RSA(?:1_5|-OAEP(?:-\d{3})?)|dir|A\d{3}(?:GCM)?KW"
    r"|ECDH-ES(?:\+A\d{3}KW)?|PBES2-HS\d{3}\+A\d{3}KW|ML-DSA-\d\d)\Z"
)
_DAY_S = 86_400
_FURTHEST_S = 10**11


def tokens(content: FlowContent, decoded: Decoded, context: FlowContext) -> Iterator[Signal]:
    """One signal a token. `days` is 0 where the token does not say until when it holds."""
    for document in decoded.documents:
        tree = document.tree
        if document.layers[-1:] == ("jwt",) and isinstance(tree, dict):
            yield _token(document, tree, started_us=content.facts.started_us, context=context)
    signed = {document.prefix: document for document in decoded.documents if _is_signed_parameter(document)}
    for path, document in signed.items():
        yield signal(
            SignalKind.TOKEN, "rails-signed", context, location=Location.QUERY, path=path, layers=document.layers
        )


def _is_signed_parameter(document: Document) -> bool:
    is_sent = document.side is Side.REQUEST and document.location is Location.QUERY
    return is_sent and document.layers[-1:] == ("rails-signed",)


def _token(document: Document, tree: Mapping[str, object], *, started_us: int | None, context: FlowContext) -> Signal:
    header, claims = tree.get("header"), tree.get("claims")
    algorithm = header.get("alg") if isinstance(header, dict) else None
    return signal(
        SignalKind.TOKEN,
        "jwt",
        context,
        side=document.side,
        location=document.location,
        path=document.prefix,
        layers=document.layers,
        facts={
            "alg": _known_word(algorithm),
            "days": _days(claims if isinstance(claims, dict) else {}, started_us=started_us),
        },
    )


def _known_word(algorithm: object) -> str:
    """The name of an algorithm as RFC 7518 and its like write them, `none` in any case; empty for anything else: a
    token may say what it likes there."""
    if not isinstance(algorithm, str):
        return ""
    return "none" if algorithm.lower() == "none" else algorithm if _ALGORITHM.match(algorithm) else ""


def _days(claims: Mapping[str, object], *, started_us: int | None) -> int:
    """From when it was issued, or else from when it was seen, until it ends."""
    ends, begins = _second(claims.get("exp")), _second(claims.get("iat") or claims.get("nbf"))
    if begins is None and started_us is not None:
        begins = started_us / 1_000_000
    return max(int((ends - begins) // _DAY_S), 0) if ends is not None and begins is not None else 0


def _second(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 < value < _FURTHEST_S else None  # type: ignore[operator, arg-type]
