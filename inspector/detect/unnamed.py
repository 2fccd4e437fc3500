"""Leaves whose names say nothing: ciphertext by its shape, cookies by their randomness."""

from inspector.decode.document import Leaf
from inspector.detect.fold import tokens
from inspector.detect.judgement import Judgement
from inspector.detect.opaque import find_opaque
from inspector.detect.plausibility import entropy_bits, is_plausible
from inspector.detect.surroundings import Names, Scene, siblings_of
from inspector.model.flow import Location
from inspector.model.leaf import Clue, Confidence, Scalar

_RANDOM_COOKIE_BITS = 64
_SESSION_BITS = 40
_MESSAGES = (Location.BODY, Location.WEBSOCKET, Location.SSE)


def judge_opaque(leaf: Leaf, *, name: str, scene: Scene) -> Judgement | None:
    """Application-layer ciphertext in a body or message."""
    value = leaf[2]
    if not isinstance(value, str) or scene.location not in _MESSAGES or scene.html:
        return None
    hit = find_opaque(name, value, frozenset(siblings_of(leaf[0])))
    if hit is None:
        return None
    clues = [Clue(kind="value", what=hit.what, weight=0.6)]
    if hit.named:
        clues.append(Clue(kind="key", what="encrypted", weight=0.6))
    confidence = Confidence.FIRM if hit.named or hit.what == "jwe" else Confidence.TENTATIVE
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
