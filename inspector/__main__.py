"""`enclair` and `python -m inspector`: a command, or the window."""

import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what the arguments ask for; the exit status."""
    multiprocessing.freeze_support()
    given = list(sys.argv[1:] if arguments is None else arguments)
    from inspector import cli

    if given[:1] == ["--lang"]:
        given = [*given[2:], *given[:2]]
    try:
        return cli.run(given) if given and given[0] in cli.COMMANDS else _run_window_options(given)
    except BrokenPipeError:  # the reader of our output has left, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return cli.DONE


def _run_window_options(given: list[str]) -> int:
    """`--version`, `--self-test`, `--help`, or the window on the files that are named."""
    from inspector import cli
    from inspector.messages import LANGUAGES, Translator, system_language

    language = system_language()
    if given[:1] == ["verify"]:
        print(f"enclair: {Translator(language)('cli.not_yet', command=given[0])}", file=sys.stderr)
        return cli.WRONG
    paths: list[Path] = []
    wants = ""
    rest = iter(given)
    for argument in rest:
        match argument:
            case "--version" | "--self-test" | "--help" | "-h":
                wants = argument
            case "--lang":
                language = next(rest, "")
            case _ if argument.startswith("--lang="):
                language = argument.partition("=")[2]
            case _ if argument.startswith("-"):
                print(f"enclair: unknown option {argument} (see `enclair --help`)", file=sys.stderr)
                return cli.WRONG
            case _:
                paths.append(Path(argument))
    if language not in LANGUAGES:
        print(f"enclair: --lang is one of {', '.join(LANGUAGES)} (see `enclair --help`)", file=sys.stderr)
        return cli.WRONG
    translator = Translator(language)
    match wants:
        case "--version":
            from inspector.workspace.versions import version_lines

            print("\n".join(version_lines()))
            return cli.DONE
        case "--help" | "-h":
            print(translator("cli.help"))
            return cli.DONE
        case "--self-test":
            from inspector.workspace.self_test import run_self_test

            return run_self_test(translator)
    return _open_window(paths, language=language)


def _open_window(paths: list[Path], *, language: str) -> int:
    from inspector import app, cli
    from inspector.messages import Translator

    translator = Translator(language)
    for path in paths:
        if not path.is_file():
            print(f"enclair: {translator('errors.no_such_file', name=path.name)}", file=sys.stderr)
            return cli.WRONG
    if lacking := app.lacking_display():
        said = "cli.no_window" if paths else "cli.no_window_no_file"
        print(f"enclair: {translator(said, lacking=lacking)}", file=sys.stderr)
        return cli.run_without_window(paths, translator) if paths else cli.LACKING
    return app.run_window(paths, language=language)


if __name__ == "__main__":
    sys.exit(main())
