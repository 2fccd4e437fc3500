"""The sections before the findings: the service itself, the matrix, the graph, the timeline."""

from inspector.figures.matrix import Cell, class_order
from inspector.figures.palette import group_of
from inspector.findings.class_words import class_word
from inspector.model.flow import CaptureId
from inspector.model.leaf import About
from inspector.report.data import ReportData, ServiceReading
from inspector.report.moments import time_text
from inspector.report.typesetter import Typesetter

type Page = dict[str, object]

MOST_ROWS = 40
_MOST_CLASSES = 11
_MOST_READINGS = 60
_MOST_MARKERS = 40
_MOST_CAPTURES = 24


def service_section(data: ReportData, setter: Typesetter) -> Page:
    """What the first party received or returned, class by class; the user's own data first."""
    words = setter.words
    names = ", ".join(data.first_party.sites) if data.first_party else words("report.cover.no_service")
    ordered = sorted(data.service_reads, key=lambda read: (not read.about.is_the_user, class_order(read.class_)))
    abouts = {read.about for read in ordered}
    same = (
        words("report.service.all_about", about=words(f"about.{About(ordered[0].about)}")) if len(abouts) == 1 else ""
    )
    return {
        "title": words("report.service.title"),
        "lead": f"{words('report.service.lead', sites=setter.text(names))} {same}".rstrip(),
        "has_about": len(abouts) > 1,
        "empty": words("report.service.empty"),
        "head": [words(f"report.service.{key}") for key in ("class", "about", "values", "where", "count")],
        "rows": [_reading(read, setter) for read in ordered[:_MOST_READINGS]],
    }


def _reading(read: ServiceReading, setter: Typesetter) -> Page:
    return {
        "class": class_word(read.class_, setter.words),
        "group": group_of(read.class_),
        "about": setter.words(f"about.{About(read.about)}"),
        "values": [setter.value(value) for value in read.values[:4]],
        "where": [setter.text(path, most=160, longest=26) for path in read.paths[:2]],
        "count": setter.words.number(read.count),
        "direction": _arrow(Cell(sent=read.sent, returned=read.returned)),
    }


def _arrow(cell: Cell) -> str:
    if cell.sent and cell.returned:
        return "↕"
    return "↑" if cell.sent else ("↓" if cell.returned else "")


def matrix_section(data: ReportData, setter: Typesetter) -> Page:
    """One table per capture and per eleven classes, so that columns stay readable."""
    words = setter.words
    matrix = data.matrix
    page: Page = {
        "title": words("report.matrix.title"),
        "lead": words("report.matrix.lead"),
        "empty": words("report.matrix.empty"),
        "recipient": words("report.matrix.recipient"),
        "tables": [],
        "more": "",
    }
    if matrix is None or matrix.is_empty:
        return page
    names = {note.facts.id: note.facts.name for note in data.captures}
    page["tables"] = [
        {
            "capture": words("report.matrix.capture", name=setter.text(names.get(capture, str(capture))))
            if len(matrix.captures) > 1
            else "",
            **_table(data, setter, capture=capture, classes=classes),
        }
        for capture in matrix.captures
        for classes in _chunks([c for c in matrix.classes if (capture, c) in matrix.column_totals])
    ]
    if len(matrix.rows) > MOST_ROWS:
        page["more"] = words("report.matrix.more_rows", n=len(matrix.rows) - MOST_ROWS)
    return page


def _chunks(classes: list[str]) -> list[list[str]]:
    return [classes[i : i + _MOST_CLASSES] for i in range(0, len(classes), _MOST_CLASSES)]


def _table(data: ReportData, setter: Typesetter, *, capture: CaptureId, classes: list[str]) -> Page:
    matrix = data.matrix
    assert matrix is not None
    rows = [
        {
            "site": setter.text(site, longest=26),
            "cells": [_cell(matrix.cell(capture, site, class_), setter) for class_ in classes],
        }
        for site in matrix.rows[:MOST_ROWS]
        if any(matrix.cell(capture, site, class_).total for class_ in classes)
    ]
    heads = [{"word": class_word(class_, setter.words), "group": group_of(class_)} for class_ in classes]
    return {"heads": heads, "rows": rows}


def _cell(cell: Cell, setter: Typesetter) -> str:
    return f"{_arrow(cell)}\u202f{setter.words.number(cell.total)}" if cell.total else ""


def graph_section(data: ReportData, setter: Typesetter, *, file: str | None) -> Page:
    words = setter.words
    return {
        "title": words("report.graph.title"),
        "lead": words("report.graph.lead"),
        "empty": words("report.graph.empty"),
        "alt": words("report.graph.alt", n=len(data.graph_nodes)),
        "file": file,
    }


def timeline_section(data: ReportData, setter: Typesetter, *, file: str | None) -> Page:
    words = setter.words
    ordered = data.timeline.markers if data.timeline else tuple(sorted(data.markers, key=lambda marker: marker.at_us))
    markers = [
        {
            "number": str(number),
            "time": time_text(marker.at_us),
            "text": setter.label(marker.label) or words(f"report.marker.{marker.kind}"),
        }
        for number, marker in enumerate(ordered[:_MOST_MARKERS], start=1)
    ]
    return {
        "title": words("report.timeline.title"),
        "lead": words("report.timeline.lead"),
        "empty": words("report.timeline.empty"),
        "alt": words("report.timeline.alt", n=len(data.timeline.lanes) if data.timeline else 0),
        "file": file,
        "markers_label": words("report.timeline.markers"),
        "markers": markers,
        "consent_label": words("report.timeline.consent"),
        "consent": [setter.text(line, most=1_200) for line in data.consent[:_MOST_CAPTURES]],
    }
