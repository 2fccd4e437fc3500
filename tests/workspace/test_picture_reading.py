"""Reading pictures of a case: which ones, what is kept, and that the next analysis finds it."""

import io
import sqlite3
from pathlib import Path

import pytest
from PIL import Image

from inspector.model.errors import Cancelled, InputUnreadable
from inspector.model.flow import FlowId, Location, Side
from inspector.model.picture import PictureLine
from inspector.store.case import Case
from inspector.store.pictures import read_before
from inspector.store.queries import CaseReader
from inspector.workspace.analysis import analyse_case
from inspector.workspace.picture_reading import PicturesRead, read_flow_picture, read_third_party_pictures
from tests.store.builders import build_case

FIRST, THIRD, FLAWED, ICON = FlowId(1), FlowId(2), FlowId(3), FlowId(4)


def picture(width: int, height: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(data, "PNG")
    return data.getvalue()


def engine(_picture: Image.Image) -> tuple[PictureLine, ...]:
    return (PictureLine(text="Motif : Annonce de résultats (oncologie)", confidence=0.97, box=(1, 2, 3, 4)),)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A case with four pictures: of the first party, of a third party, a broken one, an icon."""
    path = build_case(tmp_path / "a.enclair", flows=120)
    bodies = {
        FIRST: picture(300, 200),
        THIRD: picture(400, 200),
        FLAWED: picture(500, 200)[:-60],
        ICON: picture(8, 8),
    }
    with sqlite3.connect(path) as connection:
        for flow, data in bodies.items():
            digest = bytes((200 + flow,)) * 32
            connection.execute("INSERT INTO body VALUES (?, ?, 'identity', ?)", (digest, len(data), data))
            host = "www.rdv-sante.example" if flow == FIRST else "pictures.example"
            connection.execute(
                "UPDATE flow SET response_body = ?, response_form = 'bytes', response_size = ?, host = ?, url = ?,"
                " response_mime = 'image/png' WHERE id = ?",
                (digest, len(data), host, f"https://{host}/a.png", flow),
            )
    connection.close()
    return path


def read_all(path: Path) -> PicturesRead:
    return read_third_party_pictures(
        path, first_party=("rdv-sante.example",), report=lambda _progress: None, engine=engine
    )


def test_only_third_parties_pictures_that_can_hold_words_are_read_and_once(path: Path) -> None:
    assert read_all(path) == PicturesRead(read=2, with_words=1, failed=1)
    with Case.open(path, read_only=True) as case:
        reader = CaseReader(case)
        assert read_before(reader) == {bytes((200 + THIRD,)) * 32, bytes((200 + FLAWED,)) * 32}
        body = reader.content(THIRD).response_body
        assert body is not None
        assert body.lines == engine(Image.new("1", (1, 1)))
        assert "picture read" in [what for _, what, _, _ in reader.log()]
        assert not any("oncologie" in detail for _, _, detail, _ in reader.log())
    assert read_all(path) == PicturesRead()


def test_every_later_analysis_finds_what_was_read(path: Path) -> None:
    read_all(path)
    for _ in range(2):
        analyse_case(path, first_party=("rdv-sante.example",))
        with Case.open(path, read_only=True) as case:
            found = [leaf for leaf in CaseReader(case).leaves(flow=THIRD) if leaf.place.layers == ("ocr",)]
        assert [(leaf.class_, leaf.place.path, leaf.place.location) for leaf in found] == [
            ("health.motive", "line[1] > Motif", Location.BODY)
        ]


def test_a_picture_that_was_chosen_is_read_whoever_sent_it(path: Path) -> None:
    steps: list[str] = []
    told = read_flow_picture(
        path, FIRST, Side.RESPONSE,
        report=lambda progress: steps.append(progress.step), is_cancelled=lambda: False, engine=engine,
    )  # fmt: skip
    assert told.is_kept
    assert [line.confidence for line in told.lines] == [0.97]
    assert steps == ["picture"]


def test_stopping_and_broken_pictures_keep_nothing(path: Path) -> None:
    with pytest.raises(Cancelled):
        read_flow_picture(path, FIRST, Side.RESPONSE, report=lambda _p: None, is_cancelled=lambda: True, engine=engine)
    for flow, side in ((FLAWED, Side.RESPONSE), (FIRST, Side.REQUEST)):
        with pytest.raises(InputUnreadable):
            read_flow_picture(path, flow, side, report=lambda _p: None, is_cancelled=lambda: False, engine=engine)
    with Case.open(path, read_only=True) as case:
        assert not read_before(CaseReader(case))
