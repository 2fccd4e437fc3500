"""Compressed and unusually written values, as bodies and inside text; and what must stay closed."""

import base64
import binascii
import gzip
import json
import random
import re
import string
import uuid
import zlib
from collections.abc import Callable
from hashlib import md5, sha256

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode.coding import coding_of_magic
from inspector.decode.encodings.lzstring import decompressed
from inspector.decode.encodings.packed import parts_of_bytes
from inspector.decode.flow import decode_flow
from inspector.decode.part import Part
from inspector.decode.strings import STRING_DECODERS, open_string
from inspector.decode.text import decode_text
from tests.decode.flows import flow_content, places, stored
from tests.decode.lz import LZ_FORMS

EMAIL = "camille.temoin+rdv7@courriel.example"
MOTIVE = "Annonce de résultats (oncologie)"
DOCUMENT = json.dumps({"email": EMAIL, "motif": "Consultation VIH"})


def _raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "deflate": zlib.compress,
    "raw deflate": _raw_deflate,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}
WRAPPERS: dict[str, Callable[[bytes], str]] = {
    "base64": lambda data: base64.b64encode(data).decode(),
    "base64url": lambda data: base64.urlsafe_b64encode(data).decode().rstrip("="),
    "hex": bytes.hex,
}


def _values(text: str) -> set[object]:
    return {value for *_, value in places(decode_text(text))}


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize("value", [EMAIL, MOTIVE, DOCUMENT])
def test_a_compressed_value_is_found_inside_text(packer: str, wrapper: str, value: str) -> None:
    text = WRAPPERS[wrapper](PACKERS[packer](value.encode()))
    found = places(decode_text(text))
    assert any(leaf in (value, EMAIL) and packer.split()[-1] in layers for _, _, layers, leaf in found)


@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize("mime", ["", "application/octet-stream"])
def test_a_compressed_body_needs_no_header(packer: str, mime: str) -> None:
    found = places(
        decode_flow(flow_content(request_body=stored(PACKERS[packer](DOCUMENT.encode())), request_mime=mime))
    )
    assert ("body", "$.email", (packer.split()[-1], "json"), EMAIL) in found


def test_a_text_that_begins_like_zlib_stays_a_text() -> None:
    assert coding_of_magic(b"x^2 + y^2 = z^2, dit Pythagore") is None


def _exchanged(text: str, signs: str, padding: str = "") -> str:
    """Base64 with other signs and padding."""
    whole = base64.b64encode(text.encode()).decode()
    table = str.maketrans("+/=", signs + padding) if padding else str.maketrans("+/", signs)
    return whole.translate(table) if padding else whole.rstrip("=").translate(table)


_SIGNED = "Consultation ~~~ VIH >>> résultats ??? œuvre"


def _reordered(text: str, alphabet: str) -> str:
    standard = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
    return base64.b64encode(text.encode()).decode().rstrip("=").translate(str.maketrans(standard, alphabet))


_LETTERS = string.ascii_uppercase + string.ascii_lowercase


@pytest.mark.parametrize(
    "text",
    [
        _exchanged(_SIGNED, "._", "-"),
        _exchanged(_SIGNED, "*-"),
        _exchanged(_SIGNED, "-~", "_"),
        _exchanged(_SIGNED, "+,"),
        _exchanged(_SIGNED, "-_", "."),
        _exchanged(_SIGNED, "+_"),
        _reordered(_SIGNED, "./" + _LETTERS + string.digits),
        _reordered(_SIGNED, "./" + string.digits + _LETTERS),
        _reordered(_SIGNED, string.ascii_lowercase + string.ascii_uppercase + string.digits + "+/"),
        base64.b64encode(_SIGNED.encode()).decode().rstrip("=")[::-1],
        base64.b64encode(base64.b64encode(base64.b64encode(_SIGNED.encode()))).decode(),
        base64.b64encode(base64.b64encode(_SIGNED.encode())).decode()[::-1],
        base64.b64encode(_SIGNED.encode("utf-16-le")).decode(),
        base64.b64encode(_SIGNED.encode("utf-16")).decode(),
        base64.b32encode(_SIGNED.encode()).decode(),
        base64.b32encode(_SIGNED.encode()).decode().rstrip("="),
        base64.a85encode(_SIGNED.encode(), adobe=True).decode(),
        _SIGNED.encode().hex(" "),
        _SIGNED.encode().hex(":").upper(),
        "0x" + _SIGNED.encode().hex(),
        "".join(f"\\x{byte:02x}" for byte in _SIGNED.encode()),
        "".join(f"\\u{ord(c):04x}" for c in _SIGNED),
        "".join(f"%u{ord(c):04X}" if ord(c) > 127 else c for c in _SIGNED).replace(" ", "%20"),
        "begin 644 note.txt\n"
        + binascii.b2a_uu(_SIGNED.encode()[:45]).decode()
        + binascii.b2a_uu(_SIGNED.encode()[45:]).decode()
        + "`\nend\n",
        "begin-base64 644 note.txt\n" + base64.b64encode(_SIGNED.encode()).decode() + "\n====\n",
        ".".join(
            base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in ("premier", _SIGNED, "autre mot")
        ),
        base64.b64encode(_SIGNED.encode()).decode().replace("=", "%3D"),
    ],
)
def test_an_unusual_writing_of_text_is_read(text: str) -> None:
    assert _SIGNED in _values(text)


@pytest.mark.parametrize("word", ["Camille", "Oncologue", "Éléonore", "Ophtalmologie", "gynécologue", "12/03/1984"])
def test_a_short_word_in_base64_is_read(word: str) -> None:
    assert word in _values(base64.b64encode(word.encode()).decode())


def test_what_btoa_makes_of_accents_is_read() -> None:
    assert "Éléonore Lefèvre" in _values(base64.b64encode("Éléonore Lefèvre".encode("latin-1")).decode())


@pytest.mark.parametrize(("value", "text"), LZ_FORMS)
def test_every_form_of_lzstring_is_read(value: str, text: str) -> None:
    found = places(decode_flow(flow_content(request_body=stored(json.dumps({"s": text})))))
    assert any(value in str(leaf) and "lzstring" in layers for _, _, layers, leaf in found)


def test_a_growing_lzstring_is_stopped() -> None:
    bits, width, room, entries = ["00" + format(97, "08b")[::-1]], 3, 4, 4
    for _ in range(20_000):
        bits.append(format(entries, f"0{width}b")[::-1])
        entries, room = entries + 1, room - 1
        if room == 0:
            room, width = 1 << width, width + 1
    with pytest.raises(ValueError, match=r"^$"):
        decompressed("".join(bits), most=100_000)


RELATED = b"""--A\r\nContent-Type: application/json\r\nContent-ID: <root>\r\n\r\n{"v":"un"}\r\n--A\r\n\
Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nCamille\r\n--B\r\n\
Content-Type: application/json\r\nContent-Transfer-Encoding: base64\r\n\r\neyJ2IjoiZGV1eCJ9\r\n--B--\r\n\r\n--A--\r\n"""


def test_multipart_inside_multipart_is_read() -> None:
    content = flow_content(request_body=stored(RELATED), request_mime="multipart/related; boundary=A")
    found = places(decode_flow(content))
    assert ("body", "root > $.v", ("multipart", "json"), "un") in found
    assert ("body", "#2 > #1", ("multipart", "multipart"), "Camille") in found
    assert ("body", "#2 > #2 > $.v", ("multipart", "multipart", "base64", "json"), "deux") in found


_SOURCE = random.Random(99)
_BYTES = [_SOURCE.randbytes(size) for size in (6, 9, 12, 16, 20, 32, 48, 64, 96, 128)]
DECOYS = [
    *(str(uuid.UUID(bytes=_SOURCE.randbytes(16), version=4)) for _ in range(20)),
    *(str(uuid.UUID(bytes=_SOURCE.randbytes(16), version=4)).upper() for _ in range(5)),
    *(uuid.UUID(bytes=_SOURCE.randbytes(16), version=4).hex for _ in range(20)),
    *(digest(str(n).encode()).hexdigest() for digest in (md5, sha256) for n in range(40)),
    *(base64.b64encode(sha256(str(n).encode()).digest()).decode() for n in range(40)),
    *(
        encode(data).decode()
        for data in _BYTES
        for encode in (base64.b64encode, base64.urlsafe_b64encode, base64.b32encode)
    ),
    *["getElementById", "oncologueLyon", "addEventListener", "XMLHttpRequest", "appointmentReasonId", "visitMotiveIds"],
    *["PatientAppointmentList", "MAX_SAFE_INTEGER", "__webpack_require__", "_reactInternalFiber", "data-v-7ba5bd90"],
    *["IPHONE15PROMAX256GB", "SKU-2024-FR-00871", "B08N5WRWNW", "3700123456789", "FR7630006000011234567890189"],
    *["184127645108946", "2741702213000", "#ff00aa", "#FFCC0080", "1700000000000.123", "fb.1.1700000000000.1234567890"],
    *["GA1.2.1234567890.1700000000", "v1.0.0-beta.12", "main.3f2a1b9c.chunk.js", "Europe/Paris", "text/html;q=0.9"],
    *["00:1B:44:11:3A:B7", "192.168.10.254", "2001:0db8:85a3:0000:0000:8a2e:0370:7334", "2026-11-21T10:30:00Z"],
    *["dQw4w9WgXcQ", "AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY", "pk_live_51H8xYzAbCdEfGhIjKlMnOpQr"],
    "C:\\Users\\x86\\Bureau",
    "Bonjour Madame, votre rendez-vous est confirmé pour demain.",
    "Ihr Termin beim Facharzt für Onkologie wurde bestätigt",
    "Su cita con el oncólogo ha sido confirmada",
    "Il suo appuntamento è stato confermato",
    "Your appointment with the oncologist is confirmed ",
    "Übersicht der Befunde ",
    "Ваша запись подтверждена",
    "予約が確認されました。明日お待ちしております",
    "begin with a single step",
    "12 34 56 78 90",
    "06 39 98 12 34",
]


@pytest.mark.parametrize("text", DECOYS)
def test_a_decoy_stays_closed_to_every_decoder(text: str) -> None:
    assert open_string(text) == ()


ALPHABETS = {
    "letters": string.ascii_letters,
    "letters and digits": string.ascii_letters + string.digits,
    "base64url": string.ascii_letters + string.digits + "-_",
    "base64": string.ascii_letters + string.digits + "+/",
    "hex": "0123456789abcdef",
    "base32": string.ascii_uppercase + "234567",
    "digits": string.digits,
}


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_random_tokens_stay_closed(alphabet: str) -> None:
    source = random.Random(alphabet)
    tokens = ["".join(source.choices(ALPHABETS[alphabet], k=source.randrange(8, 65))) for _ in range(3000)]
    assert sum(bool(open_string(token)) for token in tokens) <= 1


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=200), marked=st.booleans())
def test_no_bytes_raise_and_the_same_bytes_give_the_same_parts(data: bytes, marked: bool) -> None:
    assert repr(parts_of_bytes(data, ("hex",), marked=marked)) == repr(parts_of_bytes(data, ("hex",), marked=marked))


_ALPHABET = st.sampled_from(string.ascii_letters + string.digits + "+/=_-.~*,:$!%\\xu \n<>€é一\u0100")


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(_ALPHABET, max_size=80), st.text(max_size=60)))
def test_no_string_decoder_raises_and_what_they_declare_of_their_texts_holds(text: str) -> None:
    assert repr(open_string(text)) == repr(first_that_opens(text))


ENCODED = (
    *sorted({encoded for _, encoded in LZ_FORMS}),
    base64.b64encode("première échographie".encode()).decode(),
    base64.b64encode(b"camille.temoin@courriel.example").decode()[::-1],
    base64.b64encode(zlib.compress(b"camille.temoin@courriel.example")).decode(),
    base64.b32encode(b"camille.temoin@courriel.example").decode(),
    base64.a85encode(b"camille.temoin", adobe=True).decode(),
    b"camille.temoin".hex(),
    b"camille.temoin".hex(" "),
    "camille.temoin",
    "mailto:camille.temoin@courriel.example?subject=a",
    "//a.example/b?c=d&e=f",
    '{"query":"{ a(b: 1) }"}',
)


@settings(max_examples=300, deadline=None)
@given(
    start=st.sampled_from((*' {["<&#/=.!-~*$0129aAbBcCdDeEfhHiImMqsSxX\\éœ一', "Basic ", "https:", "data:;base64,")),
    text=st.sampled_from(ENCODED),
    end=st.sampled_from(("", "=", " ", "\n", "&a=1", "%20", "\\u0041", "}", "\0", "--")),
)
def test_a_text_opens_whatever_it_begins_and_ends_with_as_if_every_decoder_were_asked(
    start: str, text: str, end: str
) -> None:
    for whole in (text, start + text, text + end, start + text + end):
        assert repr(open_string(whole)) == repr(first_that_opens(whole))


def first_that_opens(text: str) -> tuple[Part, ...]:
    """By asking all decoders whose sign fits, whatever else they declare."""
    for decoder in STRING_DECODERS if len(text) > 6 or "%" in text else ():
        if re.match(decoder.sign, text) and (parts := decoder.opener(text)):
            return parts
    return ()
