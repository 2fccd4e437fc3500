"""What a text reader (OCR) found in the pixels of a picture."""

from inspector.model.struct import Record


class PictureLine(Record, frozen=True, kw_only=True):
    """One line of text. `confidence` is 0 to 1; `box` is left, top, right, bottom in pixels of the picture."""

    text: str
    confidence: float
    box: tuple[int, int, int, int]
