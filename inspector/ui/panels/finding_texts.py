"""The texts of a finding for the window, safe where a rule's card is missing; and the dates beside them."""

import msgspec

from inspector.findings.texts import FindingTexts, write_texts
from inspector.messages import Translator
from inspector.model.finding import Finding
from inspector.model.party import Recipient
from inspector.ui.words import class_word, is_date, local_moment


def texts_of(finding: Finding, t: Translator, *, recipient: Recipient | None) -> FindingTexts:
    """The card's texts; where the card cannot be read, the bare facts and a word that the texts are missing."""
    try:
        return write_texts(finding, t, recipient=recipient)
    except (FileNotFoundError, msgspec.ValidationError, KeyError, ValueError):
        missing = t("findings_page.texts_missing")
        title = f"{finding.rule} {class_word(t, finding.class_)}" if finding.class_ else finding.rule
        return FindingTexts(
            title=title,
            shows=missing,
            suggests=missing,
            does_not_show=missing,
            traps=(),
            reproduction="",
            legal="",
            points_text="",
        )


def write_day(t: Translator, day: str) -> str:
    """An ISO date in the reader's way, `21/11/2026`; what is none as it stands."""
    return t.date(day)


def write_moment_day(t: Translator, at_us: int) -> str:
    """The day of a moment on the reader's clock; "" for none."""
    return write_day(t, local_moment(at_us).date().isoformat()) if at_us and is_date(at_us) else ""
