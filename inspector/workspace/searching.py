"""Finding text (Ctrl+F): in addresses, headers, bodies and decoded leaves, in any letter case."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from inspector.decode.flow import decode_flow
from inspector.model.errors import Cancelled
from inspector.model.flow import FlowContent, FlowId, Location, Side
from inspector.model.secrecy import Secrets, conceal_address, conceal_field
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace.concealing import secrets_of
from inspector.workspace.jobs import IsCancelled, Job, Progress, Report

MOST_HITS = 2000
_AROUND = 40


class Hit(Record, frozen=True, kw_only=True):
    """One place where the text stands; `excerpt` is plain, bounded text around it."""

    flow: FlowId
    side: Side
    location: Location
    path: str
    excerpt: str


class Hits(Record, frozen=True, kw_only=True):
    """What a search found, in flow order, at most MOST_HITS; `flows` were searched."""

    hits: tuple[Hit, ...]
    flows: int
    is_cut: bool


def search_text(case_path: Path, text: str) -> Job:
    """Starts the search in a child process; the result is Hits."""
    return Job(find_text, case_path, text)


def find_text(
    case_path: Path, text: str, *, report: Report | None = None, is_cancelled: IsCancelled | None = None
) -> Hits:
    """Searches every flow; raises Cancelled where asked to stop."""
    wanted = plain(text)
    hits: list[Hit] = []
    flows = 0
    with Case.open(case_path, read_only=True) as case:
        reader = CaseReader(case)
        total = max(reader.last_flow(), 1)
        for content in reader.contents():
            if is_cancelled and is_cancelled():
                raise Cancelled
            if report and flows % 50 == 0:
                report(Progress(step="searching", share=flows / total, count=len(hits)))
            flows += 1
            for hit in _hits(content, wanted, reader=reader):
                hits.append(hit)
                if len(hits) >= MOST_HITS:
                    return Hits(hits=tuple(hits), flows=flows, is_cut=True)
    return Hits(hits=tuple(hits), flows=flows, is_cut=False)


def _hits(content: FlowContent, wanted: str, *, reader: CaseReader) -> Iterator[Hit]:
    """Secrets are found, but not shown."""
    facts = content.facts
    if not wanted:
        return
    if wanted in plain(facts.url):
        shown = excerpt(conceal_address(facts.url), wanted)
        yield Hit(flow=facts.id, side=Side.REQUEST, location=Location.URL, path="", excerpt=shown)
    decoded = decode_flow(content)
    secrets: Secrets | None = None
    for document, leaf in decoded.leaves():
        if document.location in (Location.URL, Location.QUERY) and not document.parent:
            continue  # the address itself was searched
        key, value = str(leaf[1]), leaf[2]
        text = value if isinstance(value, str) else "" if value is None else str(value)
        if wanted in plain(text) or wanted in plain(key):
            secrets = secrets or secrets_of(content, decoded, reader.leaves(flow=facts.id))
            seen = secrets.conceal(conceal_field(document.location, str(key), text))
            shown = seen if wanted in plain(seen) else f"{key}: {seen}"
            yield Hit(
                flow=facts.id,
                side=document.side,
                location=document.location,
                path=document.path_of(leaf),
                excerpt=excerpt(shown, wanted),
            )


def plain(text: str) -> str:
    """The text without letter case and diacritics, in every script."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def excerpt(text: str, wanted: str) -> str:
    """The text around the first occurrence, one line, at most about 120 characters."""
    at = max(plain(text).find(wanted), 0)
    start, end = max(at - _AROUND, 0), min(at + len(wanted) + _AROUND, len(text))
    piece = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{piece}{'…' if end < len(text) else ''}"
