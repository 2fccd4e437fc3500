"""Opener: strings of the IAB Global Privacy Platform: the sections that the header names, each as far as it is simple.

A section of the European framework stays text, which the TCF opener opens in turn; those of the United States become
the numbers of their specifications (for an opt-out 0 not applicable, 1 opted out, 2 did not).
"""

import re
from functools import lru_cache

from inspector.decode.part import Part, Tree
from inspector.decode.tokens.bits import BitReader, NotBits

SIGN = r"DB[\w-]{2,60}~"
_LONGEST = 48_000
_SIGN = re.compile(r"DB[\w-]{2,60}(?:~[\w.-]{1,24000}){1,40}\Z", re.ASCII)
_MOST_SECTIONS = 40
_NAMES = {
    2: "tcfeuv2", 5: "tcfcav1", 6: "uspv1", 7: "usnat", 8: "usca", 9: "usva", 10: "usco", 11: "usut", 12: "usct",
    13: "usfl", 14: "usmt", 15: "usor", 16: "ustx", 17: "usde", 18: "usia", 19: "usne", 20: "usnh", 21: "usnj",
    22: "ustn", 23: "usmn",
}  # fmt: skip
_OPT_OUTS = ("SaleOptOut", "TargetedAdvertisingOptOut")
_STATE = ("ProcessingNotice", "SaleOptOutNotice", "TargetedAdvertisingOptOutNotice", *_OPT_OUTS)
_NATIONAL = (
    "SharingNotice", "SaleOptOutNotice", "SharingOptOutNotice", "TargetedAdvertisingOptOutNotice",
    "SensitiveDataProcessingOptOutNotice", "SensitiveDataLimitUseNotice", "SaleOptOut", "SharingOptOut",
    "TargetedAdvertisingOptOut",
)  # fmt: skip
_CALIFORNIA = (
    "SaleOptOutNotice", "SharingOptOutNotice", "SensitiveDataLimitUseNotice", "SaleOptOut", "SharingOptOut",
)  # fmt: skip
_UTAH = (
    "SharingNotice", "SaleOptOutNotice", "TargetedAdvertisingOptOutNotice", "SensitiveDataProcessingOptOutNotice",
    *_OPT_OUTS,
)  # fmt: skip
_STATES = (
    "usva", "usco", "usct", "usfl", "usmt", "usor", "ustx", "usde", "usne", "usnh", "usnj", "ustn",
)  # fmt: skip
_FIELDS = {"usnat": _NATIONAL, "usca": _CALIFORNIA, "usut": _UTAH} | dict.fromkeys(_STATES, _STATE)
_SENSITIVE = {("usnat", 1): 12, ("usnat", 2): 16, ("usca", 1): 9, ("usva", 1): 8, ("usco", 1): 7, ("usct", 1): 8}


def open_gpp(text: str) -> tuple[Part, ...] | None:
    """The sections of a GPP string by their names; None where header and sections do not fit."""
    tree = decode_gpp(text)
    return (Part(Tree(tree), ("gpp",)),) if tree is not None else None


@lru_cache(maxsize=128)
def decode_gpp(text: str) -> dict[str, object] | None:
    """`version`, `sections` (ids) and each section under its name; None where the text is no GPP string. Not to be
    changed: it is remembered."""
    if len(text) > _LONGEST or not _SIGN.match(text):
        return None
    header, *sections = text.split("~")
    try:
        ids = _section_ids(header)
    except NotBits:
        return None
    if len(ids) != len(sections):
        return None
    tree: dict[str, object] = {"version": 1, "sections": ids}
    for number, section in zip(ids, sections, strict=True):
        name = _NAMES.get(number, f"section-{number}")
        tree[name] = _section(name, section)
    return tree


def _section_ids(header: str) -> list[int]:
    """The ids in the header: how many ranges, then each as distances from the number before, in Fibonacci coding."""
    bits = BitReader(header)
    if (bits.number(6), bits.number(6)) != (3, 1):
        raise NotBits
    ids: list[int] = []
    last = 0
    for _ in range(bits.number(12)):
        is_range = bits.number(1)
        first = last + bits.fibonacci()
        last = first + bits.fibonacci() if is_range else first
        if last - first + len(ids) >= _MOST_SECTIONS:
            raise NotBits
        ids.extend(range(first, last + 1))
    if not bits.is_rest_empty():
        raise NotBits
    return ids


def _section(name: str, section: str) -> object:
    """The leading fields of a section of the United States; other sections as they are."""
    fields = _FIELDS.get(name)
    if fields is None:
        return section
    core, *more = section.split(".")
    try:
        return _united_states(name, fields, core) | _signal(more)
    except NotBits:
        return section


def _united_states(name: str, fields: tuple[str, ...], core: str) -> dict[str, object]:
    bits = BitReader(core)
    version = bits.number(6)
    tree: dict[str, object] = {"Version": version}
    tree.update((field, bits.number(2)) for field in fields)
    if count := _SENSITIVE.get((name, version)):
        tree["SensitiveDataProcessing"] = [bits.number(2) for _ in range(count)]
    return tree


def _signal(segments: list[str]) -> dict[str, object]:
    """The browser's own signal, Global Privacy Control, in a segment of its own."""
    for segment in segments[:2]:
        bits = BitReader(segment)
        if bits.number(2) == 1:
            return {"Gpc": bool(bits.number(1))}
    return {}
