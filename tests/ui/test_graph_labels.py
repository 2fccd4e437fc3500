"""In a crowded graph a name is written where it can be read, or not at all."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from inspector.ui.plots.graph_labels import Label, free_labels


def label(node: str, left: float, top: float = 0) -> Label:
    return Label(node=node, word=node, box=QRectF(left, top, 60, 14), font=QFont())


def test_a_name_over_another_gives_way_and_the_weightier_one_stays():
    shown = free_labels([label("a", 0), label("b", 30), label("c", 100)], {}, is_kept=lambda _: False)
    assert [one.node for one in shown] == ["a", "c"]


def test_a_name_over_the_mark_of_another_gives_way_but_not_over_its_own():
    marks = {"a": QRectF(10, 2, 10, 10), "b": QRectF(110, 2, 10, 10)}
    shown = free_labels([label("a", 0), label("c", 100)], marks, is_kept=lambda _: False)
    assert [one.node for one in shown] == ["a"]


def test_who_is_chosen_is_always_named_and_lies_on_top():
    shown = free_labels([label("a", 0), label("b", 30)], {}, is_kept=lambda node: node == "b")
    assert [one.node for one in shown] == ["b"]
    both = free_labels([label("a", 0), label("b", 30)], {}, is_kept=lambda _: True)
    assert [one.node for one in both] == ["a", "b"]
