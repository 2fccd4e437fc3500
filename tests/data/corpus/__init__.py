"""A labelled corpus: shapes of bodies and addresses, each with the classes its leaves should get.

One `[[shape]]` of a TOML file is one flow. `[shape.labels]` names leaves by their path (`[*]` and `[1:]` stand for array
indexes): `class`, or `a|b` where either is right, `?` before it where silence is right as well, `@about` after it for
whom it concerns. Every leaf without a label is a negative; in a shape with `crowd`, what is said of nobody is allowed.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from inspector.decode.flow import decode_flow
from inspector.detect.classify import Classifier
from inspector.detect.context import FlowContext
from inspector.detect.packs import load_packs
from inspector.model.flow import FlowContent, SocketMessage
from inspector.model.leaf import About, SensitiveLeaf
from tests.detect.builders import content


class Label(NamedTuple):
    """What one leaf, or several alike, should be told as."""

    classes: tuple[str, ...]
    needed: bool
    about: About | None

    @property
    def groups(self) -> frozenset[str]:
        return frozenset(group_of(class_) for class_ in self.classes)


class Shape(NamedTuple):
    """One flow and its labels, by path pattern."""

    name: str
    language: str
    content: FlowContent
    first_party: bool
    crowd: bool
    labels: tuple[tuple[str, re.Pattern[str], Label], ...]

    def label_of(self, path: str) -> Label | None:
        return next((label for _, pattern, label in self.labels if pattern.fullmatch(path)), None)


def group_of(class_: str) -> str:
    return class_.partition(".")[0]


@cache
def load_shapes() -> tuple[Shape, ...]:
    """All shapes of all files."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    return tuple(_shape(entry) for file in files for entry in tomllib.loads(file.read_text("utf-8"))["shape"])


def _shape(entry: dict[str, object]) -> Shape:
    parts = {name: entry[name] for name in ("sent", "received", "mime", "sent_mime", "headers") if name in entry}
    made = content(str(entry["url"]), **parts)  # type: ignore[arg-type]
    texts = entry.get("websocket", [])
    assert isinstance(texts, list)
    made = msgspec.structs.replace(made, messages=tuple(_message(text) for text in texts))
    labels = entry["labels"]
    assert isinstance(labels, dict)
    return Shape(
        name=str(entry["name"]),
        language=str(entry["language"]),
        content=made,
        first_party=entry.get("party") != "third",
        crowd=bool(entry.get("crowd")),
        labels=tuple((path, _pattern(path), _label(text)) for path, text in labels.items()),
    )


def _message(text: str) -> SocketMessage:
    return SocketMessage(at_us=None, from_client=True, opcode=1, data=text.encode())


def _pattern(path: str) -> re.Pattern[str]:
    pattern = re.escape(path)
    pattern = pattern.replace(re.escape("[*]"), r"\[\d+\]").replace(re.escape("[1:]"), r"\[[1-9]\d*\]")
    return re.compile(pattern)


def _label(text: str) -> Label:
    classes, _, about = text.partition(" @")
    return Label(tuple(classes.lstrip("?").split("|")), not classes.startswith("?"), About(about) if about else None)


class Outcome(NamedTuple):
    """What became of one leaf: expected, told, or both."""

    shape: str
    path: str
    label: Label | None
    leaf: SensitiveLeaf | None


def run(shapes: tuple[Shape, ...] | None = None) -> Iterator[Outcome]:
    """Classifies every shape, and gives each labelled or told leaf."""
    classifier = Classifier(load_packs())
    for shape in shapes if shapes is not None else load_shapes():
        yield from _outcomes(shape, classifier)


def _outcomes(shape: Shape, classifier: Classifier) -> Iterator[Outcome]:
    decoded = decode_flow(shape.content)
    site = ".".join(shape.content.facts.host.split(".")[-2:])
    context = FlowContext(facts=shape.content.facts, site=site, first_party=shape.first_party)
    told = {leaf.place.path: leaf for leaf in classifier.classify(decoded, context).leaves}
    paths = [document.path_of(leaf) for document in decoded.documents for leaf in document.leaves]
    for path in dict.fromkeys(paths):
        label, leaf = shape.label_of(path), told.pop(path, None)
        if shape.crowd and label is None and leaf is not None and not leaf.about.is_the_user:
            continue
        if label is not None or leaf is not None:
            yield Outcome(shape.name, path, label, leaf)
    assert not told, f"{shape.name}: {list(told)}"
    missing = [name for name, pattern, label in shape.labels if label.needed and not any(map(pattern.fullmatch, paths))]
    assert not missing, f"{shape.name}: no such leaf {missing}; there are {paths}"


class Score(NamedTuple):
    """Counts of one class or group."""

    found: int
    missed: int
    wrong: int

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0


def score_groups(outcomes: list[Outcome]) -> dict[str, Score]:
    """Scores by class group: `found` and `wrong` by what was told, `missed` by the first class of the label."""
    return _score([(o, o.label.groups if o.label else frozenset(), _told_group(o)) for o in outcomes], group_of)


def score_classes(outcomes: list[Outcome]) -> dict[str, Score]:
    """Scores by class."""
    told = [
        (o, frozenset(o.label.classes) if o.label else frozenset(), o.leaf.class_ if o.leaf else "") for o in outcomes
    ]
    return _score(told, lambda class_: class_)


def _told_group(outcome: Outcome) -> str:
    return group_of(outcome.leaf.class_) if outcome.leaf is not None else ""


def _score(rows: "list[tuple[Outcome, frozenset[str], str]]", name_of: object) -> dict[str, Score]:
    assert callable(name_of)
    table: dict[str, Score] = {}

    def count(name: str, *, found: int = 0, missed: int = 0, wrong: int = 0) -> None:
        present = table.get(name, Score(0, 0, 0))
        table[name] = Score(present.found + found, present.missed + missed, present.wrong + wrong)

    for outcome, right, told in rows:
        if told in right:
            count(told, found=1)
            continue
        if told:
            count(told, wrong=1)
        if outcome.label is not None and outcome.label.needed:
            count(name_of(outcome.label.classes[0]), missed=1)
    return table
