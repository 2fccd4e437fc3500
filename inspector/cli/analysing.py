"""`scan`, `follow` and `report`: what a capture or a case holds."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.cli.arguments import sites_of
from inspector.cli.saying import (
    DONE,
    LEFT_OUT,
    ProgressLine,
    complain_of,
    name_oddities,
    name_oddities_of,
    print_summary,
)
from inspector.cli.writing import json_language, write_json
from inspector.messages import Translator
from inspector.model.errors import ArgumentsWrong
from inspector.workspace.jobs import Progress

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from inspector.workspace.jobs import Report
    from inspector.workspace.scanning import Refused


def scan(options: argparse.Namespace, t: Translator) -> int:
    from inspector.store.case import Case
    from inspector.store.queries import CaseReader
    from inspector.workspace.result import build_result, told_captures
    from inspector.workspace.summary import summarise

    bar = ProgressLine(t)
    with _case_of(options, bar) as (path, refused):
        bar.clear()
        complain_of(refused, t)
        with Case.open(path, read_only=True) as case:
            reader = CaseReader(case)
            stream = sys.stderr if options.json == "-" else sys.stdout
            print_summary(summarise(reader, t), stream)
            if options.json:
                write_json(
                    build_result(reader, translator=json_language(options, t), values=options.values), options.json
                )
            is_partial = name_oddities(told_captures(reader), t)
    return LEFT_OUT if refused or is_partial else DONE


def follow(options: argparse.Namespace, t: Translator) -> int:
    from inspector.workspace.following import find_value
    from inspector.workspace.scanning import case_of
    from inspector.workspace.trail_result import describe_trail, trail_lines

    value = sys.stdin.read().rstrip("\r\n") if options.value == "-" else options.value
    if not value.strip():
        raise ArgumentsWrong("no value to follow: give it on standard input", code="no_value")
    bar = ProgressLine(t)
    with case_of(options.inputs, report=bar) as (path, refused):
        trail = find_value(path, value, report=bar)
        bar.clear()
        is_partial = name_oddities_of(path, t)
    complain_of(refused, t)
    for line in trail_lines(trail, t):
        print(line, file=sys.stderr if options.json == "-" else sys.stdout)
    if options.json:
        write_json(describe_trail(trail), options.json)
    return LEFT_OUT if refused or is_partial else DONE


def report(options: argparse.Namespace, t: Translator) -> int:
    from inspector.workspace.reporting import write_report

    bar = ProgressLine(t)
    with _case_of(options, bar) as (path, refused):
        bar(Progress(step="writing"))
        write_report(path, options.output, language=t.language, redact=options.redact)
        bar.clear()
        is_partial = name_oddities_of(path, t)
    complain_of(refused, t)
    print(t("cli.report_written", name=options.output.name))
    return LEFT_OUT if refused or is_partial else DONE


def _case_of(options: argparse.Namespace, bar: "Report") -> "AbstractContextManager[tuple[Path, list[Refused]]]":
    """The analysed case of what was named, as `scan` and `report` take it."""
    from inspector.workspace.scanning import case_of

    return case_of(
        options.inputs,
        persona=options.persona or (),
        first_party=sites_of(options.first_party),
        mutes=options.mutes or (),
        ocr=options.ocr,
        report=bar,
    )
