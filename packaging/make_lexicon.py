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

DATE = "2026-11-21"
LANGUAGES = ("en", "fr", "de", "it", "es")
TARGET = Path(__file__).resolve().parent.parent / "resources" / "rules" / "detect" / "vocabulary"

ID_SCHEMA = "npm @openstreetmap/id-tagging-schema 6.19.2, ISC (c) iD Contributors; selected and rearranged"
FAKER = "PyPI faker-healthcare-provider 2.5.0, MIT (c) 2025 faker-healthcare contributors; selected and rearranged"
DRUGS = "PyPI drug-named-entity-recognition 2.0.9, MIT; names of DrugBank Open Data, CC0; selected"

SOURCES = (
    ("specialities", "health.specialty", "weak", ID_SCHEMA),
    ("diseases", "health.diagnosis", "weak", FAKER),
    ("symptoms", "health.diagnosis", "weak", FAKER),
    ("procedures", "health.motive", "weak", FAKER),
    ("drug-substances", "health.treatment", "weak", DRUGS),
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
        "lysine", "glycine", "surgery"
    )
)  # fmt: skip


def main(folder: Path) -> None:
    """Writes one CSV per source into the vocabulary folder."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, class_, strength, source in SOURCES:
        words = sorted(set(_words(folder / f"{name}.csv")), key=str.casefold)
        _write(TARGET / f"{name}.csv", words, class_=class_, strength=strength, source=source)
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


def _write(file: Path, words: list[str], *, class_: str, strength: str, source: str) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        for name, value in (("pack", file.stem), ("version", "2026.11.1"), ("date", DATE), ("source", source)):
            out.write(f"# {name}: {value}\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("class", "strength", "revealing", "word"))
        writer.writerows((class_, strength, int(bool(REVEALING.search(word))), word) for word in words)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
