"""Evidence for the report: places quoted, the way to them, how they were recognised, the exchanges cited."""

from collections.abc import Iterable

from msgspec.structs import replace

from inspector.decode.replaying.replay import write_python
from inspector.decode.replaying.route import Route, route_of
from inspector.detect.explain import explain, write_clues, write_source
from inspector.messages import Translator
from inspector.model.finding import EvidenceItem
from inspector.model.flow import FlowFacts, FlowId
from inspector.model.leaf import Place, SensitiveLeaf, Sighting
from inspector.report.data import AnnexEntry, EvidenceExcerpt
from inspector.store.queries import CaseReader
from inspector.workspace.excerpts import Quoter
from inspector.workspace.replaying import known_texts
from inspector.workspace.versions import analysed_packs

MOST_ANNEX = 120


class ReportEvidence:
    """Quotes evidence, and remembers in which order exchanges were cited."""

    def __init__(
        self, reader: CaseReader, t: Translator, *, leaves: Iterable[SensitiveLeaf], sightings: Iterable[Sighting]
    ) -> None:
        self._reader, self._t = reader, t
        self._quoter = Quoter(reader)
        self._leaf_at = {replace(leaf.place, span=None): leaf for leaf in leaves}
        self._sighting_at: dict[Place, Sighting] = {}
        for sighting in sightings:
            self._sighting_at.setdefault(sighting.place, sighting)
        self._packs = analysed_packs(reader)
        self._annex: dict[FlowId, str] = {}

    def excerpt(self, item: EvidenceItem, *, alike: int = 0) -> EvidenceExcerpt:
        """`alike`: how many further requests the same excerpt stands for."""
        facts = self._reader.facts(item.place.flow)
        quote = self._quoter.quote(item.place, item.value)
        route, replay = self._route(item)
        return EvidenceExcerpt(
            flow=item.place.flow,
            entry=item.place.entry,
            at_us=facts.started_us,
            method=facts.method,
            url=facts.url,
            host=facts.host,
            side=item.place.side,
            location=item.place.location,
            path=item.place.path,
            layers=item.place.layers,
            before=quote.before,
            telling=quote.telling,
            after=quote.after,
            form=item.form,
            origin=self._origin(item),
            why=self._why(item),
            annex=self._annex_reference(item.place.flow),
            route=route,
            replay=replay,
            alike=alike,
        )

    def _route(self, item: EvidenceItem) -> tuple[Route | None, str]:
        """How the value was reached, and the script that repeats it where its bytes fit into one."""
        content = self._quoter.content(item.place.flow)
        sighting = self._sighting_at.get(item.place) if item.form != "plain" or item.needle else None
        texts = known_texts(sighting) if sighting else (item.value,)
        route = route_of(content, item.place, texts=texts, form=item.form)
        if route is None:
            return None, ""
        replay = write_python(route, item.place, t=self._t)
        return route, replay.code if replay.is_whole and not replay.file else ""

    def _origin(self, item: EvidenceItem) -> str:
        """Where the value was first seen, and what an id stands for."""
        said = []
        if item.origin is not None:
            said.append(self._t("report_words.first_seen", flow=str(item.origin.flow), path=item.origin.path))
        if item.joined:
            said.append(self._t("report_words.stands_for", label=item.joined))
        return " ".join(said)

    def _why(self, item: EvidenceItem) -> str:
        """By which clues the leaf that stands here was recognised, with their weights."""
        leaf = self._leaf_at.get(replace(item.place, span=None))
        if leaf is None:
            return ""
        told = explain(leaf, self._packs)
        clues = ", ".join(write_clues(told, self._t))
        return " ".join(part for part in (self._t("explain.lead", clues=clues), write_source(told, self._t)) if part)

    def _annex_reference(self, flow: FlowId) -> str:
        if flow not in self._annex and len(self._annex) < MOST_ANNEX:
            self._annex[flow] = f"A{len(self._annex) + 1}"
        return self._annex.get(flow, "")

    def annex_entries(self) -> tuple[AnnexEntry, ...]:
        return tuple(self._annex_entry(flow, reference) for flow, reference in self._annex.items())

    def _annex_entry(self, flow: FlowId, reference: str) -> AnnexEntry:
        content = self._quoter.content(flow)
        facts = content.facts
        return AnnexEntry(
            reference=reference,
            flow=flow,
            entry=facts.entry,
            at_us=facts.started_us,
            host=facts.host,
            request_line=f"{facts.method} {_target(facts)} {facts.http_version}".strip(),
            request_headers=content.request_headers,
            status_line="" if facts.status is None else f"{facts.http_version} {facts.status} {facts.reason}".strip(),
            response_headers=content.response_headers,
        )


def _target(facts: FlowFacts) -> str:
    """The request target in origin form, as a head shows it."""
    _, _, rest = facts.url.partition("://")
    at = min((rest.find(mark) for mark in "/?" if mark in rest), default=-1)
    return rest[at:] if at >= 0 else facts.url
