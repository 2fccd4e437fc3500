"""Rule packs: field names, words, patterns and mutes, read from `resources/rules/detect/*.toml`.

Whoever adds a field name or a word edits a TOML file and nothing else. Every entry has an id, so that a leaf can say
which pack and entry decided (`fr/health.motive`).
"""

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from inspector.model.errors import InputUnreadable
from inspector.model.flow import Location, Side
from inspector.model.leaf import CLASSES, About, Confidence
from inspector.model.struct import Record
from inspector.resources import resource_path

_UNKNOWN = re.compile(r"Object contains unknown field `(.*?)`(?: - at `(.*)`)?$")


class KeyRule(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Field names of one class. `strong` decides alone, `weak` needs support; `company` are short or loose names that
    say something only among those of a person."""

    id: str
    class_: str = msgspec.field(name="class")
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    company: tuple[str, ...] = ()
    about: About | None = None


class WordRule(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of values. `strength`: `phrase` speaks alone on the request side, `weak` and `acronym` need support."""

    id: str
    class_: str = msgspec.field(name="class")
    words: tuple[str, ...]
    revealing: bool = False
    strength: str = "phrase"


class PatternRule(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shape of values (RE2 syntax), with the checksum that must hold, where there is one.

    `hint`: texts of which a value holds one at least; `digits`: how many digits stand in it in a row, blanks, dots and
    hyphens aside. Both only spare the search where they are missing.
    """

    id: str
    class_: str = msgspec.field(name="class")
    regex: str
    check: str | None = None
    needs_key: bool = False
    hint: tuple[str, ...] = ()
    digits: int = 0
    alone: Confidence = Confidence.TENTATIVE


class RoleRule(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names of objects that stand for a person."""

    about: About
    tokens: tuple[str, ...]
    weak: bool = False  # counts only where the document or the site is about health


class FieldRule(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What generic field names mean inside an object of a role."""

    about: About
    class_: str = msgspec.field(name="class")
    keys: tuple[str, ...]


class MuteRule(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where nothing is to be recognised, and why. With `paths`, `values` or a place it is a case's own: it is imported
    into a case (`inspector.workspace.muting`) and says nothing as part of a pack."""

    id: str
    why: str
    keys: tuple[str, ...] = ()
    last_tokens: tuple[str, ...] = ()
    ancestors: tuple[str, ...] = ()
    except_: tuple[str, ...] = msgspec.field(name="except", default=())
    paths: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    side: Side | None = None
    location: Location | None = None
    class_: str = msgspec.field(name="class", default="")

    @property
    def is_local(self) -> bool:
        """Whether it holds at certain places only."""
        return bool(self.paths or self.values or self.hosts or self.side or self.location)


class ContextRule(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names around a leaf that say what it is part of."""

    health: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    catalogue: tuple[str, ...] = ()
    account_paths: tuple[str, ...] = ()
    appointments: tuple[str, ...] = ()
    patients: tuple[str, ...] = ()
    selection: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()
    session_cookies: tuple[str, ...] = ()
    page_query: tuple[str, ...] = ()
    path_words: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    elsewhere_hosts: tuple[str, ...] = ()
    vacancies: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    everyday: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    creatures: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    dishes: tuple[str, ...] = ()
    cooking: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    sundry: tuple[str, ...] = ()
    sundry_whole: tuple[str, ...] = ()
    sundry_stems: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    workshops: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    body_stems: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    site_stems: tuple[str, ...] = ()
    roomy: tuple[str, ...] = ()


class GenericRule(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Field names that take the class of the object they stand in."""

    keys: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    structural: tuple[str, ...] = ()
    affixes: tuple[str, ...] = ()


class CommonRule(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Values too common to be followed."""

    words: tuple[str, ...] = ()


class Pack(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One TOML file."""

    pack: str
    version: str
    date: str
    source: str
    key: tuple[KeyRule, ...] = ()
    words: tuple[WordRule, ...] = ()
    pattern: tuple[PatternRule, ...] = ()
    role: tuple[RoleRule, ...] = ()
    field: tuple[FieldRule, ...] = ()
    mute: tuple[MuteRule, ...] = ()
    context: ContextRule = ContextRule()
    generic: GenericRule = GenericRule()
    common: CommonRule = CommonRule()


class Packs(Record, frozen=True, kw_only=True):
    """All packs, in the order of their file names."""

    packs: tuple[Pack, ...]

    @property
    def version(self) -> str:
        """One version for all: the newest of the packs."""
        return max(pack.version for pack in self.packs)

    @property
    def date(self) -> str:
        return max(pack.date for pack in self.packs)

    def context(self, name: str) -> frozenset[str]:
        """A list of the packs' `[context]` tables, joined over all languages."""
        return frozenset(word for pack in self.packs for word in getattr(pack.context, name))

    def generic(self, name: str) -> frozenset[str]:
        return frozenset(word for pack in self.packs for word in getattr(pack.generic, name))

    def common(self) -> frozenset[str]:
        """Words too common to be followed, casefolded."""
        return _common_words(tuple(pack.common for pack in self.packs))


@lru_cache(maxsize=16)
def _common_words(rules: tuple[CommonRule, ...]) -> frozenset[str]:
    return frozenset(word.casefold() for rule in rules for word in rule.words)


@cache
def load_packs(folder: Path | None = None) -> Packs:
    """The packs of a folder, or the shipped ones; raises InputUnreadable, one line, for a bad file."""
    root = folder if folder is not None else resource_path("rules", "detect")
    packs = [read_pack(file) for file in sorted(root.glob("*.toml"))]
    packs += [_read_vocabulary(file) for file in sorted(root.glob("vocabulary/*.csv"))]
    if not packs:
        raise InputUnreadable(f"{root}: no rule packs here.", code="packs-missing", path=str(root))
    return Packs(packs=tuple(packs))


def read_pack(file: Path) -> Pack:
    """One TOML file; raises InputUnreadable, one line, where it is no rule pack or has a key that none knows."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        for rule in table.get("key", []):
            rule.setdefault("id", rule.get("class", ""))
            _split_names(rule)
        pack = msgspec.convert(table, Pack)
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise InputUnreadable(
            f"{file.name} cannot be read ({reason}).", code="input_unreadable", name=file.name, reason=reason
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        if unknown := _UNKNOWN.match(str(error)):
            key, where = unknown[1][:60], unknown[2] or "$"
            raise InputUnreadable(
                f"{file.name}: unknown key {key!r} at {where}.", code="pack-key", file=file.name, key=key, where=where
            ) from None
        raise InputUnreadable(f"{file.name}: not a rule pack ({error}).", code="pack-bad", file=file.name) from error
    _check_classes(file.name, _classes(pack))
    for mute in pack.mute:
        if not (mute.keys or mute.last_tokens or mute.ancestors or mute.paths or mute.values):
            why = f"the mute {mute.id!r} names no key, path or value"
            raise InputUnreadable(f"{file.name}: not a rule pack ({why}).", code="pack-bad", file=file.name)
    return pack


def _split_names(rule: dict[str, object]) -> None:
    """Names may be written as one text, with blanks between them: long lists are read faster so."""
    for strength in ("strong", "weak", "company"):
        written = rule.get(strength)
        if isinstance(written, str):
            rule[strength] = written.split()


def _classes(pack: Pack) -> Iterator[str]:
    yield from (rule.class_ for rule in pack.key)
    yield from (rule.class_ for rule in pack.words)
    yield from (rule.class_ for rule in pack.pattern)
    yield from (rule.class_ for rule in pack.field)


def _check_classes(name: str, classes: Iterable[str]) -> None:
    for class_ in classes:
        if class_ not in CLASSES:
            raise InputUnreadable(f"{name}: unknown class {class_!r}.", code="pack-class", file=name, class_=class_)


def _read_vocabulary(file: Path) -> Pack:
    """A list of words `class,strength,revealing,word` below `# name: value` lines (pack, version, date, source)."""
    head: dict[str, str] = {}
    rules: dict[tuple[str, str, bool], list[str]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [line for line in lines if not _read_head(line, head)]
    for row in csv.DictReader(rows):
        key = (row["class"], row["strength"], row["revealing"] == "1")
        rules.setdefault(key, []).append(row["word"])
    _check_classes(file.name, (key[0] for key in rules))
    return Pack(
        pack=head.get("pack", file.stem),
        version=head.get("version", ""),
        date=head.get("date", ""),
        source=head.get("source", ""),
        words=tuple(_word_rule(key, words) for key, words in rules.items()),
    )


def _read_head(line: str, head: dict[str, str]) -> bool:
    if not line.startswith("#"):
        return False
    name, _, value = line[1:].partition(":")
    head[name.strip()] = value.strip()
    return True


def _word_rule(key: tuple[str, str, bool], words: list[str]) -> WordRule:
    class_, strength, revealing = key
    kind = class_.partition(".")[2] + ("-revealing" if revealing else "")
    return WordRule(id=kind, class_=class_, words=tuple(words), revealing=revealing, strength=strength)


def describe(packs: Packs) -> Mapping[str, tuple[str, str, str]]:
    """Pack name to (version, date, source), for `enclair rules` and the sources of a report."""
    return {pack.pack: (pack.version, pack.date, pack.source) for pack in packs.packs}
