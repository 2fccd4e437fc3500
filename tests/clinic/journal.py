"""What the clinic received, as it received it: the truth against which a recording is compared."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.data.chrome import Pairs

FILE = "received.jsonl"


@dataclass(frozen=True, kw_only=True)
class Received:
    """One request that reached the clinic. `body` is as on the wire; `status` that of the answer begun."""

    at_us: int
    version: str  # "1.1", "2"; "ws" for a WebSocket's opening
    scheme: str
    method: str
    host: str
    target: str  # path and query
    headers: Pairs
    body: bytes
    status: int

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.target}"


class Journal:
    """Appends what was received, one JSON line each, flushed before the answer leaves."""

    def __init__(self, folder: Path) -> None:
        self._file: IO[str] = (folder / FILE).open("a", encoding="utf-8")

    def write(self, seen: Received) -> None:
        line = {**seen.__dict__, "body": b64encode(seen.body).decode()}
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()


def read_journal(folder: Path) -> list[Received]:
    """Everything received so far, oldest first."""
    path = folder / FILE
    lines = path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []
    return [_received(json.loads(line)) for line in lines]


def _received(line: dict) -> Received:
    headers = tuple((name, value) for name, value in line["headers"])
    return Received(**{**line, "headers": headers, "body": b64decode(line["body"])})
