"""What people did on a finding, in the detail: traps answered, passes counted, what the company replied."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from inspector.findings.texts import FindingTexts
from inspector.messages import Translator
from inspector.model.finding import Finding, Verdict
from inspector.ui.panels.finding_texts import write_day
from inspector.ui.panels.prose import Block, Run, block, link, plain, quiet
from inspector.ui.words import safe_text

BOXES = ("☐", "☑")


@dataclass(frozen=True, kw_only=True)
class Work:
    """What the links ask for: to tick a trap, to say what was seen there, to note a reply, to count passes."""

    tick: Callable[[int], None]
    word: Callable[[int], None]
    reply: Callable[[], None]
    runs: Callable[[], None]


def write_traps(t: Translator, texts: FindingTexts, verdict: Verdict | None, *, work: Work) -> Iterator[Block]:
    """A list to tick: each way in which such a finding can be wrong, whether a person looked, and what they saw."""
    if not texts.traps:
        return
    answers = {one.number: one for one in verdict.traps} if verdict else {}
    answered = sum(number in answers for number in range(len(texts.traps)))
    yield block(t("findings_page.traps", answered=answered, n=len(texts.traps)), kind="heading")
    for number, trap in enumerate(texts.traps):
        answer = answers.get(number)
        box = link(BOXES[answer is not None], partial(work.tick, number))
        yield block(box, quiet(f"  {number + 1}. "), plain(trap), kind="item")
        if answer is not None:
            word = safe_text(answer.word, limit=2000)
            said = [Run(text=f"{word}  ", italic=True)] if word else [quiet(f"{t('findings_page.checked')}  ")]
            change = "findings_page.word_change" if word else "findings_page.word_add"
            yield block(*said, link(t(change), partial(work.word, number)), kind="item", indent=1)


def write_reproduction(
    t: Translator, finding: Finding, texts: FindingTexts, verdict: Verdict | None, *, captures: int, work: Work
) -> Iterator[Block]:
    """How to find it again, in how many captures it was found, and in how many passes a person saw it."""
    yield block(t("findings_page.reproduction"), kind="heading")
    if texts.reproduction:
        yield block(texts.reproduction)
    seen_in = sum(count > 0 for count in finding.occurrences.values())
    yield block(t("findings_page.seen_in_captures", seen=seen_in, n=captures))
    if verdict is not None and verdict.runs_seen is not None and verdict.runs_tried is not None:
        told = t("findings_page.runs", seen=verdict.runs_seen, n=verdict.runs_tried)
        yield block(plain(f"{told}  "), link(t("findings_page.change"), work.runs))
    else:
        yield block(link(t("findings_page.runs_add"), work.runs))


def write_reply(t: Translator, verdict: Verdict | None, *, work: Work) -> Iterator[Block]:
    """The company's words as they came, with who said them and when."""
    yield block(t("findings_page.reply"), kind="heading")
    reply = verdict.reply if verdict else None
    if reply is None:
        yield block(link(t("findings_page.reply_add"), work.reply))
        return
    origin = ", ".join(part for part in (safe_text(reply.said_by, limit=200), write_day(t, reply.date)) if part)
    for line in reply.text.splitlines():
        if line.strip():
            yield block(line, indent=1)
    yield block(*([quiet(f"{origin}  ")] if origin else []), link(t("findings_page.change"), work.reply), indent=1)
