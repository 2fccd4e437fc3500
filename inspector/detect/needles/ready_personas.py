"""Invented test identities that come with En Clair. Their values belong to nobody: rare names, reserved mail domains,
telephone ranges set aside for fiction, national numbers that cannot have been issued."""

import re
import secrets
from collections.abc import Iterable

from inspector.detect.needles.persona import load_persona, persona_name
from inspector.model.leaf import Needle
from inspector.model.struct import Record
from inspector.resources import resource_path

_PLACE = "{token}"
_START = "zq"  # two letters that hardly any word of any language begins with
_LETTERS = "bcdfghjkmnpqrstvwxz23456789"  # none that spell words or look alike
_LENGTH = 7
_TOKEN = re.compile(rf"(?<![a-z0-9]){_START}[{_LETTERS}]{{{_LENGTH}}}(?![a-z0-9])")


class ReadyPersona(Record, frozen=True, kw_only=True):
    """An identity whose values hold a place for the token of one use."""

    name: str
    language: str
    values: tuple[Needle, ...]


def ready_personas() -> tuple[ReadyPersona, ...]:
    """The identities that come with the application, by file name."""
    files = sorted(resource_path("personas").glob("*.toml"))
    return tuple(
        ReadyPersona(name=persona_name(file), language=file.stem[:2], values=load_persona(file)) for file in files
    )


def new_token() -> str:
    """A word that has never been written: what bears it was typed in this session (27 to the power of 7 tokens)."""
    return _START + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def plant(persona: ReadyPersona, token: str) -> tuple[Needle, ...]:
    """The values of an identity for one use."""
    return tuple(
        Needle(name=one.name, class_=one.class_, value=one.value.replace(_PLACE, token), origin=one.origin)
        for one in persona.values
    )


def has_token(texts: Iterable[str]) -> bool:
    """Whether any of the texts bears a token that `renew` would replace."""
    return any(_TOKEN.search(text) for text in texts)


def renew(text: str, token: str) -> str:
    """The text with another token in the place of the one it bears."""
    return _TOKEN.sub(token, text)
