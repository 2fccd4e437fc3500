"""A fictional case about rdv-sante.example, complete enough to be looked at."""

import base64
from urllib.parse import quote

import msgspec

from inspector.figures.graph import GraphEdge, GraphNode
from inspector.figures.matrix import Count, Matrix, build_matrix
from inspector.figures.timeline import Lane, Timeline, build_timeline
from inspector.model.finding import (
    Coverage,
    EvidenceItem,
    Finding,
    Points,
    Rung,
    Severity,
    Status,
    Supports,
    Verdict,
    finding_id,
)
from inspector.model.flow import CaptureFacts, CaptureId, CaptureKind, FlowId, Location, Marker, Side
from inspector.model.leaf import About, Confidence, Place
from inspector.model.party import FirstParty, Party, Recipient, Role, Source
from inspector.report.data import (
    AnnexEntry,
    CaptureNote,
    EvidenceExcerpt,
    FindingBlock,
    Gap,
    InputSeal,
    Integrity,
    ReferenceData,
    ReportData,
    SearchedNeedle,
    ServiceReading,
    Statement,
)
from inspector.report.redaction import KnownValue

START_US = 1_773_324_120_000_000
SECOND_US = 1_000_000
SHA = "9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab"

MOTIVE = "Annonce de résultats (oncologie)"
EMAIL = "camille.temoin+rdv7@courriel.example"
NAME = "Camille Témoin-Quettehou"
BIRTH = "1987-03-14"
PHONE = "+33 6 39 98 12 34"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0LXNlc3Npb24tOTkwMQ.ZmFrZS1zaWduYXR1cmU"

ONE, TWO = CaptureId(1), CaptureId(2)

RECIPIENTS: tuple[tuple[str, str, Role, str, int], ...] = (
    ("rdv-sante.example", "Rendez-vous Santé SAS", Role.FIRST_PARTY, "FR", 412),
    ("pisteur-publicitaire.test", "Régie Publicitaire Internationale", Role.ADVERTISING, "IE", 38),
    ("reseau-social.test", "Réseau Social Europe", Role.SOCIAL, "IE", 22),
    ("rejeu-de-session.example", "Rejeu & Cie", Role.SESSION_REPLAY, "US", 61),
    ("mesure.example", "Mesure d'Audience SA", Role.ANALYTICS, "FR", 77),
    ("erreurs-applicatives.example", "Erreurs Applicatives Inc.", Role.ERROR_MONITORING, "US", 14),
    ("consentement.example", "Gestion du Consentement", Role.CONSENT, "FR", 9),
    ("diffusion-cdn.example", "Diffusion Mondiale", Role.CDN, "US", 203),
    ("stockage-objets.example", "Stockage d'Objets", Role.STORAGE, "DE", 31),
    ("cartes-et-plans.example", "Cartes et Plans", Role.MAPS, "NL", 18),
    ("paiement-securise.example", "Paiement Sécurisé", Role.PAYMENT, "FR", 4),
    ("xn--hte-inconnu-6ib.example", "", Role.UNKNOWN, "", 2),
)

TITLES = {
    "fr": "Le motif de consultation a été envoyé à un acteur publicitaire",
    "en": "The motive of the visit was sent to an advertising party",
}
TEXTS = {
    "fr": (
        "Le motif choisi à 14:02:11 a été envoyé 0,4 s plus tard par ce navigateur à ce destinataire, lisible par "
        "l’opérateur du point d’arrivée de la connexion chiffrée.",
        "Un usage à des fins de mesure de campagne : c’est ce que disent les noms des paramètres.",
        "La conservation, le ciblage, la connaissance du nom de la personne, la licéité.",
    ),
    "en": (
        "The motive chosen at 14:02:11 was sent 0.4 s later by this browser to this recipient, readable by the "
        "operator of the endpoint of the encrypted connection.",
        "Use for campaign measurement: the names of the parameters say so.",
        "Storage, targeting, knowledge of the person's name, lawfulness.",
    ),
}


def recipient(site: str, operator: str, role: Role, seat: str, flows: int) -> Recipient:
    source = Source(name="liste des acteurs", date="2026-09-01", verified=role is not Role.SOCIAL)
    return Recipient(
        site=site,
        hosts=(f"www.{site}", f"api.{site}"),
        party=Party(
            site=site,
            operator=operator or None,
            group="Groupe Diffusion Mondiale" if role is Role.CDN else None,
            tenant="rdv-sante-prod" if role is Role.STORAGE else None,
            role=role,
            seat_country=seat or None,
            sources={"operator": source, "seat_country": source} if operator else {},
        ),
        first_party=role is Role.FIRST_PARTY,
        same_group=role is Role.STORAGE,
        flows=flows,
        bytes_sent=flows * 900,
        bytes_received=flows * 12_000,
    )


def evidence(number: int, *, telling: str = MOTIVE, annex: str = "") -> EvidenceExcerpt:
    encoded = quote(base64.b64encode(telling.encode()).decode(), safe="")
    site = RECIPIENTS[1 + number % 11][0]
    return EvidenceExcerpt(
        flow=FlowId(112 + number),
        entry=111 + number,
        side=Side.REQUEST,
        location=Location.QUERY,
        path="motiveKey",
        layers=("url", "base64"),
        before="ev=booking_motive_selected&page=%2Foncologue%2Flyon&motiveKey=",
        telling=telling,
        after="&cd_step=2&consent=pending&v=3.1.4",
        at_us=START_US + number * 37 * SECOND_US,
        method="GET",
        url=f"https://collect.{site}/v3/pixel?ev=booking_motive_selected&motiveKey={encoded}&em={quote(EMAIL)}&sid=9901",
        host=f"collect.{site}",
        origin="Vu d’abord dans le flux 98, en $.data.visit_motives[3].name.",
        annex=annex,
    )


def finding(number: int, *, language: str = "fr", status: Status = Status.VERIFIED) -> FindingBlock:
    severity = list(Severity)[min(number // 2, 4)]
    site = RECIPIENTS[1 + number % 11][0]
    shows, suggests, does_not_show = TEXTS[language]
    item = evidence(number, annex=f"A{number + 1}")
    place = Place(capture=ONE, flow=item.flow, entry=item.entry, side=item.side, location=item.location,
                  path=item.path, layers=item.layers)  # fmt: skip
    made = Finding(
        id=finding_id(f"X3P-{number + 1:02}", site, "health.motive"),
        rule=f"X3P-{number + 1:02}",
        recipient=site,
        class_="health.motive" if number % 3 else "contact.email",
        severity=severity,
        points=Points(data=4, recipient=3, identity=1),
        confidence=list(Confidence)[number % 3],
        rung=list(Rung)[3 - number % 3],
        phase="accepted",
        occurrences={ONE: 2 + number},
        evidence=(EvidenceItem(place=place, class_="health.motive", value=MOTIVE, at_us=item.at_us, host=item.host),),
    )
    return FindingBlock(
        finding=made,
        title=f"{TITLES[language]} ({site})",
        shows=shows,
        suggests=suggests,
        does_not_show=does_not_show,
        verdict=Verdict(finding=made.id, status=status, note="Relu à deux." if number == 1 else ""),
        points="4 + 3 + 1 + 0 = 8",
        traps=(
            "Ni servi par le cache, ni par un service worker, ni bloqué.",
            "Domaine enregistrable et société distincts.",
        ),
        reproduction=("2 passages sur 2 après acceptation, 0 sur 2 après refus.",),
        legal=("RGPD 9(1), 6, 13 ; loi Informatique et Libertés, art. 82",),
        evidence=(item,) if number else (item, evidence(3), evidence(4), evidence(5)),
        evidence_total=2 + number,
    )


def annex_entry(number: int) -> AnnexEntry:
    item = evidence(number)
    return AnnexEntry(
        reference=f"A{number + 1}",
        flow=item.flow,
        entry=item.entry,
        at_us=item.at_us,
        host=item.host,
        request_line=f"GET {item.url.removeprefix(f'https://{item.host}')} HTTP/2",
        request_headers=(
            ("host", item.host),
            ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"),
            ("accept", "image/avif,image/webp,*/*"),
            ("referer", f"https://www.rdv-sante.example/oncologue/lyon?motif={quote(MOTIVE)}"),
            ("cookie", f"obuid=3f2c9a1b; session={TOKEN}"),
            ("authorization", f"Bearer {TOKEN}"),
        ),
        status_line="HTTP/2 204 No Content",
        response_headers=(
            ("date", "Thu, 12 Mar 2026 14:02:11 GMT"),
            ("set-cookie", "obuid=3f2c9a1b; Path=/; Secure; SameSite=None; Max-Age=31536000"),
            ("cache-control", "no-store"),
        ),
    )


def capture(number: int, scenario: str) -> CaptureNote:
    return CaptureNote(
        facts=CaptureFacts(
            id=CaptureId(number),
            name=f"consultation-{scenario}.har",
            kind=CaptureKind.HAR,
            scenario=scenario,
            sha256=SHA,
            size_bytes=18_482_113,
            producer="WebInspector 537.36",
            browser="Firefox 131.0",
            har_version="1.2",
            entries=412,
            imported=411,
            sanitized=False,
            started_us=START_US,
            ended_us=START_US + 600 * SECOND_US,
            environment={},
        ),
        supports=Supports(answers=0.93, cookies=number == 1, images=True, consent=True, transport=False),
    )


def graph() -> tuple[tuple[GraphNode, ...], tuple[GraphEdge, ...]]:
    nodes = tuple(
        GraphNode(id=site, label=site, role=role, weight=float(flows), first_party=role is Role.FIRST_PARTY,
                  same_group=role is Role.STORAGE)
        for site, _, role, _, flows in RECIPIENTS
    )  # fmt: skip
    edges = tuple(
        GraphEdge(source=RECIPIENTS[0][0], target=site, sensitive=sensitive, sent=sensitive)
        for (site, *_), sensitive in zip(RECIPIENTS[1:], (14, 6, 9, 5, 4, 0, 3, 0, 2, 0, 0), strict=True)
    )
    return nodes, edges


def timeline() -> Timeline:
    lanes = [
        Lane(site=site, label=site, role=role, first_party=role is Role.FIRST_PARTY, first_us=START_US + i * SECOND_US)
        for i, (site, _, role, _, _) in enumerate(RECIPIENTS)
    ]
    count = 400
    return build_timeline(
        lanes,
        flow=range(1, count + 1),
        lane=[(i * i + i // 3) % 12 if i % 3 else 0 for i in range(count)],
        start_us=[START_US + int(i * 1.4 * SECOND_US) for i in range(count)],
        duration_us=[(i * 7919) % 2_500_000 for i in range(count)],
        is_sensitive=[i % 23 == 0 or i % 31 == 3 for i in range(count)],
        markers=[
            Marker(at_us=START_US, kind="baseline"),
            Marker(at_us=START_US + 95 * SECOND_US, kind="consent-shown"),
            Marker(at_us=START_US + 140 * SECOND_US, kind="accepted"),
            Marker(at_us=START_US + 290 * SECOND_US, kind="logged-in"),
            Marker(at_us=START_US + 420 * SECOND_US, kind="motive-chosen", label="« Annonce » choisie"),
        ],
    )


def matrix() -> Matrix:
    classes = ("health.motive", "health.specialty", "health.appointment", "identity.name", "identity.birthdate",
               "contact.email", "contact.phone", "location.ip", "device.identifier")  # fmt: skip
    counts = [
        Count(site=RECIPIENTS[i % 8][0], class_=classes[(i * i) % 9], sent=i % 3 != 0, capture=ONE if i % 2 else TWO,
              count=1 + i * 7 % 13)
        for i in range(46)
    ]  # fmt: skip
    return build_matrix(counts, order=[site for site, *_ in RECIPIENTS], captures=[ONE, TWO])


def known_values() -> tuple[KnownValue, ...]:
    return (
        KnownValue(text=MOTIVE, class_="health.motive", label="motive"),
        KnownValue(text=EMAIL, class_="contact.email", label="email"),
        KnownValue(text=NAME, class_="identity.name", label="name"),
        KnownValue(text=BIRTH, class_="identity.birthdate", label="birthdate"),
        KnownValue(text=PHONE, class_="contact.phone", label="phone"),
        KnownValue(text=TOKEN, class_="credential.token", label="token"),
    )


def empty_report() -> ReportData:
    """A case in which nothing was recognised."""
    return ReportData(case_id="RDV-2026-03", created_us=START_US + 86_400 * SECOND_US, tool_version="0.1.0")


def full_report(language: str = "fr", *, drafts: int = 1) -> ReportData:
    """Twelve recipients, ten findings, two captures."""
    french = language == "fr"
    nodes, edges = graph()
    findings = tuple(
        finding(i, language=language, status=Status.DRAFT if i < drafts else Status.VERIFIED) for i in range(10)
    )
    worst = findings[0].finding.id
    return ReportData(
        case_id="RDV-2026-03",
        created_us=START_US + 86_400 * SECOND_US,
        tool_version="0.1.0",
        rules_version="2026.10",
        question="Qui apprend que je cherche un oncologue ?"
        if french
        else "Who learns that I am looking for an oncologist?",
        answer=(
            Statement(
                text="Dans ces captures, rdv-sante.example a renvoyé le motif et la spécialité, lisibles par l’opérateur du serveur."
                if french
                else "In these captures, rdv-sante.example returned the motive and the specialty, readable by the operator of the server.",
            ),
            Statement(
                text="Des serveurs attribués à trois autres sociétés (sources datées) en ont reçu au moins un."
                if french
                else "Servers attributed to three other companies (dated sources) received at least one of them.",
                findings=(worst,),
            ),
            Statement(
                text="Après le refus, deux destinataires ont encore reçu un identifiant de navigateur."
                if french
                else "After refusal, two recipients still received a browser identifier.",
                findings=(findings[3].finding.id,),
            ),
        ),
        captures=(capture(1, "accepted"), capture(2, "refused")),
        first_party=FirstParty(sites=("rdv-sante.example",), how="inferred", why="most-flows"),
        recipients=tuple(recipient(*row) for row in RECIPIENTS),
        flows=1_204,
        sensitive=223,
        service_reads=(
            ServiceReading(class_="health.motive", about=About.ACCOUNT_HOLDER, count=14, returned=14, values=(MOTIVE,),
                           paths=("$.data.confirmed[0].visit_motive.name", "$.data.visit_motives[3].name")),
            ServiceReading(class_="identity.name", about=About.ACCOUNT_HOLDER, count=31, sent=2, returned=29,
                           values=(NAME,), paths=("$.account.patient['nom complet'].displayName",)),
            ServiceReading(class_="contact.email", about=About.ACCOUNT_HOLDER, count=9, sent=3, returned=6,
                           values=(EMAIL,), paths=("$.account.email",)),
            ServiceReading(class_="contact.phone", about=About.ACCOUNT_HOLDER, count=5, sent=1, returned=4,
                           values=(PHONE,), paths=("$.account.phone_number",)),
            ServiceReading(class_="identity.birthdate", about=About.OTHER_PERSON, count=3, returned=3,
                           values=(BIRTH,), paths=("$.account.relatives[0].birthdate",)),
            ServiceReading(class_="health.practitioner", about=About.PRACTITIONER, count=40, returned=40,
                           values=("Dr Praticienne Fictive",), paths=("$.profile.name_with_title",)),
        ),
        matrix=matrix(),
        graph_nodes=nodes,
        graph_edges=edges,
        timeline=timeline(),
        findings=findings,
        rejected=2,
        annex=tuple(annex_entry(i) for i in range(10)),
        gaps=(
            Gap(rule="CKI-01", capture=TWO, reason="HAR expurgé : aucun cookie n’a été exporté."),
            Gap(rule="TLS-01", reason="Le transport n’a pas été enregistré."),
        ),
        coverage=Coverage(bodies_missing=17, undecoded=2, from_cache=31, not_on_wire=4),
        references=(
            ReferenceData(name="Liste des suffixes publics", date="2026-10-23", licence="MPL-2.0"),
            ReferenceData(name="Sociétés et sites", date="2026-09-01", licence="CC BY-SA 4.0"),
        ),
        integrity=Integrity(
            flows_root="4f1d0c9b" * 8,
            flows=1_204,
            inputs=tuple(
                InputSeal(name=f"consultation-{name}.har", sha256=SHA, size_bytes=18_482_113)
                for name in ("accepted", "refused")
            ),
        ),
        not_found=tuple(
            SearchedNeedle(name=name, class_=class_)
            for name, class_ in (
                ("IBAN", "financial.iban"),
                ("numéro de sécurité sociale", "identity.national_id"),
                ("mot de passe", "credential.password"),
                ("adresse postale", "contact.address"),
            )
        ),
        known_values=known_values(),
    )  # fmt: skip


def small_report(language: str = "en") -> ReportData:
    """Two findings, no figures: quick to print."""
    full = full_report(language, drafts=0)
    return msgspec.structs.replace(
        full,
        findings=full.findings[:2],
        annex=full.annex[:2],
        recipients=full.recipients[:3],
        graph_nodes=(),
        timeline=None,
        matrix=None,
    )
