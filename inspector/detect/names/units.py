"""Units that bodies are measured in, and how results are told in words.

UCUM (unitsofmeasure.org), and the units that laboratories print, in the ways both are written.
"""

from collections.abc import Iterator
from functools import cache

_PREFIXED = (  # of all these, what a litre of blood holds
    *("g/dL", "g/100mL", "mg/dL", "mg/100mL", "µg/dL", "ng/dL", "pg/dL", "ng/mL", "pg/mL", "ng/L", "pg/L"),
    *("fg/mL", "mmol/L", "µmol/L", "nmol/L", "pmol/L", "fmol/L", "mmol/mol", "mmol/24h", "mmol/d", "µmol/24h"),
    *("mEq/L", "meq/L", "mval/L", "U/L", "kU/L", "kUA/L", "U/mL", "kU/mL", "IU/L", "IU/mL", "IU/dL", "mIU/L"),
    *("mIU/mL", "µIU/mL", "µIU/L", "kIU/L", "UI/L", "UI/mL", "mUI/L", "mUI/mL", "µUI/mL", "kUI/L", "IE/L"),
    *("IE/mL", "mIE/L", "mU/L", "mU/mL", "µU/mL", "[IU]/L", "[IU]/mL", "m[IU]/L", "m[IU]/mL", "u[IU]/mL"),
    *("[iU]/L", "[iU]/mL", "AU/mL", "RU/mL", "UA/mL", "BAU/mL", "µkat/L", "nkat/L", "10^9/L", "10*9/L"),
    *("10^12/L", "10*12/L", "10E9/L", "10e9/L", "10E12/L", "x10^9/L", "x10^12/L", "x10E9/L", "10⁹/L", "10¹²/L"),
    *("G/L", "T/L", "Gpt/L", "Tpt/L", "Giga/L", "Tera/L", "10^3/µL", "10*3/µL", "10^6/µL", "10*6/µL"),
    *("x10^3/µL", "x10^6/µL", "K/µL", "M/µL", "k/µL", "Tsd/µL", "Mio/µL", "Tsd./µL", "Mio./µL", "/µL", "/nL"),
    *("/pL", "cells/µL", "cell/µL", "Zellen/µL", "cellules/µL", "cellule/µL", "copies/mL", "cop/mL", "cp/mL"),
    *("Kopien/mL", "copias/mL", "copie/mL", "log copies/mL", "log10 copies/mL", "mL/min", "mL/min/1.73m2"),
    *("mL/min/1,73m2", "mL/min/1.73m²", "mL/min/1,73m²", "mL/min/1.73 m²", "mL/min/1,73 m²", "mL/min/1.73 m2"),
    *("mL/min/{1.73_m2}", "UFC/mL", "KBE/mL", "CFU/mL", "mg/mmol", "g/mol", "mOsm/kg", "mosm/kg", "mOsmol/kg"),
    *("mosmol/kg", "mg/24h", "g/24h", "mg/24 h", "g/24 h", "µg/24h", "mg/d", "mg/g Crea", "mg/g Krea"),
    *("mg/g creatinine", "mg/g créat", "µg/g", "mg/mmol créat"),
)
_WHOLE = (
    *("cells/mm3", "/mm3", "/mm³", "cellules/mm3", "mill/mm3", "kg/m2", "kg/m²", "mm/h", "mm/hr", "fL", "fl"),
    *("MoM", "S/CO"),
)
_LOOSE = (
    *("mg/L", "µg/L", "g/L", "mg/l", "ug/L", "µg/l", "ug/l", "g/l", "mcg/L", "μg/L", "pg", "mL/kg", "dpt"),
    *("dB HL", "dBHL", "mmHg", "mmhg", "mm Hg", "mm[Hg]", "breaths/min", "beats/min", "{beats}/min", "/min", "bpm"),
)
_TELLING = (
    *("reactive", "non-reactive", "non reactive", "nonreactive", "not detected", "detected", "undetected"),
    *("undetectable", "nachweisbar", "nicht nachweisbar", "nachgewiesen", "nicht nachgewiesen", "grenzwertig"),
    *("détecté", "non détecté", "indétectable", "détectable", "douteux", "non rilevato", "rilevato"),
    *("non rilevabile", "no detectado", "detectado", "no reactivo", "reactivo", "non reattivo", "reattivo"),
    *("indétectée", "détectée", "indeterminado", "indeterminato", "équivoque", "equivocal", "indeterminate"),
    *("niet aantoonbaar", "aantoonbaar", "seronegative", "seropositive"),
)
_OF_MACHINES = ("detected", "undetected", "detectado", "rilevato", "détecté", "détectée", "douteux")
_PLAIN = (
    *("positive", "negative", "pos", "neg", "positiv", "negativ", "positif", "négatif", "positivo", "negativo"),
    *("positiva", "negativa", "positief", "negatief", "dodatni", "ujemny", "normal", "anormal", "présence"),
    *("absence", "+", "++", "+++", "++++", "(+)", "trace", "traces", "spur", "spuren", "trazas", "tracce"),
)
FLAGS = frozenset(
    (
        *("H", "HH", "L", "LL", "A", "AA", "N", "B", "BB", "+", "++", "+++", "-", "--", "*", "**", "!", "↑"),
        *("↑↑", "↓", "↓↓", "high", "low", "abnormal", "normal", "critical", "HIGH", "LOW", "ABNORMAL"),
        *("NORMAL", "High", "Low", "hoch", "Abnormal", "Normal", "alto", "bajo", "basso", "haut", "bas"),
        *("élevé", "erhöht", "erniedrigt", "out_of_range", "in_range", "borderline", "anormal", "S", "I", "R"),
    )
)
"""What marks a result as too high, too low, as it should be."""


@cache
def units_of_bodies() -> frozenset[str]:
    """Units that only bodies, and what is taken from them, are measured in."""
    return frozenset(written for unit in _PREFIXED for written in _writings(unit)) | frozenset(_WHOLE)


@cache
def loose_units() -> frozenset[str]:
    """Units that water, weather and machines are measured in as well."""
    return frozenset(_LOOSE)


@cache
def telling_results() -> frozenset[str]:
    """Results in words that say so by themselves, as they are written."""
    return frozenset(written for word in _TELLING for written in _cases(word))


@cache
def reactions() -> frozenset[str]:
    """Those of them that no program tells of what it looked for: two of them in a document are results."""
    machines = {written for word in _OF_MACHINES for written in _cases(word)}
    return telling_results() - machines


@cache
def results_in_words() -> frozenset[str]:
    """All results in words."""
    return telling_results() | frozenset(written for word in _PLAIN for written in _cases(word))


@cache
def signs_of_results() -> frozenset[str]:
    """Everything that tells of results, in one set."""
    return units_of_bodies() | loose_units() | telling_results()


def _writings(unit: str) -> Iterator[str]:
    micros = ("µ", "μ", "u", "mc") if unit.startswith("µg") else ("µ", "μ", "u") if "µ" in unit else ("",)
    for micro in micros:
        spelled = unit.replace("µ", micro)
        yield from (spelled, spelled.replace("L", "l"))


def _cases(word: str) -> Iterator[str]:
    joined = word.replace(" ", "_").replace("-", "_")
    yield from (word, word.capitalize(), word.upper(), joined, joined.upper())
