"""The commands that put the certificate into an emulator."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from inspector.capture.phone.emulator import emulator_commands, system_file_name
from tests.capture.phone.test_guide import make_authority


@pytest.mark.parametrize("name", ["mitmproxy", "En Clair 3f2c", "Été"])
def test_the_file_has_the_name_that_openssl_gives(tmp_path: Path, name: str):
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to compare with")
    der, pem = tmp_path / "ca.cer", tmp_path / "ca.pem"
    der.write_bytes(made := make_authority(name))
    pem.write_text(ssl.DER_cert_to_PEM_cert(made))
    command = ["openssl", "x509", "-noout", "-subject_hash_old", "-in", str(pem)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert system_file_name(pem) == system_file_name(der) == f"{told}.0"


def test_what_is_no_certificate_is_refused(tmp_path: Path):
    for content in (b"", b"-----BEGIN CERTIFICATE-----\n", b"\xff" * 50):
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(ValueError):  # noqa: PT011
            system_file_name(tmp_path / "x")


def test_the_device_passes_through_the_recorder_and_is_written_to_only_after_a_restart():
    made = emulator_commands(certificate="/a b/ca.pem", file_name="c8750f0d.0", proxy="127.0.0.1:40123")
    assert "http://127.0.0.1:40123" in made.start[0]
    assert made.unlock[-1] == "adb reboot"
    assert 'adb push "/a b/ca.pem" /system/etc/security/cacerts/c8750f0d.0' in made.install
