"""Base64 to bytes: both alphabets of RFC 4648, padded or not."""

from binascii import Error

import pybase64


def bytes_of_base64(text: str) -> bytes | None:
    """The bytes of either alphabet, padded or not; None where it is neither."""
    body = text.rstrip("=")
    if len(body) % 4 == 1:
        return None
    if "-" in body or "_" in body:
        body = body.replace("-", "+").replace("_", "/")
    try:
        return pybase64.b64decode(body + "==="[: -len(body) % 4], validate=True)
    except (Error, ValueError):
        return None
