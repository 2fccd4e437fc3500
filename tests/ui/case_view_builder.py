"""An open case for tests of the pages: the synthetic case of `tests/store/builders.py` with its view and theme."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspector.messages import Translator
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.ui.case_view import CaseView
from tests.store.builders import build_case


@contextmanager
def open_view(folder: Path, *, flows: int = 240, language: str = "en", is_empty: bool = False) -> Iterator[CaseView]:
    """A view on a fresh case, closed at the end."""
    path = folder / "a.enclair"
    if is_empty:
        Case.create(path).close()
    else:
        build_case(path, flows=flows)
    case = Case.open(path, read_only=True)
    yield CaseView(CaseReader(case), Translator(language))
    case.close()
