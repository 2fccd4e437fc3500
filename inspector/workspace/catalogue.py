"""The catalogue behind `enclair rules`: rules, classes and roles, with versions."""

from typing import Any

from inspector.findings.cards import rule_card
from inspector.findings.registry import RULES
from inspector.messages import Translator
from inspector.model.leaf import CLASSES
from inspector.model.party import Role
from inspector.workspace.versions import rules_version


def list_rules(t: Translator) -> dict[str, Any]:
    """JSON-ready: `{"format", "version", "rules": [...], "classes": [...], "roles": [...]}`."""
    return {
        "format": "enclair-rules/1",
        "version": rules_version(),
        "rules": [_rule(rule.id, t) for rule in RULES],
        "classes": [{"class": class_, "name": t(f"classes.{class_}")} for class_ in CLASSES],
        "roles": [{"role": role, "name": t(f"roles.{role}")} for role in Role],
    }


def _rule(name: str, t: Translator) -> dict[str, Any]:
    card = rule_card(name)
    texts = card.fr if t.language == "fr" else card.en
    return {"rule": name, "version": card.version, "date": card.date, "title": texts.title, "needs": list(card.needs)}


def rule_lines(t: Translator) -> list[str]:
    """The same for people."""
    found = list_rules(t)
    lines = [f"{rule['rule']:8} {rule['version']:6} {rule['date']}  {rule['title']}" for rule in found["rules"]]
    lines += ["", *(f"{item['class']:28} {item['name']}" for item in found["classes"])]
    lines += ["", *(f"{item['role']:28} {item['name']}" for item in found["roles"])]
    return lines
