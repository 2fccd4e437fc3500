"""Which rules could say nothing about a case, in sentences: grouped by the reason, which is the part worth reading."""

from collections.abc import Iterator

from inspector.messages import Translator
from inspector.model.flow import CaptureId
from inspector.store.queries import CaseReader


def unassessed_lines(reader: CaseReader, t: Translator) -> Iterator[str]:
    """First how many rules, then one line a reason with its rules, and its captures where it is not that of all."""
    names = {capture.id: capture.name for capture in reader.captures()}
    rules: dict[tuple[str, tuple[CaptureId, ...]], list[str]] = {}
    captures: dict[tuple[str, str], list[CaptureId]] = {}
    for item in reader.not_assessable():
        key = (t(f"not_assessable.{item.reason}", **item.facts), item.rule)
        captures.setdefault(key, []).extend(() if item.capture is None else (item.capture,))
    for (reason, rule), seen in captures.items():
        told = () if set(seen) >= set(names) else tuple(dict.fromkeys(seen))
        rules.setdefault((reason, told), []).append(rule)
    if captures:
        yield t("summary.not_assessable", n=len({rule for _, rule in captures}))
    for (reason, told), which in rules.items():
        listed = ", ".join(which)
        where = ", ".join(names[capture] for capture in told if capture in names)
        form = "summary.not_assessable_where" if where else "summary.not_assessable_why"
        yield t(form, rules=listed, captures=where, reason=reason)
