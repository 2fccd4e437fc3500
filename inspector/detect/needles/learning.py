"""Values learned at the first party, to be looked for everywhere else."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from inspector.detect.joins import Join
from inspector.detect.needles.floors import why_not_followed
from inspector.detect.packs import Packs, load_packs
from inspector.model.flow import Side
from inspector.model.leaf import About, Needle, Origin, SensitiveLeaf

_SHORTEST_JOINED_ID = 2
_MOST_VALUE = 1000
MOST_NEEDLES = 20_000
"""Beyond these, values are not learned: the hunt stays bounded, and the case says so."""


def learn(leaves: Iterable[SensitiveLeaf], joins: Sequence[Join], *, packs: Packs | None = None) -> list[Needle]:
    """Needles for what the first party knows about the user, and for the ids and images it pairs with a label.

    Each value is learned once per class, from where it was first given; short ids are learned only with their label,
    and the hunter then asks that the field name fits.
    """
    rules = packs or load_packs()
    labels = {(join.class_, join.value): join for join in joins}
    found: dict[tuple[str, str], Needle] = {}
    chosen: dict[str, Join] = {}
    for leaf in leaves:
        join = labels.get((leaf.class_, leaf.value))
        if join is not None and _was_asked_for(leaf):
            chosen.setdefault(join.label.strip().casefold(), join)
        key = (leaf.class_, leaf.value.strip().casefold())
        if key not in found and len(found) < MOST_NEEDLES and why_not_learned(leaf, packs=rules) is None:
            found[key] = _from_leaf(leaf, join)
    for join in joins:
        key = (join.class_, join.value.casefold())
        if key not in found and len(join.value) >= _SHORTEST_JOINED_ID and len(found) < 2 * MOST_NEEDLES:
            found[key] = _from_join(join)
    for label, join in chosen.items():
        key = (join.class_, label)
        if key not in found and why_not_followed(join.label, join.class_, packs=rules) is None:
            found[key] = _from_choice(join)
    return list(found.values())


def _was_asked_for(leaf: SensitiveLeaf) -> bool:
    """Whether the browser itself sent the id to the first party: of a whole list, this one was picked."""
    return leaf.first_party and leaf.place.side is Side.REQUEST and leaf.about.is_the_user


def why_not_learned(leaf: SensitiveLeaf, *, packs: Packs | None = None) -> str | None:
    """The code of the reason why a leaf teaches no needle; None where it does.

    `not-first-party`, `not-about-user`, `tentative`, `long`, or a code of `floors.why_not_followed`.
    """
    if not leaf.first_party:
        return "not-first-party"
    if not leaf.about.is_the_user:
        return "not-about-user"
    if len(leaf.value) > _MOST_VALUE:
        return "long"
    if leaf.confidence == "tentative" and not leaf.revealing:
        return "tentative"
    return why_not_followed(leaf.value, leaf.class_, packs=packs)


def _from_leaf(leaf: SensitiveLeaf, join: Join | None) -> Needle:
    return Needle(
        name=leaf.class_.partition(".")[2].replace("_", " "),
        class_=leaf.class_,
        value=leaf.value.strip(),
        origin=Origin.LEARNED,
        about=leaf.about,
        learned_from=leaf.place,
        joined=join.label if join is not None else leaf.label,
        revealing=leaf.revealing,
    )


def _from_choice(join: Join) -> Needle:
    """The label of an id that was picked: the choice itself, in words. It was given with the id, in one object."""
    paired = join.place.path.rpartition(".")[0] or join.place.path
    return Needle(
        name=join.class_.partition(".")[2].replace("_", " "),
        class_=join.class_,
        value=join.label.strip(),
        origin=Origin.LEARNED,
        about=About.ACCOUNT_HOLDER,
        learned_from=replace(join.place, path=paired, span=None),
        revealing=join.revealing,
    )


def _from_join(join: Join) -> Needle:
    """A picture is loaded for what a page shows: whose choice it was, if anybody's, is not seen."""
    kind = "image" if join.kind == "media" else f"{join.class_.partition('.')[2]} id"
    return Needle(
        name=kind,
        class_=join.class_,
        value=join.value,
        origin=Origin.LEARNED,
        about=About.CATALOGUE if join.kind == "media" else About.ACCOUNT_HOLDER,
        learned_from=join.place,
        joined=join.label,
        revealing=join.revealing,
    )
