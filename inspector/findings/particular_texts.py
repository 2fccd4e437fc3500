"""The sentences of what surrounds a finding (`particulars`), in one language."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from inspector.findings.cards import Words
from inspector.findings.source_words import source_name
from inspector.messages import Translator
from inspector.model.finding import Finding
from inspector.model.party import Source
from inspector.model.struct import Record

_LATEST_US = 253_402_300_800_000_000  # the year 10000

_OF_CONSENT = "CNS-"  # these rules tell it themselves

type Fill = Callable[[str, Mapping[str, str]], str]


class ParticularTexts(Record, frozen=True, kw_only=True):
    """Each empty where nothing is known. `act`: what it follows; `consent`: how consent stood then; `beside`: the
    identifier in the same request; `origin`: where the value was first seen; `checked`: what was verified; `runs`: in
    which runs it came back."""

    act: str
    consent: str
    beside: str
    origin: str
    checked: str
    runs: str


def particular_texts(finding: Finding, t: Translator, *, known: Words, fill: Fill) -> ParticularTexts:
    facts = finding.facts

    def sentence(phrase: str, **more: str) -> str:
        told = {name: t.number(value) if isinstance(value, int) else value for name, value in facts.items()}
        if "checked_source" in told:
            told["checked_source"] = source_name(Source(name=told["checked_source"], date=""), t)
        return fill(known.phrases[phrase], told | more).strip()

    checked = {"site": "checked_site", "entity": "checked_entity"}.get(str(facts.get("checked", "")))
    return ParticularTexts(
        act=_act(facts, t, known=known, fill=fill),
        consent="" if finding.rule.startswith(_OF_CONSENT) else _consent(facts, known=known, fill=fill),
        beside=sentence("beside", beside_where=known.places.get(str(facts["beside_where"]), ""))
        if "beside_name" in facts
        else "",
        origin=sentence("origin_hash") if "origin_sha256" in facts else "",
        checked=sentence(checked) if checked else "",
        runs=_runs(str(facts.get("runs", "")), t, known=known, fill=fill),
    )


def _consent(facts: Mapping[str, str | int], *, known: Words, fill: Fill) -> str:
    return fill(known.consents.get(str(facts.get("consent_then", "")), ""), {})


def _act(facts: Mapping[str, str | int], t: Translator, *, known: Words, fill: Fill) -> str:
    text = known.acts.get(str(facts.get("act", "")), "")
    at_us, delay_ms = facts.get("act_us"), facts.get("act_delay_ms")
    if not text or not isinstance(at_us, int) or not isinstance(delay_ms, int) or not 0 <= at_us < _LATEST_US:
        return ""
    told = {
        "act_at": f"{datetime.fromtimestamp(at_us / 1_000_000, UTC):%H:%M:%S} UTC",
        "act_number": t.number(int(facts["act_number"])),
        "act_delay": t.number(delay_ms / 1000, 1),
    }
    return fill(text, told)


def _runs(runs: str, t: Translator, *, known: Words, fill: Fill) -> str:
    told = []
    for line in runs.splitlines():
        name, _, share = line.partition("\t")
        seen, _, of = share.partition("/")
        word = t(f"report.scenario.{name}") if t.has(f"report.scenario.{name}") else name
        told.append(fill(known.phrases["run"], {"seen": seen, "of": of, "scenario": word}))
    return fill(known.phrases["runs"], {"list": ", ".join(told)}) if told else ""
