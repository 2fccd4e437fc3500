"""The shipped sample: a visit to a booking site that does not exist, with every truth planted and listed.

`python -m tests.data.sample` writes `resources/samples/` and the answer key; `write_har(path, target_bytes=...)` writes
the same visit followed by harmless traffic, of any size, in constant memory.
"""

import json
import random
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from tests.data import persona
from tests.data.answers import answer_key
from tests.data.chrome import Draft, Json, entry, indented, moment, moment_us
from tests.data.filler import filler
from tests.data.scenes import record_visit
from tests.data.session import HOSTS, MARKERS, PAGES

SEED = 20260310
ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "resources" / "samples"
HAR = SAMPLES / "consultation.har"
PERSONA = SAMPLES / "consultation.persona.toml"
ANSWERS = Path(__file__).with_name("consultation.answers.json")


def entries(drafts: Iterator[Draft] | list[Draft], *, seed: int = SEED) -> Iterator[Json]:
    """The HAR entries of some drafts, connections numbered per host."""
    chance = random.Random(seed + 1)
    connections = {name: number for number, name in enumerate(HOSTS)}
    for draft in drafts:
        name = urlsplit(draft.url).hostname or ""
        yield entry(draft, host=HOSTS[name], connection=connections[name], chance=chance)


def write_har(path: Path, *, target_bytes: int | None = None, seed: int = SEED) -> int:
    """Writes the sample, grown with harmless traffic to at least `target_bytes`; returns the number of entries."""
    visit = record_visit(seed)
    count = 0
    written = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        written += file.write(_head())
        for made in entries(chain(visit, filler(seed))):
            if count >= len(visit) and (target_bytes is None or written >= target_bytes):
                break
            written += file.write((",\n      " if count else "\n      ") + indented(made, depth=3))
            count += 1
        file.write(_tail())
    return count


def _head() -> str:
    creator = {"name": "WebInspector", "version": "537.36"}
    pages = [
        {
            "startedDateTime": moment(at_s),
            "id": label,
            "title": url,
            "pageTimings": {"onContentLoad": round(load_ms * 0.61, 3), "onLoad": load_ms},
        }
        for label, at_s, url, load_ms in PAGES
    ]
    return (
        '{\n  "log": {\n    "version": "1.2",\n'
        f'    "creator": {indented(creator, depth=2)},\n    "pages": {indented(pages, depth=2)},\n    "entries": ['
    )


def _tail() -> str:
    extra = {
        "scenario": "accepted",
        "note": "Capture fabriquée : site, personnes et entreprises fictifs.",
        "markers": [
            {"at": moment(at_s), "at_us": moment_us(at_s), "kind": kind, "label": label, "note": note}
            for at_s, kind, label, note in MARKERS
        ],
    }
    return f'\n    ],\n    "_enclair": {indented(extra, depth=2)}\n  }}\n}}\n'


def answers_text(*, seed: int = SEED) -> str:
    """The answer key as JSON, entries by their place in the sample's `log.entries`."""
    return json.dumps(answer_key(record_visit(seed)), ensure_ascii=False, indent=2) + "\n"


def write_sample() -> None:
    SAMPLES.mkdir(parents=True, exist_ok=True)
    write_har(HAR)
    PERSONA.write_text(persona.persona_toml(), encoding="utf-8", newline="\n")
    ANSWERS.write_text(answers_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_sample()
