"""Public claims beside what was observed, the states of data at the service, and the documents of the case."""

from collections.abc import Sequence

from inspector.findings.class_words import class_word
from inspector.model.claim import Claim, ClaimKind
from inspector.model.journey import NarrativeKind
from inspector.report.data import CitedDocument, FindingBlock, ReportData
from inspector.report.journey_section import narrative_of
from inspector.report.states_diagram import states_diagram
from inspector.report.typesetter import Typesetter

type Page = dict[str, object]

_MOST_CLAIMS = 40
_MOST_OBSERVED = 16
_MOST_DOCUMENTS = 80
_MOST_SITES = 4


def claim_section(
    data: ReportData, setter: Typesetter, *, findings: Sequence[FindingBlock], linked: dict[str, str]
) -> Page:
    """Facts from documents on one side, facts observed on the other; `findings` are those of the report that are no
    positive observations."""
    words = setter.words
    documents = {cited.document.sha256: cited for cited in data.documents}
    return {
        "title": words("report.claims.title"),
        "states": states_diagram(data, setter),
        "lead": words("report.claims.lead" if data.claims else "report.claims.empty"),
        "claims_label": words("report.claims.heading"),
        "said": words("report.claims.said"),
        "observed": words("report.claims.observed"),
        "claims": [
            _claim(number, claim, data, setter, findings=findings, document=documents.get(claim.document))
            for number, claim in enumerate(data.claims[:_MOST_CLAIMS], 1)
        ],
        "tests": [
            narrative_of(note, setter, linked=linked)
            for note in data.narratives
            if note.narrative.kind is NarrativeKind.CLAIM_TEST
        ],
        "made_of": words("report.journeys.made_of"),
        "does_not_show": words("report.finding.does_not_show"),
        "documents": _documents(data, setter),
    }


def _claim(
    number: int,
    claim: Claim,
    data: ReportData,
    setter: Typesetter,
    *,
    findings: Sequence[FindingBlock],
    document: CitedDocument | None,
) -> Page:
    words = setter.words
    return {
        "number": words("report.claims.number", n=number),
        "kind": words(f"report.claims.kind_{claim.kind}"),
        "quote": words("report.claims.quoted", quote=setter.quote(claim.quote, most=3_000)),
        "origin": [part for part in (setter.day(claim.date), setter.quote(claim.url, most=600, longest=26)) if part],
        "copy": _copy(claim, document, setter),
        "hash": claim.document,
        "scope": _scope(claim, setter),
        "note": setter.text(claim.note, most=1_000),
        "observed": _observed(claim, data, setter, findings=findings),
    }


def _copy(claim: Claim, document: CitedDocument | None, setter: Typesetter) -> str:
    words = setter.words
    if not claim.document:
        return words("report.claims.no_copy")
    name = setter.text(document.document.name, most=160, longest=26) if document else ""
    return words("report.claims.copy", name=name or "—")


def _scope(claim: Claim, setter: Typesetter) -> str:
    words = setter.words
    if not claim.is_scope_confirmed:
        return words("report.claims.scope_open")
    classes = ", ".join(class_word(class_, words) for class_ in claim.scope)
    return words("report.claims.scope", classes=classes)


def _observed(claim: Claim, data: ReportData, setter: Typesetter, *, findings: Sequence[FindingBlock]) -> list[Page]:
    """Groups of observations that the investigator's scope lets stand beside the claim: a word, and findings."""
    words = setter.words
    if not claim.is_scope_confirmed:
        return [_group(words("report.claims.not_set_beside"))]
    own = set(data.first_party.sites) if data.first_party else set()
    covered = [block for block in findings if claim.covers(block.finding.class_)]
    groups: list[Page] = []
    if claim.kind is ClaimKind.END_TO_END_ENCRYPTED:
        readable = [b for b in covered if b.finding.rule == "E2E-01" and b.finding.recipient in own]
        opaque = [b for b in findings if b.finding.rule == "E2E-02" and b.finding.recipient in own]
        groups = [
            _found("readable", readable, setter, by_class=True),
            _found("opaque", opaque, setter, by_class=True),
        ]
    elif claim.kind is ClaimKind.NO_THIRD_PARTY:
        groups = [_found("sent_elsewhere", [b for b in covered if b.finding.recipient not in own], setter)]
    elif claim.kind is ClaimKind.CONSENT_RESPECTED:
        groups = [_found("around_choice", [b for b in covered if b.finding.rule.startswith("CNS-")], setter)]
    else:
        return [_group(words("report.claims.not_compared"))]
    return groups


def _group(text: str) -> Page:
    return {"text": text, "findings": []}


def _found(name: str, blocks: Sequence[FindingBlock], setter: Typesetter, *, by_class: bool = False) -> Page:
    words = setter.words
    if not blocks:
        return _group(words(f"report.claims.{name}_none"))
    items = []
    for block in blocks[:_MOST_OBSERVED]:
        text = class_word(block.finding.class_, words) if by_class and block.finding.class_ else block.title
        items.append({"id": block.finding.id, "text": setter.text(text, most=200)})
    more = len(blocks) - len(items)
    if more > 0:
        items.append({"id": "", "text": words("report.claims.more", n=more)})
    return {"text": words(f"report.claims.{name}"), "findings": items}


def _documents(data: ReportData, setter: Typesetter) -> Page | None:
    if not data.documents:
        return None
    words, rest = setter.words, len(data.documents) - _MOST_DOCUMENTS
    return {
        "title": words("report.documents.title"),
        "lead": words("report.documents.lead"),
        "head": [words(f"report.documents.{key}") for key in ("what", "date", "sha256", "cited")],
        "rows": [_document(cited, setter) for cited in data.documents[:_MOST_DOCUMENTS]],
        "more": words("report.documents.more", n=rest) if rest > 0 else "",
    }


def _document(cited: CitedDocument, setter: Typesetter) -> Page:
    words, document = setter.words, cited.document
    key = f"claims.kind_{document.kind}"
    by = [words("report.documents.by_claim", n=number) for number in cited.claims]
    sites = ", ".join(setter.text(site, longest=20) for site in cited.sites[:_MOST_SITES])
    if sites:
        more = " …" if len(cited.sites) > _MOST_SITES else ""
        by.append(words("report.documents.by_attribution", sites=sites) + more)
    return {
        "kind": words(key) if words.has(key) else setter.text(document.kind, most=40),
        "name": setter.text(document.name, most=200, longest=26),
        "url": setter.quote(document.url, most=600, longest=26),
        "date": setter.day(document.date) or words("report.documents.no_date"),
        "sha256": document.sha256,
        "cited": by or [words("report.documents.not_cited")],
    }
