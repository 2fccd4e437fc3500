"""One value in many disguises, each in its own flow and in every place of a flow: all found, with the right form and
chain; none in flows that only resemble."""

import base64
import codecs
import gzip
import hashlib
import hmac
import json
import uuid
import zlib
from functools import cache
from urllib.parse import quote

import msgpack  # type: ignore[import-untyped]
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.decode.document import Decoded
from inspector.decode.flow import decode_flow
from inspector.detect.context import FlowContext
from inspector.detect.needles.disguises import disguise, disguised, undisguise
from inspector.detect.needles.hunt import Hunter
from inspector.detect.needles.ways import way_of
from inspector.model.flow import SocketMessage
from inspector.model.leaf import Sighting
from tests.decode.lz import LZ_FORMS
from tests.detect.builders import TRACKER, content, decoded, needle

VALUE = "Camille.Temoin+rdv7@courriel.example"
LOW = VALUE.lower()
ACCENTED = "Maëlys Quérouil-Zandor"
PLACES = ("query", "header", "cookie", "form", "json", "websocket", "path", "answer")


def base58(data: bytes) -> str:
    number, written = int.from_bytes(data), ""
    while number:
        number, place = divmod(number, 58)
        written = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[place] + written
    return written


def b64(text: str | bytes) -> str:
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def raw(name: str, text: str | bytes = LOW) -> bytes:
    return hashlib.new(name, text if isinstance(text, bytes) else text.encode()).digest()


def digest(name: str, text: str | bytes = LOW) -> str:
    return raw(name, text).hex()


def deflated(text: str) -> bytes:
    return zlib.compress(text.encode())


@cache
def hunter(value: str = VALUE, class_: str = "contact.email") -> Hunter:
    return Hunter([needle(value, class_)])


def flow_with(text: str, place: str) -> tuple[Decoded, FlowContext]:
    url, safe = f"{TRACKER}/px", quote(text, safe="")
    match place:
        case "query":
            return decoded(f"{url}?d={safe}")
        case "header":
            return decoded(url, headers=[("X-D", text)])
        case "cookie":
            return decoded(url, headers=[("Cookie", f"d={safe}")])
        case "form":
            return decoded(url, sent=f"a=1&d={safe}", sent_mime="application/x-www-form-urlencoded")
        case "path":
            return decoded(f"{url}/{safe}/x")
        case "answer":
            return decoded(url, received={"d": text})
        case "websocket":
            message = SocketMessage(at_us=None, from_client=True, opcode=1, data=json.dumps({"d": text}).encode())
            flow = msgspec.structs.replace(content(url), messages=(message,))
            return decode_flow(flow), FlowContext(facts=flow.facts, site="tracker.example", first_party=False)
    return decoded(url, sent={"d": text})


def hunt(text: str, place: str, *, value: str = VALUE, class_: str = "contact.email") -> list[Sighting]:
    return hunter(value, class_).hunt(*flow_with(text, place))


DISGUISES = {
    "plain": (VALUE, "plain", ()),
    "lower": (LOW, "casefold", ()),
    "upper": (VALUE.upper(), "upper", ()),
    "mixed": (VALUE.swapcase(), "casefold", ()),
    "in a sentence": (f"Ecrire a {VALUE}, merci", "plain", ()),
    "mailto": (f"mailto:{VALUE}", "plain", ()),
    "without plus": ("camille.temoin@courriel.example", "normalised", ()),
    "without dots": ("camilletemoin@courriel.example", "normalised", ()),
    "percent": (quote(VALUE, safe=""), "plain", ("url",)),
    "percent twice": (quote(quote(VALUE, safe=""), safe=""), "plain", ("url", "url")),
    "every letter percent": ("".join(f"%{ord(c):02X}" for c in VALUE), "plain", ("url",)),
    "base64": (b64(VALUE), "plain", ("base64",)),
    "base64 unpadded": (b64(VALUE + "!").rstrip("="), "plain", ("base64",)),
    "base64 twice": (b64(b64(VALUE)), "plain", ("base64", "base64")),
    "base64 three times": (b64(b64(b64(VALUE))), "plain", ("base64", "base64", "base64")),
    "base64 backwards": (b64(VALUE)[::-1], "plain", ("base64-reversed",)),
    "base64 in base64": (f"zz9{b64(f'xx {VALUE} tail')}zz", "plain", ("base64",)),
    "base64 in a sentence": (f"payload: {b64(LOW)} end", "casefold", ("base64",)),
    "base64 of backwards": (b64(VALUE[::-1]), "plain", ("base64", "reversed")),
    "base64 of hex": (b64(VALUE.encode().hex()), "plain", ("base64", "hex")),
    "base64 of utf-16": (b64(VALUE.encode("utf-16-le")), "plain", ("base64",)),
    "backwards": (VALUE[::-1], "plain", ("reversed",)),
    "json in base64": (b64(json.dumps({"email": VALUE})), "plain", ("base64", "json")),
    "gzip in base64": (b64(gzip.compress(VALUE.encode())), "plain", ("base64", "gzip")),
    "zlib in base64": (b64(deflated(VALUE)), "plain", ("base64", "deflate")),
    "hex": (VALUE.encode().hex(), "plain", ("hex",)),
    "hex in capitals": (VALUE.encode().hex().upper(), "plain", ("hex",)),
    "hex in hex": (f"00ff{VALUE.encode().hex()}00", "plain", ("hex",)),
    "hex with colons": (VALUE.encode().hex(":"), "plain", ("hex",)),
    "hex backwards": (VALUE.encode().hex()[::-1], "plain", ("reversed", "hex")),
    "hex of gzip": (gzip.compress(VALUE.encode()).hex(), "plain", ("hex", "gzip")),
    "rot13": (codecs.encode(VALUE, "rot13"), "plain", ("rot13",)),
    "rot13 in base64": (b64(codecs.encode(VALUE, "rot13")), "plain", ("base64", "rot13")),
    "base64 in rot13": (codecs.encode(b64(VALUE), "rot13"), "plain", ("rot13", "base64")),
    "character references": ("".join(f"&#{ord(c)};" for c in VALUE), "plain", ("html",)),
    "one character reference": (VALUE.replace("@", "&#64;"), "plain", ("html",)),
    "escapes": ("".join(f"\\u{ord(c):04X}" for c in VALUE), "plain", ("json-string",)),
    "short escapes": ("".join(f"\\x{ord(c):02x}" for c in VALUE), "plain", ("hex",)),
    "numbers of letters": (",".join(str(ord(c)) for c in VALUE), "plain", ("char-codes",)),
    "base32": (base64.b32encode(VALUE.encode()).decode(), "plain", ("base32",)),
    "base85": (base64.b85encode(VALUE.encode()).decode(), "plain", ("base85",)),
    "quoted-printable": (VALUE.replace("@", "=40"), "plain", ("quoted-printable",)),
    **{name: (digest(name), name, ()) for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256")},
    "SHA256": (digest("sha256").upper(), "sha256", ()),
    "sha256 of the value as it is": (digest("sha256", VALUE), "sha256>plain", ()),
    "sha256 of capitals": (digest("sha256", VALUE.upper()), "sha256>upper", ()),
    "sha256 without plus": (digest("sha256", "camille.temoin@courriel.example"), "sha256", ()),
    "sha256 of the local part": (digest("sha256", "camille.temoin"), "sha256", ()),
    "sha256 of md5": (digest("sha256", digest("md5")), "sha256>md5", ()),
    "md5 of md5": (digest("md5", digest("md5")), "md5>md5", ()),
    "sha256 of raw sha256": (digest("sha256", raw("sha256")), "sha256>raw:sha256", ()),
    "sha256 of md5 in capitals": (digest("sha256", digest("md5").upper()), "sha256>upper>md5", ()),
    "raw sha256 in base64": (b64(raw("sha256")), "base64>raw:sha256", ()),
    "raw sha1 in base64url": (
        base64.urlsafe_b64encode(raw("sha1", VALUE.upper())).decode().rstrip("="),
        "base64url>raw:sha1>upper",
        (),
    ),
    "digest in base64": (b64(digest("sha256")), "sha256", ("base64",)),
    "digest in json in base64": (b64(json.dumps({"em": digest("sha256")})), "sha256", ("base64", "json")),
    "cut digest": (digest("sha256")[:32], "truncated-32>sha256", ()),
    "end of a digest": (digest("sha256")[-32:], "truncated-last-32>sha256", ()),
    "labelled digest": (f"em:{digest('sha256')}", "sha256", ()),
    "digest and time": (f"{digest('md5')}1773151122", "md5", ()),
    "digest of Ethereum": (f"0x{digest('sha256')}", "sha256", ()),
    "digest with colons": (raw("sha256").hex(":"), "pairs>sha256", ()),
    "digest with blanks": (raw("md5").hex(" ").upper(), "pairs>md5", ()),
    "digest with dashes": (raw("md5").hex("-"), "pairs>md5", ()),
    "digest in base32": (base64.b32encode(raw("sha256")).decode(), "base32>raw:sha256", ()),
    "digest backwards": (digest("sha256")[::-1], "reversed>sha256", ()),
    "digest as a number": (str(int(digest("md5"), 16)), "decimal>md5", ()),
    "middle of a digest": (digest("md5")[8:24], "truncated-middle-16>md5", ()),
    "digest of hex": (digest("md5").encode().hex(), "md5", ("hex",)),
    "sha1 of mailto": (digest("sha1", f"mailto:{LOW}"), "sha1>mailto", ()),
    "md5 with line end": (digest("md5", f"{LOW}\n"), "md5>padded", ()),
    "base58": (base58(VALUE.encode()), "plain", ("base58",)),
    "letters apart": (" ".join(VALUE), "normalised", ()),
    "plus as blank": (VALUE.replace("+", " "), "normalised", ()),
    "hidden from gatherers": (LOW.replace("@", " (at) ").replace(".", " (dot) "), "normalised", ()),
    "UUID of the link": (str(uuid.uuid5(uuid.NAMESPACE_URL, f"mailto:{LOW}")), "uuid5", ()),
    "prefixed digest": (f"u_{digest('md5')}", "md5", ()),
}


@pytest.mark.parametrize("name", DISGUISES)
def test_every_disguise_is_found_in_every_place(name):
    text, form, layers = DISGUISES[name]
    for place in PLACES:
        found = hunt(text, place)
        assert {sighting.form for sighting in found} == {form}, place
        assert any(sighting.place.layers[len(sighting.place.layers) - len(layers) :] == layers for sighting in found), (
            place
        )


@pytest.mark.parametrize("place", ["json", "query"])
@pytest.mark.parametrize(
    ("text", "layers"),
    [
        (b64(ACCENTED), ("base64",)),
        (quote(ACCENTED), ("url",)),
        ("Mme Ma&euml;lys Qu&eacute;rouil-Zandor, bonjour", ("html",)),
        ("Ma&#235;lys Qu&#233;rouil-Zandor", ("html",)),
        ("Ma&#xEB;lys Qu&#xE9;rouil-Zandor", ("html",)),
        ("Madame Ma\\u00EBlys Qu\\u00E9rouil-Zandor", ("json-string",)),
        ("Ma\\xeblys Qu\\xe9rouil-Zandor", ("hex",)),
        ("Ma=C3=ABlys Qu=C3=A9rouil-Zandor", ("quoted-printable",)),
        (b64(ACCENTED.encode("utf-16-le")), ("base64",)),
        (ACCENTED[::-1], ("reversed",)),
    ],
)
def test_accents_are_found_behind_escapes(text, layers, place):
    (sighting,) = hunt(text, place, value=ACCENTED, class_="identity.name")
    assert (sighting.form, sighting.place.layers[-len(layers) :]) == ("plain", layers)


WRITTEN = {
    "identity.name": (
        "Maëlys Tourdain-Hédiard",
        [
            *(
                "Maëlys_Tourdain-Hédiard",
                "maelys.tourdain-hediard",
                "MaÃ«lys Tourdain-HÃ©diard",
                "TOURDAIN-HEDIARD, Maelys",
            ),
            *("M. Maelys Tourdain-Hediard", "Ma%EBlys Tourdain-H%E9diard", "Ma%EBlys%20Tourdain-H%E9diard"),
        ],
        [
            "Maëlys Tourdain",
            "Maëlys-Hédiard",
            "MaÃ«ly Tourdain-HÃ©diard",
            "Tourdain",
            "Mme Tourdain-Hédiard",
            "Ma%EBlys",
        ],
    ),
    "contact.phone": (
        "+33 6 39 98 12 74",
        [
            *(
                "tel:+33-6-39-98-12-74",
                "+33.6.39.98.12.74",
                "+33 (0)6 39 98 12 74",
                "(+33) 6 39 98 12 74",
                "+33639981274",
            ),
            *("33 6 39 98 12 74", "06-39-98-12-74", "06/39/98/12/74", "0033 6 39 98 12 74", "+33(0)639981274"),
        ],
        ["+33-6-39-98-12-75", "+32 6 39 98 12 74 1", "6-39-98", "133 6 39 98 12 740"],
    ),
    "identity.birthdate": (
        "1991-06-17",
        [
            *(
                "17 juin 1991",
                "17. Juni 1991",
                "17 Juni 1991",
                "June 17, 1991",
                "Jun 17, 1991",
                "17-Jun-1991",
                "17.06.91",
            ),
            *(
                "1991-06-17T00:00:00.000Z",
                "1991-06-17T00:00:00+02:00",
                "1991-06-16T22:00:00Z",
                "1991-06-16T22:00:00.000Z",
            ),
            *(
                "Mon Jun 17 1991 00:00:00 GMT+0200",
                "Mon, 17 Jun 1991 00:00:00 GMT",
                "677109600000",
                "17 de junio de 1991",
            ),
            *("1991-06-16T23:00:00.000Z", "1991-06-17 00:00:00", "17th June 1991", "17 czerwca 1991", "6/17/1991"),
        ],
        [
            "17 juin 1992",
            "1991-06-17T14:23:11Z",
            "1991-06-16T21:00:00Z",
            "117.06.91",
            "June 1991",
            "7837",
            "Jun 17 19911",
        ],
    ),
}


@pytest.mark.parametrize(("class_", "text"), [(class_, text) for class_, row in WRITTEN.items() for text in row[1]])
def test_values_written_otherwise_are_found(class_, text):
    assert [sighting.needle.class_ for sighting in hunt(text, "json", value=WRITTEN[class_][0], class_=class_)] == [
        class_
    ]


@pytest.mark.parametrize(("class_", "text"), [(class_, text) for class_, row in WRITTEN.items() for text in row[2]])
def test_what_resembles_a_name_a_number_or_a_day_is_not_found(class_, text):
    assert hunt(text, "json", value=WRITTEN[class_][0], class_=class_) == []


def test_parts_of_a_value_count_where_they_are_all_of_a_leaf():
    both = Hunter(
        [needle("Maëlys Tourdain-Hédiard", "identity.name", name="full"), needle("u.temoin.94@courriel.example")]
    )
    sent = {
        "first": "maelys",
        "last": "Tourdain-Hédiard",
        "local": "u.temoin.94",
        "page": "/maelys",
        "note": "Chère Maëlys",
    }
    paths = [sighting.place.path for sighting in both.hunt(*decoded(f"{TRACKER}/px", sent=sent))]
    assert paths == ["$.first", "$.last", "$.local"]


def test_a_part_that_is_a_value_of_its_own_counts_for_that_one_alone():
    name = needle("Maëlys", "identity.name", name="first name")
    both = Hunter([needle("Maëlys Tourdain-Hédiard", "identity.name", name="full"), name])
    for text in ("maëlys", digest("md5", "maëlys")):
        assert [one.needle for one in both.hunt(*decoded(f"{TRACKER}/px", sent={"first": text}))] == [name]


@pytest.mark.parametrize(
    ("value", "class_", "text"),
    [
        ("Jean Martin", "identity.name", "Martin"),
        ("contact@courriel.example", "contact.email", "contact"),
        ("camille@courriel.example", "contact.email", "camille"),
    ],
)
def test_parts_that_tell_nobody_do_not_count(value, class_, text):
    assert hunt(text, "json", value=value, class_=class_) == []


def test_json_in_json_in_a_form_is_followed_to_the_value():
    sent = "payload=" + quote(json.dumps({"a": json.dumps({"b": VALUE})}), safe="")
    (sighting,) = hunter().hunt(*decoded(f"{TRACKER}/px", sent=sent, sent_mime="application/x-www-form-urlencoded"))
    assert (sighting.place.path, sighting.form) == ("payload > $.a > $.b", "plain")


def test_binary_bodies_are_followed_to_the_value():
    protobuf = bytes([0x0A, len(VALUE)]) + VALUE.encode() + b"\x10\x01"
    for body, mime in ((protobuf, "application/x-protobuf"), (msgpack.packb({"e": VALUE}), "application/x-msgpack")):
        (sighting,) = hunter().hunt(*decoded(f"{TRACKER}/px", sent=body, sent_mime=mime))
        assert sighting.form == "plain"


def test_lz_string_is_followed_to_the_value():
    for text in {encoded for value, encoded in LZ_FORMS if value == LOW}:
        found = hunt(text, "json")
        assert {(sighting.form, "lzstring" in sighting.place.layers) for sighting in found} == {("casefold", True)}, (
            text
        )


REVERSIBLE = {
    "base64": b64,
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "hex": lambda text: text.encode().hex(),
    "percent": lambda text: quote(text, safe=""),
    "json": lambda text: json.dumps({"v": text}),
    "gzip": lambda text: b64(gzip.compress(text.encode(), mtime=0)),
    "zlib": lambda text: b64(deflated(text)),
    "url": lambda text: f"https://a.example/p?u={quote(text, safe='')}&v=1",
}
LAST = {
    "plain": lambda text: text,
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "reversed": lambda text: text[::-1],
    "md5": lambda text: digest("md5", text.lower()),
    "sha256": lambda text: digest("sha256", text.lower()),
    "raw": lambda text: b64(raw("sha256", text.lower())),
}


@given(
    st.sampled_from(sorted(LAST)), st.lists(st.sampled_from(sorted(REVERSIBLE)), max_size=3), st.sampled_from(PLACES)
)
def test_any_chain_of_encodings_is_followed_to_the_value(last, chain, place):
    text = LAST[last](VALUE)
    for name in chain:
        text = REVERSIBLE[name](text)
    assert hunt(text, place) != []


DECOYS = [
    "autre.personne@courriel.example",
    "camille.temoin+rdv8@courriel.example",
    f"x{VALUE}",
    f"{VALUE}s",
    "camille.temoin@courriel.test",
    "courriel.example",
    b64("camille.temoin@courriel.test"),
    b64(VALUE).lower(),
    codecs.encode("camille.temoin+rdv8@courriel.example", "rot13"),
    VALUE.encode().hex()[4:],
    digest("sha256", f"salt{LOW}"),
    digest("sha256", f"{LOW}salt"),
    hmac.new(b"key", LOW.encode(), "sha256").hexdigest(),
    digest("md5", "camille.temoin@courriel.test"),
    digest("sha256")[:15],
    digest("sha256")[1:40],
    f"{digest('sha256')[:50]}00",
    f"{digest('sha256')[:62]}".replace(digest("sha256")[0], "g"),
    "camille.temoin (at) courriel.example",
    "x.camille.temoin+rdv7",
    digest("sha256", "\ncamille.temoin"),
    b64(raw("sha256")).lower(),
    str(uuid.UUID(int=7)),
]


@pytest.mark.parametrize("text", DECOYS)
def test_what_only_resembles_is_found_nowhere(text):
    assert {place: hunt(text, place) for place in PLACES} == {place: [] for place in PLACES}


@given(st.text(min_size=6, max_size=40))
def test_a_disguise_stands_for_its_value(value):
    for variant in disguised(value):
        way = way_of(variant.text, variant, value)
        assert way is not None
        assert way.form in ("plain", "casefold")
    for text, layer in disguise(value):
        assert undisguise(text, layer) == value


@given(
    st.text(max_size=200), st.sampled_from(["rot13", "reversed", "hex", "html", "js-escape", "utf-16", "x", "url>url"])
)
def test_any_text_is_undisguised_without_harm(text, layer):
    assert undisguise(text, layer) == undisguise(text, layer)


def test_short_and_long_values_have_no_disguise():
    assert disguised("Lyon") == []
    assert disguised("x" * 1000) == []
