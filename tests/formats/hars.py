"""Small HARs with boring defaults, made in a line."""

import json
from pathlib import Path
from typing import Any

from inspector.formats.har.head import Head
from inspector.formats.har.limits import Limits
from inspector.formats.har.reader import Tail, open_har
from inspector.model.flow import FlowRecord, Warning

CHROME = {"name": "WebInspector", "version": "537.36"}


def make_entry(**changes: Any) -> dict[str, Any]:
    """A Chrome entry; `request__url="…"` changes a member of `request`, None takes it out."""
    entry: dict[str, Any] = {
        "startedDateTime": "2026-11-01T09:00:00.000Z",
        "time": 12.5,
        "request": {
            "method": "GET",
            "url": "https://www.rdv.example/a?b=1",
            "httpVersion": "h2",
            "headers": [{"name": "accept", "value": "*/*"}],
            "queryString": [{"name": "b", "value": "1"}],
            "cookies": [],
            "headersSize": -1,
            "bodySize": 0,
        },
        "response": {
            "status": 200,
            "statusText": "OK",
            "httpVersion": "h2",
            "headers": [{"name": "content-type", "value": "application/json"}],
            "cookies": [],
            "content": {"size": 7, "mimeType": "application/json", "text": '{"a":1}'},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": 7,
        },
        "cache": {},
        "timings": {"blocked": -1, "dns": -1, "connect": -1, "send": 0.5, "wait": 10, "receive": 2, "ssl": -1},
    }
    for path, value in changes.items():
        *outer, name = path.split("__")
        place = entry
        for part in outer:
            place = place.setdefault(part, {})
        place[name] = value
    return entry


def make_log(entries: list[Any], **members: Any) -> dict[str, Any]:
    return {"log": {"version": "1.2", "creator": CHROME, "pages": [], "entries": entries} | members}


def write(folder: Path, content: Any, name: str = "a.har") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode())
    return path


class Read:
    """Everything a HAR gave."""

    def __init__(self, path: Path, limits: Limits = Limits()) -> None:  # noqa: B008
        with open_har(path, limits=limits) as har:
            items = list(har)
            self.head: Head = har.head
            self.tail: Tail = har.tail
        self.flows: list[Any] = [item for item in items if isinstance(item, FlowRecord)]
        self.warnings = [item for item in items if isinstance(item, Warning)]
        self.codes = [warning.code for warning in self.warnings]


def read(folder: Path, content: Any, name: str = "a.har", limits: Limits = Limits()) -> Read:  # noqa: B008
    return Read(write(folder, content, name), limits)


def read_one(folder: Path, **changes: Any) -> Any:
    (flow,) = read(folder, make_log([make_entry(**changes)])).flows
    return flow
