"""Text with one byte for each character: letters and digits in lower case, a blank for everything else.

Two texts that are the same but for letter case are flattened alike, wherever they stand; others seldom are. Letters
beyond Latin-1 share bytes, those beyond the basic plane are blanks.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

BLANK = 32

type Bytes = npt.NDArray[np.uint8]

_BASIC_PLANE = 0x10000
_FINAL_SIGMA = "ς"


def flattened(text: str) -> bytes:
    """As many bytes as the text has characters."""
    try:
        return text.encode("latin-1").translate(_LATIN)
    except UnicodeEncodeError:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        found: Bytes = _basic_plane()[np.minimum(codes, _BASIC_PLANE - 1)]
        return found.tobytes()


def _byte_of(letter: str) -> int:
    low = "σ" if letter == _FINAL_SIGMA else letter.lower()
    code = ord(low) if len(low) == 1 else ord(letter)
    if not chr(code).isalnum():
        return BLANK
    return code if code < 256 else 128 | code & 127


@cache
def _basic_plane() -> Bytes:
    return np.array([_byte_of(chr(code)) for code in range(_BASIC_PLANE)], np.uint8)


_LATIN = bytes(_byte_of(chr(code)) for code in range(256))
