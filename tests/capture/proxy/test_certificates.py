"""The authority of a case: private, made once, never anywhere else."""

import base64
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from inspector.capture.proxy.certificates import Authority, prepare_authority, trusted_bundle


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("authority") / "case.private"


@pytest.fixture(scope="module")
def authority(folder: Path) -> Authority:
    return prepare_authority(folder)


def test_folder_and_files_are_the_person_s_own(folder: Path, authority: Authority):
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_the_certificate_is_what_it_is_said_to_be(authority: Authority):
    certificate = x509.load_pem_x509_certificate(authority.cert_file.read_bytes())
    assert certificate.public_bytes(Encoding.DER) == authority.der
    assert sha256(authority.der).hexdigest() == authority.sha256
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert base64.b64decode(authority.spki) == sha256(key).digest()
    assert b"PRIVATE" not in authority.cert_file.read_bytes()


def test_it_is_made_once_per_folder_and_differs_between_folders(folder: Path, authority: Authority, tmp_path: Path):
    assert prepare_authority(folder) == authority
    assert prepare_authority(tmp_path / "other").sha256 != authority.sha256


def test_a_folder_that_was_open_to_others_is_closed(tmp_path: Path):
    tmp_path.chmod(0o755)
    prepare_authority(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_nothing_is_written_to_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    prepare_authority(tmp_path / "case.private")
    assert not list(home.iterdir())


def test_more_roots_are_added_to_the_usual_ones(folder: Path, authority: Authority):
    bundle = trusted_bundle(folder, authority.cert_file)
    assert bundle.read_bytes().count(b"BEGIN CERTIFICATE") > 50
    assert bundle.read_bytes().endswith(authority.cert_file.read_bytes())
    assert bundle.stat().st_mode & 0o777 == 0o600
