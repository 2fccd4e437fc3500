"""The tree of errors whose text may be shown to a person as it stands.

Every message is one line: what happened, where, and what to do. ``code`` names the sentence in
``resources/i18n`` (section ``errors``); ``facts`` fills its placeholders. Captured values never enter
``facts``: file names, numbers and kinds only.
"""


class EnClairError(Exception):
    """Something expected went wrong; ``str(error)`` is the English sentence."""

    def __init__(self, message: str, *, code: str, **facts: object) -> None:
        super().__init__(message)
        self.code = code
        self.facts = facts


class InputUnreadable(EnClairError):
    """A file cannot be read as what it should be; nothing of it was kept."""


class CaseUnusable(EnClairError):
    """A case file cannot be opened: not a case, newer, locked, damaged or read-only."""


class ArgumentsWrong(EnClairError):
    """The command line or a settings file asks for something that does not exist."""


class EnvironmentLacks(EnClairError):
    """A display, a browser or a system library is missing."""


class RedactionFailed(EnClairError):
    """A value that had to be masked was found in the finished export; nothing was written."""


class Cancelled(EnClairError):
    """The person asked to stop; what was committed stays."""

    def __init__(self) -> None:
        super().__init__("Cancelled.", code="cancelled")
