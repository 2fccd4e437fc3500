"""Whether a weak field name has the support it needs: a sibling, an ancestor, a site about health, a telling value."""

from inspector.detect.lexicon import WordHit
from inspector.detect.patterns import PatternHit
from inspector.detect.plausibility import entropy_bits
from inspector.detect.reading import Reading
from inspector.detect.surroundings import Scene
from inspector.model.flow import Location
from inspector.model.leaf import Clue, Scalar

_LEAST_SECRET_BITS = 48
_LEAST_IDENTIFIER_BITS = 24


def find_support(
    reading: Reading, *, value: Scalar, scene: Scene, word: WordHit | None, pattern: PatternHit | None
) -> Clue | None:
    """The clue that carries a weak name, or None where there is none."""
    class_ = reading.class_ or ""
    if pattern is not None and pattern.class_ == class_:
        return Clue(kind="value", what=pattern.rule, weight=0.5)
    group = class_.partition(".")[0]
    if group == "health":
        return _for_health(reading, scene=scene, word=word)
    if group in ("identity", "contact", "financial", "special"):
        return _for_person(reading, scene=scene)
    if group == "credential":
        return _by_entropy(value, _LEAST_SECRET_BITS)
    if group == "device":
        linked = not scene.first_party or scene.location in (Location.COOKIE, Location.QUERY)
        return _by_entropy(value, _LEAST_IDENTIFIER_BITS) if linked and scene.is_request else None
    if group == "location" and class_ != "location.place":
        return Clue(kind="value", what="shape", weight=0.4)
    if group == "behaviour" and scene.is_request:
        absolute = class_ == "behaviour.page" and str(value).lower().startswith(("http", "//"))
        return Clue(kind="context", what="request", weight=0.6 if absolute else 0.3)
    return None


def _for_health(reading: Reading, *, scene: Scene, word: WordHit | None) -> Clue | None:
    if word is not None and word.class_.startswith("health."):
        return Clue(kind="value", what=word.rule, weight=0.6)
    if reading.in_appointment and reading.class_ == "health.appointment":
        return Clue(kind="context", what="appointment-object", weight=0.6)
    if reading.nearby is not None:
        return Clue(kind="sibling", what="health-name", weight=0.5)
    if scene.health:
        return Clue(kind="context", what="health-site", weight=0.3)
    return None


def _for_person(reading: Reading, *, scene: Scene) -> Clue | None:
    if reading.person is not None:
        return Clue(kind="sibling", what=reading.person, weight=0.5)
    if reading.role is not None:
        return Clue(kind="context", what=reading.role.why, weight=0.5)
    if reading.class_ == "identity.account_id" and scene.is_request:
        return Clue(kind="context", what="request", weight=0.2)
    return None


def _by_entropy(value: Scalar, least_bits: int) -> Clue | None:
    text = str(value)[:512]
    if any(character in text for character in " <>{}") or entropy_bits(text) < least_bits:
        return None
    return Clue(kind="value", what="entropy", weight=0.4)
