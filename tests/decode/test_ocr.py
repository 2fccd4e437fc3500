"""Text in pixels: what the engine says is placed, bounded and named; the engine itself where it is installed."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageDraw, ImageFont

from inspector.decode.documents import picture_text
from inspector.decode.documents.picture_text import is_available, is_worth_reading, picture_size, read_picture
from inspector.decode.flow import decode_flow
from inspector.model.errors import EnvironmentLacks, InputUnreadable
from inspector.model.picture import PictureLine
from inspector.resources import resource_path
from tests.decode.flows import flow_content, places, stored

SENTENCES = (
    "Rendez-vous confirmé : Dr Élodie Lefèvre",
    "Annonce de résultats (oncologie)",
    "Camille Témoin, né le 03/04/1985 à Besançon",
)


def draw(*sentences: str, size: tuple[int, int] = (800, 220)) -> bytes:
    picture = Image.new("RGB", size, "white")
    font = ImageFont.truetype(str(resource_path("fonts", "IBMPlexSans-Regular.ttf")), 28)
    for number, sentence in enumerate(sentences):
        ImageDraw.Draw(picture).text((20, 20 + 60 * number), sentence, font=font, fill="black")
    return png(picture)


def png(picture: Image.Image) -> bytes:
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def line(text: str, top: int, *, confidence: float = 0.9) -> PictureLine:
    return PictureLine(text=text, confidence=confidence, box=(10, top, 90, top + 20))


@pytest.mark.skipif(not is_available(), reason="the optional extra enclair[ocr] is not installed")
def test_french_with_its_accents_is_read_with_the_confidence_of_each_line() -> None:
    lines = read_picture(draw(*SENTENCES))
    assert tuple(line.text for line in lines) == SENTENCES
    assert all(0.9 < line.confidence <= 1 for line in lines)
    assert [line.box[1] for line in lines] == sorted(line.box[1] for line in lines)


@pytest.mark.skipif(not is_available(), reason="the optional extra enclair[ocr] is not installed")
def test_the_models_come_with_the_package() -> None:
    assert set(picture_text.model_files()) == {"det", "rec", "cls"}


def test_a_tall_picture_is_read_in_bands_and_each_line_once() -> None:
    seen = []

    def engine(picture: Image.Image) -> list[PictureLine]:
        seen.append(picture.size)
        whole = 1480 * (len(seen) - 1)  # where this band begins
        return [line(f"y{y}", y - whole) for y in range(0, 4000, 100) if whole <= y <= whole + picture.height - 20]

    lines = read_picture(png(Image.new("RGB", (100, 4000))), engine=engine)
    assert [line.text for line in lines] == [f"y{y}" for y in range(0, 4000, 100)]
    assert [line.box[1] for line in lines] == list(range(0, 4000, 100))
    assert seen == [(100, 1600), (100, 1600), (100, 1040)]


def test_a_wide_picture_is_scaled_down_and_its_boxes_up_again() -> None:
    sizes = []

    def engine(picture: Image.Image) -> list[PictureLine]:
        sizes.append(picture.size)
        return [line("x", 50)]

    (found,) = read_picture(png(Image.new("1", (4000, 400))), engine=engine)
    assert sizes == [(2000, 200)]
    assert found.box == (20, 100, 180, 140)


def test_what_shines_through_is_white() -> None:
    corners = []
    transparent = png(Image.new("RGBA", (100, 100), (0, 0, 0, 0)))
    read_picture(transparent, engine=lambda picture: corners.append(picture.getpixel((0, 0))) or [])  # type: ignore[func-returns-value]
    assert corners == [(255, 255, 255)]


@pytest.mark.parametrize(
    "data", [b"", b"no picture", draw()[:60], b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\x7f" * 17]
)
def test_what_is_no_picture_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(InputUnreadable) as refused:
        read_picture(data, engine=lambda _picture: [])
    assert refused.value.code == "picture_unreadable"


def test_a_bomb_is_never_unpacked() -> None:
    bomb = png(Image.new("1", (9000, 9000)))
    assert len(bomb) < 100_000
    assert picture_size(bomb) == (9000, 9000)
    with pytest.raises(InputUnreadable):
        read_picture(bomb, engine=lambda _picture: [])


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 300))
def test_no_picture_is_too_broken(rubbish: bytes, at: int) -> None:
    whole = png(Image.new("RGB", (30, 30)))
    try:
        read_picture(whole[:at] + rubbish, engine=lambda _picture: [])
    except InputUnreadable:
        pass


def test_pixels_and_icons_are_not_worth_reading() -> None:
    assert not is_worth_reading(png(Image.new("RGB", (1, 1))))
    assert not is_worth_reading(png(Image.new("RGB", (64, 64))))
    assert not is_worth_reading(b"no picture")
    assert is_worth_reading(draw("x"))


def test_without_the_extra_the_way_to_install_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_text, "find_spec", lambda _name: None)
    assert not is_available()
    with pytest.raises(EnvironmentLacks, match="uv sync --extra ocr"):
        read_picture(draw("x"))


def test_lines_that_were_read_are_leaves_of_the_body() -> None:
    body = replace(stored(draw()), lines=(line("Motif : Annonce", 0), line("Oncologie", 30)))
    decoded = places(decode_flow(flow_content(response_body=body, response_mime="image/png")))
    assert ("body", "line[1] > Motif", ("ocr",), "Annonce") in decoded
    assert ("body", "line[2] > text", ("ocr",), "Oncologie") in decoded
