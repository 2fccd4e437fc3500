"""The command line: the same work without a window. Results go to standard output, everything else to standard error.

Exit status: 0 done; 1 done, but something was left out; 2 bad arguments or no readable input; 3 the environment
lacks something.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from inspector.cli.analysing import follow, report, scan
from inspector.cli.arguments import COMMANDS, build_parser, language_of, with_inputs
from inspector.cli.capture import run_capture
from inspector.cli.cataloguing import list_catalogue
from inspector.cli.keeping import export_case, import_captures
from inspector.cli.saying import DONE, LACKING, LEFT_OUT, WRONG, complain, say
from inspector.cli.windowless import run_without_window
from inspector.messages import Translator
from inspector.model.errors import EnClairError, EnvironmentLacks

__all__ = ["COMMANDS", "DONE", "LACKING", "LEFT_OUT", "WRONG", "run", "run_without_window"]

_RUN = {
    "import": import_captures,
    "scan": scan,
    "follow": follow,
    "report": report,
    "capture": run_capture,
    "export": export_case,
    "rules": list_catalogue,
}


def run(arguments: Sequence[str]) -> int:
    """Runs one command; the exit status. Never raises for bad input."""
    language = language_of(arguments)
    t = Translator(language)
    try:
        options = with_inputs(build_parser().parse_args(arguments))
        return _obey(options, t)
    except EnClairError as error:
        complain(error, t)
        return LACKING if isinstance(error, EnvironmentLacks) else WRONG
    except KeyboardInterrupt:
        return say(t("cli.interrupted"), status=LEFT_OUT)
    except BrokenPipeError:
        raise
    except OSError as error:
        name = Path(str(error.filename)).name if error.filename else ""
        return say(t("cli.file_trouble", name=name, reason=error.strerror or ""), status=WRONG)


def _obey(options: argparse.Namespace, t: Translator) -> int:
    """The command, with one line for a case that cannot be read to its end."""
    if options.command == "rules":
        return list_catalogue(options, t)
    from inspector.store.case_errors import told_plainly

    case = getattr(options, "case", None) or (
        options.output if options.command in ("import", "capture") else options.inputs[0]
    )
    with told_plainly(case):
        return _RUN[options.command](options, t)
