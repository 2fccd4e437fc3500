"""Whether a weak field name has the support it needs: a sibling, an ancestor, a site about health, a telling value."""

from inspector.detect.names.reading import Reading
from inspector.detect.plausibility import entropy_bits
from inspector.detect.surroundings import Scene
from inspector.detect.words.lexicon import WordHit
from inspector.detect.words.patterns import PatternHit
from inspector.model.flow import Location
from inspector.model.leaf import Clue, Scalar

_OF_THINGS = frozenset(
    (
        *("taille", "groesse", "height", "weight", "gewicht", "altura", "altezza", "talla", "peso", "poids"),
        *("temperature", "temperatura", "tension", "steps", "reading", "readings", "werte", "wert", "mesure"),
        *("mesures", "axis", "axe", "achse", "eje", "asse", "eixo", "cylinder", "cylindre", "zylinder", "cilindro"),
        *("prism", "prisme", "prisma", "addition", "adicion", "adicao", "addizione", "oxygen", "night", "side"),
    )
)
"""What files and devices have as well: on a site about health, these need a person or a health name beside them."""
_SHORT_NAME = 4
"""Names of so few letters are a tracker's own: `cd4`, a custom dimension, is no count of cells there."""
_SHORT_READINGS = "short-readings"  # of which only numbers can be values
_LEAST_SECRET_BITS = 48
_LEAST_IDENTIFIER_BITS = 24


def find_support(
    reading: Reading,
    *,
    value: Scalar,
    scene: Scene,
    word: WordHit | None,
    pattern: PatternHit | None,
    keyed: PatternHit | None = None,
) -> Clue | None:
    """The clue that carries a weak name, or None where there is none."""
    class_ = reading.class_ or ""
    for hit in (pattern, keyed):
        if hit is not None and hit.class_ == class_ and (hit is pattern or hit.checked):
            return Clue(kind="value", what=hit.rule, weight=0.5)
    group = class_.partition(".")[0]
    if reading.record:
        return Clue(kind="context", what="health-site", weight=0.3) if scene.site or scene.health else reading.clue
    if group == "health":
        return _for_health(reading, value=value, scene=scene, word=word)
    if group == "financial":
        near = _near_health(reading) if class_ != "financial.card" else None
        return _for_person(reading, scene=scene) or near
    if group == "special" and word is not None and word.class_ == class_:
        return Clue(kind="value", what=word.rule, weight=0.6)
    if class_ == "identity.relative":
        return _for_person(reading, scene=scene) or _near_health(reading)
    if group in ("identity", "contact", "special"):
        return _for_person(reading, scene=scene)
    if group == "credential":
        return _by_entropy(value, _LEAST_SECRET_BITS)
    if class_ == "device.fingerprint":
        return Clue(kind="context", what="request", weight=0.3) if scene.is_request and not scene.first_party else None
    if group == "device":
        linked = not scene.first_party or scene.location in (Location.COOKIE, Location.QUERY)
        return _by_entropy(value, _LEAST_IDENTIFIER_BITS) if linked and scene.is_request else None
    if class_ == "location.place":
        return _for_person(reading, scene=scene) if scene.is_request else None
    if group == "location":
        return Clue(kind="value", what="shape", weight=0.4)
    if group == "behaviour" and scene.is_request and not _is_protocol(class_, scene):
        absolute = class_ == "behaviour.page" and str(value).lower().startswith(("http", "//"))
        return Clue(kind="context", what="request", weight=0.6 if absolute else 0.3)
    return None


def _is_protocol(class_: str, scene: Scene) -> bool:
    """`event` in the messages of a socket names the message, not what a person did."""
    return class_ == "behaviour.event" and scene.first_party and scene.location in (Location.WEBSOCKET, Location.SSE)


def _near_health(reading: Reading) -> Clue | None:
    return Clue(kind="sibling", what="health-name", weight=0.3) if reading.nearby is not None else None


def _for_health(reading: Reading, *, value: Scalar, scene: Scene, word: WordHit | None) -> Clue | None:
    is_short = len(reading.clue.what) <= _SHORT_NAME
    if reading.rule.endswith(_SHORT_READINGS) and not any(map(str.isdigit, str(value))):
        return None
    told = scene.is_request or reading.class_ != "health.message" or reading.clue.what == "thread_message"
    if told and word is not None and word.class_.startswith("health."):
        return Clue(kind="value", what=word.rule, weight=0.6)
    if reading.in_appointment and reading.class_ == "health.appointment":
        return Clue(kind="context", what="appointment-object", weight=0.6)
    if reading.nearby is not None:
        return Clue(kind="sibling", what="health-name", weight=0.5)
    if not scene.first_party and is_short:
        return None
    if scene.health and (reading.clue.what not in _OF_THINGS or reading.role is not None or reading.person):
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
