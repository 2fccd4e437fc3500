"""What the report tells besides its findings: composites of them, transport, documents and who cites them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from inspector.findings.interception import was_intercepted
from inspector.findings.journeys.narrative_texts import narrative_texts
from inspector.messages import Translator
from inspector.model.claim import Claim
from inspector.model.finding import Finding
from inspector.model.journey import Narrative, NarrativeKind
from inspector.report.data import CitedDocument, NarrativeNote, TransportNote
from inspector.store.documents import read_documents
from inspector.store.journeys import read_narratives
from inspector.store.queries import CaseReader
from inspector.store.recorded import tls_versions
from inspector.store.requests import requests
from inspector.workspace.correcting import corrections

_WHOLE = (NarrativeKind.PRE_BOOKING_PROFILE, NarrativeKind.IMAGE_INFERENCE)
_CLEAR = ("http", "ws")


def narrative_notes(reader: CaseReader, t: Translator, *, kept: Sequence[Finding]) -> tuple[NarrativeNote, ...]:
    """The composites that still stand without the findings set aside."""
    known = {finding.id: finding for finding in kept}
    found = (_without_rejected(narrative, known) for narrative in read_narratives(reader))
    return tuple(_note(narrative, t) for narrative in found if narrative is not None)


def _without_rejected(narrative: Narrative, kept: Mapping[str, Finding]) -> Narrative | None:
    """None where a finding that it cannot do without was set aside."""
    left = tuple(finding for finding in narrative.findings if finding in kept)
    if left == narrative.findings:
        return narrative
    if narrative.kind in _WHOLE or not left:
        return None
    if narrative.kind is not NarrativeKind.CLAIM_TEST:
        return replace(narrative, findings=left)
    rules = Counter(kept[finding].rule for finding in left)
    counts: dict[str, str | int] = {"readable": rules["E2E-01"], "opaque": rules["E2E-02"]}
    variant = "contradicted" if rules["E2E-01"] else "opaque"
    return replace(narrative, findings=left, variant=variant, facts=narrative.facts | counts)


def _note(narrative: Narrative, t: Translator) -> NarrativeNote:
    texts = narrative_texts(narrative, t)
    return NarrativeNote(narrative=narrative, title=texts.title, tells=texts.tells, does_not_show=texts.does_not_show)


def transport_note(reader: CaseReader, sites: Collection[str], hosts: Collection[str]) -> TransportNote:
    """The requests to the first party's `hosts` by how their connections were protected."""
    if not sites:
        return TransportNote()
    recorded = tls_versions(reader)
    versions: Counter[str] = Counter()
    encrypted = clear = 0
    relayed = {capture.id for capture in reader.captures() if was_intercepted(capture)}
    is_relayed = False
    for request in requests(reader):
        if not request.on_wire or request.host not in hosts:
            continue
        if request.scheme in _CLEAR:
            clear += 1
        elif version := recorded.get(request.flow):
            versions[_written(version)] += 1
            is_relayed = is_relayed or request.capture in relayed
        else:
            encrypted += 1
    ordered = tuple(sorted(versions.items(), reverse=True))
    return TransportNote(versions=ordered, encrypted=encrypted, clear=clear, relayed=is_relayed)


def _written(version: str) -> str:
    """`TLS 1.3`, whatever way the source writes it."""
    number = version.upper().removeprefix("TLS").strip(" V")
    return f"TLS {number}" if number[:1].isdigit() else version[:40]


def cited_documents(reader: CaseReader, claims: Sequence[Claim]) -> tuple[CitedDocument, ...]:
    corrected = corrections(reader)
    return tuple(
        CitedDocument(
            document=document,
            claims=tuple(number for number, claim in enumerate(claims, 1) if claim.document == document.sha256),
            sites=tuple(sorted(site for site, said in corrected.items() if said.document == document.sha256)),
        )
        for document in read_documents(reader)
    )
