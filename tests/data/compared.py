"""Visits to compare: the same booking site refused and accepted, each twice, with what a comparison has to find.

Accepted, an advertiser is sent the specialty that was looked at, in every pass; a measurer is called in one pass only.
A cookie of the advertiser has another value in every pass, one of a pixel the same in all. Refused, neither
of the two is called. The two acceptances are those of two people. Everything is fictional; times are seconds after START_US.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inspector.model.flow import CaptureId, Marker
from inspector.store.case import Case
from inspector.store.edits import add_marker
from inspector.workspace.analysis import analyse_case
from inspector.workspace.importing import import_file
from tests.formats.hars import make_entry, make_log, write

START_US = 1_793_523_600_000_000  # 2026-11-01T09:00:00Z
CLICK_S = 10
WWW = "https://www.rdv.example"
KEPT_ID = "7f31c09a5be84d22a6f0b1c2"  # the same in every pass
OTHER_IDS = (
    "c0a81f20d7734be9b51e77aa",
    "91b7de04ac5540c2b8ee13f0",
    "5d2e88b1f04c4ab79a6c30de",
    "e4407ab29f1d4c58832b6f19",
)
EMAILS = ("camille.temoin@courriel.example", "odile.exemple@courriel.example")  # two people, one each acceptance

SCENARIOS = ("refused", "accepted", "refused", "accepted")


def har(*, accepted: bool, number: int = 0, measured: bool = True, email: str = EMAILS[0]) -> dict[str, Any]:
    """One pass; `number` chooses the value of the cookie that changes."""
    entries = [
        _entry(0, f"{WWW}/", kind="document"),
        _entry(1, "https://cdn.images.example/logo.png"),
        _entry(2, "https://px.pixel-a.example/p", sets=(f"uid={KEPT_ID}; Max-Age=63072000",)),
        _entry(CLICK_S + 2, f"{WWW}/oncologue/lyon", kind="document", page="page_2"),
        _entry(CLICK_S + 3, "https://px.pixel-a.example/p", cookie=f"uid={KEPT_ID}", page="page_2"),
        _entry(CLICK_S + 4, f"{WWW}/api/appointments", answer=_APPOINTMENTS.replace("EMAIL", email), page="page_2"),
    ]
    if accepted:
        own = OTHER_IDS[number]
        entries += [
            _entry(CLICK_S + 0.5, "https://ads.regie.example/in", sets=(f"rid={own}; Max-Age=63072000",)),
            _entry(
                CLICK_S + 5,
                f"https://ads.regie.example/v?specialty=Oncologie%20m%C3%A9dicale&email={email.replace('@', '%40')}",
                cookie=f"rid={own}",
                page="page_2",
            ),
        ]
        if measured:
            entries.append(_entry(CLICK_S + 6, "https://stats.mesure.example/c?dl=/oncologue/lyon", page="page_2"))
    pages = [
        {"startedDateTime": f"2026-11-01T09:00:{at:02}.000Z", "id": label, "title": f"{WWW}/", "pageTimings": {}}
        for label, at in (("page_1", 0), ("page_2", CLICK_S + 2))
    ]
    return make_log(sorted(entries, key=lambda one: str(one["startedDateTime"])), pages=pages)


_APPOINTMENTS = (
    '{"data":{"confirmed":[{"visit_motive":{"name":"Annonce de résultats (oncologie)"},'
    '"patient":{"first_name":"Camille","last_name":"Témoin","email":"EMAIL"}}]}}'
)


def _entry(
    at_s: float,
    url: str,
    *,
    kind: str = "image",
    page: str = "page_1",
    cookie: str = "",
    sets: tuple[str, ...] = (),
    answer: str = "",
) -> dict[str, Any]:
    mime = "text/html" if kind == "document" else "application/json" if answer else "image/gif"
    asked = [{"name": "referer", "value": f"{WWW}/"}, *([{"name": "cookie", "value": cookie}] if cookie else [])]
    said = [{"name": "content-type", "value": mime}, *({"name": "set-cookie", "value": value} for value in sets)]
    return make_entry(
        startedDateTime=f"2026-11-01T09:00:{at_s:06.3f}Z",
        pageref=page,
        _resourceType=kind,
        request__url=url,
        request__headers=asked,
        request__queryString=[],
        response__headers=said,
        response__content={"size": len(answer or "<p>ok"), "mimeType": mime, "text": answer or "<p>ok"},
    )


def build_compared(
    folder: Path, *, scenarios: Sequence[str] = SCENARIOS, marked: bool = True, name: str = "compared.enclair"
) -> Path:
    """The analysed case with one capture a scenario; the measurer is called in the first acceptance only."""
    path = folder / name
    with Case.create(path) as case:
        acceptances = 0
        for number, scenario in enumerate(scenarios):
            accepted = scenario == "accepted"
            email = EMAILS[acceptances % 2 if accepted else 0]
            content = har(accepted=accepted, number=number % len(OTHER_IDS), measured=acceptances == 0, email=email)
            acceptances += accepted
            import_file(
                case, write(folder, content, name=f"{scenario or 'visit'}-{number + 1}.har"), scenario=scenario or None
            )
            if marked and scenario in ("refused", "accepted"):
                add_marker(case, CaptureId(number + 1), Marker(at_us=START_US + CLICK_S * 1_000_000, kind=scenario))
    analyse_case(path, first_party=("rdv.example",))
    return path
