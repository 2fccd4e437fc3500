"""Text in the pixels of a picture: OCR by RapidOCR, an optional extra whose wheel carries its models.

Never part of decoding a flow: seconds and hundreds of megabytes for each picture. Run it in a child process.
"""

import time
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspector.model.errors import EnvironmentLacks, InputUnreadable
from inspector.model.picture import PictureLine

if TYPE_CHECKING:
    from PIL.Image import Image

INSTALL = "python3 -m uv sync --extra ocr"
_MODELS = ("det", "rec", "cls")
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
_MOST_BYTES = 20_000_000
_MOST_PIXELS = 40_000_000
_WIDEST = 2000
_BAND, _OVERLAP = 1600, 120  # tall pictures are read in bands: scaled down, their letters would be lost
_MOST_SECONDS = 60.0
_MOST_LINES = 1000
_LEAST_SIDE, _LEAST_PIXELS = 24, 10_000


type Engine = Callable[["Image"], Sequence[PictureLine]]
"""Reads one picture of bounded size; boxes in its own pixels."""


def is_available() -> bool:
    """Whether the optional extra is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def require_reader() -> None:
    """Raises EnvironmentLacks where the optional extra is not installed."""
    if not is_available():
        message = f"Reading text in pictures needs an optional part: {INSTALL}"
        raise EnvironmentLacks(message, code="ocr_missing", install=INSTALL)


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height by the header; None for what is no picture that can be read here."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Image.open(BytesIO(data), formats=_FORMATS).size
    except Exception:  # noqa: BLE001 - a hostile file breaks Pillow in many ways
        return None


def is_worth_reading(data: bytes) -> bool:
    """Whether a picture is large enough to hold words: no pixel, icon or avatar of a few points."""
    size = picture_size(data) if len(data) <= _MOST_BYTES else None
    return size is not None and min(size) >= _LEAST_SIDE and _LEAST_PIXELS <= size[0] * size[1] <= _MOST_PIXELS


def read_picture(data: bytes, *, engine: Engine | None = None) -> tuple[PictureLine, ...]:
    """The lines of a picture from top to bottom, () where there are none; the first frame of an animation.

    Raises InputUnreadable where the bytes are broken or too large, EnvironmentLacks where the extra is not installed.
    Stops between bands after 60 seconds; a single band is bounded by its pixels.
    """
    if engine is None:
        require_reader()
    picture = _opened(data)
    read = engine or _rapidocr()
    scale = min(1.0, _WIDEST / picture.width)
    if scale < 1:
        picture = picture.resize((_WIDEST, max(1, round(picture.height * scale))))
    deadline_s = time.monotonic() + _MOST_SECONDS
    lines: list[PictureLine] = []
    for top in range(0, max(1, picture.height - _OVERLAP), _BAND - _OVERLAP):
        if time.monotonic() > deadline_s or len(lines) > _MOST_LINES:
            break
        bottom = min(picture.height, top + _BAND)
        found = read(picture.crop((0, top, picture.width, bottom)))
        lines += _own_lines(found, top=top, bottom=bottom, height=picture.height)
    return tuple(_scaled(line, 1 / scale) for line in lines[:_MOST_LINES])


def _opened(data: bytes) -> "Image":
    """The picture upright, on white, in red, green and blue."""
    from PIL import Image, ImageOps

    if is_worth_opening(data):
        try:
            picture = ImageOps.exif_transpose(Image.open(BytesIO(data), formats=_FORMATS)).convert("RGBA")
            return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
        except Exception:  # noqa: BLE001 - as above; the sentence below says so
            pass
    message = "This picture cannot be read: its bytes are broken, too large or no picture."
    raise InputUnreadable(message, code="picture_unreadable")


def is_worth_opening(data: bytes) -> bool:
    """Whether the pixels may be unpacked at all."""
    size = picture_size(data) if len(data) <= _MOST_BYTES else None
    return size is not None and 0 < size[0] * size[1] <= _MOST_PIXELS


def _own_lines(lines: Sequence[PictureLine], *, top: int, bottom: int, height: int) -> list[PictureLine]:
    """Of the lines of a band, those whose middle is nearer to it than to the next, placed in the picture."""
    least = top + _OVERLAP // 2 if top else 0
    most = bottom - _OVERLAP // 2 if bottom < height else height
    placed = [_moved(line, top) for line in lines]
    return [line for line in placed if least <= (line.box[1] + line.box[3]) / 2 < most or least == most]


def _moved(line: PictureLine, top: int) -> PictureLine:
    left, upper, right, lower = line.box
    return PictureLine(text=line.text, confidence=line.confidence, box=(left, upper + top, right, lower + top))


def _scaled(line: PictureLine, factor: float) -> PictureLine:
    left, top, right, bottom = (round(side * factor) for side in line.box)
    return PictureLine(text=line.text, confidence=line.confidence, box=(left, top, right, bottom))


@cache
def _rapidocr() -> Engine:
    """The engine, with the models of its own package named one by one: it would look for missing ones on the network.
    Made once for each process: two seconds."""
    import rapidocr  # type: ignore[import-not-found, unused-ignore]

    params: dict[str, object] = {f"{kind.title()}.model_path": str(path) for kind, path in model_files().items()}
    params |= {"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 2}
    reader = rapidocr.RapidOCR(params=params)

    def read(picture: "Image") -> list[PictureLine]:
        try:
            return _lines_of(reader(picture))
        except Exception:  # noqa: BLE001 - an engine of three libraries; says so in one sentence
            raise InputUnreadable("The text reader failed on this picture.", code="picture_unreadable") from None

    return read


def model_files() -> dict[str, Path]:
    """The three models (`det`, `rec`, `cls`) in the engine's own package; raises EnvironmentLacks where one is not
    there."""
    spec = find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec is not None and spec.origin else None
    models = {kind: path for kind in _MODELS if folder and (path := next(folder.glob(f"*_{kind}_*.onnx"), None))}
    if len(models) < len(_MODELS):
        message = "The models of the text reader are missing: install it anew."
        raise EnvironmentLacks(message, code="ocr_missing", install=INSTALL)
    return models


def _lines_of(result: Any) -> list[PictureLine]:
    """The answer of RapidOCR in our words; its lines come from top to bottom."""
    if result is None or result.txts is None or result.boxes is None:
        return []
    lines = []
    for text, score, corners in zip(result.txts, result.scores, result.boxes, strict=True):
        across, down = [float(x) for x, _ in corners], [float(y) for _, y in corners]
        box = (round(min(across)), round(min(down)), round(max(across)), round(max(down)))
        if text.strip():
            lines.append(PictureLine(text=text.strip(), confidence=round(float(score), 3), box=box))
    return lines
