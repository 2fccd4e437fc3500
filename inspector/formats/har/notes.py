"""Collecting what was odd about one entry."""

from inspector.model.flow import Warning as Oddity

MESSAGES = {
    "bad-timestamp": "The time of this entry could not be read.",
    "no-timestamp": "This entry says no time.",
    "no-timezone": "The times of this file name no time zone; they were read as UTC.",
    "bad-base64": "The body is said to be base64 but is not; its text was kept.",
    "bad-text": "Some characters were damaged and were replaced.",
    "body-too-large": "The body is larger than the limit; its beginning was kept.",
    "bad-messages": "The WebSocket messages have an unknown shape; they were kept as they stand.",
    "no-request": "This entry has no request.",
    "empty-entry": "This entry is empty.",
    "entry-not-object": "This entry is not an object.",
    "entry-unreadable": "This entry is damaged and was left out.",
}
"""English sentences by code; `resources/i18n/*/warnings.toml` has them in every language."""


class Notes:
    """The oddities of the entry that is being read."""

    def __init__(self, entry: int | None) -> None:
        self.entry = entry
        self.found: list[Oddity] = []

    def add(self, code: str, message: str | None = None) -> None:
        self.found.append(Oddity(entry=self.entry, code=code, message=message or MESSAGES[code]))
