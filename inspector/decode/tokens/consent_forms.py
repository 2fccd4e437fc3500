"""Opener: consent cookies whose form is no JSON: OneTrust groups, Cookiebot, tarteaucitron, CookieYes.

The forms are those that the products' own scripts write. A decoy of two or three pairs in another order stays closed.
"""

import re
from collections.abc import Iterable

from inspector.decode.part import Pairs, Part, Tree

SIGN = r"C\d{4}:[01]|![\w.-]{1,60}=|\{\s{0,4}[a-z]{1,20}:|consentid:"

type Named = tuple[tuple[str, str], ...]

_LAYER = ("consent-cookie",)
_LONGEST = 16_000
_GROUPS = re.compile(r"C\d{4}:[01](?:,[\w.-]{1,40}:[01]){0,400}\Z", re.ASCII)
_SERVICES = re.compile(r"(?:![\w.-]{1,60}=(?:true|false|wait)){1,400}\Z", re.ASCII)
_YES_NO = re.compile(r"consentid:[\w+/=-]{0,60}(?:,[\w.-]{1,40}:[\w.+/=-]{0,60}){2,40}\Z", re.ASCII)
_OBJECT = re.compile(r"\{(?:\s?[a-zA-Z]\w{0,30}:(?:'[^'\\]{0,4000}'|true|false|-?\d{1,15}),?){2,40}\}\Z", re.ASCII)
_FIELD = re.compile(r"([a-zA-Z]\w{0,30}):(?:'([^'\\]*)'|(true|false)|(-?\d{1,15}))", re.ASCII)


def open_consent_cookie(text: str) -> tuple[Part, ...] | None:
    """Purposes and their state, by name; None where the text is none of these products' forms."""
    if len(text) > _LONGEST:
        return None
    if named := groups_of(text) or services_of(text) or answers_of(text):
        return (Part(Pairs(named), _LAYER, is_final=True),)
    fields = fields_of(text)
    return (Part(Tree(fields), _LAYER),) if fields.keys() >= {"necessary", "marketing"} else None


def groups_of(text: str) -> Named:
    """`C0001:1,C0002:0` of OneTrust, () where it is something else."""
    return _pairs(text.split(","), ":") if _GROUPS.match(text) else ()


def services_of(text: str) -> Named:
    """`!gtag=wait!analytics=true` of tarteaucitron, () where it is something else."""
    return _pairs(text[1:].split("!"), "=") if _SERVICES.match(text) else ()


def answers_of(text: str) -> Named:
    """`consentid:...,necessary:yes,analytics:no` of CookieYes, () where it is something else."""
    return _pairs(text.split(","), ":") if _YES_NO.match(text) else ()


def fields_of(text: str) -> dict[str, object]:
    """The members of a JavaScript object literal of plain values (Cookiebot), {} where it is something else."""
    if not _OBJECT.match(text):
        return {}
    return {
        match[1]: match[2] if match[2] is not None else match[3] == "true" if match[3] else int(match[4])
        for match in _FIELD.finditer(text)
    }


def _pairs(pieces: Iterable[str], separator: str) -> Named:
    split = (piece.partition(separator) for piece in pieces)
    return tuple({name: value for name, _, value in split}.items())
