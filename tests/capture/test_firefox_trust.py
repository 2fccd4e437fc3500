"""The hand-made certificate database: shaped as NSS shapes it, and believed by a real Firefox."""

import asyncio
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from inspector.capture.browsers.launch import Wishes, launch
from inspector.capture.firefox_trust import trust_in_profile
from inspector.capture.plan import BrowserKind
from tests.capture.browsers.little_proxy import HOST, LittleProxy, make_authority
from tests.capture.browsers.real import real_browser

WITHIN_S = 60


def _rows(path: Path) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        return database.execute("SELECT * FROM nssPublic ORDER BY id").fetchall()


def test_two_rows_say_which_authority_and_that_it_is_trusted_for_servers_alone(tmp_path: Path):
    pem, _ = make_authority(tmp_path)
    trust_in_profile(tmp_path, pem, "Té")
    parsed = x509.load_pem_x509_certificate(pem)
    der = parsed.public_bytes(Encoding.DER)
    certificate, trust = _rows(tmp_path / "cert9.db")
    assert certificate["a11"] == der
    assert certificate["a0"] == b"\0\0\0\1"
    assert certificate["a101"] == parsed.subject.public_bytes()
    assert certificate["a3"] == "Té".encode()
    assert trust["a0"] == b"\xce\x53\x43\x53"
    assert trust["a81"] == certificate["a81"] == parsed.issuer.public_bytes()
    assert trust["a82"] == certificate["a82"]
    assert int.from_bytes(trust["a82"][2:]) == parsed.serial_number
    assert trust["ace536358"] == b"\xce\x53\x43\x52"
    assert trust["ace536359"] == b"\xce\x53\x43\x5b"
    assert trust["ace5363b4"] == hashlib.sha1(der).digest()
    assert len(certificate.keys()) == 193


def test_der_and_pem_make_the_same_database(tmp_path: Path):
    pem, _ = make_authority(tmp_path)
    der = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    for name, certificate in (("a", pem), ("b", der)):
        (tmp_path / name).mkdir()
        trust_in_profile(tmp_path / name, certificate, "x")
    assert [tuple(row) for row in _rows(tmp_path / "a" / "cert9.db")] == [
        tuple(row) for row in _rows(tmp_path / "b" / "cert9.db")
    ]


def test_the_database_is_the_person_s_alone_and_none_is_written_over(tmp_path: Path):
    pem, _ = make_authority(tmp_path)
    trust_in_profile(tmp_path, pem, "x")
    assert (tmp_path / "cert9.db").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        trust_in_profile(tmp_path, pem, "x")


@pytest.mark.parametrize("bytes_", [b"", b"nothing", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_what_is_no_certificate_is_refused_before_anything_is_written(tmp_path: Path, bytes_: bytes):
    with pytest.raises(ValueError):  # noqa: PT011 - cryptography's own text
        trust_in_profile(tmp_path, bytes_, "x")
    assert not (tmp_path / "cert9.db").exists()


def test_a_real_firefox_trusts_it_and_adds_no_other_authority(tmp_path: Path):
    browser = real_browser(BrowserKind.FIREFOX)
    pem, certificate = make_authority(tmp_path)

    async def story() -> tuple[int, int]:
        async with LittleProxy(certificate) as proxy:
            wishes = Wishes(proxy=proxy.address, authority=pem, url=f"https://{HOST}/", headless=True)
            running = await launch(browser, wishes, base=tmp_path / "profiles", note_folder=tmp_path)
            try:
                await asyncio.wait_for(proxy.read.wait(), WITHIN_S)
                rows = _rows(running.profile / "cert9.db")
            finally:
                assert await running.close()
            return len(rows), len(rows[0].keys())

    rows, columns = asyncio.run(story())
    assert rows == 2
    assert columns == 193, "this version of NSS has other attributes: see whether the template should follow"
