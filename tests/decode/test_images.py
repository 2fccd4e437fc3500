"""What pictures say beside their pixels."""

import io
import json
import struct
import time
from base64 import b64encode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from inspector.decode.documents.exif import read_exif
from inspector.decode.documents.image import open_image, open_svg
from inspector.decode.documents.iptc import read_iptc
from inspector.decode.documents.xmp import read_xmp
from inspector.decode.flow import decode_flow
from inspector.decode.limits import Limits
from inspector.decode.payload import Payload
from inspector.decode.strings import open_string
from tests.data.pictures import PIXEL_GIF, PIXEL_WEBP
from tests.decode.flows import flow_content, places, stored

RDF = 'xmlns:x="adobe:ns:meta/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
XMP = f"""<?xpacket begin="" id="W5"?><x:xmpmeta {RDF.partition(" ")[0]}><rdf:RDF {RDF.partition(" ")[2]}>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 exif:GPSLatitude="48,51.39N" exif:GPSLongitude="2,21,7.2W" xmlns:m="urn:mm" xmlns:e="urn:event">
<dc:creator><rdf:Seq><rdf:li>Camille</rdf:li><rdf:li>Léo</rdf:li></rdf:Seq></dc:creator>
<m:History><rdf:Seq><rdf:li e:when="2026"/></rdf:Seq></m:History></rdf:Description></rdf:RDF></x:xmpmeta>""".encode()


def make_exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x8298] = "Camille"
    exif[0x9C9B] = "Ordonnance".encode("utf-16-le")
    detail = exif.get_ifd(0x8769)
    detail[0xA431], detail[0x9003], detail[0x9286] = "SERIAL77", "2026:01:02 10:00:00", b"ASCII\0\0\0note"
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (48.0, 51.0, 24.36), 3: "W", 4: (2.0, 21.0, 7.2), 29: "2026:01:02"})
    return exif


def make_iptc() -> bytes:
    records = b"".join(
        b"\x1c\x02" + bytes((n,)) + struct.pack(">H", len(t.encode())) + t.encode()
        for n, t in ((80, "Élodie"), (90, "Besançon"))
    )
    return b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records


def make(form: str, **more: object) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(data, form, **more)
    return data.getvalue()


def read(data: bytes, mime: str = "image/x") -> set[tuple[str, tuple[str, ...], object]]:
    decoded = decode_flow(flow_content(response_body=stored(data), response_mime=mime))
    return {(path, layers, value) for location, path, layers, value in places(decoded) if location == "body"}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("mime", ["image/x", "", "text/html"])
def test_exif_is_read_whatever_holds_it(form: str, mime: str) -> None:
    exif = ("exif",)
    assert {
        ("GPSLatitude", exif, 48.8567667),
        ("GPSLongitude", exif, -2.352),
        ("GPSDateStamp", exif, "2026:01:02"),
        ("BodySerialNumber", exif, "SERIAL77"),
        ("DateTimeOriginal", exif, "2026:01:02 10:00:00"),
        ("UserComment", exif, "note"),
        ("XPTitle", exif, "Ordonnance"),
        ("Copyright", exif, "Camille"),
    } <= read(make(form, exif=make_exif()), mime)


@pytest.mark.parametrize("form", ["JPEG", "WEBP", "AVIF"])
def test_xmp_is_read_by_its_own_names(form: str) -> None:
    assert read(make(form, xmp=XMP)) >= {
        ("dc:creator", ("xmp",), "Camille"),
        ("dc:creator#2", ("xmp",), "Léo"),
        ("exif:GPSLatitude", ("xmp",), 48.8565),
        ("exif:GPSLongitude", ("xmp",), -2.352),
        ("m:History/e:when", ("xmp",), "2026"),
    }


def test_iptc_and_comments_of_a_jpeg_are_read() -> None:
    jpeg = make("JPEG", comment=b"un commentaire")
    segment = make_iptc()
    data = jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]
    assert read(data) == {
        ("By-line", ("iptc",), "Élodie"),
        ("City", ("iptc",), "Besançon"),
        ("Comment", ("image-text",), "un commentaire"),
    }


def test_every_kind_of_text_chunk_of_a_png_is_read() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Zoé")
    info.add_text("Comment", "long " * 20, zip=True)
    info.add_itxt("Titre", "œdème", zip=True)
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    info.add_text("Raw profile type iptc", f"\niptc\n      99\n{make_iptc()[14:].hex()}\n", zip=True)
    found = read(make("PNG", pnginfo=info))
    assert {(path, value) for path, layers, value in found if layers == ("image-text",)} == {
        ("Author", "Zoé"), ("Comment", ("long " * 20).strip()), ("Titre", "œdème"),
    }  # fmt: skip
    assert ("dc:creator", ("xmp",), "Camille") in found
    assert ("City", ("iptc",), "Besançon") in found


def test_the_comment_of_a_gif_is_read() -> None:
    assert read(make("GIF", comment=b"bonjour")) == {("Comment", ("image-text",), "bonjour")}


@pytest.mark.parametrize("data", [make("JPEG"), make("PNG"), make("WEBP"), make("GIF"), PIXEL_GIF, PIXEL_WEBP])
def test_a_plain_picture_has_nothing_to_read_and_costs_nothing(data: bytes) -> None:
    payload = Payload(data + bytes(2_000_000), "image/x", limits=Limits())
    begun = time.process_time()
    for _ in range(20):
        assert open_image(payload) == ()
    assert (time.process_time() - begun) / 20 < 0.005


def test_pictures_in_base64_are_opened_like_bodies() -> None:
    jpeg, png = make("JPEG", exif=make_exif()), make("PNG", exif=make_exif())
    body = json.dumps({
        "a": b64encode(jpeg).decode(),
        "b": "data:image/png;base64," + b64encode(png).decode(),
        "c": urlsafe_b64encode(jpeg).decode().rstrip("="),
        "d": "\n".join(b64encode(jpeg).decode()[n : n + 76] for n in range(0, 2000, 76)),
    }).encode()  # fmt: skip
    found = read(body, "application/json")
    for name, layer in (("a", "base64"), ("b", "base64"), ("c", "base64url")):
        assert (f"$.{name} > BodySerialNumber", ("json", layer, "exif"), "SERIAL77") in found


@pytest.mark.parametrize("decoy", ["/9j/short", "JVBERi0xxxxxxxxxxxx xx!", "data:image/png;base64,%%%"])
def test_what_only_begins_like_a_picture_stays_closed(decoy: str) -> None:
    assert open_string(decoy) == ()


def test_a_plain_picture_in_a_data_url_stays_closed() -> None:
    assert open_string("data:image/png;base64," + b64encode(make("PNG")).decode()) == ()


def test_a_drawing_gives_its_words_and_not_its_shapes() -> None:
    svg = """<svg xmlns="http://www.w3.org/2000/svg"><title>Carte</title><desc>Plan</desc><style>.a{}</style>
    <path d="M0 0"/><g id="layer"><text x="1">Cabinet <tspan>Lefèvre</tspan></text></g></svg>"""
    for mime in ("image/svg+xml", ""):
        assert read(svg.encode(), mime) == {
            ("/svg/title", ("xml",), "Carte"),
            ("/svg/desc", ("xml",), "Plan"),
            ("/svg/g/text", ("xml",), "Cabinet"),
            ("/svg/g/text/tspan", ("xml",), "Lefèvre"),
        }
    assert read(b'<svg><path d="M0 0"/></svg>', "image/svg+xml") == set()


@given(st.binary(max_size=400), st.integers(0, 400), st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "AVIF"]))
def test_no_picture_is_too_broken(rubbish: bytes, at: int, form: str) -> None:
    data = PICTURES[form]
    for broken in (data[:at] + rubbish, data[:at] + rubbish + data[at + len(rubbish) :], data[:12] + rubbish):
        payload = Payload(broken, "image/x", limits=Limits())
        assert open_image(payload) == open_image(payload)
    open_svg(Payload(b"<svg><title>" + rubbish, "image/svg+xml", limits=Limits()))
    read_xmp(XMP[:at] + rubbish)
    read_iptc(b"8BIM\x04\x04" + rubbish)


@given(st.binary(max_size=300))
def test_no_exif_is_too_broken(rubbish: bytes) -> None:
    for order in (b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"):
        assert read_exif(order + rubbish) == read_exif(order + rubbish)


@pytest.mark.parametrize(("order", "number"), [("<", b"II*\0"), (">", b"MM\0*")])
def test_accents_are_read_in_every_charset(order: str, number: bytes) -> None:
    texts = ((0x010E, 2, "Témoin".encode()), (0x8298, 2, "Témoin".encode("cp1252")),
             (0x9286, 7, b"UNICODE\0" + "Témoin".encode("utf-16-le")))  # fmt: skip
    at = 8 + 2 + 12 * len(texts) + 4
    head, body = struct.pack(order + "H", len(texts)), b""
    for tag, kind, data in texts:
        head += struct.pack(order + "HHII", tag, kind, len(data), at + len(body))
        body += data
    values = read_exif(number + struct.pack(order + "I", 8) + head + bytes(4) + body).values
    assert [value for _, value in values] == ["Témoin"] * 3


def test_entries_that_share_their_bytes_cost_no_more_than_the_bound() -> None:
    entries = b"".join(struct.pack("<HHII", tag, 2, 60_000, 8) for tag in range(1, 5000))
    data = b"II*\0\x08\0\0\0" + struct.pack("<H", 4999) + entries + b"a" * 60_000
    assert sum(len(str(value)) for _, value in read_exif(data).values) <= 1_000_000


def test_entities_of_a_packet_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x:xmpmeta xmlns:x="u"><x:y>&b;</x:y></x:xmpmeta>'
    assert read_xmp(bomb) == []


PICTURES = {
    form: make(form, **({} if form == "GIF" else {"exif": make_exif()}))
    for form in ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
}
