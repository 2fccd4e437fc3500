"""The command line: the same work without a window. Results go to standard output, everything else to standard error.

Exit status: 0 done; 1 done, but something was left out; 2 bad arguments or no readable input; 3 the environment
lacks something.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import msgspec

from inspector.cli.capture import add_capture, run_capture
from inspector.messages import LANGUAGES, Translator, system_language
from inspector.model.errors import ArgumentsWrong, CaseUnusable, EnClairError, EnvironmentLacks, InputUnreadable
from inspector.workspace.jobs import Progress

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from inspector.model.flow import CaptureFacts, Warning
    from inspector.workspace.jobs import Report
    from inspector.workspace.scanning import Refused
    from inspector.workspace.summary import Summary

DONE, LEFT_OUT, WRONG, LACKING = 0, 1, 2, 3

COMMANDS = ("import", "scan", "follow", "report", "capture", "export", "rules")


class _Parser(argparse.ArgumentParser):
    """Bad arguments get one line."""

    def error(self, message: str) -> NoReturn:
        raise ArgumentsWrong(f"{message} (see `{self.prog} --help`)", code="arguments")


def build_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="enclair", description="See which sensitive data travelled, readable, to whom.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    add = commands.add_parser("import", help="import captures into a new or existing case")
    add.add_argument("inputs", nargs="+", type=Path, metavar="INPUT")
    add.add_argument("-o", "--output", required=True, type=Path, metavar="CASE")
    add.add_argument("--scenario", metavar="NAME", help="what the captures were made to show")
    add.add_argument("--json", action="store_true", help="print what was imported as JSON")

    scan = commands.add_parser("scan", help="analyse captures or a case; short summary, JSON result")
    _add_inputs(scan)
    scan.add_argument("--json", metavar="OUT", help="write the result here; - is standard output")
    scan.add_argument("--values", choices=("masked", "full", "hash"), default="masked")

    follow = commands.add_parser("follow", help="every place where a value occurs, in any encoding or hash")
    follow.add_argument("inputs", nargs="+", type=Path, metavar="INPUT")
    follow.add_argument("--value", metavar="V", default="-", help="the value; - (the default) reads standard input")
    follow.add_argument("--json", metavar="OUT", help="write the result here; - is standard output")

    report = commands.add_parser("report", help="write the PDF findings")
    _add_inputs(report)
    report.add_argument("-o", "--output", required=True, type=Path, metavar="OUT.pdf")
    report.add_argument("--redact", choices=("default", "strict", "none"), default="default")

    add_capture(commands.add_parser("capture", help="record a browser, or any client, into a case"))

    export = commands.add_parser("export", help="write a case as HAR 1.2")
    export.add_argument("case", type=Path, metavar="CASE")
    export.add_argument("-o", "--output", required=True, type=Path, metavar="OUT.har")
    export.add_argument("--redact", choices=("default", "strict", "none"), default="default")

    rules = commands.add_parser("rules", help="list rules, classes and roles")
    rules.add_argument("--json", action="store_true")

    for command in commands.choices.values():
        command.add_argument("--lang", choices=LANGUAGES, help="language of texts (default: the system's)")
    return parser


def _add_inputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="*", type=Path, metavar="INPUT", help="HAR files, or one case")
    parser.add_argument(
        "--persona", action="append", type=Path, metavar="FILE.toml", help="planted values of the test identity"
    )
    parser.add_argument(
        "--first-party", action="append", nargs="+", metavar="SITE", help="the sites under investigation"
    )
    parser.add_argument(
        "--mutes", action="append", type=Path, metavar="FILE.toml", help="rules for what is not sensitive here"
    )
    parser.add_argument(
        "--ocr", action="store_true", help="read the text in pictures of third parties first (slow; extra 'ocr')"
    )


def _with_inputs(options: argparse.Namespace) -> argparse.Namespace:
    """`--first-party SITE INPUT`: the last words that are files are inputs, where none was given before."""
    if options.command not in ("scan", "report") or options.inputs:
        return options
    words = options.first_party[-1] if options.first_party else []
    while len(words) > 1 and Path(words[-1]).is_file():
        options.inputs.insert(0, Path(words.pop()))
    if not options.inputs:
        raise ArgumentsWrong(
            f"the following arguments are required: INPUT (see `enclair {options.command} --help`)", code="arguments"
        )
    return options


def run(arguments: Sequence[str]) -> int:
    """Runs one command; the exit status. Never raises for bad input."""
    language = _language_of(arguments)
    t = Translator(language)
    try:
        options = _with_inputs(build_parser().parse_args(arguments))
        return _obey(options, t)
    except EnClairError as error:
        complain(error, t)
        return LACKING if isinstance(error, EnvironmentLacks) else WRONG
    except KeyboardInterrupt:
        return _say(t("cli.interrupted"), status=LEFT_OUT)
    except BrokenPipeError:
        raise
    except OSError as error:
        name = Path(str(error.filename)).name if error.filename else ""
        return _say(t("cli.file_trouble", name=name, reason=error.strerror or ""), status=WRONG)


def _obey(options: argparse.Namespace, t: Translator) -> int:
    """The command, with one line for a case that cannot be read to its end."""
    if options.command == "rules":
        return _rules(options, t)
    from inspector.store.case import told_plainly

    case = getattr(options, "case", None) or (
        options.output if options.command in ("import", "capture") else options.inputs[0]
    )
    with told_plainly(case):
        return int(_RUN[options.command](options, t))


def _language_of(arguments: Sequence[str]) -> str:
    """`--lang`, wherever it stands, so that errors in the arguments speak it too; else the system's."""
    for n, argument in enumerate(arguments):
        if argument == "--lang" and n + 1 < len(arguments):
            return arguments[n + 1]
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
    return system_language()


def complain(error: EnClairError, t: Translator) -> None:
    """One line on standard error, in the person's language where the sentence is known."""
    key = f"errors.{error.code}"
    print(f"enclair: {t(key, **error.facts) if t.has(key) else error}", file=sys.stderr)


def _say(line: str, *, status: int) -> int:
    print(f"enclair: {line}", file=sys.stderr)
    return status


def _json_language(options: argparse.Namespace, t: Translator) -> Translator:
    """English for JSON, unless a language is asked for."""
    return t if options.lang else Translator("en")


def _progress(t: Translator, stream: TextIO | None = None) -> "_Bar":
    return _Bar(t, stream or sys.stderr)


class _Bar:
    """A progress line on a terminal, nothing elsewhere."""

    def __init__(self, t: Translator, stream: TextIO) -> None:
        self._t = t
        self._stream = stream
        self._is_shown = stream.isatty()

    def __call__(self, progress: Progress) -> None:
        if self._is_shown:
            share = "" if progress.share is None else f" {progress.share * 100:3.0f} %"
            print(f"\r\x1b[K{self._t(f'progress.{progress.step}')}{share}", end="", file=self._stream, flush=True)

    def clear(self) -> None:
        if self._is_shown:
            print("\r\x1b[K", end="", file=self._stream, flush=True)


def _write_json(result: object, target: str) -> None:
    data = msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n"
    if target == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        _write_file(Path(target), data)


def _write_file(target: Path, data: bytes) -> None:
    """All of it or nothing; raises InputUnreadable where the target cannot be written."""
    temporary = target.with_name(f".{target.name}.part")
    try:
        if target.exists() and not target.is_file():  # /dev/stdout, a pipe
            target.write_bytes(data)
            return
        temporary.write_bytes(data)
        temporary.replace(target)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise InputUnreadable(
            f"{target.name} cannot be written ({error.strerror}): choose another folder.",
            code="target_unwritable",
            name=target.name,
            reason=error.strerror or "?",
        ) from error


def _sites(values: list[list[str]] | None) -> list[str]:
    """The sites of `--first-party`, however often it was given; of an address (a URL) its host."""
    given = [value.strip() for some in values or () for value in some]
    hosts = [value.rpartition("://")[2].partition("/")[0] for value in given]
    if given and not any(hosts):
        raise ArgumentsWrong("argument --first-party: no site was named", code="arguments")
    return [host for host in hosts if host]


def _import(options: argparse.Namespace, t: Translator) -> int:
    from inspector.store.case import Case, remove_case
    from inspector.store.queries import CaseReader
    from inspector.workspace.analysis import analyse_case
    from inspector.workspace.result import describe_input
    from inspector.workspace.scanning import import_inputs

    bar = _progress(t)
    is_new = not options.output.exists()
    before = 0
    if not is_new:
        with Case.open(options.output, read_only=True) as case:
            before = len(CaseReader(case).captures())
    refused = import_inputs(options.output, options.inputs, scenario=options.scenario, report=bar)
    bar.clear()
    for refusal in refused:
        complain(refusal.error, t)
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
            _write_json({"inputs": [describe_input(reader, capture) for capture in captures]}, "-")
        else:
            for capture in captures:
                print(t("cli.imported", name=capture.name, n=capture.imported, case=options.output.name))
        is_partial = _name_oddities(captures, t)
    return LEFT_OUT if refused or is_partial else DONE


def _name_oddities(captures: "Sequence[CaptureFacts]", t: Translator) -> bool:
    """Every warning of these captures on standard error; whether something was left out."""
    for capture in captures:
        for warning in capture.warnings:
            where = "" if warning.entry is None else f" [{warning.entry}]"
            print(f"enclair: {capture.name}{where}: {_warning_text(warning, t)}", file=sys.stderr)
    return any(c.imported < c.entries or any(_loses_something(w) for w in c.warnings) for c in captures)


def _warning_text(warning: "Warning", t: Translator) -> str:
    """In the person's language; the English message says more, such as how many there were."""
    key = f"warnings.{warning.code}"
    return t(key) if t.language != "en" and t.has(key) else warning.message


def _loses_something(warning: "Warning") -> bool:
    from inspector.formats.har.tally import HARMLESS

    return warning.code not in HARMLESS


def _case_of(options: argparse.Namespace, bar: "Report") -> "AbstractContextManager[tuple[Path, list[Refused]]]":
    """The analysed case of what was named, as `scan` and `report` take it."""
    from inspector.workspace.scanning import case_of

    return case_of(
        options.inputs,
        persona=options.persona or (),
        first_party=_sites(options.first_party),
        mutes=options.mutes or (),
        ocr=options.ocr,
        report=bar,
    )


def _scan(options: argparse.Namespace, t: Translator) -> int:
    from inspector.store.case import Case
    from inspector.store.queries import CaseReader
    from inspector.workspace.result import build_result, told_captures
    from inspector.workspace.summary import summarise

    bar = _progress(t)
    with _case_of(options, bar) as (path, refused):
        bar.clear()
        for refusal in refused:
            complain(refusal.error, t)
        with Case.open(path, read_only=True) as case:
            reader = CaseReader(case)
            stream = sys.stderr if options.json == "-" else sys.stdout
            print_summary(summarise(reader, t), stream)
            if options.json:
                _write_json(
                    build_result(reader, translator=_json_language(options, t), values=options.values), options.json
                )
            is_partial = _name_oddities(told_captures(reader), t)
    return LEFT_OUT if refused or is_partial else DONE


def print_summary(summary: "Summary", stream: TextIO) -> None:
    """The overview's sentences, one a line, groups apart."""
    for group in ("answer", "service", "others", "findings", "searched", "limits"):
        statements = getattr(summary, group)
        for statement in statements:
            print(statement.text, file=stream)
    print(summary.first_party.text, file=stream)


def _follow(options: argparse.Namespace, t: Translator) -> int:
    from inspector.workspace.following import find_value
    from inspector.workspace.scanning import case_of
    from inspector.workspace.trail_result import describe_trail, trail_lines

    value = sys.stdin.read().rstrip("\r\n") if options.value == "-" else options.value
    if not value.strip():
        raise ArgumentsWrong("no value to follow: give it on standard input", code="no_value")
    bar = _progress(t)
    with case_of(options.inputs, report=bar) as (path, refused):
        trail = find_value(path, value, report=bar)
        bar.clear()
        is_partial = _name_oddities_of(path, t)
    for refusal in refused:
        complain(refusal.error, t)
    for line in trail_lines(trail, t):
        print(line, file=sys.stderr if options.json == "-" else sys.stdout)
    if options.json:
        _write_json(describe_trail(trail), options.json)
    return LEFT_OUT if refused or is_partial else DONE


def _report(options: argparse.Namespace, t: Translator) -> int:
    from inspector.workspace.reporting import write_report

    bar = _progress(t)
    with _case_of(options, bar) as (path, refused):
        bar(Progress(step="writing"))
        write_report(path, options.output, language=t.language, redact=options.redact)
        bar.clear()
        is_partial = _name_oddities_of(path, t)
    for refusal in refused:
        complain(refusal.error, t)
    print(t("cli.report_written", name=options.output.name))
    return LEFT_OUT if refused or is_partial else DONE


def _name_oddities_of(path: Path, t: Translator) -> bool:
    from inspector.store.case import Case
    from inspector.store.queries import CaseReader
    from inspector.workspace.result import told_captures

    with Case.open(path, read_only=True) as case:
        return _name_oddities(told_captures(CaseReader(case)), t)


def _export(options: argparse.Namespace, t: Translator) -> int:
    from inspector.workspace.exporting import export_har

    count = export_har(options.case, options.output, redact=options.redact)
    print(t("cli.exported", n=count, name=options.output.name))
    return DONE


def _rules(options: argparse.Namespace, t: Translator) -> int:
    from inspector.workspace.catalogue import list_rules, rule_lines

    if options.json:
        _write_json(list_rules(_json_language(options, t)), "-")
    else:
        for line in rule_lines(t):
            print(line)
    return DONE


_RUN = {
    "import": _import,
    "scan": _scan,
    "follow": _follow,
    "report": _report,
    "capture": run_capture,
    "export": _export,
}


def run_without_window(paths: Sequence[Path], t: Translator) -> int:
    """What `enclair FILE ...` does where there is no display: summary, and a PDF beside the working folder."""
    from inspector.store.case import Case, told_plainly
    from inspector.store.queries import CaseReader
    from inspector.workspace.reporting import write_report
    from inspector.workspace.scanning import case_of
    from inspector.workspace.summary import summarise

    bar = _progress(t)
    try:
        with told_plainly(paths[0]), case_of(paths, report=bar) as (path, refused):
            bar.clear()
            with Case.open(path, read_only=True) as case:
                print_summary(summarise(CaseReader(case), t), sys.stdout)
            target = free_name(Path.cwd() / t("report_words.file_name", name=paths[0].name.split(".")[0]))
            write_report(path, target, language=t.language, redact="default")
            print(t("cli.report_written", name=target.name))
            is_partial = _name_oddities_of(path, t)
    except EnClairError as error:
        complain(error, t)
        return WRONG if isinstance(error, InputUnreadable) else LEFT_OUT
    for refusal in refused:
        complain(refusal.error, t)
    return LEFT_OUT if refused or is_partial else DONE


def free_name(path: Path) -> Path:
    """The path itself, or with the first number that makes it new."""
    candidate, n = path, 2
    while candidate.exists():
        candidate = path.with_stem(f"{path.stem}-{n}")
        n += 1
    return candidate
