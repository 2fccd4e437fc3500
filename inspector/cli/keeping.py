"""`import` and `export`: captures into a case, and a case back into a file."""

import argparse

from inspector.cli.saying import DONE, LEFT_OUT, WRONG, ProgressLine, complain_of, name_oddities
from inspector.cli.writing import write_json
from inspector.messages import Translator
from inspector.model.errors import CaseUnusable


def import_captures(options: argparse.Namespace, t: Translator) -> int:
    from inspector.store.case import Case
    from inspector.store.case_files import remove_case
    from inspector.store.queries import CaseReader
    from inspector.workspace.analysis import analyse_case
    from inspector.workspace.result import describe_input
    from inspector.workspace.scanning import import_inputs

    bar = ProgressLine(t)
    is_new = not options.output.exists()
    before = 0
    if not is_new:
        with Case.open(options.output, read_only=True) as case:
            before = len(CaseReader(case).captures())
    refused = import_inputs(options.output, options.inputs, scenario=options.scenario, report=bar)
    bar.clear()
    complain_of(refused, t)
    if len(refused) == len(options.inputs):
        if is_new and not any(refusal.error.code == "case_unwritable_now" for refusal in refused):
            remove_case(options.output)
        return WRONG
    try:
        analyse_case(options.output, report=bar)
    except CaseUnusable as error:
        if error.code != "analysis_overtaken":  # the later analysis has what was imported here
            raise
    bar.clear()
    with Case.open(options.output, read_only=True) as case:
        reader = CaseReader(case)
        captures = reader.captures()[before:]
        if options.json:
            write_json({"inputs": [describe_input(reader, capture) for capture in captures]}, "-")
        else:
            for capture in captures:
                print(t("cli.imported", name=capture.name, n=capture.imported, case=options.output.name))
        is_partial = name_oddities(captures, t)
    return LEFT_OUT if refused or is_partial else DONE


def export_case(options: argparse.Namespace, t: Translator) -> int:
    from inspector.workspace.exporting import export_har

    count = export_har(options.case, options.output, redact=options.redact)
    print(t("cli.exported", n=count, name=options.output.name))
    return DONE
