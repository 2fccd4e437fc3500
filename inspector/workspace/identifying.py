"""The search for identifiers over a case: what each flow adds while it is read, and the verdicts at the end."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from ahocorasick_rs import AhoCorasick

from inspector.decode.body import body_text
from inspector.detect.identifiers.choices import choices_of
from inspector.detect.identifiers.judging import Outside, find_identifiers
from inspector.detect.identifiers.observation import Observation
from inspector.detect.identifiers.parts import identifying_parts
from inspector.detect.identifiers.syncs import find_syncs
from inspector.detect.identifiers.traces import IdentifierCollector
from inspector.model.consent import ChoiceLine
from inspector.model.flow import CaptureId, FlowContent
from inspector.model.identifier import Identified, IdentifierCoverage
from inspector.model.leaf import SensitiveLeaf
from inspector.model.recording import StateCookie, StateKind
from inspector.store.queries import CaseReader
from inspector.store.recorded import StateFacts, page_state_data, page_states
from inspector.workspace.evidence import read_supports
from inspector.workspace.landscape import Landscape

_MOST_SHIPPED_BYTES = 64_000_000  # of scripts and pages, searched for values that everybody is sent
_SHIPPED_BYTES = 4_000_000  # of one of them
_MOST_STORED = 20_000
_STORAGES = (StateKind.LOCAL_STORAGE, StateKind.SESSION_STORAGE)

type Kept = dict[CaptureId, tuple[tuple[int, StateCookie], ...]]


class Identifying:
    """Collects during the first pass over the flows, in their order; `conclude` once all were seen."""

    def __init__(self, reader: CaseReader, landscape: Landscape, *, lines: Mapping[CaptureId, ChoiceLine]) -> None:
        self._reader = reader
        self._landscape = landscape
        self._collector = IdentifierCollector(site_of=landscape.site_of, choices=choices_of(lines))

    def take(self, observation: Observation | None) -> None:
        self._collector.take(observation)

    def conclude(self, leaves: Iterable[SensitiveLeaf]) -> Identified:
        """What was found. `leaves` tell the account ids of the first party."""
        collector, landscape = self._collector, self._landscape
        in_scripts, in_pages = self._shipped(collector.questioned())
        states = page_states(self._reader)
        kept = _kept_cookies(self._reader, states)
        accounts = {leaf.value for leaf in leaves if leaf.first_party and leaf.class_ == "identity.account_id"}
        outside = Outside(
            in_scripts=in_scripts,
            in_pages=in_pages,
            stored=frozenset(_stored_parts(self._reader, states, kept)),
            accounts=frozenset(part for value in accounts for part in identifying_parts(value)),
            fresh=self._fresh(),
            own_group=frozenset(one.site for one in landscape.recipients() if one.same_group),
        )
        sites = collector.sites()
        refused = {capture: c.refused_us for capture, c in collector.choices.items() if c.refused_us is not None}
        return Identified(
            identifiers=find_identifiers(collector, outside),
            syncs=find_syncs(collector, outside, are_one=landscape.are_one_group),
            cookies=collector.cookies.cookies(refused_us=refused, kept=kept, sites_of=lambda part: sites.get(part, ())),
            coverage=self._coverage(refused),
        )

    def _coverage(self, refused: dict[CaptureId, int]) -> IdentifierCoverage:
        captures = [capture.id for capture in self._reader.captures()]
        return IdentifierCoverage(
            values_left_out=self._collector.left_out,
            cookies_left_out=self._collector.cookies.left_out,
            without_cookies=tuple(one for one in captures if not read_supports(self._reader, one).cookies),
            without_refusal=tuple(one for one in captures if one not in refused),
        )

    def _fresh(self) -> frozenset[CaptureId]:
        """Captures made with a new profile: what is the same in two of them was not kept by a browser."""
        return frozenset(c.id for c in self._reader.captures() if c.environment.get("profile") == "fresh")

    def _shipped(self, values: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
        """Which of the values stand in scripts, and which in pages, that were answered."""
        in_scripts: set[str] = set()
        in_pages: set[str] = set()
        automaton = AhoCorasick(values) if values else None
        room = _MOST_SHIPPED_BYTES
        for flow in self._collector.shipped.values() if automaton else ():
            content = self._reader.content(flow, limit_bytes=_SHIPPED_BYTES)
            text = _answer_text(content)
            room -= len(text)
            if room < 0:
                break
            is_page = "html" in (content.facts.response_mime or "").lower()
            assert automaton is not None
            found = {values[index] for index, _, _ in automaton.find_matches_as_indexes(text, overlapping=True)}
            (in_pages if is_page else in_scripts).update(found)
        return frozenset(in_scripts), frozenset(in_pages)


def _answer_text(content: FlowContent) -> str:
    body = content.response_body
    if body is None:
        return ""
    mime, headers = content.facts.response_mime, content.response_headers
    return body_text(body, mime=mime, headers=headers, content_coded=content.content_coded) or ""


def _kept_cookies(reader: CaseReader, states: Sequence[StateFacts]) -> Kept:
    """The browser's cookies as they were at each marker, by capture, later ones last."""
    found: dict[CaptureId, list[tuple[int, StateCookie]]] = {}
    for state in states:
        if state.kind is StateKind.COOKIES:
            try:
                cookies = msgspec.json.decode(page_state_data(reader, state.id), type=list[StateCookie])
            except msgspec.DecodeError:
                continue
            found.setdefault(state.capture, []).extend((state.at_us, cookie) for cookie in cookies)
    return {capture: tuple(cookies) for capture, cookies in found.items()}


def _stored_parts(reader: CaseReader, states: Sequence[StateFacts], kept: Kept) -> Iterator[str]:
    """Identifying parts of what the browser held: cookies, local and session storage."""
    for cookies in kept.values():
        for _, cookie in cookies:
            yield from identifying_parts(cookie.value)
    room = _MOST_STORED
    for state in states:
        if state.kind not in _STORAGES:
            continue
        try:
            origins = json.loads(page_state_data(reader, state.id))
            values = [value for items in origins.values() for value in items.values()]
        except (ValueError, AttributeError, RecursionError):
            continue
        for value in values[: max(room, 0)]:
            yield from identifying_parts(str(value)[:2_000])
        room -= len(values)
