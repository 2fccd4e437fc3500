"""How a recording was made, for those who read its results: the lines of its environment, and what they change."""

from collections.abc import Iterator, Sequence

from inspector.findings.interception import was_told_by_browser
from inspector.messages import Translator
from inspector.model.flow import CaptureFacts, CaptureKind
from inspector.model.recording import NameAnswer
from inspector.model.struct import Record
from inspector.store.queries import CaseReader
from inspector.store.recorded import name_answers

_ORDER = (
    "hypothesis", "whose", "legal_basis", "interception", "ca_sha256", "mode", "quic", "names", "scope", "unread",
    "browser", "browsers", "version", "profile", "headless", "sandbox",
    "system", "machine", "network", "place", "language", "time_zone", "clock", "clock_offset", "tool",
)  # fmt: skip
_GROUP = 4
_CHROMIUM_UNSEEN = ("raw-bytes", "some-bodies", "certificate-part", "background-traffic")
_MODES = ("wireguard", "lan", "local")


class Disclosure(Record, frozen=True, kw_only=True):
    """How one recording was made, in sentences; `way` says it in a few words, `unseen` what it cannot show."""

    way: str
    paragraphs: tuple[str, ...]
    unseen: tuple[str, ...] = ()


def environment_lines(capture: CaptureFacts, t: Translator) -> tuple[tuple[str, str], ...]:
    """Label and text of every line that was kept, the known ones first; what is not known is shown as it is."""
    kept = capture.environment
    names = [*(name for name in _ORDER if name in kept), *sorted(set(kept) - set(_ORDER))]
    return tuple((_label(name, t), _text(name, kept[name], t)) for name in names)


def _label(name: str, t: Translator) -> str:
    key = f"environment.label.{name}"
    return t(key) if t.has(key) else name


def _text(name: str, text: str, t: Translator) -> str:
    key = f"environment.value.{name}.{text}"
    if t.has(key):
        return t(key)
    return grouped(text) if name == "ca_sha256" else text


def grouped(fingerprint: str) -> str:
    """A fingerprint in fours, to be compared by eye."""
    return " ".join(fingerprint[at : at + _GROUP] for at in range(0, len(fingerprint), _GROUP))


def disclose(reader: CaseReader, capture: CaptureFacts, t: Translator) -> Disclosure | None:
    """None for a capture that was not recorded by this tool; one that came as its HAR tells as much."""
    kept = capture.environment
    if capture.kind is CaptureKind.RECORDING or kept.get("ca_sha256"):
        proxy = kept.get("interception") or "mitmproxy"
        paragraphs = (
            " ".join(_interception(kept, proxy, t)),
            *_fingerprint(kept, t),
            t("environment.how.bailiff"),
            " ".join((*_names_and_protocols(reader, capture, t), *_browser(kept, t), t("environment.how.background"))),
        )
        return Disclosure(way=t("environment.way.intercepted", proxy=proxy), paragraphs=paragraphs)
    if was_told_by_browser(capture):
        said = (t("environment.how.told"), *_browser(kept, t), t("environment.how.names_none"))
        return Disclosure(
            way=t("environment.way.told"),
            paragraphs=(" ".join(said),),
            unseen=tuple(t(f"environment.unseen_why.{code}") for code in unseen_codes(capture)),
        )
    return None


def unseen_codes(capture: CaptureFacts) -> tuple[str, ...]:
    """What a recording that the browser told does not show; empty for other captures."""
    if not was_told_by_browser(capture):
        return ()
    if "firefox" in (capture.environment.get("browser") or capture.browser).lower():
        from inspector.capture.bidi.recorder import CANNOT_SEE

        return CANNOT_SEE
    return _CHROMIUM_UNSEEN


def _interception(kept: dict[str, str], proxy: str, t: Translator) -> Iterator[str]:
    yield t("environment.how.intercepted", proxy=proxy)
    yield t("environment.how.changes")
    if kept.get("mode") in _MODES:
        yield t(f"environment.how.{kept['mode']}")


def _fingerprint(kept: dict[str, str], t: Translator) -> Iterator[str]:
    if kept.get("ca_sha256"):
        yield t("environment.how.fingerprint", fingerprint=grouped(kept["ca_sha256"]))


def _names_and_protocols(reader: CaseReader, capture: CaptureFacts, t: Translator) -> Iterator[str]:
    if capture.environment.get("quic") == "kept out":
        yield t("environment.how.quic")
    yield from _names(name_answers(reader, capture=capture.id), t)


def _names(answers: Sequence[NameAnswer], t: Translator) -> Iterator[str]:
    """Names with a chain, those that were led elsewhere by hand, those without an answer: each told apart."""
    answered = {answer.host for answer in answers if answer.chain}
    mapped = {answer.host for answer in answers if answer.error == "mapped"} - answered
    silent = {answer.host for answer in answers} - answered - mapped
    yield t("environment.how.names_asked", n=len(answered)) if answered else t("environment.how.names_none")
    if silent:
        yield t("environment.how.names_silent", n=len(silent))
    if mapped:
        yield t("environment.how.names_mapped", n=len(mapped))


def _browser(kept: dict[str, str], t: Translator) -> Iterator[str]:
    """Only of a browser that the recorder started: its profile says so."""
    if kept.get("profile") != "fresh":
        return
    if kept.get("browser"):
        yield t("environment.how.browser", browser=kept["browser"])
    if kept.get("headless") == "yes":
        yield t("environment.how.headless")
    if kept.get("sandbox", "").startswith("off"):
        yield t("environment.how.sandbox")
    yield t("environment.how.webdriver")
