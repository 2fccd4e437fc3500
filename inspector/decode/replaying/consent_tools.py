"""The fixed fields at the head of a TC string ("Consent string and vendor list formats v2"), bit by bit."""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from inspector.decode.replaying.tool import Tool, Tools

_NUMBERS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "version": (0, 6), "cmpId": (78, 90), "cmpVersion": (90, 102), "consentScreen": (102, 108),
        "vendorListVersion": (120, 132), "policyVersion": (132, 138),
    }
)  # fmt: skip
_TIMES = MappingProxyType({"created": 6, "updated": 42})
_FLAGS = MappingProxyType({"isServiceSpecific": 138, "useNonStandardTexts": 139, "purposeOneTreatment": 200})
_LETTERS = MappingProxyType({"consentLanguage": 108, "publisherCC": 201})
_LISTS = MappingProxyType(
    {"specialFeatureOptins": (140, 12), "purposesConsent": (152, 24), "purposesLITransparency": (176, 24)}
)


def consent_tools(text: str, keys: Sequence[str | int]) -> Iterator[Tools]:
    """From a TC string to one of its fixed fields; nothing for the others."""
    found = _field(str(keys[0]), keys[1:]) if keys else None
    if found is None:
        return
    run, python, needs = found
    pad = "=" * (-len(text.partition(".")[0]) % 4)
    bits = Tool(
        lambda x: "".join(format(byte, "08b") for byte in base64.urlsafe_b64decode(x.split(".")[0] + pad)),
        f'"".join(format(byte, "08b") for byte in base64.urlsafe_b64decode(x.split(".")[0] + "{pad}"))',
        ("base64",),
    )
    yield bits, Tool(run, python, needs)


def _field(name: str, more: Sequence[str | int]) -> tuple[Callable[[str], Any], str, tuple[str, ...]] | None:
    if name in _NUMBERS:
        start, end = _NUMBERS[name]
        return lambda x: int(x[start:end], 2), f"int(x[{start}:{end}], 2)", ()
    if name in _TIMES:
        at = _TIMES[name]
        python = f"datetime.datetime.fromtimestamp(int(x[{at}:{at + 36}], 2) // 10, datetime.timezone.utc)"
        return lambda x: _moment(int(x[at : at + 36], 2)), f'{python}.strftime("%Y-%m-%dT%H:%M:%SZ")', ("datetime",)
    if name in _FLAGS:
        place = _FLAGS[name]
        return lambda x: x[place] == "1", f'x[{place}] == "1"', ()
    if name in _LETTERS:
        first = _LETTERS[name]
        python = f'"".join(chr(65 + int(x[n:n + 6], 2)) for n in ({first}, {first + 6}))'
        return lambda x: "".join(chr(65 + int(x[n : n + 6], 2)) for n in (first, first + 6)), python, ()
    if name in _LISTS and more and isinstance(more[0], int):
        before, size = _LISTS[name]
        item = more[0]
        python = f'[n + 1 for n in range({size}) if x[{before} + n] == "1"][{item}]'
        return lambda x: [n + 1 for n in range(size) if x[before + n] == "1"][item], python, ()
    return None


def _moment(tenths: int) -> str:
    return datetime.fromtimestamp(tenths // 10, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
