"""IPTC (Information Interchange Model 4.2) in the image resources of Photoshop: the texts of record 2, by name."""

from collections.abc import Iterator

from inspector.decode.documents.exif import readable_text

# fmt: off
_NAMES = {
    5: "ObjectName", 15: "Category", 20: "SupplementalCategory", 22: "FixtureIdentifier", 25: "Keywords",
    26: "ContentLocationCode", 27: "ContentLocationName", 40: "SpecialInstructions", 55: "DateCreated",
    60: "TimeCreated", 62: "DigitalCreationDate", 63: "DigitalCreationTime", 65: "OriginatingProgram", 80: "By-line",
    85: "By-lineTitle", 90: "City", 92: "Sub-location", 95: "Province-State", 100: "Country-PrimaryLocationCode",
    101: "Country-PrimaryLocationName", 103: "OriginalTransmissionReference", 105: "Headline", 110: "Credit",
    115: "Source", 116: "CopyrightNotice", 118: "Contact", 120: "Caption-Abstract", 122: "Writer-Editor",
}
# fmt: on
_RESOURCE = 0x0404
_MOST_VALUES = 500


def read_iptc(data: bytes) -> list[tuple[str, str]]:
    """Names and texts, from Photoshop's resources or from bare records; never raises."""
    data = data.removeprefix(b"Photoshop 3.0\0")
    return list(_records(_iptc_resource(data) if data.startswith(b"8BIM") else data))


def _iptc_resource(data: bytes) -> bytes:
    """The resource that holds the records: `8BIM`, number, padded name, size, padded bytes."""
    position = 0
    while data[position : position + 4] == b"8BIM" and position + 12 <= len(data):
        number = int.from_bytes(data[position + 4 : position + 6])
        at = position + 7 + data[position + 6]
        at += (at - position) % 2
        size = int.from_bytes(data[at : at + 4])
        if number == _RESOURCE:
            return data[at + 4 : at + 4 + size]
        position = at + 4 + size + size % 2
    return b""


def _records(data: bytes) -> Iterator[tuple[str, str]]:
    position = 0
    for _ in range(_MOST_VALUES):
        if data[position : position + 1] != b"\x1c" or position + 5 > len(data):
            return
        record, number = data[position + 1], data[position + 2]
        size = int.from_bytes(data[position + 3 : position + 5])
        if size >= 0x8000:
            return
        text = readable_text(data[position + 5 : position + 5 + size])
        if record == 2 and number in _NAMES and text:
            yield _NAMES[number], text
        position += 5 + size
