"""Speed of classifying and hunting, beside json.loads on the same bytes: `python tests/bench/bench_detect.py`.

Two corpora of French JSON: an ordinary shop and news feed (few sensitive leaves), and appointment lists (most leaves
sensitive). Prints megabytes of JSON per second; nothing here passes or fails.
"""

import json
import random
import time
from collections.abc import Callable

from inspector.decode.document import Decoded, Document, Leaf, Node, Notation
from inspector.detect.classify import Classifier
from inspector.detect.context import FlowContext
from inspector.detect.needles.hunt import Hunter
from inspector.detect.packs import load_packs
from inspector.model.flow import Location, Side
from inspector.model.leaf import Needle, Origin, Scalar
from tests.detect.builders import HEALTH_SITE, facts

WORDS = [
    "le",
    "marché",
    "de",
    "Noël",
    "ouvre",
    "ses",
    "portes",
    "à",
    "Lyon",
    "samedi",
    "prochain",
    "avec",
    "une",
    "centaine",
    "d'exposants",
    "venus",
    "de",
    "toute",
    "la",
    "région",
    "et",
    "des",
    "animations",
    "gratuites",
    "pour",
    "les",
    "enfants",
    "chaque",
    "après-midi",
    "jusqu'au",
    "vingt-quatre",
    "décembre",
]


def ordinary(chooser: random.Random) -> dict[str, object]:
    def item(number: int) -> dict[str, object]:
        return {
            "article_ref": number,
            "headline": " ".join(chooser.choices(WORDS, k=8)),
            "summary": " ".join(chooser.choices(WORDS, k=30)),
            "published": f"2026-11-{1 + number % 28:02d}T10:00:00+01:00",
            "section": chooser.choice(["culture", "économie", "sport"]),
            "score": round(chooser.random(), 4),
            "thumbnail_path": f"/media/{number}.webp",
            "premium": number % 5 == 0,
            "author": {"slug": f"auteur-{number % 40}", "byline": "La rédaction"},
            "tags": chooser.choices(WORDS, k=3),
        }

    return {"articles": [item(chooser.randrange(10_000)) for _ in range(40)], "next_page": 2}


def appointments(chooser: random.Random) -> dict[str, object]:
    def item(number: int) -> dict[str, object]:
        return {
            "id": f"{number}-abc",
            "start_date": "2026-12-01T10:00:00+01:00",
            "profile": {"name_with_title": f"Dr Nom {number}", "speciality": "Oncologue", "speciality_id": 12},
            "practice": {"address": f"{number} rue X", "zipcode": "69001", "city": "Lyon", "code1": "12A4"},
            "patient": {"id": f"p{number}", "first_name": "Camille", "last_name": f"Témoin {number}"},
            "visit_motive": {"id": 9_000_000 + number, "name": "Annonce de résultats (oncologie)"},
        }

    return {"data": {"confirmed": [item(chooser.randrange(10_000)) for _ in range(20)]}}


def walk(value: object, parent: Node | None, key: str | int, leaves: list[Leaf]) -> None:
    if isinstance(value, dict):
        node = Node(parent, key, value)
        for name, inner in value.items():
            walk(inner, node, name, leaves)
    elif isinstance(value, list):
        node = Node(parent, key, value)
        for index, inner in enumerate(value):
            walk(inner, node, index, leaves)
    else:
        scalar: Scalar = value if isinstance(value, (str, int, float, bool)) else None
        leaves.append((parent or Node(None, "", None), key, scalar))


def decode(value: object) -> Decoded:
    leaves: list[Leaf] = []
    walk(value, None, "", leaves)
    document = Document(
        side=Side.RESPONSE, location=Location.BODY, layers=("json",), notation=Notation.JSON, leaves=leaves
    )
    return Decoded(documents=[document])


def timed(label: str, size_mb: float, work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    seconds = time.process_time() - started
    print(f"{label:44} {size_mb / seconds:8.1f} MB/s")
    return seconds


def bench(name: str, make: Callable[[random.Random], dict[str, object]], bodies: int) -> None:
    chooser = random.Random(7)
    values = [make(chooser) for _ in range(bodies)]
    texts = [json.dumps(value, ensure_ascii=False) for value in values]
    size_mb = sum(len(text.encode()) for text in texts) / 1e6
    flows = [decode(value) for value in values]
    context = FlowContext(facts=facts(f"{HEALTH_SITE}/api/feed.json"), site="rdv-sante.example", first_party=True)
    classifier = Classifier(load_packs())
    hunter = Hunter([_needle(number) for number in range(1000)])
    print(f"{name}: {size_mb:.1f} MB, {sum(flow.leaf_count() for flow in flows)} leaves")
    loads = timed("json.loads", size_mb, lambda: [json.loads(text) for text in texts])
    classify = timed("classify", size_mb, lambda: [classifier.classify(flow, context) for flow in flows])
    hunt = timed("hunt 1,000 needles", size_mb, lambda: [hunter.hunt(flow, context) for flow in flows])
    print(f"{'ratio to json.loads':44} classify {classify / loads:.2f}, hunt {hunt / loads:.2f}\n")


def _needle(number: int) -> Needle:
    kinds = (("contact.email", f"temoin{number}@courriel.example"), ("identity.name", f"Camille Témoin{number}"))
    class_, value = kinds[number % 2]
    return Needle(name=class_, class_=class_, value=value, origin=Origin.PERSONA)


if __name__ == "__main__":
    started = time.process_time()
    Hunter([_needle(number) for number in range(1000)])
    print(f"building a hunter of 1,000 needles: {time.process_time() - started:.2f} s")
    bench("ordinary feed", ordinary, 300)
    bench("appointment lists", appointments, 100)
