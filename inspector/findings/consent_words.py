"""The choices of a capture in sentences: marked, inferred from which signal, named only, or why nothing can be said."""

from collections.abc import Iterator

from inspector.findings.dates import told_date
from inspector.findings.grouping import written_time
from inspector.messages import Translator
from inspector.model.consent import Choice, ChoiceKind, ChoiceLine, Known, Start

_MOST = 12
_LONGEST_NAME = 60


def consent_sentences(line: ChoiceLine, t: Translator) -> tuple[str, ...]:
    """What was chosen, in time order, how that is known, and what the browser brought along; at least one sentence."""
    said = [*_choices(line, t)]
    if line.is_unlike_scenario:
        said.append(t("consent.unlike_scenario", scenario=t(f"report.scenario.{line.scenario}")))
    if line.baseline_us is not None and not line.made:
        said.append(t("consent.baseline", at=_moment(line.baseline_us, t)))
    if line.obstacle is not None:
        said.append(t(f"not_assessable.{line.obstacle}"))
    elif not line.made and line.baseline_us is None:
        period = line.at(None).period
        said.append(t(f"consent.named_{period.value}", scenario=(line.scenario or "")[:_LONGEST_NAME]))
    elif line.start is Start.FRESH:
        said.append(t("consent.start_fresh"))
    return tuple(said)


def _choices(line: ChoiceLine, t: Translator) -> Iterator[str]:
    for choice in line.choices[:_MOST]:
        if choice.kind is ChoiceKind.SHOWN:
            yield t(f"consent.shown_{choice.known.value}", at=_moment(choice.at_us, t))
        else:
            yield choice_sentence(choice, t)


def choice_sentence(choice: Choice, t: Translator) -> str:
    """« Refus déduit du signal « didomi_token », entre les flux n° 12 et n° 15 (10 mars 2026, 14:00:12 UTC). »"""
    kind = t(f"consent.{choice.kind.value}")
    if choice.known is Known.INFERRED:
        return t("consent.inferred", kind=kind, signal=_signal(choice), where=_where(choice, t), when=_when(choice, t))
    if choice.known is not Known.MARKED:
        return t("consent.named", kind=kind)
    if choice.name:
        return t("consent.marked_confirmed", kind=kind, signal=_signal(choice), when=_when(choice, t))
    return t("consent.marked", kind=kind, when=_when(choice, t))


def _signal(choice: Choice) -> str:
    name = choice.name or choice.product
    return "".join(letter if letter.isprintable() else "·" for letter in name[:_LONGEST_NAME])


def _where(choice: Choice, t: Translator) -> str:
    if choice.flow is None:
        return ""
    if choice.after_flow is None or choice.after_flow == choice.flow:
        return t("consent.at_flow", flow=str(choice.flow))
    return t("consent.between_flows", after=str(choice.after_flow), flow=str(choice.flow))


def _when(choice: Choice, t: Translator) -> str:
    first, last = _moment(choice.after_us, t), _moment(choice.at_us, t)
    return last if first == last else t("consent.between_times", first=first, last=last)


def _moment(at_us: int | None, t: Translator) -> str:
    return told_date(written_time(at_us), t)
