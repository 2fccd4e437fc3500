"""Recall and precision of the classes over the labelled corpus: `python -m tests.bench.bench_classes`.

Prints one line per class group and per class, and every leaf that was missed or told wrongly.
"""

from tests.data.corpus import Outcome, Score, load_shapes, run, score_classes, score_groups


def main() -> None:
    """Runs the corpus once."""
    outcomes = list(run())
    labelled = sum(outcome.label is not None and outcome.label.needed for outcome in outcomes)
    print(f"{len(load_shapes())} shapes, {labelled} labelled leaves")
    _print(score_groups(outcomes))
    _print(score_classes(outcomes))
    for outcome in outcomes:
        line = _complaint(outcome)
        if line:
            print(line)


def _print(table: dict[str, Score]) -> None:
    print(f"\n{'':28}{'recall':>8}{'precision':>11}{'found':>7}{'missed':>8}{'wrong':>7}")
    for name, score in sorted(table.items()):
        shares = f"{score.recall:8.3f}{score.precision:11.3f}"
        print(f"{name:28}{shares}{score.found:7}{score.missed:8}{score.wrong:7}")
    print()


def _complaint(outcome: Outcome) -> str:
    label, leaf = outcome.label, outcome.leaf
    told = leaf.class_ if leaf is not None else "-"
    if label is None or (label.needed and leaf is None) or (leaf is not None and told not in label.classes):
        expected = "|".join(label.classes) if label is not None else "-"
        return f"{outcome.shape}: {outcome.path}: {expected} told as {told}"
    if leaf is not None and label.about not in (None, leaf.about):
        return f"{outcome.shape}: {outcome.path}: of {label.about}, told as of {leaf.about} ({leaf.about_why})"
    return ""


if __name__ == "__main__":
    main()
