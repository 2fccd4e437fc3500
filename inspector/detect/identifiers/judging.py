"""Values that tell one browser from all others, judged from where they went.

A capture alone cannot prove that a value is one browser's own. Each verdict says on what it rests: a cookie that an
answer set, a name, a value that differs between captures; against it, a value that stands in a script everybody gets.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from inspector.detect.identifiers.choices import Choice
from inspector.detect.identifiers.parts import randomness_bits
from inspector.detect.identifiers.senses import is_tag_id
from inspector.detect.identifiers.traces import IdentifierCollector, Trace, UseKey
from inspector.model.flow import CaptureId
from inspector.model.identifier import Identifier, IdentifierKind, Refusal, Use
from inspector.model.leaf import Confidence
from inspector.model.struct import Record

_MOST_IDENTIFIERS = 5_000


class Outside(Record, frozen=True, kw_only=True):
    """What is known beyond the flows. `in_scripts`, `in_pages`: values that stand in what is answered to everybody;
    `stored`: those that the browser held; `accounts`: account ids of the first party; `fresh`: captures made with a
    new profile; `own_group`: sites of the first party's group."""

    in_scripts: frozenset[str] = frozenset()
    in_pages: frozenset[str] = frozenset()
    stored: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    fresh: frozenset[CaptureId] = frozenset()
    own_group: frozenset[str] = frozenset()


def find_identifiers(collector: IdentifierCollector, outside: Outside) -> tuple[Identifier, ...]:
    """Those of other sites first, the surest first; at most 5,000."""
    sites, differing = collector.sites(), _differing(collector)
    found: list[Identifier] = []
    for (site, value), trace in collector.traces.items():
        if not (trace.sent > 1 or (trace.times_set and trace.sent)) or is_passing(trace):
            continue
        differs = any((site, use) in differing for use in trace.uses)
        kind, reasons = judge(value, trace, outside, differs=differs)
        if kind is IdentifierKind.BROWSER and reasons == ("repeats",) and len(trace.pages) < 2:
            continue  # a ticket of one page
        others = tuple(sorted(set(sites[value]) - {site}))
        reasons = (*reasons, "several-sites") if others else reasons
        found.append(
            Identifier(
                site=site,
                first_party=trace.first_party,
                same_group=site in outside.own_group,
                kind=kind,
                confidence=_confidence(kind, reasons, pages=len(trace.pages)),
                reasons=reasons,
                value=value,
                bits=round(randomness_bits(value)),
                uses=tuple(_uses(trace)),
                flows=trace.sent,
                pages=len(trace.pages),
                captures=tuple(trace.captures),
                first_us=trace.first_us,
                last_us=trace.last_us,
                also_at=others,
                before_choice=trace.choices.before(),
                refusals=tuple(_refusals(trace, collector.choices)),
            )
        )
    return tuple(sorted(_without_twins(found), key=_order)[:_MOST_IDENTIFIERS])


def _order(one: Identifier) -> tuple[object, ...]:
    return one.kind, one.first_party, list(Confidence).index(one.confidence), -one.flows, one.site, one.value


def _differing(collector: IdentifierCollector) -> frozenset[tuple[str, UseKey]]:
    """Names at a site whose one or two values are others in every capture."""
    values: defaultdict[tuple[str, UseKey], defaultdict[CaptureId, set[str]]]
    values = defaultdict(lambda: defaultdict(set))
    for (site, value), trace in collector.traces.items():
        for use in trace.uses:
            for capture in trace.captures:
                if len(values[site, use][capture]) < 4:
                    values[site, use][capture].add(value)
    return frozenset(key for key, captures in values.items() if _are_apart(list(captures.values())))


def _refusals(trace: Trace, choices: Mapping[CaptureId, Choice]) -> Iterator[Refusal]:
    for capture in trace.captures:
        choice = choices.get(capture)
        refusal = trace.choices.refusal(capture, choice.refused_us) if choice else None
        if refusal is not None:
            yield refusal


def judge(
    value: str, trace: Trace, outside: Outside, *, differs: bool = False
) -> tuple[IdentifierKind, tuple[str, ...]]:
    """What a repeated value is consistent with, and on what that rests (codes)."""
    senses = trace.senses
    is_named = any(sense.is_identifier for sense in senses)
    names_constant = any(sense.is_constant for sense in senses) and not is_named
    same = len(trace.captures.keys() & outside.fresh) > 1
    own = [
        code
        for code, holds in (
            ("set-by-response", trace.times_set > 0),
            ("stored-in-browser", value in outside.stored),
            ("differs-between-captures", differs),
            ("account-id", value in outside.accounts),
        )
        if holds
    ]
    shipped = [
        code
        for code, holds in (
            ("same-in-fresh-profiles", same),
            ("in-script", value in outside.in_scripts),
            ("in-page", value in outside.in_pages and not is_named),
            ("named-constant", names_constant and not trace.in_cookie),
            ("on-files", 0 < trace.sent == trace.on_files),
        )
        if holds
    ]
    weak = [code for code, holds in (("sent-as-cookie", trace.in_cookie), ("named-identifier", is_named)) if holds]
    if is_tag_id(value):
        return IdentifierKind.CONSTANT, ("tag-shape", *shipped)
    if same and not ({"set-by-response", "account-id"} & set(own)):
        return IdentifierKind.CONSTANT, tuple(shipped)
    if own:
        return IdentifierKind.BROWSER, (*own, *weak)
    if shipped and not (weak == ["sent-as-cookie", "named-identifier"] and not same):
        return IdentifierKind.CONSTANT, tuple(shipped)
    return IdentifierKind.BROWSER, tuple(weak or ["repeats"])


def is_passing(trace: Trace) -> bool:
    """Whether all its names are those of tickets, load balancers or consent signals."""
    senses = trace.senses
    return all(sense.is_transient or sense.is_balancer or sense.is_consent for sense in senses)


def _confidence(kind: IdentifierKind, reasons: Iterable[str], *, pages: int) -> Confidence:
    said = set(reasons)
    if kind is IdentifierKind.CONSTANT:
        return Confidence.FIRM if said & {"tag-shape", "in-script", "same-in-fresh-profiles"} else Confidence.TENTATIVE
    is_own = bool(said & {"set-by-response", "stored-in-browser", "differs-between-captures", "account-id"})
    if is_own and said & {"named-identifier", "differs-between-captures", "account-id"}:
        return Confidence.CERTAIN
    is_likely = "named-identifier" in said and ("sent-as-cookie" in said or pages > 1)
    return Confidence.FIRM if is_own or is_likely else Confidence.TENTATIVE


def _without_twins(found: Iterable[Identifier]) -> Iterator[Identifier]:
    """Parts of one value that always go together are one identifier: that which others have too, else the longer."""
    groups: defaultdict[tuple[object, ...], list[Identifier]] = defaultdict(list)
    for one in found:
        groups[one.site, one.flows, tuple(sorted(_spot(use) for use in one.uses))].append(one)
    for twins in groups.values():
        yield max(twins, key=lambda one: (len(one.also_at), one.bits, one.value))


def _spot(use: Use) -> tuple[str, int, str, str]:
    return use.name, use.place.flow, use.place.location, use.place.path


def _are_apart(captures: list[set[str]]) -> bool:
    """At least two captures, each with one or two values, none in common."""
    if len(captures) < 2 or any(len(values) > 2 for values in captures):
        return False
    return sum(map(len, captures)) == len(set().union(*captures))


def _uses(trace: Trace) -> Iterator[Use]:
    for use, (flows, _) in sorted(trace.uses.items(), key=lambda item: (-item[1][0], item[0])):
        side, location, name = use
        yield Use(side=side, location=location, name=name, flows=flows, place=trace.places[use])
