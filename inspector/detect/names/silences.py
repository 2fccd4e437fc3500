"""Names that the packs mute: those of settings, experiments, products, forms."""

from inspector.detect.names.fold import lemma
from inspector.detect.packs import Packs


class Silences:
    """The mutes of the packs that hold everywhere."""

    def __init__(self, packs: Packs) -> None:
        mutes = [mute for pack in packs.packs for mute in pack.mute if not mute.is_local]
        self._keys = frozenset("".join(lemma(key)) for mute in mutes for key in mute.keys)
        self._last = frozenset(lemma(token)[0] for mute in mutes for token in mute.last_tokens)
        self._except = frozenset("".join(lemma(key)) for mute in mutes for key in mute.except_)

    def has(self, joined: str) -> bool:
        """Whether a name, its words joined, is muted as a whole."""
        return joined in self._keys

    def ends(self, words: tuple[str, ...], joined: str) -> bool:
        """Whether a name is muted by its last word."""
        return words[-1] in self._last and joined not in self._except

    def holds(self, key: str) -> bool:
        """Whether a name is muted, as a whole or by its last word."""
        words = lemma(key)
        joined = "".join(words)
        return self.has(joined) or (bool(words) and self.ends(words, joined))
