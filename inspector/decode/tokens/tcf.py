"""Opener: consent strings of the IAB Europe Transparency and Consent Framework, version 2.

Fields as in IAB Tech Lab's "Consent string and vendor list formats v2". Vendors are written as ranges (`1-3,10`): a
list of a thousand ids in every advertising request would drown all other leaves.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache

from inspector.decode.part import Part, Tree
from inspector.decode.tokens.bits import BitReader, NotBits, Run, merged, ranges_text

SIGN = r"C[\w-]{36,}(?:\.[\w-]{2,}){0,3}\Z"
_LONGEST = 24_000
_SIGN = re.compile(SIGN, re.ASCII)
_EARLIEST_DS, _LATEST_DS = 15_148_000_000, 41_024_000_000  # 2018 to 2099, in tenths of a second
_NEWEST_POLICY = 15
_OTHER_SEGMENTS = {1: "vendorsDisclosed", 2: "vendorsAllowed"}


def open_tcf(text: str) -> tuple[Part, ...] | None:
    """The fields of a TC string; None where they make no sense."""
    tree = decode_tcf(text)
    return (Part(Tree(tree), ("tcf",)),) if tree is not None else None


@lru_cache(maxsize=512)
def decode_tcf(text: str) -> dict[str, object] | None:
    """`created`, `updated` (ISO 8601, UTC), `cmpId`, `purposesConsent` (ids), `vendorConsents` (`count`, `ids`) and the
    other fields; None where the text is no TC string of version 2. Not to be changed: it is remembered."""
    if len(text) > _LONGEST or not _SIGN.match(text):
        return None
    core, *segments = text.split(".")
    try:
        tree = _core(BitReader(core))
        for segment in segments:
            tree |= _segment(BitReader(segment))
    except NotBits:
        return None
    return tree


def _core(bits: BitReader) -> dict[str, object]:
    tree: dict[str, object] = {
        "version": bits.number(6),
        "created": _time(bits),
        "updated": _time(bits),
        "cmpId": bits.number(12),
        "cmpVersion": bits.number(12),
        "consentScreen": bits.number(6),
        "consentLanguage": bits.letters(2),
        "vendorListVersion": bits.number(12),
        "policyVersion": _policy(bits),
        "isServiceSpecific": bool(bits.number(1)),
        "useNonStandardTexts": bool(bits.number(1)),
        "specialFeatureOptins": bits.flags(12),
        "purposesConsent": bits.flags(24),
        "purposesLITransparency": bits.flags(24),
        "purposeOneTreatment": bool(bits.number(1)),
        "publisherCC": bits.letters(2),
        "vendorConsents": _vendors(bits),
        "vendorLegitimateInterests": _vendors(bits),
    }
    tree["publisherRestrictions"] = _restrictions(bits) if bits.left >= 12 else []
    if not bits.is_rest_empty():
        raise NotBits
    return tree


def _time(bits: BitReader) -> str:
    tenths = bits.number(36)
    if not _EARLIEST_DS <= tenths <= _LATEST_DS:
        raise NotBits
    return datetime.fromtimestamp(tenths // 10, UTC).isoformat().replace("+00:00", "Z")


def _policy(bits: BitReader) -> int:
    version = bits.number(6)
    if version > _NEWEST_POLICY:
        raise NotBits
    return version


def _vendors(bits: BitReader) -> dict[str, object]:
    greatest = bits.number(16)
    runs = _ranges(bits, greatest) if bits.number(1) else bits.runs(greatest)
    return {"count": sum(last - first + 1 for first, last in merged(runs)), "ids": ranges_text(runs)}


def _ranges(bits: BitReader, greatest: int) -> tuple[Run, ...]:
    runs = []
    for _ in range(bits.number(12)):
        is_range, first = bits.number(1), bits.number(16)
        last = bits.number(16) if is_range else first
        if not 0 < first <= last <= greatest:
            raise NotBits
        runs.append((first, last))
    return tuple(runs)


def _restrictions(bits: BitReader) -> list[object]:
    """What the publisher changed: per purpose and kind (0 not allowed, 1 consent only, 2 legitimate interest only)."""
    result: list[object] = []
    for _ in range(bits.number(12)):
        purpose, kind = bits.number(6), bits.number(2)
        result.append({"purpose": purpose, "type": kind, "vendors": ranges_text(_ranges(bits, 0xFFFF))})
    return result


def _segment(bits: BitReader) -> dict[str, object]:
    kind = bits.number(3)
    if kind in _OTHER_SEGMENTS:
        return {_OTHER_SEGMENTS[kind]: _vendors(bits)}
    if kind != 3:
        raise NotBits
    purposes, interests, custom = bits.flags(24), bits.flags(24), bits.number(6)
    own = {"customPurposesConsent": bits.flags(custom), "customPurposesLITransparency": bits.flags(custom)}
    return {"publisherTC": {"purposesConsent": purposes, "purposesLITransparency": interests, **own}}
