"""Mutes: what the investigator says is not sensitive here. Proposed, previewed, kept, taken back, exported as rules."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from inspector.detect.mutes import Mutes, key_of, pattern_of
from inspector.detect.packs import MuteRule, read_pack
from inspector.model.errors import InputUnreadable
from inspector.model.leaf import SensitiveLeaf
from inspector.model.mute import Mute, MuteBy
from inspector.model.struct import Record
from inspector.store import mutes as kept_mutes
from inspector.store.case import Case
from inspector.store.clock import now_us
from inspector.store.edits import tool_version, write_log
from inspector.store.mutes import read_mutes
from inspector.store.queries import CaseReader

_MOST_BYTES = 4_000_000
_MOST_RULES = 5_000

__all__ = ["Rules", "Touched", "export_rules", "import_rules", "mute", "preview", "propose", "read_mutes", "unmute"]


class Touched(Record, frozen=True, kw_only=True):
    """What a mute would leave out now: leaves, those about the user, how many of each class, and the sites."""

    leaves: int
    about_the_user: int
    classes: tuple[tuple[str, int], ...]  # most frequent first
    sites: tuple[str, ...]


class Rules(Record, frozen=True, kw_only=True):
    """Mutes read from a rule pack, and how many of its rules hold for no case of its own (`ancestors` ...)."""

    mutes: tuple[Mute, ...]
    left_out: int = 0


def propose(leaf: SensitiveLeaf, by: MuteBy, *, host: str) -> Mute | None:
    """The mute of a leaf by its path, its key or its value at `host` (empty: everywhere); None where it has no key."""
    place = leaf.place
    if by is MuteBy.PATH:
        what = pattern_of(place.path, place.location)
        return Mute(by=by, what=what, host=host, side=place.side, location=place.location, class_=leaf.class_)
    what = key_of(place.path) if by is MuteBy.KEY else leaf.value.strip()
    return Mute(by=by, what=what, host=host, class_=leaf.class_) if what else None


def preview(case_path: Path, proposed: Mute) -> Touched:
    """What the mute would leave out of the analysis as it stands."""
    mutes = Mutes((proposed,))
    with Case.open(case_path, read_only=True) as case:
        found = [leaf for leaf in CaseReader(case).leaves() if mutes.why(leaf) is not None]
    classes = Counter(leaf.class_ for leaf in found)
    return Touched(
        leaves=len(found),
        about_the_user=sum(leaf.about.is_the_user for leaf in found),
        classes=tuple(classes.most_common()),
        sites=tuple(sorted({leaf.site for leaf in found})),
    )


def mute(case_path: Path, wanted: Mute) -> tuple[Mute, ...]:
    """Keeps a mute; the next analysis obeys it. Empty where it was there already."""
    with Case.open(case_path) as case:
        return kept_mutes.add_mutes(case, (wanted,))


def unmute(case_path: Path, unwanted: Mute) -> bool:
    """Takes a mute back; the next analysis shows its leaves again."""
    with Case.open(case_path) as case:
        return kept_mutes.remove_mute(case, unwanted)


# rules


def export_rules(case_path: Path, target: Path, *, mutes: Sequence[Mute], with_values: bool = False) -> int:
    """Writes mutes as a rule pack; the number of rules. Mutes by value go along only where asked: they hold captured
    values."""
    told = [one for one in mutes if with_values or one.by is not MuteBy.VALUE]
    target.write_text(write_pack(told, name=case_path.stem), encoding="utf-8", newline="\n")
    with Case.open(case_path) as case:
        if case.writable:
            write_log(case, "mutes exported", f"{len(told)} of {len(mutes)}")
    return len(told)


def import_rules(case_path: Path, source: Path) -> tuple[Mute, ...]:
    """Keeps the mutes of a rule pack that are not there yet; returns those. Raises InputUnreadable, one line."""
    rules = read_rules(source)
    with Case.open(case_path) as case:
        return kept_mutes.add_mutes(case, (replace(one, at_us=now_us()) for one in rules.mutes))


def read_rules(source: Path) -> Rules:
    """The mutes of a rule pack; raises InputUnreadable where it is none, or too large to be one."""
    if source.is_file() and source.stat().st_size > _MOST_BYTES:
        raise InputUnreadable(f"{source.name}: too large for a rule pack.", code="pack-bad", file=source.name)
    pack = read_pack(source)
    mutes = [one for rule in pack.mute[:_MOST_RULES] for one in _mutes_of(rule)]
    left_out = sum(bool(rule.ancestors or rule.last_tokens) for rule in pack.mute)
    return Rules(mutes=tuple({one.id: one for one in mutes}.values()), left_out=left_out)


def _mutes_of(rule: MuteRule) -> Iterator[Mute]:
    names = ((MuteBy.PATH, rule.paths), (MuteBy.KEY, rule.keys), (MuteBy.VALUE, rule.values))
    for host in rule.hosts or ("",):
        for by, whats in names:
            for what in whats:
                side, location = (rule.side, rule.location) if by is MuteBy.PATH else (None, None)
                if what.strip():
                    yield Mute(
                        by=by, what=what, host=host, side=side, location=location, why=rule.why, class_=rule.class_
                    )


def write_pack(mutes: Iterable[Mute], *, name: str) -> str:
    """A rule pack (TOML) with one `[[mute]]` for each mute."""
    today = datetime.now(UTC).date()
    head = {
        "pack": f"mutes-{name}"[:80],
        "version": f"{today:%Y.%m.%d}",
        "date": today.isoformat(),
        "source": f"muted by an investigator, written by enclair {tool_version()}",
    }
    lines = [_line(key, value) for key, value in head.items()]
    for one in mutes:
        lines += ["", "[[mute]]", *_rule_lines(one)]
    return "\n".join(lines) + "\n"


def _rule_lines(one: Mute) -> Iterator[str]:
    yield _line("id", one.id)
    yield _line("why", one.why)
    yield _line({MuteBy.PATH: "paths", MuteBy.KEY: "keys", MuteBy.VALUE: "values"}[one.by], [one.what])
    if one.host:
        yield _line("hosts", [one.host])
    for key, value in (("side", one.side), ("location", one.location), ("class", one.class_)):
        if value:
            yield _line(key, str(value))


def _line(key: str, value: str | list[str]) -> str:
    """A TOML line: JSON's strings are TOML's but for U+007F and lone surrogates."""
    text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"{key} = {text}".encode("utf-8", "replace").decode("utf-8")
