"""Run by hand: `python -m tests.bench.bench_decode`. Decoding and walking French JSON bodies, beside json.loads."""

import json
import random
import time

from inspector.decode.flow import decode_flow
from inspector.model.flow import FlowContent
from tests.decode.flows import flow_content, stored

_WORDS = [
    "consultation",
    "médecin",
    "généraliste",
    "suivi",
    "annonce",
    "résultats",
    "première",
    "échographie",
    "cœur",
    "rendez-vous",
    "Île",
    "été",
]


def bodies(count: int, seed: int = 7) -> list[bytes]:
    """French appointment lists of about 10 kB, as an API sends them."""
    random_ = random.Random(seed)
    return [
        json.dumps({"data": {"confirmed": [_item(random_) for _ in range(20)]}}, ensure_ascii=False).encode()
        for _ in range(count)
    ]


def _item(random_: random.Random) -> dict[str, object]:
    sentence = " ".join(random_.choices(_WORDS, k=9))
    return {
        "id": random_.randrange(10**7),
        "start_date": f"2026-11-{random_.randrange(1, 28):02}T10:30:00.000+01:00",
        "confirmed": True,
        "visit_motive": {"id": random_.randrange(10**6), "name": sentence},
        "profile": {
            "name_with_title": "Dr Éléonore Lefèvre",
            "speciality": random_.choice(_WORDS),
            "bio": sentence * 2,
            "link": f"/medecin/paris/{random_.randrange(10**6)}",
            "photo": f"https://img.example/q/{random_.randrange(10**9)}.jpg",
        },
        "practice": {"latitude": 48.8566, "longitude": 2.3522, "city": "Paris", "floor": None},
        "patient": {
            "id": f"{random_.randrange(10**8):x}",
            "first_name": "Camille",
            "email": "camille.temoin@courriel.example",
        },
    }


def plain_flows(count: int) -> list[FlowContent]:
    """Flows with headers and a query and no body."""
    names = (
        "Host",
        "User-Agent",
        "Accept",
        "Accept-Language",
        "Sec-Fetch-Dest",
        "Sec-Fetch-Mode",
        "Pragma",
        "X-Runtime",
    )
    headers = tuple((name, f"{name.lower()} value/1.0; q=0.8") for name in names)
    return [
        flow_content(
            url=f"https://www.clinic.example/api/things/{n}.json?limit=3&ids=1-2-{n}",
            request_headers=(*headers, ("Cookie", "sid=abcdef0123456789; esid=Q1w2E3r4T5y6")),
            response_headers=(*headers, ("ETag", f"W/{n:032x}"), ("Content-Type", "application/json")),
        )
        for n in range(count)
    ]


def main() -> None:
    measure_bodies()
    flows = plain_flows(3000)
    start = time.process_time()
    for flow in flows:
        decode_flow(flow)
    print(f"flows without a body: {(time.process_time() - start) / len(flows) * 1e6:.0f} us each")


def measure_bodies() -> None:
    data = bodies(1200)
    size = sum(map(len, data)) / 1e6
    best_json = best = 1e9
    for _ in range(3):
        start = time.process_time()
        for body in data:
            json.loads(body)
        best_json = min(best_json, time.process_time() - start)
        contents = [flow_content(response_body=stored(body), response_mime="application/json") for body in data]
        start = time.process_time()
        leaves = sum(decode_flow(content).leaf_count() for content in contents)
        best = min(best, time.process_time() - start)
    print(
        f"{size:.1f} MB, {leaves} leaves: {size / best:.0f} MB/s; json.loads {size / best_json:.0f} MB/s;"
        f" ratio {best / best_json:.2f}"
    )


if __name__ == "__main__":
    main()
