"""A visit with identifiers: a cookie sync by redirect (F18), a measurement client id, a value that both an advertiser
and a measurer are sent, a refusal that two recipients do not heed, and what only looks like an identifier.

Everything is fictional. Times are seconds after START_US.
"""

from pathlib import Path
from typing import Any

from inspector.model.flow import CaptureId, Marker
from inspector.store.case import Case
from inspector.store.edits import add_marker
from inspector.workspace.analysis import analyse_case
from inspector.workspace.importing import import_file
from tests.formats.hars import make_entry, make_log, write

START_US = 1_793_523_600_000_000  # 2026-11-01T09:00:00Z
REFUSED_S = 30

PIXEL_UID = "7f31c09a5be84d22a6f0b1c2"  # set by pixel-a by Set-Cookie, passed to regie-b by redirect
PARTNER_UID = "Zk8wQx41LmPv0tRs7Yb2"  # regie-b's own
CLIENT_ID = "123456789.1699999999"  # in the service's _ga cookie and in cid=
BROWSER_ID = "fb.1.1793523601000.1234567890"
LATE_ID = "c0a81f20d7734be9b51e"  # first set after the refusal
SESSION = "Yk1vZ2R4c2hQ0t7uN3wE9aLm"
DEVICE = "38400000-8cf0-41bd-b23e-10b96e40000d"  # the same advertising id sent to two companies

PIXEL = "550019283746511"  # in the script that everybody gets
TAG = "G-7QK4ZB19XW"
BUILD = "9c1f4e2d7ab84410"  # of a script's address
BALANCER = "hT3kLp0Qw8ZxVb5NmRj2Yc7Ds4Gf"

DECOYS = (PIXEL, TAG, BUILD, BALANCER)

WWW = "https://www.rdv.example"


def entries() -> list[dict[str, Any]]:
    """The visit, in time order."""
    pixel = f"https://px.pixel-a.example/tr?id={PIXEL}&ev=PageView&fbp={BROWSER_ID}"
    collect = f"https://mesure-c.example/collect?tid={TAG}&cid={CLIENT_ID}"
    kept = f"uid={PIXEL_UID}"
    session = f"rdv_session={SESSION}; AWSALB={BALANCER}; _ga=GA1.2.{CLIENT_ID}"
    set_pixel = f"{kept}; Max-Age=63072000; Domain=.pixel-a.example; Path=/; Secure; SameSite=None; Partitioned"
    set_partner = f"buid={PARTNER_UID}; Expires=Mon, 01-Nov-2027 09:00:00 GMT; HttpOnly"
    return [
        _entry(0, f"{WWW}/", kind="document", sets=(f"rdv_session={SESSION}; HttpOnly", f"AWSALB={BALANCER}")),
        _entry(1, f"https://px.pixel-a.example/tag.js?v={BUILD}", kind="script",
               text=f"init('{PIXEL}')", type_="text/javascript"),
        _entry(2, f"{pixel}&cb=0.837264811", sets=(set_pixel,)),
        _entry(3, "https://px.pixel-a.example/sync", cookie=kept, status=302,
               location=f"https://match.regie-b.example/in?partner_uid={PIXEL_UID}&nonce=Hq7Zx0Kd92LmWb5"),
        _entry(3.2, f"https://match.regie-b.example/in?partner_uid={PIXEL_UID}&nonce=Hq7Zx0Kd92LmWb5",
               sets=(set_partner,), referer="https://px.pixel-a.example/"),
        _entry(4, f"{collect}&_t=1793523604123&z=812736455"),
        _entry(5, f"https://sdk.mobile-e.example/v1?gaid={DEVICE}"),
        _entry(6, f"https://ads.mobile-f.example/v1?idfa={DEVICE}"),
        _entry(40, f"{WWW}/recherche", kind="document", cookie=session, page="page_2"),
        _entry(41, f"https://px.pixel-a.example/tag.js?v={BUILD}", kind="script", cookie=kept, page="page_2",
               text=f"init('{PIXEL}')", type_="text/javascript"),
        _entry(42, f"{pixel}&cb=0.117263541", cookie=kept, page="page_2"),
        _entry(43, f"{collect}&_t=1793523643991&z=118273645", page="page_2"),
        _entry(44, "https://tard-d.example/px", sets=(f"vid={LATE_ID}; Max-Age=86400",), page="page_2"),
        _entry(45, "https://tard-d.example/px", cookie=f"vid={LATE_ID}", page="page_2"),
        _entry(46, f"https://sdk.mobile-e.example/v1?gaid={DEVICE}", page="page_2"),
        _entry(47, f"https://ads.mobile-f.example/v1?idfa={DEVICE}", page="page_2"),
        _entry(48, f"{WWW}/api/slots", cookie=session, page="page_2"),
    ]  # fmt: skip


def _entry(
    at_s: float,
    url: str,
    *,
    kind: str = "image",
    page: str = "page_1",
    cookie: str = "",
    sets: tuple[str, ...] = (),
    status: int = 200,
    location: str = "",
    text: str = "",
    type_: str = "image/gif",
    referer: str = f"{WWW}/",
) -> dict[str, Any]:
    mime = "text/html" if kind == "document" else type_
    asked = [{"name": "referer", "value": referer}, {"name": "x-request-id", "value": f"{round(at_s * 1e6):032x}"}]
    asked += [{"name": "cookie", "value": cookie}] if cookie else []
    said = [{"name": "content-type", "value": mime}, *({"name": "set-cookie", "value": value} for value in sets)]
    said += [{"name": "location", "value": location}] if location else []
    minutes, seconds = divmod(at_s, 60)
    return make_entry(
        startedDateTime=f"2026-11-01T09:{int(minutes):02}:{seconds:06.3f}Z",
        pageref=page,
        _resourceType=kind,
        request__url=url,
        request__headers=asked,
        request__queryString=[],
        response__status=status,
        response__redirectURL=location,
        response__headers=said,
        response__content={"size": len(text or "<p>ok"), "mimeType": mime, "text": text or "<p>ok"},
    )


def har() -> dict[str, Any]:
    pages = [
        {"startedDateTime": f"2026-11-01T09:00:{at:02}.000Z", "id": label, "title": f"{WWW}/", "pageTimings": {}}
        for label, at in (("page_1", 0), ("page_2", 40))
    ]
    return make_log(entries(), pages=pages)


def build_identified(folder: Path, *, refused: bool = True, captures: int = 1) -> Path:
    """The analysed case of the visit, the choice marked after half a minute."""
    path = folder / "identifiers.enclair"
    with Case.create(path) as case:
        for number in range(1, captures + 1):
            import_file(case, write(folder, har(), name=f"visit-{number}.har"))
            if refused:
                at_us = START_US + REFUSED_S * 1_000_000
                add_marker(case, CaptureId(number), Marker(at_us=at_us, kind="refused"))
    analyse_case(path, first_party=("rdv.example",))
    return path
