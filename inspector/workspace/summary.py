"""The answer first: what a case shows, in sentences that nobody can fault, each with what it links to."""

from collections.abc import Iterator, Sequence

import msgspec

from inspector.findings.class_words import class_word
from inspector.findings.consent_words import consent_sentences
from inspector.messages import Translator
from inspector.model.finding import Severity, Status
from inspector.model.party import Recipient
from inspector.model.share import whole_percent
from inspector.model.struct import Record
from inspector.store.queries import CaseReader
from inspector.store.signals import read_choices
from inspector.workspace.analysis import Searched
from inspector.workspace.evidence import RECORDINGS, read_supports
from inspector.workspace.recorded_limits import recorded_limits
from inspector.workspace.result import read_coverage, read_first_party
from inspector.workspace.unassessed import unassessed_lines

_QUIET = ("behaviour.", "device.", "credential.", "encrypted.", "location.ip")
"""Classes that nearly every flow carries; they have findings of their own but do not lead the summary."""


class Statement(Record, frozen=True, kw_only=True):
    """One sentence. `filter` is a filter of the flow table, `finding` a finding, `recipient` a site: where its
    figure leads; empty where it leads nowhere."""

    text: str
    filter: str = ""
    finding: str = ""
    recipient: str = ""


class Summary(Record, frozen=True, kw_only=True):
    """The overview, the terminal's summary and the report's first page say the same."""

    answer: tuple[Statement, ...]
    service: tuple[Statement, ...]  # what the service itself can read
    others: tuple[Statement, ...]  # what went to other sites, one recipient each
    findings: tuple[Statement, ...]  # the worst, in words
    limits: tuple[Statement, ...]  # what this case can and cannot support
    searched: tuple[Statement, ...]  # what was looked for and not found
    first_party: Statement


def summarise(reader: CaseReader, t: Translator) -> Summary:
    """The sentences for a case as its analysis stands."""
    recipients = reader.recipients()
    first = [r for r in recipients if r.first_party]
    others = [r for r in recipients if not r.first_party and _telling(r.classes_sent)]
    return Summary(
        answer=_answer(reader, t, first=first, others=others),
        service=tuple(said for r in first for said in _service(r, t)),
        others=tuple(_other(r, t) for r in sorted(others, key=_weight)),
        findings=_findings(reader, t),
        limits=_limits(reader, t),
        searched=_searched(reader, t),
        first_party=_first_party(reader, t),
    )


def list_words(words: Sequence[str], t: Translator) -> str:
    """« a, b et c », "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return t("summary.list_end", start=", ".join(words[:-1]), end=words[-1])


def class_words(classes: Sequence[str], t: Translator) -> str:
    return list_words([class_word(class_, t) for class_ in classes], t)


def party_words(recipient: Recipient, t: Translator) -> str:
    """The site, with its operator and source where they are known and verified."""
    party = recipient.party
    source = party.sources.get("operator")
    if party.operator and source and source.verified:
        return t("summary.party", site=recipient.site, operator=party.operator)
    return recipient.site


def _telling(classes: dict[str, int]) -> list[str]:
    """The classes worth leading with, most important first (the order of the taxonomy)."""
    return sorted((c for c in classes if not c.startswith(_QUIET)), key=_class_rank)


def _class_rank(class_: str) -> tuple[int, str]:
    groups = ("health.motive", "health.specialty", "health.", "special.", "identity.", "contact.", "financial.")
    return next((n for n, group in enumerate(groups) if class_.startswith(group)), len(groups)), class_


def _weight(recipient: Recipient) -> tuple[tuple[int, str], int]:
    return min(map(_class_rank, _telling(recipient.classes_sent))), -recipient.flows


def _answer(
    reader: CaseReader, t: Translator, *, first: Sequence[Recipient], others: Sequence[Recipient]
) -> tuple[Statement, ...]:
    if not reader.last_flow():
        return (Statement(text=t("summary.empty")),)
    said = []
    returning = [r for r in first if _telling(r.classes_returned)]
    for recipient in returning[:3]:
        classes = _telling(recipient.classes_returned)
        text = t("summary.returned", site=recipient.site, classes=class_words(classes[:5], t))
        said.append(Statement(text=text, filter=f"site:{recipient.site} has:sensitive"))
    if not returning:
        said.append(Statement(text=t("summary.nothing_returned")))
    if others:
        classes = sorted({c for r in others for c in _telling(r.classes_sent)}, key=_class_rank)
        text = t("summary.sent_to_others", n=len(others), classes=class_words(classes[:5], t))
        said.append(Statement(text=text, filter="party:third has:sensitive"))
    else:
        said.append(Statement(text=t("summary.nothing_sent_to_others")))
    return tuple(said)


def _service(recipient: Recipient, t: Translator) -> Iterator[Statement]:
    """What it returned, then what it was sent: two sentences, so that each list of classes stays readable."""
    returned, sent = _telling(recipient.classes_returned), _telling(recipient.classes_sent)
    for key, classes in (("service_returned", returned), ("service_sent", sent)):
        if classes:
            text = t(f"summary.{key}", party=party_words(recipient, t), classes=class_words(classes, t))
            yield Statement(text=text, recipient=recipient.site, filter=f"site:{recipient.site} has:sensitive")


def _other(recipient: Recipient, t: Translator) -> Statement:
    text = t(
        "summary.other",
        party=party_words(recipient, t),
        role=t(f"roles.{recipient.party.role}").lower(),
        classes=class_words(_telling(recipient.classes_sent), t),
    )
    if recipient.same_group:
        text = f"{text} {t('summary.same_group')}"
    return Statement(text=text, recipient=recipient.site, filter=f"site:{recipient.site} has:sensitive")


def _findings(reader: CaseReader, t: Translator) -> tuple[Statement, ...]:
    verdicts = reader.verdicts()
    kept = [f for f in reader.findings() if (v := verdicts.get(f.id)) is None or v.status is not Status.REJECTED]
    counts = {severity: sum(f.severity is severity for f in kept) for severity in Severity}
    words = [t(f"summary.count_{severity}", n=n) for severity, n in counts.items() if n]
    if not words:
        return (Statement(text=t("summary.no_findings")),)
    return (Statement(text=t("summary.findings", n=len(kept), list=list_words(words, t)), filter="has:finding"),)


def _limits(reader: CaseReader, t: Translator) -> tuple[Statement, ...]:
    said = []
    lines = read_choices(reader)
    for capture in reader.captures():
        if reader.capture_extra(capture.id) is None and capture.kind not in RECORDINGS:
            continue  # its import was not finished: nobody has counted what it supports
        supports = read_supports(reader, capture.id)
        said.append(Statement(text=t("summary.answers", name=capture.name, share=whole_percent(supports.answers))))
        for name in ("cookies", "images", "consent", "transport"):
            if not getattr(supports, name) and not (name == "consent" and capture.id in lines):
                said.append(Statement(text=t(f"summary.without_{name}", name=capture.name)))
    said += [Statement(text=text) for text in consent_lines(reader, t)]
    said += [Statement(text=limit.text, filter=limit.filter) for limit in recorded_limits(reader, t)]
    coverage = read_coverage(reader)
    for name in ("undecoded", "cut", "bodies_truncated", "messages_cut", "sightings_cut", "from_cache", "muted"):
        if n := getattr(coverage, name):
            said.append(Statement(text=t(f"summary.coverage_{name}", n=n)))
    said += [Statement(text=text) for text in unassessed_lines(reader, t)]
    return tuple(said)


def consent_lines(reader: CaseReader, t: Translator) -> tuple[str, ...]:
    """One line a capture: the choices about consent made in it, how they are known, or why nothing can be said."""
    lines = read_choices(reader)
    return tuple(
        t("consent.line", name=capture.name, sentence=" ".join(consent_sentences(lines[capture.id], t)))
        for capture in reader.captures()
        if capture.id in lines
    )


def _searched(reader: CaseReader, t: Translator) -> tuple[Statement, ...]:
    kept = reader.outcome("searched")
    if kept is None:
        return ()
    searched = msgspec.json.decode(kept, type=Searched)
    values = searched.persona + searched.chosen + searched.learned
    if not values:
        return ()
    said = [Statement(text=t("summary.searched", n=values, forms=len(searched.forms), flows=reader.last_flow()))]
    if searched.not_found:
        said.append(Statement(text=t("summary.not_found", list=list_words(searched.not_found, t))))
    return tuple(said)


def _first_party(reader: CaseReader, t: Translator) -> Statement:
    decision = read_first_party(reader)
    why = t(f"first_party.{decision.why}", **decision.facts)
    if not decision.sites:
        return Statement(text=why)
    return Statement(text=t("summary.first_party", sites=list_words(decision.sites, t), why=why))
