"""What no field of a flow holds: gathered in the shape of a HAR entry, so that the writer can lay it over again."""

import msgspec
from msgspec import UNSET

from inspector.formats.har.shape import KEPT_AS_IS, Overlay, Part

_KEPT = {
    kind: tuple(
        zip(
            attributes,
            (dict(zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True))[a] for a in attributes),
            strict=True,
        )
    )
    for kind, attributes in KEPT_AS_IS.items()
}
_NOTHING = (b"null", b'""', b"-1", b"{}", b"[]")


def keep_rest(overlay: Overlay, part: Part) -> None:
    """Adds the attributes of `part` that are kept as they stand and say something."""
    for attribute, name in _KEPT[type(part)]:
        value = getattr(part, attribute)
        if value is not UNSET and bytes(value) not in _NOTHING:
            overlay[name] = value


def level(overlay: Overlay, name: str) -> Overlay:
    """The inner object of that name, made where it is missing."""
    found = overlay.get(name)
    inner: Overlay = found if isinstance(found, dict) else {}
    overlay[name] = inner
    return inner


def encode_overlay(overlay: Overlay) -> bytes | None:
    """Compact JSON; None where there is nothing to keep."""
    _drop_empty(overlay)
    if not overlay:
        return None
    text = msgspec.json.encode(overlay)
    return msgspec.json.format(text, indent=-1) if b"\n" in text or b": " in text else text


def _drop_empty(overlay: Overlay) -> None:
    for name in [name for name, value in overlay.items() if isinstance(value, dict)]:
        _drop_empty(overlay[name])
        if not overlay[name]:
            del overlay[name]
