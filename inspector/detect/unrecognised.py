"""Why a leaf is not among the sensitive ones: what its name says, or the rule that keeps such names silent."""

from functools import cache

from inspector.detect.mutes import folded_key
from inspector.detect.names.fold import lemma
from inspector.detect.names.keys import KeyIndex
from inspector.detect.packs import MuteRule, Packs, load_packs
from inspector.model.struct import Record


class WhyNot(Record, frozen=True, kw_only=True):
    """`code` is a sentence of section `explain` (`not.weak`); `rule` the entry that spoke, `class_` what it named."""

    code: str
    rule: str = ""
    class_: str = ""


def why_not(key: str) -> WhyNot:
    """What can be said of a name alone: the value and its surroundings did not say enough either."""
    packs = load_packs()
    if not key:
        return WhyNot(code="not.nameless")
    for pack in packs.packs:
        for rule in pack.mute:
            if not rule.is_local and _silences(rule, key):
                return WhyNot(code="not.silenced", rule=f"{pack.pack}/{rule.id}")
    verdict = _index(packs).verdict(key)
    if verdict is None:
        return WhyNot(code="not.unknown")
    code = "not.strong" if verdict.strong else "not.weak"
    return WhyNot(code=code, rule=verdict.rule, class_=verdict.class_)


def _silences(rule: MuteRule, key: str) -> bool:
    words = lemma(key)
    name = folded_key(key)
    if name in {folded_key(one) for one in rule.keys}:
        return True
    last = {lemma(token)[0] for token in rule.last_tokens}
    return bool(words) and words[-1] in last and name not in {folded_key(one) for one in rule.except_}


@cache
def _index(packs: Packs) -> KeyIndex:
    return KeyIndex(packs)
