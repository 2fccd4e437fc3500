"""The page that the phone opens inside the tunnel or the proxy: the certificate, and how to trust it, step by step.

Pure functions: whoever serves asks `guide_response` and sends what it returns. Nothing on the page is fetched from
elsewhere, nothing needs a script.
"""

import hashlib
import plistlib
import ssl
import uuid
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from inspector.capture.phone.guide_page import Facts, missing_page, steps_page
from inspector.capture.phone.screens import Platform
from inspector.messages import LANGUAGES, Translator

GUIDE_URL = "http://en.clair/"
"""Where the phone finds the page. With its scheme and its slash: no such top-level domain exists, so that a browser
would search for the bare name."""

FILE_STEM = "en-clair"
_CERTIFICATE_TYPE = "application/x-x509-ca-cert"
_NAMESPACE = uuid.UUID("3f2c0d9e-6a58-4b5e-9a43-7d1f6b6f0c11")
_LONGEST_HEADER = 1000


class GuideResponse(NamedTuple):
    """A whole answer; the length of the body is among the headers."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def guide_response(
    path: str, accept_language: str, ca_der: bytes, *, user_agent: str = "", check_url: str = ""
) -> GuideResponse:
    """The answer to GET or HEAD `path`, its query included: the page, the certificate in one of its forms, or 404.

    `ca_der` is the authority's certificate (never its key). `check_url` is the https page that proves the trust, ""
    where there is none. `?lang=fr` wins over the browser's languages. Raises ValueError where `ca_der` is no
    certificate.
    """
    split = urlsplit(path[:2000])
    t = Translator(_language(parse_qs(split.query).get("lang", [""])[-1], accept_language))
    facts = Facts(
        certificate=certificate_name(ca_der),
        fingerprint=hashlib.sha256(ca_der).hexdigest().upper(),
        platform=_platform(user_agent),
        check_url=check_url if check_url.startswith("https://") else "",
        file_stem=FILE_STEM,
    )
    if split.path in ("", "/", "/index.html"):
        return _html(200, steps_page(t, facts), t)
    made = _files().get(split.path)
    if made is None:
        return _html(404, missing_page(t), t)
    media_type, name, write = made
    return _file(write(ca_der, t), media_type=media_type, name=name)


type _Writer = Callable[[bytes, Translator], bytes]


def _files() -> dict[str, tuple[str, str, _Writer]]:
    """Path to media type, file name and writer; the last two paths are those that mitmproxy's own page has."""
    der = (_CERTIFICATE_TYPE, f"{FILE_STEM}.cer", _der)
    pem = ("application/x-pem-file", f"{FILE_STEM}.pem", _pem)
    profile = ("application/x-apple-aspen-config", f"{FILE_STEM}.mobileconfig", write_profile)
    return {
        f"/{FILE_STEM}.cer": der,
        f"/{FILE_STEM}.crt": (_CERTIFICATE_TYPE, f"{FILE_STEM}.crt", _der),
        f"/{FILE_STEM}.pem": pem,
        f"/{FILE_STEM}.mobileconfig": profile,
        "/cert/cer": der,
        "/cert/pem": (_CERTIFICATE_TYPE, f"{FILE_STEM}.pem", _pem),
    }


def _der(ca_der: bytes, _t: Translator) -> bytes:
    return ca_der


def _pem(ca_der: bytes, _t: Translator) -> bytes:
    return ssl.DER_cert_to_PEM_cert(ca_der).encode("ascii")


def write_profile(ca_der: bytes, t: Translator) -> bytes:
    """An Apple configuration profile with one root certificate (Apple, Configuration Profile Reference: payload type
    com.apple.security.root). The same certificate gives the same identifiers, so that it is replaced, not doubled."""
    name = hashlib.sha256(ca_der).hexdigest()
    payload = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"clair.en.{name[:16]}.root",
        "PayloadUUID": str(uuid.uuid5(_NAMESPACE, f"root {name}")).upper(),
        "PayloadDisplayName": certificate_name(ca_der),
        "PayloadCertificateFileName": f"{FILE_STEM}.cer",
        "PayloadContent": ca_der,
    }
    profile = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"clair.en.{name[:16]}",
        "PayloadUUID": str(uuid.uuid5(_NAMESPACE, name)).upper(),
        "PayloadDisplayName": t("phone.profile_name"),
        "PayloadDescription": t("phone.profile_text"),
        "PayloadOrganization": "En Clair",
        "PayloadRemovalDisallowed": False,
        "PayloadContent": [payload],
    }
    return plistlib.dumps(profile)


def certificate_name(ca_der: bytes) -> str:
    """The common name that the phone shows; raises ValueError where this is no certificate."""
    from cryptography import x509

    names = x509.load_der_x509_certificate(ca_der).subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else "En Clair"


def _platform(user_agent: str) -> Platform | None:
    """Which half of the page is opened first; a guess, the other half is one touch away."""
    told = user_agent[:_LONGEST_HEADER]
    if "Android" in told:
        return Platform.ANDROID
    return Platform.IOS if any(word in told for word in ("iPhone", "iPad", "iPod")) else None


def _language(asked: str, accept_language: str) -> str:
    """`?lang=` where it is one of ours, else the first of the browser's languages that is (RFC 9110, 12.5.4)."""
    if asked in LANGUAGES:
        return asked
    wishes = []
    for place, part in enumerate(accept_language[:_LONGEST_HEADER].split(",")):
        tag, _, more = part.strip().partition(";")
        language = tag.strip().lower().split("-")[0]
        if language in LANGUAGES:
            wishes.append((-_weight(more), place, language))
    return min(wishes)[2] if wishes else "en"


def _weight(parameter: str) -> float:
    try:
        return float(parameter.strip().removeprefix("q=")) if parameter.strip() else 1.0
    except ValueError:
        return 0.0


_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def _html(status: int, page: str, t: Translator) -> GuideResponse:
    body = page.encode("utf-8")
    headers = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Language", t.language),
        ("Vary", "Accept-Language, User-Agent"),
        ("Content-Security-Policy", _POLICY),
        *_shared_headers(body),
    )
    return GuideResponse(status, headers, body)


def _file(body: bytes, *, media_type: str, name: str) -> GuideResponse:
    disposition = ("Content-Disposition", f'attachment; filename="{name}"')
    return GuideResponse(200, (("Content-Type", media_type), disposition, *_shared_headers(body)), body)


def _shared_headers(body: bytes) -> tuple[tuple[str, str], ...]:
    return (
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Content-Length", str(len(body))),
    )
