"""What was done on a finding: checked by the tool, answered by a person, seen again, replied to by the company."""

from inspector.messages import Translator
from inspector.model.finding import Status
from inspector.report.data import FindingBlock
from inspector.report.moments import date_text
from inspector.report.typesetter import Typesetter

type Page = dict[str, object]

_MOST_REPLY = 12_000
_MOST_PARAGRAPHS = 60


def work_on(block: FindingBlock, setter: Typesetter) -> Page:
    """Each part empty where there is nothing to tell of it."""
    return {
        "checked": setter.text(block.checked, most=2_500),
        "traps": _traps(block, setter),
        "traps_answered": _answered(block, setter.words),
        "runs": _runs(block, setter),
        "reviewed": _reviewed(block, setter),
        "reply": reply_of(block, setter),
        "note": setter.text(block.verdict.note if block.verdict else ""),
    }


def _traps(block: FindingBlock, setter: Typesetter) -> list[Page]:
    """Each way in which such a finding can be wrong, whether a person looked, and what they saw."""
    answers = {one.number: one for one in block.verdict.traps} if block.verdict else {}
    return [
        {
            "number": f"{number + 1}.",
            "text": setter.text(trap, most=1_000),
            "answered": number in answers,
            "word": setter.text(answers[number].word, most=2_000) if number in answers else "",
        }
        for number, trap in enumerate(block.traps)
    ]


def _answered(block: FindingBlock, words: Translator) -> str:
    if not block.traps:
        return ""
    answered = len({one.number for one in block.verdict.traps} & set(range(len(block.traps)))) if block.verdict else 0
    return words("report.work.answered", answered=answered, n=len(block.traps))


def _runs(block: FindingBlock, setter: Typesetter) -> list[str]:
    """By the captures of the case, and by the passes that a person counted."""
    told = [setter.text(block.runs, most=1_000)] if block.runs else []
    verdict = block.verdict
    if verdict is not None and verdict.runs_seen is not None and verdict.runs_tried is not None:
        told.append(setter.words("report.work.by_hand", seen=verdict.runs_seen, n=verdict.runs_tried))
    return told


def _reviewed(block: FindingBlock, setter: Typesetter) -> str:
    """Who decided, and when; "" for a draft."""
    verdict = block.verdict
    if verdict is None or verdict.status is Status.DRAFT or not verdict.reviewer:
        return ""
    name, words = setter.text(verdict.reviewer, most=120), setter.words
    return words("report.work.reviewed", name=name, date=date_text(verdict.at_us or None, words))


def reply_of(block: FindingBlock, setter: Typesetter) -> Page | None:
    """The company's words as they came, paragraph by paragraph, with who said them and when."""
    reply = block.verdict.reply if block.verdict else None
    if reply is None or not reply.text.strip():
        return None
    paragraphs = [line for line in reply.text[:_MOST_REPLY].splitlines() if line.strip()][:_MOST_PARAGRAPHS]
    origin = [setter.quote(reply.said_by, most=200), setter.day(reply.date)]
    return {
        "paragraphs": [setter.quote(line) for line in paragraphs],
        "origin": ", ".join(part for part in origin if part),
    }
