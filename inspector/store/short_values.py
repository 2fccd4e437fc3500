"""Values about people that are short enough to stand in a sentence: read once each, without making their leaves."""

from typing import NamedTuple

from inspector.store.queries import CaseReader


class ShortValue(NamedTuple):
    text: str
    class_: str


def short_values(reader: CaseReader, *, longest: int) -> tuple[ShortValue, ...]:
    """What was captured about people and every credential, each value and class once, of at most so many characters;
    and the values that were hunted."""
    found = reader.case.connection.execute(
        "SELECT DISTINCT value, class FROM leaf WHERE length(value) BETWEEN 4 AND ?"
        " AND (about IN ('account-holder', 'other-person') OR class LIKE 'credential.%')"
        " AND class NOT LIKE 'encrypted.%' AND class NOT LIKE 'behaviour.page%' ORDER BY 1, 2",
        (longest,),
    )
    kept = dict.fromkeys(ShortValue(*row) for row in found)
    for needle in reader.needles():
        for text in (needle.value, needle.joined or ""):
            if 4 <= len(text) <= longest:
                kept[ShortValue(text, needle.class_)] = None
    return tuple(kept)
