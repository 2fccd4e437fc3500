"""Telling the person what happened, in the banner: one place for the words around it."""

from collections.abc import Callable

from inspector.messages import Translator
from inspector.ui.banner import Banner, Offer
from inspector.ui.words import failure_text
from inspector.workspace.jobs import Failed


class Telling:
    """Sentences for the banner; `words` gives the language of the moment."""

    def __init__(self, banner: Banner, words: Callable[[], Translator]) -> None:
        self._banner, self._words = banner, words

    def tell(self, kind: str, sentence: str) -> None:
        """`kind`: info, warning or error."""
        self._banner.tell(kind, sentence, dismiss=self._words()("window.banner_close"))

    def hide(self) -> None:
        """What was told before is over."""
        self._banner.hide()

    def tell_stopping(self) -> None:
        """A recording has to end first."""
        self.tell("info", self._words()("window.stopping"))

    def offer(self, sentence: str, offer: Offer) -> None:
        self._banner.tell("info", sentence, dismiss=self._words()("window.banner_close"), offer=offer)

    def tell_unopened(self, name: str, reason: Failed) -> None:
        t = self._words()
        if reason.code == "unexpected":
            self.tell("error", t("window.open_broken", name=name, type=reason.facts.get("type", "")))
        else:
            self.tell("error", t("window.open_failed", name=name, reason=failure_text(t, reason)))

    def tell_job_failed(self, reason: Failed) -> None:
        t = self._words()
        if reason.is_cancelled:
            self.tell("warning", t("window.cancelled"))
        else:
            self.tell("error", t("window.job_failed", reason=failure_text(t, reason)))
