"""Shapes of values: e-mail addresses, telephone numbers, national numbers, tokens."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import re2

from inspector.detect.packs import Packs, PatternRule
from inspector.detect.words.checksums import holds
from inspector.detect.words.sieve import Sieve, has_digits, in_lines
from inspector.model.leaf import Confidence

LONGEST_VALUE = 4096
_BEFORE = r"(?:^|[^0-9A-Za-z_.+])"
_AFTER = r"(?:$|[^0-9A-Za-z_])"


class PatternHit(NamedTuple):
    """A pattern that holds for a value, or for a part of it."""

    class_: str
    rule: str
    checked: bool  # a checksum held
    alone: Confidence
    whole: bool


_OF_HEALTH = "health."
_UNASKED = PatternHit("", "", False, Confidence.TENTATIVE, False)
_SCREEN_BYTES = 64 << 20  # at most; a hundredth of it is used
_DIGIT = re.compile(r"\d")


class Patterns:
    """The patterns of the packs: one pass says which occur at all, cheap signs in which values; these are looked at
    closely."""

    def __init__(self, packs: Packs) -> None:
        self._alone: list[tuple[str, PatternRule]] = []
        self._keyed: dict[str, list[tuple[str, PatternRule]]] = {}
        for pack in packs.packs:
            for rule in pack.pattern:
                entry = (f"{pack.pack}/{rule.id}", rule)
                if not rule.class_.startswith(_OF_HEALTH):  # no name needs one to be believed
                    self._keyed.setdefault(rule.class_, []).append(entry)
                if not rule.needs_key:
                    self._alone.append(entry)
        self._keyed_hits: dict[tuple[str, str], PatternHit | None] = {}
        self._full = {rule.regex: re2.compile(rule.regex) for rules in self._keyed.values() for _, rule in rules}
        inside = [f"(?m){_BEFORE}({rule.regex}){_AFTER}" for _, rule in self._alone]
        self._inside = [re2.compile(regex) for regex in inside]
        self._screen = _screen_of(inside)

    def find(self, values: Sequence[str]) -> dict[str, PatternHit]:
        """The values in which a pattern holds that may speak without a field name."""
        found: dict[str, PatternHit] = {}
        able = self._screen.Match(in_lines(values, longest=LONGEST_VALUE).encode("utf-8", "surrogatepass"))
        sieve = Sieve(values) if able else None
        for index in sorted(able or ()):
            name, rule = self._alone[index]
            fitting = sieve.having(rule.hint, rule.digits) if sieve is not None else ()
            if fitting:
                self._look_inside(index, name, rule, fitting, found)
        return found

    def _look_inside(
        self, index: int, name: str, rule: PatternRule, values: Sequence[str], found: dict[str, PatternHit]
    ) -> None:
        text = in_lines(values, longest=LONGEST_VALUE)
        cut = text.split("\n")
        starts = [0, *accumulate(len(value) + 1 for value in cut)]
        for match in self._inside[index].finditer(text):
            line = bisect_right(starts, match.start(1)) - 1
            if rule.check is None or holds(rule.check, match.group(1)):
                whole = len(match.group(1)) >= len(cut[line].strip())
                hit = PatternHit(rule.class_, name, _has_check_digits(rule), rule.alone, whole)
                found.setdefault(values[line], hit)

    def has(self, class_: str) -> bool:
        return class_ in self._keyed

    def keyed(self, class_: str, value: str) -> PatternHit | None:
        """The pattern of a class that holds for the whole value, for leaves whose name already speaks for it."""
        rules = self._keyed.get(class_)
        text = value.strip()
        if rules is None or len(text) > 256 or not (_DIGIT.search(text) or "@" in text):
            return None
        known = self._keyed_hits.get((class_, text), _UNASKED)
        if known is _UNASKED:
            if len(self._keyed_hits) > 100_000:
                self._keyed_hits.clear()
            known = self._keyed_hits[(class_, text)] = self._look(class_, text)
        return known

    def _look(self, class_: str, text: str) -> PatternHit | None:
        for name, rule in self._keyed.get(class_, ()):
            if (
                _may_match(rule, text)
                and self._full[rule.regex].fullmatch(text)
                and (rule.check is None or holds(rule.check, text))
            ):
                return PatternHit(rule.class_, name, _has_check_digits(rule), rule.alone, whole=True)
        return None


def _screen_of(regexes: Sequence[str]) -> "re2.Set":
    """All patterns at once: tells in one pass over a text which of them hold anywhere in it."""
    options = re2.Options()
    options.max_mem = _SCREEN_BYTES
    screen = re2.Set.SearchSet(options)
    for regex in regexes:
        screen.Add(regex)
    screen.Compile()
    return screen


def _may_match(rule: PatternRule, text: str) -> bool:
    """A cheap look before the pattern: numbers with check digits have digits, tokens have length."""
    if rule.hint and not any(hint in text for hint in rule.hint):
        return False
    if rule.digits:
        return has_digits(text, rule.digits)
    return rule.check is not None or len(text) >= 16 or "@" in text


def _has_check_digits(rule: PatternRule) -> bool:
    """A telephone number can be valid, but nothing in it proves it was meant."""
    return rule.check not in (None, "phone")
