"""What a name says that is no entry of a pack: taken apart, written out, by its first or last word, by a stem in it."""

from collections.abc import Collection
from types import MappingProxyType

from inspector.detect.names.compounds import Compounds, stems_of
from inspector.detect.names.entries import Entries, without_links
from inspector.detect.names.fold import lemma, unnumbered
from inspector.detect.names.verdicts import KeyVerdict
from inspector.detect.packs import Packs

_INERT = frozenset(
    (
        *("font", "line", "unit", "units", "timer", "px", "icon", "color", "colour", "background", "margin", "padding"),
        *("border", "min", "max", "image", "thumbnail", "video", "screen", "window", "element", "viewport", "banner"),
        *("row", "column", "grid", "zoom", "api", "button", "menu", "widget", "layout", "theme", "board", "chart"),
        *("scroll", "animation", "cache", "request", "server", "cpu", "memory", "disk", "battery", "sensor", "device"),
        *("product", "item", "sku", "shop", "store", "price", "game", "level", "player", "weather", "simulator"),
        *("ip", "ipv4", "ipv6", "mac", "wallet", "web", "http", "tower", "contract", "hotel", "restaurant", "flight"),
        *("funnel", "wizard", "onboarding", "checkout", "migration", "build", "deploy", "pipeline", "vehicle"),
        "engine",
    )
)
_HEADED = ("contact.phone", "contact.email", "identity.birthdate", "identity.national_id", "identity.gender")
_ADDRESSED = ("adress", "address", "direcc", "indiriz", "anschrift", "morada", "enderec", "adres")
_MOST_WORDS_OF_A_HEAD = 4
_SHORTENED = MappingProxyType(
    {
        **{"pt": "patient", "pat": "patient", "enc": "encounter", "appt": "appointment", "prov": "provider"},
        **{"phys": "physician", "ins": "insurance", "med": "medication", "meds": "medication", "dx": "diagnosis"},
        **{"nm": "name", "nme": "name", "cplt": "complet", "yrs": "year", "yr": "year", "anio": "ano"},
        **{"fam": "family", "geb": "geburt"},
        **{"rx": "prescription", "sx": "symptom", "tx": "treatment", "hx": "history", "hosp": "hospital"},
        **{"dept": "department", "addr": "address", "admit": "admission", "vacc": "vaccine", "proc": "procedure"},
        **{"bp": "bloodpressure", "hr": "heartrate", "temp": "temperature", "wt": "weight", "ht": "height"},
        **{"emerg": "emergency", "rel": "relationship"},
    }
)
"""Words that health records write short, in names of several words."""
_LONGEST_WORDED = 64
SHORTEST_WORDED = 4
_SHORTEST_WORD = 6
_STEMMED = (
    *("health.appointment", "health.motive", "health.specialty", "health.practitioner", "health.diagnosis"),
    *("health.treatment", "health.measurement", "health.insurance", "special."),
)


class Loosely:
    """Reads such names: one instance for a set of packs."""

    def __init__(self, packs: Packs, *, entries: Entries, roles: Collection[str]) -> None:
        self._entries = entries
        self._single = entries.single
        affixes = packs.generic("affixes")
        self._compounds = Compounds(single=entries.single, joined=entries.joined, affixes=affixes, roles=roles)
        self.worded = _words_of_health(packs)

    def match(self, key: str) -> KeyVerdict | None:
        """The entry that a name is close to, as a weak name but where it is one once taken apart."""
        if not _is_worded(key):
            return None
        words = lemma(key)
        bare = tuple(word for word in (word.lstrip("_") for word in unnumbered(words)) if word)
        parts = self._compounds.apart(bare)
        written_out = tuple(_SHORTENED.get(word, word) for word in bare) if len(bare) > 1 else bare
        for other in (bare, parts, without_links(parts), written_out):
            if other and other != words:
                found = self._entries.match(other, "".join(other))
                if found is not None:
                    return found
        return self._entries.counted(bare) or self._head(bare) or self._stem(parts) or self.worded.get("".join(bare))

    def _stem(self, words: tuple[str, ...]) -> KeyVerdict | None:
        """A word of health anywhere in a name, or at the beginning or the end of a word: counts as a weak name."""
        if not _INERT.isdisjoint(words):
            return None
        found = [verdict for word in words if (verdict := self._of_stem(word)) is not None]
        best = max(found, key=lambda verdict: (verdict.strong, len(verdict.what)), default=None)
        return best._replace(strong=False, whole=False, stemmed=best.strong) if best is not None else None

    def _of_stem(self, word: str) -> KeyVerdict | None:
        verdict = self._single.get(word) if len(word) > 3 or not word.isalpha() else None
        if verdict is None:
            verdict = self.worded.get(word)
        if verdict is None:
            verdict = next((told for piece in stems_of(word) if (told := self._single.get(piece)) is not None), None)
        return verdict if verdict is not None and verdict.class_.startswith(_STEMMED) else None

    def _head(self, words: tuple[str, ...]) -> KeyVerdict | None:
        """What a name is of by its first word, or its last: `adresseVisite`, `telFamille`. Counts as a weak name."""
        if not 1 < len(words) <= _MOST_WORDS_OF_A_HEAD or not _INERT.isdisjoint(words):
            return None
        for word in (words[0], words[-1]):
            told = self._single.get(word)
            if told is not None and told.class_.startswith(_HEADED) and (told.strong or word == "tel"):
                return told._replace(strong=False, whole=False)
            if told is not None and told.class_ == "contact.address" and word.startswith(_ADDRESSED):
                return told._replace(strong=False, whole=False)
        return None


def _is_worded(key: str) -> bool:
    """Whether a name is of words: ids that stand as names are not worth taking apart."""
    if len(key) > _LONGEST_WORDED or len(key) < SHORTEST_WORDED:
        return False
    return 5 * len(lemma(key)) <= 2 * len(key) and 4 * sum(map(key.count, "0123456789")) < len(key) + 4


def _words_of_health(packs: Packs) -> dict[str, KeyVerdict]:
    """The words of the packs as field names: `antidepressants`, `haemophilia`. They count as weak names."""
    found: dict[str, KeyVerdict] = {}
    for pack in packs.packs:
        for rule in pack.words:
            if rule.class_.startswith(_STEMMED) and rule.strength != "acronym":
                for word in rule.words:
                    if len(word) >= _SHORTEST_WORD:
                        named = f"{pack.pack}/{rule.id}"
                        told = KeyVerdict(rule.class_, strong=False, rule=named, what=word, about=None, whole=False)
                        found.setdefault("".join(lemma(word)), told)
    return found
