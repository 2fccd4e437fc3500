"""What `enclair FILE ...` does where there is no display."""

import sys
from collections.abc import Sequence
from pathlib import Path

from inspector.cli.saying import (
    DONE,
    LEFT_OUT,
    WRONG,
    ProgressLine,
    complain,
    complain_of,
    name_oddities_of,
    print_summary,
)
from inspector.cli.writing import free_name
from inspector.messages import Translator
from inspector.model.errors import EnClairError, InputUnreadable


def run_without_window(paths: Sequence[Path], t: Translator) -> int:
    """What `enclair FILE ...` does where there is no display: summary, and a PDF beside the working folder."""
    from inspector.store.case import Case
    from inspector.store.case_errors import told_plainly
    from inspector.store.queries import CaseReader
    from inspector.workspace.reporting import write_report
    from inspector.workspace.scanning import case_of
    from inspector.workspace.summary import summarise

    bar = ProgressLine(t)
    try:
        with told_plainly(paths[0]), case_of(paths, report=bar) as (path, refused):
            bar.clear()
            with Case.open(path, read_only=True) as case:
                print_summary(summarise(CaseReader(case), t), sys.stdout)
            target = free_name(Path.cwd() / t("report_words.file_name", name=paths[0].name.split(".")[0]))
            write_report(path, target, language=t.language, redact="default")
            print(t("cli.report_written", name=target.name))
            is_partial = name_oddities_of(path, t)
    except EnClairError as error:
        complain(error, t)
        return WRONG if isinstance(error, InputUnreadable) else LEFT_OUT
    complain_of(refused, t)
    return LEFT_OUT if refused or is_partial else DONE
