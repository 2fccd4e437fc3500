"""What a comparison says, with the findings that it cannot weigh: which, what side could not show them, and why."""

from collections.abc import Iterator, Mapping, Sequence

from inspector.findings.comparison_words import Said, summary_of
from inspector.messages import Translator
from inspector.model.comparison import Comparison
from inspector.report.data import Uncompared
from inspector.report.list_words import listed

_MOST_TITLES = 3
_PART = "findings"


def comparison_sentences(
    comparison: Comparison, some: Sequence[Uncompared], titles: Mapping[str, str], t: Translator
) -> tuple[Said, ...]:
    """The summary, what cannot be weighed after what is said of the other findings."""
    said = list(summary_of(comparison, t))
    at = max((n for n, one in enumerate(said, start=1) if one.part == _PART), default=len(said))
    said[at:at] = [Said(text=text, part=_PART) for text in uncompared_texts(some, titles, t)]
    return tuple(said)


def uncompared_texts(some: Sequence[Uncompared], titles: Mapping[str, str], t: Translator) -> Iterator[str]:
    """One sentence for every reason; `titles` are those of findings by id."""
    for one in some:
        named = [t("compare.quoted", title=titles.get(finding, finding)) for finding in one.findings[:_MOST_TITLES]]
        more = len(one.findings) - len(named)
        if more > 0:
            named.append(t("compare.more", n=more))
        reason = t(f"not_assessable.{one.reason}", **one.facts) if one.reason else t("compare.reason_not_browsed")
        yield t(
            "compare.findings_uncompared",
            n=len(one.findings),
            side=one.side,
            list=listed(named, t),
            reason=reason,
        )
