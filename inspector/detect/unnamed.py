"""Leaves whose names say nothing: ciphertext by its shape, cookies by their randomness."""

from inspector.decode.document import Leaf
from inspector.detect.judgement import Judgement
from inspector.detect.names.fold import tokens
from inspector.detect.opacity.opaque import OpaqueHit, find_opaque, find_opaque_bytes, is_identifier, may_be_opaque
from inspector.detect.plausibility import entropy_bits, is_plausible
from inspector.detect.surroundings import Names, Scene
from inspector.model.flow import Location
from inspector.model.leaf import Clue, Confidence, Scalar

_RANDOM_COOKIE_BITS = 64
_SESSION_BITS = 40
_MESSAGES = (Location.BODY, Location.WEBSOCKET, Location.SSE)
_CARRIERS = (Location.QUERY, Location.COOKIE)


def judge_opaque(leaf: Leaf, *, name: str, scene: Scene) -> Judgement | None:
    """Application-layer ciphertext in a body or message; where a published form leaves no doubt also in a query, or in
    a cookie whose name is not that of a session."""
    value = leaf[2]
    if not isinstance(value, str) or scene.html or not may_be_opaque(value):
        return None
    if scene.location not in _MESSAGES and scene.location not in _CARRIERS:
        return None
    beside = leaf[0].value
    hit = find_opaque(name, value, beside if isinstance(beside, dict) else None)
    if hit is None or (scene.location in _CARRIERS and not hit.proven):
        return None
    if scene.location is Location.COOKIE and is_identifier(name):
        return None
    return opaque_judgement(hit)


def judge_bytes(data: bytes, mime: str) -> Judgement | None:
    """Ciphertext as a whole body or message that nothing could read. `mime` is its lower-case media type."""
    hit = find_opaque_bytes(data, mime)
    return opaque_judgement(hit) if hit is not None else None


def opaque_judgement(hit: OpaqueHit) -> Judgement:
    """Firm where a published form or the names leave little doubt."""
    clues = [Clue(kind="value", what=hit.what, weight=1.0 if hit.proven else 0.6)]
    if hit.named:
        clues.append(Clue(kind="key", what="encrypted", weight=0.6))
    confidence = Confidence.FIRM if hit.proven else Confidence.TENTATIVE
    return Judgement("encrypted.opaque", "any/encrypted.opaque", confidence, tuple(clues), revealing=False)


def judge_cookie(name: str, value: Scalar, *, scene: Scene, names: Names) -> Judgement | None:
    """A cookie of unknown name: a session by a part of its name, an identifier by its randomness."""
    if scene.location is not Location.COOKIE or not isinstance(value, str):
        return None
    part = next((part for part in tokens(name.lstrip("_")) if part in names.session_cookies), None)
    secret = is_plausible("credential.session", value) and entropy_bits(value[:512]) >= _SESSION_BITS
    if part is not None and secret:
        clue = Clue(kind="key", what=part, weight=0.8)
        return Judgement("credential.session", "any/session-cookie", Confidence.FIRM, (clue,), revealing=False)
    return _random_cookie(value, scene)


def _random_cookie(value: str, scene: Scene) -> Judgement | None:
    """A third party's cookie of unknown name that is random enough to tell one browser from all others."""
    if scene.first_party:
        return None
    if not 16 <= len(value) <= 512 or " " in value or entropy_bits(value) < _RANDOM_COOKIE_BITS:
        return None
    clue = Clue(kind="value", what="entropy", weight=0.4)
    return Judgement("device.identifier", "any/random-cookie", Confidence.TENTATIVE, (clue,), revealing=False)
