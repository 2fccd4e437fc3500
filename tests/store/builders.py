"""A synthetic case with flows, leaves, recipients and findings, made straight in the store: for window, report and
query tests that do not care how a case came about. Everything in it is fictional."""

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from inspector.model.finding import EvidenceItem, Finding, Points, Rung, Severity, finding_id
from inspector.model.flow import CaptureId, FlowId, Location, Marker, Side, encode_headers
from inspector.model.leaf import About, Clue, Confidence, Needle, Origin, Place, SensitiveLeaf, Sighting
from inspector.model.party import AddressFacts, FirstParty, Party, Recipient, Role, Source
from inspector.store.case import Case
from inspector.store.edits import add_marker
from inspector.store.results import HostRow, ResultWriter
from inspector.store.schema.captured import CAPTURE_INDEXES

START_US = 1_790_000_000_000_000
SOURCE = Source(name="Répertoire fictif", date="2026-11-01", verified=True)

HOSTS = (
    ("www.rdv-sante.example", "rdv-sante.example", Role.FIRST_PARTY, "RDV Santé (fictif)", "FR"),
    ("api.rdv-sante.example", "rdv-sante.example", Role.FIRST_PARTY, "RDV Santé (fictif)", "FR"),
    ("res.images-nuage.example", "images-nuage.example", Role.MEDIA, "Images Nuage (fictif)", "IL"),
    ("tr.mesure-pub.example", "mesure-pub.example", Role.ADVERTISING, "Mesure Pub (fictif)", "US"),
    ("pixel.pixel-social.example", "pixel-social.example", Role.SOCIAL, "Pixel Social (fictif)", "US"),
    ("o1.ingest.alerte-erreurs.example", "alerte-erreurs.example", Role.ERROR_MONITORING, "Alerte Erreurs", "US"),
    ("cdn.police-web.example", "police-web.example", Role.CDN, None, None),
    ("sdk.consentement.example", "consentement.example", Role.CONSENT, "Consentement (fictif)", "FR"),
    ("inconnu.tiers-sans-nom.example", "tiers-sans-nom.example", Role.UNKNOWN, None, None),
)

PLANTED = {40: "www.rdv-sante.example", 90: "tr.mesure-pub.example", 110: "pixel.pixel-social.example"}

APPOINTMENTS = {
    "data": {
        "confirmed": [
            {
                "id": "9000001-Zm9v--0123456789abcdef0123456789abcdef01234567",
                "start_date": "2026-11-24T09:30:00+01:00",
                "visit_motive": {"id": 9000042, "name": "Annonce de résultats (oncologie)"},
                "profile": {"name_with_title": "Dr Hélène Cardonnel", "speciality": "Oncologie médicale"},
                "patient": {"first_name": "Camille", "last_name": "Témoin", "child": False},
                "documents": [],
            }
        ],
        "done": [],
    }
}


_MOST_KEPT = 1_000


def build_case(path: Path, *, flows: int = 240) -> Path:
    """A case of `flows` flows (at least 110) over 9 hosts and two minutes, with markers, leaves, sightings, findings, verdicts.
    Each is a copy of the first of its size, with the same id and keys."""
    if flows > _MOST_KEPT:
        return _made(path, flows=flows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(_kept(flows))
    return path


@cache
def _kept(flows: int) -> bytes:
    """The file of such a case: making one takes longer than most tests that need it."""
    with TemporaryDirectory() as folder:
        return _made(Path(folder) / "case.enclair", flows=flows).read_bytes()


def _made(path: Path, *, flows: int) -> Path:
    case = Case.create(path)
    body = json.dumps(APPOINTMENTS, ensure_ascii=False).encode()
    digest = b"\x01" * 32
    with case.write() as connection:
        connection.execute(
            "INSERT INTO capture (id, name, kind, sha256, size_bytes, producer, browser, har_version, scenario, state,"
            " entries, imported, started_us, ended_us, imported_us)"
            " VALUES (1, 'consultation.har', 'har', ?, 1234567, 'WebInspector 537.36', 'Chrome 141', '1.2',"
            " 'accepted', 'complete', ?, ?, ?, ?, ?)",
            ("ab" * 32, flows, flows, START_US, START_US + 120_000_000, START_US),
        )
        connection.execute("INSERT INTO body VALUES (?, ?, 'identity', ?)", (digest, len(body), body))
        connection.executemany(
            "INSERT INTO flow (id, capture_id, entry, started_us, duration_us, method, url, scheme, host, port, path,"
            " http_version, status, reason, delivery, request_headers, response_headers, response_mime,"
            " response_body, response_form, response_size, response_wire_size, request_size,"
            " blocked_us, dns_us, connect_us, tls_us, send_us, wait_us, receive_us, server_address, resource_type)"
            " VALUES (?, 1, ?, ?, ?, ?, ?, 'https', ?, 443, ?, 'h2', ?, 'OK', ?, ?, ?, ?, ?, ?, ?, ?, ?,"
            " 500, 200, 9000, 6000, 300, 42000, 8000, '203.0.113.7', ?)",
            (_flow_row(n, flows=flows, digest=digest, size=len(body)) for n in range(1, flows + 1)),
        )
        for statement in CAPTURE_INDEXES:
            connection.execute(statement)
    for offset_s, kind in ((5, "consent-shown"), (20, "accepted"), (60, "logged-in")):
        add_marker(case, CaptureId(1), Marker(at_us=START_US + offset_s * 1_000_000, kind=kind))
    _write_analysis(case, flows=flows)
    case.close()
    return path


def _flow_row(n: int, *, flows: int, digest: bytes, size: int) -> tuple[object, ...]:
    host = HOSTS[(n * 2654435761 >> 8) % len(HOSTS)][0]
    path = "/account/appointments.json" if n == 40 else f"/oncologue/lyon/{n}" if n % 9 == 0 else f"/assets/{n}.js"
    host = PLANTED.get(n, host)
    headers = encode_headers((("Host", host), ("Accept", "*/*"), ("Referer", "https://www.rdv-sante.example/")))
    answer = encode_headers((("Content-Type", "application/json; charset=utf-8"), ("Server", "bordure")))
    status = (200, 200, 200, 204, 304, 404)[n % 6] if n != 40 else 200
    delivery = "cache" if n % 17 == 0 else "network"
    has_body = n == 40 or n % 3 == 0
    return (
        n,
        n - 1,
        START_US + n * 120_000_000 // (flows + 1),
        60_000 + (n * 37_001) % 400_000,
        "POST" if n % 4 == 0 else "GET",
        f"https://{host}{path}",
        host,
        path,
        status,
        delivery,
        headers.decode(),
        answer.decode(),
        "application/json" if has_body else "application/javascript",
        digest if has_body else None,
        "text" if has_body else None,
        size if has_body else 0,
        size if has_body else 0,
        (n * 13) % 900,
        "xhr" if has_body else "script",
    )


def place(flow: int, side: Side, location: Location, path: str, *, layers: tuple[str, ...] = ("json",)) -> Place:
    return Place(
        capture=CaptureId(1), flow=FlowId(flow), entry=flow - 1, side=side, location=location, path=path, layers=layers
    )


def leaf(at: Place, class_: str, value: str, *, host: str = "www.rdv-sante.example", **more: object) -> SensitiveLeaf:
    site = next(h[1] for h in HOSTS if h[0] == host)
    return SensitiveLeaf(
        place=at,
        class_=class_,
        about=About.ACCOUNT_HOLDER,
        about_why="per_user_answer",
        confidence=Confidence.FIRM,
        rule=f"fr/{class_}",
        clues=(Clue(kind="key", what=at.path.rsplit(".", 1)[-1], weight=2.0),),
        value=value,
        host=host,
        site=site,
        first_party=site == "rdv-sante.example",
        **more,  # type: ignore[arg-type]
    )


def _write_analysis(case: Case, *, flows: int) -> None:
    writer = ResultWriter(case)
    writer.write_hosts(
        HostRow(host=h, site=s, first_party=r is Role.FIRST_PARTY, role=r, operator=o) for h, s, r, o, _ in HOSTS
    )
    item = "$.data.confirmed[0]"
    response = [
        leaf(
            place(40, Side.RESPONSE, Location.BODY, f"{item}.visit_motive.name"),
            "health.motive",
            "Annonce de résultats (oncologie)",
            revealing=True,
        ),
        leaf(
            place(40, Side.RESPONSE, Location.BODY, f"{item}.profile.speciality"),
            "health.specialty",
            "Oncologie médicale",
            revealing=True,
        ),
        leaf(place(40, Side.RESPONSE, Location.BODY, f"{item}.patient.first_name"), "identity.name", "Camille"),
        leaf(place(40, Side.RESPONSE, Location.BODY, f"{item}.patient.last_name"), "identity.name", "Témoin"),
        leaf(
            place(40, Side.RESPONSE, Location.BODY, f"{item}.start_date"),
            "health.appointment",
            "2026-11-24T09:30:00+01:00",
        ),
    ]
    sent_at = place(90, Side.REQUEST, Location.QUERY, "motiveKey", layers=("url",))
    sent = leaf(sent_at, "health.motive", "Annonce de résultats (oncologie)", host="tr.mesure-pub.example")
    mail_at = place(110, Side.REQUEST, Location.BODY, "udff[em]", layers=("multipart",))
    mail = leaf(
        mail_at,
        "contact.email",
        "5e2bf57d3f40c4b6df69daf1936cb766f832374b4fc0259a7cbff06e2f70f269",
        host="pixel.pixel-social.example",
    )
    writer.write_leaves([*response, sent, mail])
    needle = Needle(
        name="motive",
        class_="health.motive",
        value="Annonce de résultats (oncologie)",
        origin=Origin.LEARNED,
        learned_from=response[0].place,
    )
    writer.write_sightings(
        [
            Sighting(
                needle=needle,
                place=sent_at,
                form="plain",
                at_us=START_US + 45_000_000,
                host="tr.mesure-pub.example",
                site="mesure-pub.example",
                first_party=False,
            )
        ]
    )
    writer.write_recipients(_recipients(flows))
    writer.write_findings(_findings(response, sent, mail))
    writer.write_outcomes(
        {
            "first_party": FirstParty(
                sites=("rdv-sante.example",), how="inferred", why="documents", facts={"site": "rdv-sante.example"}
            ),
            "leaf_count": 5120,
        }
    )


def _recipients(flows: int) -> list[Recipient]:
    found = []
    for site in dict.fromkeys(h[1] for h in HOSTS):
        rows = [h for h in HOSTS if h[1] == site]
        _, _, role, operator, country = rows[0]
        party = Party(
            site=site,
            operator=operator,
            role=role,
            seat_country=country,
            sources={"operator": SOURCE, "seat_country": SOURCE, "role": SOURCE} if operator else {},
        )
        sent = {"mesure-pub.example": {"health.motive": 1}, "pixel-social.example": {"contact.email": 1}}.get(site, {})
        returned = {"health.motive": 1, "health.specialty": 1, "identity.name": 2, "health.appointment": 1}
        found.append(
            Recipient(
                site=site,
                hosts=tuple(h[0] for h in rows),
                party=party,
                first_party=role is Role.FIRST_PARTY,
                same_group=False,
                flows=len(rows) * flows // len(HOSTS),
                bytes_sent=1200,
                bytes_received=90_000,
                first_us=START_US,
                last_us=START_US + 110_000_000,
                address=AddressFacts(address="203.0.113.7"),
                classes_sent=sent,
                classes_returned=returned if role is Role.FIRST_PARTY else {},
            )
        )
    return found


def _findings(response: list[SensitiveLeaf], sent: SensitiveLeaf, mail: SensitiveLeaf) -> list[Finding]:
    rows = (
        ("X3P-01", "mesure-pub.example", "health.motive", Severity.CRITICAL, Confidence.CERTAIN, [sent]),
        ("X3P-02", "pixel-social.example", "contact.email", Severity.HIGH, Confidence.CERTAIN, [mail]),
        ("E2E-01", "rdv-sante.example", "health.motive", Severity.INFO, Confidence.FIRM, response[:1]),
        ("E2E-01", "rdv-sante.example", "health.specialty", Severity.INFO, Confidence.FIRM, response[1:2]),
        ("TLS-01", "rdv-sante.example", "health.motive", Severity.MEDIUM, Confidence.FIRM, response[:1]),
    )
    return [
        Finding(
            id=finding_id(rule, recipient, class_),
            rule=rule,
            recipient=recipient,
            class_=class_,
            severity=severity,
            points=Points(data=4, recipient=3, identity=1),
            confidence=confidence,
            rung=Rung.L2,
            facts={"value": "An•••••", "count": len(leaves)},
            occurrences={CaptureId(1): len(leaves)},
            evidence=tuple(
                EvidenceItem(place=at.place, class_=at.class_, value=at.value, at_us=START_US, host=at.host)
                for at in leaves
            ),
        )
        for rule, recipient, class_, severity, confidence, leaves in rows
    ]
