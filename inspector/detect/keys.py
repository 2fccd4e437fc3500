"""What a field name says: a verdict per distinct name, computed once."""

from collections.abc import Iterator
from typing import NamedTuple

from inspector.detect.fold import lemma, tokens
from inspector.detect.packs import KeyRule, Packs
from inspector.model.leaf import About

LABELLED = ("health.motive", "health.specialty", "health.diagnosis", "health.treatment", "health.document")


class KeyVerdict(NamedTuple):
    """The class a field name speaks for. `what` is the entry of the pack that matched, never a captured name."""

    class_: str
    strong: bool
    rule: str
    what: str
    about: About | None
    whole: bool  # the entry is the whole name


class _Entry(NamedTuple):
    words: tuple[str, ...]
    verdict: KeyVerdict


class KeyIndex:
    """Looks field names up in the packs. `verdict` and `role` remember every distinct name they were asked."""

    def __init__(self, packs: Packs) -> None:
        self._whole: dict[tuple[str, ...], KeyVerdict] = {}
        self._joined: dict[str, KeyVerdict] = {}
        self._single: dict[str, KeyVerdict] = {}
        self._several: dict[str, list[_Entry]] = {}
        self._roles: dict[str, tuple[About, bool]] = {}
        self._verdicts: dict[str, KeyVerdict | None] = {}
        self._label_names: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._affixes = packs.generic("affixes")
        self._learn_mutes(packs)
        for pack in packs.packs:
            for rule in pack.key:
                self._learn(pack.pack, rule)
            for role in pack.role:
                self._roles.update((token, (role.about, role.weak)) for token in role.tokens)

    def verdict(self, key: str) -> KeyVerdict | None:
        """What the name of a field says, or None; muted names say nothing."""
        try:
            return self._verdicts[key]
        except KeyError:
            if len(self._verdicts) > 200_000:
                self._verdicts.clear()
            found = self._verdicts[key] = self._judge(key.partition("#")[0])
            return found

    def role(self, name: str) -> tuple[About, bool] | None:
        """Whom an object of this name stands for, and whether that needs a health context."""
        words = lemma(name)
        whole = self._roles.get("_".join(words))
        if whole is not None:
            return whole
        for word in reversed(words):
            if word in self._roles:
                return self._roles[word]
        return None

    def labelled(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of an object's names that hold a label of a motive, a specialty, a diagnosis ... (not its id)."""
        known = self._label_names.get(names)
        if known is None:
            if len(self._label_names) > 50_000:
                self._label_names.clear()
            known = self._label_names[names] = tuple(name for name in names if self._is_label(name))
        return known

    def _is_label(self, name: str) -> bool:
        verdict = self.verdict(name)
        return verdict is not None and verdict.class_.startswith(LABELLED) and lemma(name)[-1:] != ("id",)

    def is_muted(self, key: str) -> bool:
        words = lemma(key)
        joined = "".join(words)
        if joined in self._muted_keys:
            return True
        return bool(words) and words[-1] in self._muted_last and joined not in self._muted_except

    def _learn_mutes(self, packs: Packs) -> None:
        mutes = [mute for pack in packs.packs for mute in pack.mute]
        self._muted_keys = frozenset("".join(lemma(key)) for mute in mutes for key in mute.keys)
        self._muted_last = frozenset(lemma(token)[0] for mute in mutes for token in mute.last_tokens)
        self._muted_except = frozenset("".join(lemma(key)) for mute in mutes for key in mute.except_)

    def _learn(self, pack: str, rule: KeyRule) -> None:
        for names, strong in ((rule.strong, True), (rule.weak, False)):
            for name in names:
                verdict = KeyVerdict(rule.class_, strong, f"{pack}/{rule.id}", name, rule.about, whole=False)
                self._enter(name, verdict)

    def _enter(self, name: str, verdict: KeyVerdict) -> None:
        words = lemma(name)
        whole = verdict._replace(whole=True)
        _keep_strong(self._whole, words, whole)
        _keep_strong(self._joined, "".join(words), whole)
        _keep_strong(self._joined, "".join(tokens(name)), whole)
        if len(words) == 1:
            _keep_strong(self._single, words[0], verdict)
        else:
            self._several.setdefault(words[0], []).append(_Entry(words, verdict))

    def _judge(self, key: str) -> KeyVerdict | None:
        words = lemma(key)
        joined = "".join(words)
        if not words or joined in self._muted_keys:
            return None
        whole = self._whole.get(words) or self._joined.get(joined) or self._joined.get("".join(tokens(key)))
        if whole is not None:
            return whole
        if words[-1] in self._muted_last and joined not in self._muted_except:
            return None
        best = max(self._partial(words), key=self._rank, default=None)
        return best.verdict if best is not None else None

    def _rank(self, entry: _Entry) -> tuple[int, bool, bool, int]:
        is_role = len(entry.words) == 1 and entry.words[0] in self._roles
        return len(entry.words), not is_role, entry.verdict.strong, len(entry.words[-1])

    def _partial(self, words: tuple[str, ...]) -> Iterator[_Entry]:
        for start, word in enumerate(words):
            for entry in self._several.get(word, ()):
                if words[start : start + len(entry.words)] == entry.words:
                    yield entry
            verdict = self._single.get(word)
            if verdict is not None and len(word) > 2 and self._is_attribute(words, word):
                yield _Entry((word,), verdict)

    def _is_attribute(self, words: tuple[str, ...], named: str) -> bool:
        """A single word decides inside a longer name only beside neutral words: `user_email`, not `email_campaign`."""
        return all(word == named or word in self._affixes or word in self._roles for word in words)


def _keep_strong[Key](table: dict[Key, KeyVerdict], key: Key, verdict: KeyVerdict) -> None:
    present = table.get(key)
    if present is None or (verdict.strong and not present.strong):
        table[key] = verdict
