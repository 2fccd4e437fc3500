"""The texts of a finding in one language: what it shows, suggests and does not show, with masked values only."""

import re
from collections.abc import Mapping
from functools import partial

from inspector.findings.cards import CardTexts, Words, rule_card, words
from inspector.findings.confirmation import confirmations_of
from inspector.findings.dates import told_fact
from inspector.findings.particular_texts import particular_texts
from inspector.findings.source_words import source_name
from inspector.findings.step_words import layers_word
from inspector.messages import Translator, french_spaces
from inspector.model.finding import Finding, Points
from inspector.model.party import Recipient
from inspector.model.struct import Record
from inspector.parties.frameworks import decision_of, note_of, standing_of

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_MOMENTS = ("moment", "moment_inside")
_SPACES = re.compile(r" {2,}")


class FindingTexts(Record, frozen=True, kw_only=True):
    """Ready to be shown or printed; `traps` are the ways in which such a finding can be wrong, `checked` what was
    verified without anybody's help and `runs` in which runs it came back, both empty where there is nothing to say."""

    title: str
    shows: str
    suggests: str
    does_not_show: str
    traps: tuple[str, ...]
    reproduction: str
    legal: str
    points_text: str
    checked: str = ""
    runs: str = ""


def write_texts(finding: Finding, t: Translator, *, recipient: Recipient | None) -> FindingTexts:
    """The texts of a finding; the recipient is named by its site, and by its operator only where that attribution has
    been verified, with source and date. Raises FileNotFoundError for a rule without a card."""
    card = rule_card(finding.rule)
    texts = card.fr if t.language == "fr" else card.en
    facts = _written_facts(finding, t, texts=texts, recipient=recipient)
    variant = texts.variants.get(finding.variant, {})

    def written(name: str, text: str) -> str:
        return fill(variant.get(name, text), facts, t=t).strip()

    around = particular_texts(finding, t, known=words(t.language), fill=partial(fill, t=t))
    around_it = (around.act, around.consent, around.beside, around.origin)
    shown = (written("shows", texts.shows), *around_it, confirmation_text(finding, t))
    return FindingTexts(
        title=written("title", texts.title),
        shows=" ".join(part for part in shown if part),
        suggests=written("suggests", texts.suggests),
        does_not_show=written("does_not_show", texts.does_not_show),
        traps=tuple(fill(trap, facts, t=t) for trap in texts.traps),
        reproduction=written("reproduction", texts.reproduction),
        legal=written("legal", texts.legal),
        points_text=points_text(finding, t),
        checked=around.checked,
        runs=around.runs,
    )


def confirmation_text(finding: Finding, t: Translator) -> str:
    """« Confirmé sans interception » in a sentence; empty for a finding that was seen one way only."""
    known = words(t.language).phrases
    said = [known.get(f"confirmed_{code.replace('-', '_')}", "") for code in confirmations_of(finding)]
    return " ".join(fill(sentence, {}, t=t) for sentence in said if sentence)


def points_text(finding: Finding, t: Translator) -> str:
    """The arithmetic of the severity in words: `4 + 3 + 1 + 0 = 8: critical.` and the reason for each part."""
    points = finding.points
    total = t(
        "points.sum_fixed" if points.fixed else "points.sum",
        data=points.data,
        recipient=points.recipient,
        identity=points.identity,
        circumstances=points.circumstances,
        total=points.total,
        severity=t(f"points.severity_{finding.severity.value}"),
    )
    return t("points.reasons", sum=total, reasons=_reasons(points, t)).strip()


def _reasons(points: Points, t: Translator) -> str:
    return " ".join(t(f"points.{code}") for code in points.why)


def _written_facts(finding: Finding, t: Translator, *, texts: CardTexts, recipient: Recipient | None) -> dict[str, str]:
    """Every placeholder as text: numbers in the language's way, codes replaced by their words."""
    known = words(t.language)
    facts = {name: t.number(value) if isinstance(value, int) else value for name, value in finding.facts.items()}
    facts |= {"site": finding.recipient, "recipient": _name_of(finding.recipient, recipient, known=known, t=t)}
    layers = facts.get("layers", "")
    facts["layers"] = layers_word(t, layers.split(" → ") if layers else ())
    facts |= _class_words(finding, known, t=t)
    facts |= _place_words(facts, known, t=t)
    facts |= _country_words(facts, t=t)
    facts["form"] = _form_words(facts, known, t=t)
    for name, options in texts.choices.items():
        facts[name] = fill(options.get(facts.get(name, ""), ""), facts, t=t)
    return facts


def _class_words(finding: Finding, known: Words, *, t: Translator) -> dict[str, str]:
    word = fill(known.classes.get(finding.class_ or "", known.classes[""]), {}, t=t)
    return {"class": word, "Class": word[:1].upper() + word[1:]}


def _place_words(facts: Mapping[str, str], known: Words, *, t: Translator) -> dict[str, str]:
    where = fill(known.locations.get(facts.get("location", ""), ""), facts, t=t)
    return {
        "where": where.replace(" ()", ""),
        "chain": fill(known.locations["chain"], facts, t=t) if facts.get("layers") else "",
        **{name: fill(known.phrases[name], facts, t=t) if facts.get("at") else "" for name in _MOMENTS},
        "origin": fill(known.origins.get(facts.get("origin", ""), ""), facts, t=t),
        "transport": fill(known.transports.get(facts.get("transport", ""), ""), facts, t=t),
    }


def _country_words(facts: Mapping[str, str], *, t: Translator) -> dict[str, str]:
    """Names of countries for their codes, and where such a country stands under chapter V of the GDPR."""
    found = {
        name: t(f"countries.{code}")
        for name, code in facts.items()
        if name.endswith("_country") and t.has(f"countries.{code}")
    }
    if "standing" in facts:
        standing = standing_of(facts.get("tie_country"))
        found |= {"standing": note_of(standing, t.language), "decision": decision_of(standing, t.language)}
    return found


def _form_words(facts: Mapping[str, str], known: Words, *, t: Translator) -> str:
    form = facts.get("form", "")
    return _fill_plain(known.forms.get(form, known.forms["other"]), {"form": form}, t=t)


def _name_of(site: str, recipient: Recipient | None, *, known: Words, t: Translator) -> str:
    source = recipient.party.sources.get("operator") if recipient else None
    if recipient is None or recipient.party.operator is None or source is None or not source.verified:
        return site
    phrase = known.phrases["operator" if source.date else "operator_undated"]
    facts = {"site": site, "operator": recipient.party.operator, "source": source_name(source, t), "date": source.date}
    return fill(phrase, facts, t=t)


def fill(text: str, facts: Mapping[str, str], *, t: Translator) -> str:
    """French spacing is put into our own sentence before values enter it: a captured value stays as it is."""
    return _fill_plain(french_spaces(text) if t.language == "fr" else text, facts, t=t)


def _fill_plain(text: str, facts: Mapping[str, str], *, t: Translator) -> str:
    """Placeholders replaced once; a braced word inside a value is never read as one. What has no fact is left empty."""
    filled = _PLACEHOLDER.sub(lambda found: told_fact(found[1], facts.get(found[1], ""), t), text)
    return _SPACES.sub(" ", filled)
