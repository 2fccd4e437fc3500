"""Trees looked at once: with the names that their text repeats, and their survey."""

from contextlib import suppress

from inspector.decode.json_value import NotJson, has_repeated_keys, parse_repeating
from inspector.decode.part import Surveyed, Tree
from inspector.decode.survey import survey_tree


def surveyed(tree: Tree, *, nesting: int, leaves: int) -> Surveyed:
    """The value of a tree and its survey, at most `nesting` containers deep and of about `leaves` leaves; remembered
    with the tree, which comes again wherever the same text does."""
    known, bounds = tree.surveyed, (nesting, leaves)
    if known is not None and known.bounds == bounds:
        return known
    value = tree.value
    survey = survey_tree(value, nesting=nesting, leaves=leaves)
    if tree.source is not None and not survey.cut and has_repeated_keys(tree.source, keys=survey.keys):
        with suppress(NotJson):
            value = parse_repeating(tree.source)
            survey = survey_tree(value, nesting=nesting, leaves=leaves)
    tree.surveyed = Surveyed(value, survey, bounds)
    return tree.surveyed
