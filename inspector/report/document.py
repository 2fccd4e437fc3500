"""The report as plain data for the templates: every text is final, the templates only set it."""

from collections.abc import Mapping

from inspector.figures.palette import PAPER, SEVERITY_SHAPES
from inspector.figures.shapes import Shape, outline
from inspector.model.finding import Severity, Status
from inspector.report.annexes import annexes
from inspector.report.blocks import finding_blocks, linked_titles, printed_findings
from inspector.report.claim_section import claim_section
from inspector.report.comparison_section import comparison_section
from inspector.report.data import FindingBlock, ReportData
from inspector.report.front import cover, guide, summary
from inspector.report.identifier_section import identifier_section
from inspector.report.journey_section import journey_section
from inspector.report.redaction import Redactor
from inspector.report.sections import graph_section, matrix_section, service_section, timeline_section
from inspector.report.typesetter import Typesetter

type Page = dict[str, object]
"""A part of the document in the shape that its template expects (JSON-like)."""

ROOT_LETTERS = 12
_DRAFTS = (None, Status.DRAFT)


def drafts(findings: tuple[FindingBlock, ...]) -> int:
    """How many findings no person has verified yet."""
    return sum((block.verdict.status if block.verdict else None) in _DRAFTS for block in findings)


def document(data: ReportData, *, redactor: Redactor, figures: Mapping[str, str]) -> Page:
    """The whole report; `figures` are the names of the drawings that exist (`graph`, `timeline`) and their files."""
    words = redactor.words
    setter = Typesetter(words, redactor)
    findings, positive = printed_findings(data)
    linked = linked_titles(data)
    unverified = drafts(findings) or drafts(positive)
    return {
        "language": words.language,
        "title": setter.plain(data.title or data.question or words("report.kicker")),
        "draft": {"banner": words("report.draft_banner"), "detail": words("report.draft_detail", n=unverified)}
        if unverified
        else None,
        "footer": {
            "case": setter.text(data.case_id, most=30),
            "root": data.integrity.flows_root[:ROOT_LETTERS],
            "page": words("report.footer.page", page="{page}", pages="{pages}"),
        },
        "look": look(),
        "cover": cover(data, setter),
        "summary": summary(data, setter, drafts=drafts(findings), findings=findings, positive=positive),
        "guide": guide(words),
        "service": service_section(data, setter),
        "matrix": matrix_section(data, setter),
        "graph": graph_section(data, setter, file=figures.get("graph")),
        "identifiers": identifier_section(data, setter),
        "comparison": comparison_section(data, setter),
        "timeline": timeline_section(data, setter, file=figures.get("timeline")),
        "journeys": journey_section(data, setter, linked=linked),
        "claims": claim_section(data, setter, findings=findings, linked=linked),
        "findings": finding_blocks(data, setter),
        "annexes": annexes(data, setter),
        "attachment": words("report.attachment.description"),
    }


def look() -> Page:
    """Colours and shapes of paper, from the one palette."""
    return {
        "ink": PAPER.ink,
        "quiet": PAPER.quiet,
        "line": PAPER.line,
        "surface": PAPER.surface,
        "accent": PAPER.accent,
        "severities": {
            severity: {"colour": PAPER.severities[severity], "shape": SEVERITY_SHAPES[severity]}
            for severity in Severity
        },
        "groups": PAPER.groups,
        "shapes": {shape: outline(shape) for shape in Shape if not shape.is_round},
    }
