"""Harmless traffic without end, to make a capture of any size."""

import random
from collections.abc import Iterator

from tests.data import booking, pictures
from tests.data.booking import WWW
from tests.data.chrome import Draft

_KINDS = 24  # answers of each sort made once; a running number makes every one of them different


def filler(seed: int) -> Iterator[Draft]:
    """Scripts, pictures, pages and directory lists, 20 a second; no two answers are equal."""
    chance = random.Random(seed)
    images = [pictures.mosaic_jpeg([chance.randrange(90, 200) for _ in range(9000)], columns=90) for _ in range(_KINDS)]
    scripts = [booking.script(chance, size_bytes=24000) for _ in range(_KINDS)]
    lists = [booking.directory(chance) for _ in range(_KINDS)]
    pages = [booking.page_html("Aide", body="      <h1>Aide</h1>", chance=chance) for _ in range(_KINDS)]
    number = 0
    while True:
        turn = number // 4 % _KINDS
        answer = (images[turn] + b"%d" % number, scripts[turn], lists[turn], pages[turn])[number % 4]
        if isinstance(answer, str):
            answer = answer.replace("Aide", f"Aide {number}") + (f"//{number}\n" if number % 4 == 1 else "")
            answer = answer.replace('"directory":"lyon"', f'"directory":"lyon","page":{number}')
        yield _draft(number, answer)
        number += 1


def _draft(number: int, answer: str | bytes) -> Draft:
    url, kind, mime = (
        (f"https://static.rdv-sante.example/media/lot-{number}.jpg", "image", "image/jpeg"),
        (f"https://static.rdv-sante.example/static/lot-{number}.js", "script", "text/javascript; charset=utf-8"),
        (f"{WWW}/api/directory/lyon.json?page={number}", "xhr", "application/json; charset=utf-8"),
        (f"{WWW}/aide/article-{number}", "document", "text/html; charset=utf-8"),
    )[number % 4]
    return Draft(
        name=f"filler-{number}",
        at_s=360 + number * 0.05,
        url=url,
        page="page_6",
        kind=kind,
        mime=mime,
        answer=answer,
        referer=f"{WWW}/",
    )
