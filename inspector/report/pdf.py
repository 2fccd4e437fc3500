"""The PDF: PDF/A-3a and PDF/UA-1, tagged, offline, the same bytes for the same data and date."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import msgspec

from inspector.figures.graph import layout
from inspector.figures.palette import PAPER
from inspector.figures.svg import graph_svg, timeline_svg
from inspector.figures.timeline import Timeline
from inspector.messages import LANGUAGES, Translator
from inspector.model.finding import Severity, Status
from inspector.model.flow import MARKER_KINDS, SCENARIOS, Location, Side
from inspector.model.leaf import CLASSES, About, Confidence
from inspector.model.party import Role
from inspector.report.attachment import FILE_NAME, findings_json
from inspector.report.data import ReportData
from inspector.report.document import document
from inspector.report.glyphs import printable
from inspector.report.moments import days
from inspector.report.reading import fold
from inspector.report.redaction import Level, Redactor
from inspector.resources import resource_path

STANDARDS = ["a-3a", "ua-1"]
_TEMPLATES = tuple(
    f"{name}.typ" for name in ("main", "setting", "front", "sections", "journeys", "claims", "findings", "annexes")
)
_CATALOGUES = ("report", "classes", "roles", "countries", "about", "layers", "forms")
_LAYERS_PRINTED = ("name_", "start", "known", "unknown", "replay_printed")
_GRAPH_LABELS = 0.032


def write_pdf(data: ReportData, *, language: str, redact: str = "default") -> bytes:
    """The report as PDF bytes. Takes about a second; the compiler releases the GIL, so a thread will do.

    Raises RedactionFailed where a known value could still be read in the finished file (nothing is returned then),
    ValueError for an unknown redaction level.
    """
    import typst

    redactor = build_redactor(data, language=language, level=redact)
    masked = redactor if redactor.level is not Level.NONE else build_redactor(data, language=language, level="default")
    drawings = figures(data, redactor)
    names = {name: f"{name}.svg" for name in drawings}
    content = document(data, redactor=redactor, figures=names)
    files = {name: resource_path("report", name).read_bytes() for name in _TEMPLATES}
    files["main"] = files.pop("main.typ")
    files |= {names[name]: svg.encode() for name, svg in drawings.items()}
    files["document.json"] = msgspec.json.encode(content)
    files[FILE_NAME] = findings_json(data, masked)
    compile_pdf: Any = typst.compile  # its stubs do not know virtual files
    pdf: bytes = compile_pdf(
        files,
        format="pdf",
        font_paths=[str(resource_path("fonts"))],
        ignore_system_fonts=True,
        pdf_standards=STANDARDS,
        timestamp=max(data.created_us // 1_000_000, 0),
    )
    redactor.check(pdf)
    return pdf


def build_redactor(data: ReportData, *, language: str, level: str) -> Redactor:
    """The redactor of a report: what must stay printable is kept, words of the report's sentences are no secrets."""
    keep = [recipient.site for recipient in data.recipients]
    keep += [host for recipient in data.recipients for host in recipient.hosts]
    keep += [name for r in data.recipients for name in (r.party.operator, r.party.group) if name]
    keep += data.first_party.sites if data.first_party else ()
    keep += [day for note in data.captures for day in days(note.facts.started_us, note.facts.ended_us)]
    return Redactor(level, data.known_values, language=language, keep=keep, common=sentence_words())


@cache
def sentence_words() -> frozenset[str]:
    """Folded words and whole entries of the report's own catalogues, and the closed sets of its data: they stand in
    any report, so finding one says nothing."""
    entries = {fold(word) for word in (*CLASSES, *SCENARIOS, *MARKER_KINDS, *_codes())}
    entries |= {fold(word) for kind in (Role, Side, Location, Severity, Confidence, Status, About) for word in kind}
    entries |= {part for word in tuple(entries) for part in re.split(r"[._-]", word)}
    for language, name in product(LANGUAGES, _CATALOGUES):
        for key, sentence in _catalogue(language, name).items():
            if name == "layers" and not key.startswith(_LAYERS_PRINTED):
                continue
            for text in sentence.values() if isinstance(sentence, dict) else (sentence,):
                entries.add(fold(text))
                entries |= set(re.findall(r"[^\W\d_]{4,}", fold(text)))
    return frozenset(entries)


def _codes() -> Iterator[str]:
    """Of layers and of forms: the attachment has them as they are."""
    yield from (key.removeprefix("name_") for key in _catalogue("en", "layers") if key.startswith("name_"))
    yield from _catalogue("en", "forms")


def _catalogue(language: str, name: str) -> dict[str, Any]:
    return tomllib.loads(resource_path("i18n", language, f"{name}.toml").read_text(encoding="utf-8"))


def figures(data: ReportData, redactor: Redactor) -> dict[str, str]:
    """The drawings that have something to show, as SVG with redacted labels."""
    words = Translator(redactor.words.language)
    drawings = {}
    if data.graph_nodes:
        nodes = [msgspec.structs.replace(node, label=_label(node.label, redactor)) for node in data.graph_nodes]
        drawn = layout(nodes, data.graph_edges, label_size=_GRAPH_LABELS, aspect=1.8, most_nodes=40)
        drawings["graph"] = graph_svg(drawn, PAPER, words=words)
    if data.timeline is not None and not data.timeline.is_empty:
        drawings["timeline"] = timeline_svg(_relabelled(data.timeline, redactor), PAPER, words=words)
    return drawings


def _label(label: str, redactor: Redactor) -> str:
    return printable(redactor.redact_prose(label))


def _written(label: str, redactor: Redactor) -> str:
    """An investigator's own words: no sentence of the report, so that nothing known is spared."""
    return printable(redactor.redact(label))


def _relabelled(timeline: Timeline, redactor: Redactor) -> Timeline:
    from dataclasses import replace

    lanes = tuple(msgspec.structs.replace(lane, label=_label(lane.label, redactor)) for lane in timeline.lanes)
    markers = tuple(msgspec.structs.replace(mark, label=_written(mark.label, redactor)) for mark in timeline.markers)
    bands = tuple(msgspec.structs.replace(band, label=_written(band.label, redactor)) for band in timeline.bands)
    return replace(timeline, lanes=lanes, markers=markers, bands=bands)
