"""Seeded synthetic HARs of any size, in Chrome's layout: what the import benchmark reads.

About 23 kB an entry: French JSON bodies (35 %), base64 images (25 %), scripts, pages and pixels. All fictional.
"""

import base64
import json
import random
from pathlib import Path
from typing import Any

type Members = dict[str, Any]

_WORDS = (
    "consultation", "rendez-vous", "médecin", "généraliste", "créneau", "disponible", "patient", "téléphone",
    "secrétariat", "première", "suivi", "cabinet", "Île-de-France", "ordonnance", "résultat", "« analyse »", "cœur",
)  # fmt: skip
_HOSTS = [f"{name}.example" for name in ("www.rdv", "api.rdv", "cdn.images", "tr.mesure", "pixel.social", "o1.erreurs")]
_KINDS = ("json", "image", "script", "html", "pixel")
_SHARES = (35, 25, 20, 10, 10)


def generate_har(path: Path, *, size_bytes: int, seed: int = 7) -> int:
    """Writes a HAR of about that size, indented by two as Chrome does; returns its number of entries."""
    chance = random.Random(seed)
    pixels = chance.randbytes(3_000_000)
    head = {"version": "1.2", "creator": {"name": "WebInspector", "version": "537.36"}, "pages": [_page()]}
    with path.open("w", encoding="utf-8") as file:
        file.write('{\n  "log": ' + json.dumps(head, indent=2)[:-2] + ',\n    "entries": [\n')
        count = 0
        while file.tell() < size_bytes:
            if count:
                file.write(",\n")
            file.write(json.dumps(_entry(chance, count, pixels), indent=2, ensure_ascii=False))
            count += 1
        file.write("\n    ]\n  }\n}\n")
    return count


def _page() -> Members:
    times = {"onContentLoad": 1234.5, "onLoad": 2345.6}
    return {"startedDateTime": "2026-11-01T09:00:00.000Z", "id": "page_1", "title": "RDV", "pageTimings": times}


def _entry(chance: random.Random, count: int, pixels: bytes) -> Members:
    kind = chance.choices(_KINDS, _SHARES)[0]
    mime, text, is_base64 = _body(chance, kind, pixels)
    url = f"https://{chance.choice(_HOSTS)}/{kind}/{count}?q={chance.randrange(10**9)}&motif={chance.choice(_WORDS)}"
    content: Members = {"size": len(text), "mimeType": mime, "text": text}
    if is_base64:
        content = {"size": len(text) * 3 // 4, "mimeType": mime, "text": text, "encoding": "base64"}
    return {
        "_initiator": {"type": "script", "stack": {"callFrames": _frames(chance)}},
        "_priority": "High",
        "_resourceType": "fetch",
        "cache": {},
        "connection": str(chance.randrange(100, 160)),
        "pageref": "page_1",
        "request": {
            "method": "GET",
            "url": url,
            "httpVersion": "h2",
            "headers": _headers(chance, 18),
            "queryString": [{"name": "q", "value": "1"}, {"name": "motif", "value": "x"}],
            "cookies": [],
            "headersSize": -1,
            "bodySize": 0,
        },
        "response": {
            "status": 200,
            "statusText": "",
            "httpVersion": "h2",
            "headers": _headers(chance, 16),
            "cookies": [],
            "content": content,
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
            "_transferSize": len(text) // 3,
            "_error": None,
        },
        "serverIPAddress": f"198.51.100.{count % 250}",
        "startedDateTime": f"2026-11-01T09:{count // 6000 % 60:02}:{count // 100 % 60:02}.{count % 100 * 10:03}Z",
        "time": round(chance.uniform(5, 900), 3),
        "timings": {
            "blocked": 1.5,
            "dns": -1,
            "ssl": -1,
            "connect": -1,
            "send": 0.2,
            "wait": 20.25,
            "receive": 3.125,
            "_blocked_queueing": 0.9,
        },
    }


def _frames(chance: random.Random) -> list[Members]:
    return [
        {
            "functionName": chance.choice(_WORDS),
            "scriptId": str(chance.randrange(99)),
            "url": "https://www.rdv.example/app.js",
            "lineNumber": chance.randrange(9000),
            "columnNumber": chance.randrange(900),
        }
        for _ in range(chance.randrange(1, 6))
    ]


def _headers(chance: random.Random, count: int) -> list[Members]:
    return [
        {"name": f"x-entete-{n}", "value": f"{chance.randrange(10**12):x}-{chance.choice(_WORDS)}"}
        for n in range(count)
    ]


def _body(chance: random.Random, kind: str, pixels: bytes) -> tuple[str, str, bool]:
    if kind == "image":
        start = chance.randrange(len(pixels) - 40_000)
        return "image/jpeg", base64.b64encode(pixels[start : start + chance.randrange(2_000, 40_000)]).decode(), True
    if kind == "pixel":
        return "image/gif", "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", True
    if kind == "json":
        rows = [_appointment(chance) for _ in range(chance.randrange(20, 120))]
        return "application/json; charset=utf-8", json.dumps({"data": rows}, ensure_ascii=False), False
    words = " ".join(chance.choices(_WORDS, k=chance.randrange(500, 4_000)))
    if kind == "script":
        return "text/javascript", f'!function(){{"use strict";var t="{words}";\n\treturn t}}();', False
    return "text/html", f'<!doctype html>\n<html lang="fr"><body class="page">\n<p>{words}</p></body></html>', False


def _appointment(chance: random.Random) -> Members:
    return {
        "id": chance.randrange(10**9),
        "start_date": f"2026-11-{chance.randrange(1, 28):02}T09:30:00+01:00",
        "visit_motive": {"id": chance.randrange(10**7), "name": " ".join(chance.choices(_WORDS, k=3))},
        "note": None,
        "child": False,
    }
