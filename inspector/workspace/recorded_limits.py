"""What recordings could not see, in sentences that claim no more than what was seen."""

import re
from collections.abc import Iterator, Sequence

from inspector.findings.interception import was_intercepted, was_told_by_browser
from inspector.messages import Translator
from inspector.model.flow import CaptureFacts, Delivery, Marker
from inspector.model.recording import Handshake, Refusal
from inspector.model.struct import Record
from inspector.report.moments import moment
from inspector.store.queries import CaseReader
from inspector.store.recorded import Tally, UnreadHost, handshakes, tally, unread_hosts
from inspector.workspace.disclosure import unseen_codes

_MOST_REFUSALS = 8
_MOST_UNREAD = 8
_NOBODY = {"this computer": "nobody", "unknown": "unknown_client"}
_NUMBER = re.compile(r"\d+")


class Limit(Record, frozen=True, kw_only=True):
    """One sentence; `filter` shows the flows it speaks of, where there are any."""

    text: str
    filter: str = ""


def recorded_limits(reader: CaseReader, t: Translator) -> tuple[Limit, ...]:
    """Empty for a case that holds no recording."""
    counted = tally(reader)
    limits = [limit for capture in reader.captures() for limit in _of_capture(reader, capture, t)]
    unread = unread_hosts(reader) if counted.unread else ()
    return (*limits, *_refusals(handshakes(reader), t), *_unread(unread, t), *_background(counted, t))


def _of_capture(reader: CaseReader, capture: CaptureFacts, t: Translator) -> Iterator[Limit]:
    if was_intercepted(capture):
        yield Limit(text=t("summary.intercepted", name=capture.name))
    elif was_told_by_browser(capture):
        words = [t(f"environment.unseen.{code}") for code in unseen_codes(capture)]
        yield Limit(text=t("summary.told", name=capture.name, list=_either(words, t)))
    else:
        return
    codes = [warning.code for warning in capture.warnings]
    if "recording-broken-off" in codes:
        yield Limit(text=t("summary.broken_off", name=capture.name))
    if slept := codes.count("machine-slept"):
        messages = [warning.message for warning in capture.warnings if warning.code == "machine-slept"]
        yield Limit(text=t("summary.slept", n=slept, name=capture.name, duration=_duration(_seconds(messages))))
    pauses = pauses_us(reader.markers().get(capture.id, ()), ended_us=capture.ended_us)
    if pauses:
        duration = _duration(round(sum(pauses) / 1_000_000))
        yield Limit(text=t("summary.paused", n=len(pauses), name=capture.name, duration=duration))


def pauses_us(markers: Sequence[Marker], *, ended_us: int | None) -> list[int]:
    """The lengths of the stretches that were not recorded; one without an end lasts until the capture's own."""
    lengths: list[int] = []
    began: int | None = None
    for marker in markers:
        if marker.kind == "note" and marker.label == "pause" and began is None:
            began = marker.at_us
        elif marker.kind == "note" and marker.label == "resume" and began is not None:
            lengths.append(marker.at_us - began)
            began = None
    if began is not None:
        lengths.append(max((ended_us or began) - began, 0))
    return lengths


def _seconds(messages: Sequence[str]) -> int:
    return sum(int(found[0]) for message in messages if (found := _NUMBER.search(message)))


def _duration(seconds: int) -> str:
    """`2 h 05 min`, `5 min 03 s`, `42 s`: the same in both languages."""
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes_left = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes_left:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def _refusals(found: Sequence[Handshake], t: Translator) -> Iterator[Limit]:
    for handshake in found[:_MOST_REFUSALS]:
        yield Limit(text=_refusal(handshake, t), filter=f"host:{handshake.host}")
    if len(found) > _MOST_REFUSALS:
        yield Limit(text=t("summary.more_refusals", n=len(found) - _MOST_REFUSALS), filter="is:refused")


def _refusal(handshake: Handshake, t: Translator) -> str:
    key = f"summary.refusal_{handshake.refusal.value.replace('-', '_')}"
    client = t(f"summary.{_NOBODY[handshake.client]}") if handshake.client in _NOBODY else handshake.client
    text = t(key, n=handshake.count, host=handshake.host, client=client)
    is_pinned = handshake.likely_pinned and handshake.refusal is not Refusal.SERVER_REFUSED
    return f"{text} {t('summary.pinned')}" if is_pinned else text


def _unread(found: Sequence[UnreadHost], t: Translator) -> Iterator[Limit]:
    passed = [host for host in found if host.delivery is Delivery.UNREAD]
    for host in passed[:_MOST_UNREAD]:
        text = t(
            "summary.unread",
            n=host.connections,
            host=host.host,
            times=_times(host, t),
            sent=t.size(host.bytes_sent),
            received=t.size(host.bytes_received),
        )
        yield Limit(text=text, filter=f"host:{host.host} is:unread")
    if len(passed) > _MOST_UNREAD:
        yield Limit(text=t("summary.more_unread", n=len(passed) - _MOST_UNREAD), filter="is:unread")


def _times(host: UnreadHost, t: Translator) -> str:
    """`10:00:01–10:02:30 UTC`, with the day where it is another."""
    first, last = moment(host.first_us), moment(host.last_us)
    if first is None or last is None:
        return t("report.dates.unknown")
    if first.date() == last.date():
        return f"{t.date(f'{first:%Y-%m-%d}')}, {first:%H:%M:%S}–{last:%H:%M:%S}\u00a0UTC"
    return t("summary.unread_times", first=f"{first:%Y-%m-%d %H:%M:%S}", last=f"{last:%Y-%m-%d %H:%M:%S}\u00a0UTC")


def _background(counted: Tally, t: Translator) -> Iterator[Limit]:
    if counted.background:
        text = t("summary.background", n=counted.background, hosts=counted.background_hosts)
        yield Limit(text=text, filter="is:background")


def _either(words: Sequence[str], t: Translator) -> str:
    """After a negation: "a, b or c", « a, b ni c »."""
    if len(words) < 2:
        return "".join(words)
    return t("summary.list_unseen", start=", ".join(words[:-1]), end=words[-1])
