"""What the packs say of a field name: the class it speaks for, and how loudly."""

from typing import NamedTuple

from inspector.model.leaf import About

LABELLED = ("health.motive", "health.specialty", "health.diagnosis", "health.treatment", "health.document")
"""Classes whose values have names of their own, beside ids."""


class KeyVerdict(NamedTuple):
    """The class a field name speaks for. `what` is the entry of the pack that matched, never a captured name."""

    class_: str
    strong: bool
    rule: str
    what: str
    about: About | None
    whole: bool  # the entry is the whole name
    stemmed: bool = False  # the entry decides alone where it is the whole name; here it is a word among others


MUTED = KeyVerdict("", strong=False, rule="", what="", about=None, whole=False)
"""Stands for a name that says nothing, whatever words it is made of."""
