"""The persona file: the planted values of the test identity (contracts.md, "Persona file")."""

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from inspector.model.errors import ArgumentsWrong, InputUnreadable
from inspector.model.leaf import CLASSES, Needle, Origin
from inspector.model.struct import Record

_LARGEST_BYTES = 1_000_000


class _Value(Record, frozen=True, kw_only=True):
    label: str
    class_: str = msgspec.field(name="class")
    value: str | int | list[str | int]


class _Persona(Record, frozen=True, kw_only=True):
    name: str = ""


class _File(Record, frozen=True, kw_only=True):
    persona: _Persona | list[_Persona] = _Persona()
    value: list[_Value] = []


def load_persona(path: Path) -> tuple[Needle, ...]:
    """One needle per value of a persona file, in its order.

    Raises InputUnreadable where the file cannot be read or is not TOML, ArgumentsWrong where it says something that
    cannot be: a missing or empty value, an unknown class. Values never enter the message.
    """
    file = _read(path)
    needles = [needle for value in file.value for needle in _needles(value, path.name)]
    if not needles:
        raise ArgumentsWrong(
            f"{path.name}: no [[value]] with a label, a class and a value.", code="persona-empty", file=path.name
        )
    return tuple(needles)


def persona_name(path: Path) -> str:
    """The name that a persona file gives, of the first where it describes several; "" where it gives none.

    Raises as `load_persona` does.
    """
    persona = _read(path).persona
    first = persona if isinstance(persona, _Persona) else next(iter(persona), _Persona())
    return first.name


def write_persona(path: Path, needles: Iterable[Needle], *, name: str) -> None:
    """Writes a persona file that `load_persona` reads back to the same values; an existing file is replaced.

    Raises OSError where it cannot be written.
    """
    lines = ["[persona]", f"name = {_quoted(name)}"]
    for needle in needles:
        lines += ["", "[[value]]", f"label = {_quoted(needle.name)}", f"class = {_quoted(needle.class_)}"]
        lines.append(f"value = {_quoted(needle.value)}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _quoted(text: str) -> str:
    """A basic string of TOML: JSON's, which may hold the delete character where TOML's may not; lone halves of
    surrogate pairs, which neither file can hold, become the replacement character."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007F")


def _read(path: Path) -> _File:
    if not path.exists():
        raise InputUnreadable(f"{path.name} does not exist.", code="persona-missing", file=path.name)
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise InputUnreadable(f"{path.name}: too large for a persona.", code="persona-large", file=path.name)
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise InputUnreadable(
            f"{path.name}: cannot be read ({reason}).", code="persona-unreadable", file=path.name
        ) from None
    except tomllib.TOMLDecodeError:
        raise InputUnreadable(f"{path.name}: not a TOML file.", code="persona-not-toml", file=path.name) from None
    try:
        return msgspec.convert(table, _File)
    except msgspec.ValidationError as error:
        where = str(error).rpartition(" - at ")[2] or "?"
        raise ArgumentsWrong(
            f"{path.name}: not a persona; look at {where}.", code="persona-bad", file=path.name, where=where
        ) from None


def _needles(value: _Value, file: str) -> list[Needle]:
    if value.class_ not in CLASSES:
        raise ArgumentsWrong(
            f"{file}: unknown class {value.class_[:60]!r}.", code="persona-class", file=file, name=value.class_[:60]
        )
    texts = value.value if isinstance(value.value, list) else [value.value]
    written = [str(text).strip() for text in texts]
    if not written or not all(written):
        raise ArgumentsWrong(
            f"{file}: the value {value.label[:60]!r} is empty.", code="persona-value", file=file, label=value.label[:60]
        )
    return [Needle(name=value.label, class_=value.class_, value=text, origin=Origin.PERSONA) for text in written]
