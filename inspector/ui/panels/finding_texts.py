"""The texts of a finding for the window, safe where a rule's card is missing."""

import msgspec

from inspector.findings.texts import FindingTexts, write_texts
from inspector.messages import Translator
from inspector.model.finding import Finding
from inspector.model.party import Recipient
from inspector.ui.words import class_word


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
