"""Diaries: lists of alike objects, one for each day, that somebody keeps on a site of health."""

from inspector.detect.surroundings import Chain, Names, Scene, folded

_SEVERAL = 2
_DAYS = frozenset(
    (
        *(
            "d",
            "t",
            "day",
            "date",
            "jour",
            "tag",
            "dia",
            "giorno",
            "dag",
            "dzien",
            "data",
            "fecha",
            "datum",
            "ts",
            "at",
        ),
        *("when", "quand", "night", "time", "hora", "ora", "uhr"),
    )
)


def is_series(chain: Chain, siblings: tuple[str, ...], scene: Scene, names: Names) -> bool:
    """Whether an object is one of several with a day each, in what somebody sends to a site of health, or reads there
    about oneself."""
    if not scene.health or not (scene.is_request or scene.per_user):
        return False
    if chain.array_size < _SEVERAL or len(siblings) < _SEVERAL:
        return False
    return any(folded(name) in names.moments or folded(name) in _DAYS for name in siblings)
