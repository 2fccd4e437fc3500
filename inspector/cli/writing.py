"""Results as files, or on standard output."""

import argparse
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

from inspector.messages import Translator
from inspector.model.errors import InputUnreadable


def json_language(options: argparse.Namespace, t: Translator) -> Translator:
    """English for JSON, unless a language is asked for."""
    return t if options.lang else Translator("en")


def write_json(result: object, target: str) -> None:
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


def free_name(path: Path) -> Path:
    """The path itself, or with the first number that makes it new."""
    candidate, n = path, 2
    while candidate.exists():
        candidate = path.with_stem(f"{path.stem}-{n}")
        n += 1
    return candidate
