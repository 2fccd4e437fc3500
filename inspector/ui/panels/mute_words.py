"""Mutes in words: by what, where, and what they leave out."""

from inspector.messages import Translator
from inspector.model.mask import mask
from inspector.model.mute import Mute, MuteBy
from inspector.ui.words import class_word, safe_text
from inspector.workspace.muting import Touched

_SITES_NAMED = 3
_CLASSES_NAMED = 4


def write_what(t: Translator, mute: Mute, *, hides_value: bool = False) -> str:
    """“path $.data[*].motive”; a value in full, but where it is to be hidden."""
    is_hidden = hides_value or mute.class_.startswith("credential")
    what = mask(mute.what) if mute.by is MuteBy.VALUE and is_hidden else mute.what
    return t(f"muting.by_{mute.by}", what=safe_text(what, limit=200))


def write_where(t: Translator, mute: Mute) -> str:
    """The host or site it holds at, with the side and location of a path."""
    host = safe_text(mute.host, limit=80) if mute.host else t("muting.everywhere")
    side = t(f"detail.side_{mute.side}") if mute.side else ""
    location = t(f"detail.location_{mute.location}") if mute.location else ""
    return " · ".join(part for part in (host, side, location) if part)


def write_note(t: Translator, mute: Mute) -> str:
    """One sentence for a value that is muted."""
    return t("muting.note", what=write_what(t, mute), where=write_where(t, mute))


def write_touched(t: Translator, touched: Touched) -> str:
    """What a mute would leave out, as one sentence."""
    if not touched.leaves:
        return t("muting.touched_none")
    named = [
        t("muting.touched_class", **{"class": class_word(t, class_), "n": n})
        for class_, n in touched.classes[:_CLASSES_NAMED]
    ]
    rest = len(touched.classes) - _CLASSES_NAMED
    return t(
        "muting.touched",
        n=touched.leaves,
        about=touched.about_the_user,
        classes=", ".join([*named, *(["…"] if rest > 0 else [])]),
        sites=_sites(t, touched),
    )


def _sites(t: Translator, touched: Touched) -> str:
    named = ", ".join(safe_text(site, limit=60) for site in touched.sites[:_SITES_NAMED])
    rest = len(touched.sites) - _SITES_NAMED
    return t("muting.sites_more", sites=named, n=rest) if rest > 0 else named
