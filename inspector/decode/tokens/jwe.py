"""Opener: encrypted tokens (JWE, RFC 7516): the header is all that can be read, the rest is ciphertext."""

import re

from inspector.decode.encodings.base64_text import bytes_of_base64
from inspector.decode.part import Part, Tree
from inspector.decode.tokens.jwt import AFTER, BEFORE, json_of

SIGN = rf"(?=[^.]*+\.){BEFORE}eyJ[\w-]{{8,}}\.[\w-]*\.[\w-]{{8,}}\.[\w-]*\."
_TOKEN = re.compile(rf"{BEFORE}(eyJ[\w-]{{8,}})\.[\w-]*\.[\w-]{{8,}}\.[\w-]*\.[\w-]{{16,}}{AFTER}", re.ASCII)


def open_jwe(text: str) -> tuple[Part, ...] | None:
    """The header of a token in compact serialisation."""
    match = _TOKEN.match(text)
    header = json_of(bytes_of_base64(match[1])) if match else None
    if not isinstance(header, dict) or not isinstance(header.get("enc"), str):
        return None
    return (Part(Tree({"header": header}), ("jwe",)),)
