"""What a body decoder is given: bytes with their media type, characters on demand."""

from functools import cached_property

from inspector.decode.charset import charset_of, is_texty, text_of
from inspector.decode.limits import Limits


class Payload:
    """Bytes free of content-encoding. `content_type` is the whole header value, `mime` its lower-case essence."""

    def __init__(self, data: bytes, content_type: str = "", *, limits: Limits, is_cut: bool = False) -> None:
        self.data = data
        self.content_type = content_type
        self.mime = content_type.partition(";")[0].strip().lower()
        self.limits = limits
        self.is_cut = is_cut

    @cached_property
    def text(self) -> str:
        return text_of(self.data, self.content_type)

    @cached_property
    def head(self) -> bytes:
        """The first bytes, without byte order mark and white space."""
        return self.data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()

    @cached_property
    def is_texty(self) -> bool:
        return is_texty(self.data)

    @cached_property
    def is_utf8(self) -> bool:
        """Whether the bytes may be handed to a JSON parser as they are."""
        named = (charset_of(self.content_type) or "utf-8").lower()
        return named in ("utf-8", "utf8") and not self.data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"))
