"""Words for what the window shows: classes, roles, severities, times, and captured text made safe to look at."""

import re
from datetime import UTC, datetime

from inspector.figures.palette import group_of
from inspector.messages import Translator
from inspector.workspace.jobs import Failed

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LINE_ENDS = re.compile("[\t\n\u2028\u2029]")


def safe_text(text: str, *, limit: int = 2000) -> str:
    """Captured text for one line: control, bidirectional and invisible characters are written as escapes, line ends
    as spaces, and no more than `limit` characters are kept."""
    cut = text[:limit]
    cut = _LINE_ENDS.sub(" ", _UNSAFE.sub(_escape, cut))
    return cut + "…" if len(text) > limit else cut


def safe_lines(text: str) -> str:
    """Captured text of several lines, with its line ends and tabs kept."""
    return _UNSAFE.sub(_escape, text.replace("\r\n", "\n"))


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def class_word(t: Translator, class_: str | None) -> str:
    """The one name of a class (section `classes`), of its group where the class has none, else the class itself."""
    if not class_:
        return t("window.class_none")
    for key in (f"classes.{class_}", f"classes.group.{group_of(class_)}"):
        if t.has(key):
            return t(key)
    return class_


def role_word(t: Translator, role: str) -> str:
    key = f"window.role.{role}"
    return t(key) if t.has(key) else role


def severity_word(t: Translator, severity: str) -> str:
    return t(f"window.severity.{severity}")


def confidence_word(t: Translator, confidence: str) -> str:
    return t(f"window.confidence.{confidence}")


def about_word(t: Translator, about: str) -> str:
    return t(f"window.about.{about}")


def failure_text(t: Translator, reason: Failed) -> str:
    """The sentence of section `errors` for a failure, else its own English one."""
    key = f"errors.{reason.code}"
    return t(key, **{**reason.facts, **_kind_fact(t, reason)}) if t.has(key) else reason.message


def _kind_fact(t: Translator, reason: Failed) -> dict[str, str]:
    """What a file seems to be, in a word of the language."""
    key = f"window.seems.{reason.facts.get('seems')}"
    return {"seems": t(key)} if t.has(key) else {}


def country_word(t: Translator, code: str | None) -> str:
    """The name of a country; the code where there is no name, "" for none."""
    if not code:
        return ""
    key = f"countries.{code}"
    return t(key) if t.has(key) else code


def local_moment(at_us: int) -> datetime:
    return datetime.fromtimestamp(at_us / 1_000_000, UTC).astimezone()


_LAST_US = 253_402_300_799_000_000
"""The end of the year 9999: what is later, or before 1970, is no date."""


def is_date(at_us: int | None) -> bool:
    """Whether a stored time can be a moment of a capture."""
    return at_us is not None and 0 <= at_us < _LAST_US


def clock(at_us: int | None, *, millis: bool = True) -> str:
    """The time of day on the reader's clock, `14:03:07.251`; "" for none."""
    if at_us is None or not is_date(at_us):
        return ""
    text = local_moment(at_us).strftime("%H:%M:%S.%f")
    return text[:-3] if millis else text[:8]


def full_moment(t: Translator, at_us: int | None) -> str:
    """Date, time and offset from UTC: what evidence is quoted with."""
    if at_us is None or not is_date(at_us):
        return t("window.time_unknown")
    moment = local_moment(at_us)
    date = moment.strftime("%d/%m/%Y" if t.language == "fr" else "%Y-%m-%d")
    offset = moment.strftime("%z")
    return f"{date} {moment.strftime('%H:%M:%S')}.{moment.microsecond // 1000:03d} (UTC{offset[:3]}:{offset[3:5]})"


def since_start(t: Translator, at_us: int | None, start_us: int | None) -> str:
    """Seconds after the start of the capture, `+12.345`."""
    if at_us is None or start_us is None:
        return ""
    return f"+{t.number((at_us - start_us) / 1_000_000, 3)}"


def span(t: Translator, length_us: int | None) -> str:
    """A length of time with its unit: `8 ms`, `1.25 s`; "" for none."""
    if length_us is None:
        return ""
    if length_us < 1000:
        return f"{t.number(length_us / 1000, 1)}\u00a0ms"
    if length_us < 1_000_000:
        return f"{t.number(length_us / 1000)}\u00a0ms"
    return f"{t.number(length_us / 1_000_000, 2)}\u00a0s"


def media_word(mime: str | None, resource_type: str | None) -> str:
    """A short word for a media type: `json`, `html`, `png`; the resource type where there is none."""
    essence = (mime or "").partition(";")[0].strip().lower()
    if not essence:
        return resource_type or ""
    kind, _, name = essence.partition("/")
    name = name.removeprefix("x-").removeprefix("vnd.")
    if "+" in name and kind != "image":
        name = name.rpartition("+")[2]
    return {"javascript": "js", "ecmascript": "js", "plain": "text", "octet-stream": "bytes", "svg+xml": "svg",
            "www-form-urlencoded": "form", "form-data": "multipart", "jpeg": "jpg", "event-stream": "events"}.get(
        name, name
    )[:24]  # fmt: skip
