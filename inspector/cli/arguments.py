"""What the command line takes."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from inspector.cli.capture_arguments import add_capture
from inspector.messages import LANGUAGES, system_language
from inspector.model.errors import ArgumentsWrong

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


def with_inputs(options: argparse.Namespace) -> argparse.Namespace:
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


def sites_of(values: list[list[str]] | None) -> list[str]:
    """The sites of `--first-party`, however often it was given; of an address (a URL) its host."""
    given = [value.strip() for some in values or () for value in some]
    hosts = [value.rpartition("://")[2].partition("/")[0] for value in given]
    if given and not any(hosts):
        raise ArgumentsWrong("argument --first-party: no site was named", code="arguments")
    return [host for host in hosts if host]


def language_of(arguments: Sequence[str]) -> str:
    """`--lang`, wherever it stands, so that errors in the arguments speak it too; else the system's."""
    for n, argument in enumerate(arguments):
        if argument == "--lang" and n + 1 < len(arguments):
            return arguments[n + 1]
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
    return system_language()
