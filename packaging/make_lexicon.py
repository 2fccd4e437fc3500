"""Builds `resources/rules/detect/vocabulary/*.csv` from the vocabularies that may ship.

    python packaging/make_lexicon.py FOLDER

FOLDER holds the CSV files of the registry packages named in SOURCES (npm `@openstreetmap/id-tagging-schema`, PyPI
`faker-healthcare-provider` and `drug-named-entity-recognition`). Words too short, too common or without a medical
sense of their own are left out, so that a hit means something.
"""

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

DATE = "2026-11-22"
LANGUAGES = ("en", "fr", "de", "it", "es")
TARGET = Path(__file__).resolve().parent.parent / "resources" / "rules" / "detect" / "vocabulary"

ID_SCHEMA = "npm @openstreetmap/id-tagging-schema 6.19.2, ISC (c) iD Contributors; selected and rearranged"
FAKER = "PyPI faker-healthcare-provider 2.5.0, MIT (c) 2025 faker-healthcare contributors; selected and rearranged"
DRUGS = "PyPI drug-named-entity-recognition 2.0.9, MIT; names of DrugBank Open Data, CC0; selected"

SOURCES = (
    ("specialities", "health.specialty", ID_SCHEMA),
    ("diseases", "health.diagnosis", FAKER),
    ("symptoms", "health.diagnosis", FAKER),
    ("procedures", "health.motive", FAKER),
    ("drug-substances", "health.treatment", DRUGS),
)

REVEALING = re.compile(
    r"(?i)abort|avortement|abtreib|psych|oncolog|onkolog|krebs|cancer|tumou?r|hiv\b|vih\b|syphilis|hepatit|depress|"
    r"dépress|bipol|schizo|autis|alzheimer|parkinson|epilep|épilep|fertil|dialy|palliat|addict|alcohol|alkohol|"
    r"suicid|anorex|bulim|venereo|vénéro|demen|démence|leuk|leuc|lymphom|schwanger|pregnan|grossesse|embaraz"
)
GENERAL = frozenset(
    (
        "community", "body", "depth", "humanistic", "systemic", "general", "surgery", "emergency", "intensive",
        "biology", "biochemistry", "behavior", "trauma", "nuclear", "internal", "occupational",
        "clinical_pathology", "pathology", "reiki", "tuina", "unani", "shiatsu", "blood_check"
    )
)  # fmt: skip
COMMON = frozenset(
    (
        "fatigue", "weakness", "swelling", "sweating", "tremor", "nausea", "cough", "numbness", "wheezing",
        "vertiges", "schwindel", "mareo", "husten", "tos", "toux", "faiblesse", "müdigkeit", "debilidad", "fatiga",
        "water", "oxygen", "alcohol", "ethanol", "iron", "zinc", "gold", "silver", "copper", "nitrogen", "caffeine",
        "glucose", "sucrose", "honey", "menthol", "urea", "talc", "carbon", "calcium", "sodium", "potassium",
        "magnesium", "iodine", "vertigo", "pain", "stress", "color", "vision", "memory", "balance", "confusion",
        "irritability", "aspirin", "camphor", "glycerin", "biotin", "melatonin", "niacin", "lactose", "dextrose",
        "salt", "sugar", "air", "helium", "sulfur", "selenium", "manganese", "chromium", "fluoride", "histidine",
        "lysine", "glycine", "surgery", "sectio", "section", "ablation", "filler", "dolor",
        "dolore", "floater", "molestia",
    )
)  # fmt: skip


COSMETIC = re.compile(
    r"(?i)vitamin|acid\b|oxide|salicyl|caffein|ethyl|glycer|petrolat|dimethicon|collagen|retinol|oil\b|water|benzo|camph|"
    r"menthol|allantoin|lanolin|cocoa|zinc|titanium|chlor(?:ide|hexid)|carbonate|sulfate|phosphate|peroxide|sodium|"
    r"potassium|calcium|magnesium|iron|extract|pollen|hyaluron|\bwax\b|alcohol|propylene|polyethylene|cellulose"
)
AMBIGUOUS = frozenset(("depression", "dépression", "depresión", "depressione", "influenza", "cataracts", "cataratas"))
TELLING = re.compile(
    r"(?i)[oö]log|iatr|gynä|gyn[eéa]|chir?urg|cirug|surgery|heilkunde|cardio|kardio|dermato|th[eé]rap|terap"
)


def strength_of(name: str, word: str) -> str:
    """`phrase` for words that mean nothing else; what may stand in a shop, a novel or a program stays `weak`."""
    if name == "drug-substances":
        return "weak" if COSMETIC.search(word) or len(word) < 7 else "phrase"
    if name == "diseases" and word.casefold() not in AMBIGUOUS:
        return "phrase" if " " in word or len(word) >= 9 else "weak"
    if name == "specialities":
        return "phrase" if TELLING.search(word) else "weak"
    return "weak"


def main(folder: Path) -> None:
    """Writes one CSV per source into the vocabulary folder."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, class_, source in SOURCES:
        words = sorted(set(_words(folder / f"{name}.csv")), key=str.casefold)
        _write(TARGET / f"{name}.csv", words, class_=class_, source=source)
        print(f"{name}: {len(words)} words")


def _words(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row.get("key") in GENERAL:
                continue
            for column in ("name", *LANGUAGES):
                for text in (row.get(column) or "").split(";"):
                    yield from _cleaned(text)


def _cleaned(text: str) -> Iterator[str]:
    """The words before and inside parentheses, if they are long enough to mean something alone."""
    for part in re.split(r"[()]", text):
        word = part.strip(" .,")
        if len(word) >= 6 and not word.isupper() and word.casefold() not in COMMON:
            yield word


def _write(file: Path, words: list[str], *, class_: str, source: str) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        for name, value in (("pack", file.stem), ("version", "2026.11.2"), ("date", DATE), ("source", source)):
            out.write(f"# {name}: {value}\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("class", "strength", "revealing", "word"))
        rows = ((class_, strength_of(file.stem, word), int(bool(REVEALING.search(word))), word) for word in words)
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
