from inspector.figures.matrix import Count, Matrix, build_matrix
from inspector.model.flow import CaptureId

ONE, TWO = CaptureId(1), CaptureId(2)


def matrix() -> Matrix:
    return build_matrix(
        [
            Count(site="b.example", class_="contact.email", sent=True, capture=ONE, count=2),
            Count(site="a.example", class_="health.motive", sent=False, capture=TWO, count=5),
            Count(site="b.example", class_="contact.email", sent=False, capture=ONE, count=1),
        ]
    )


def test_health_stands_before_contact():
    assert matrix().classes == ("health.motive", "contact.email")


def test_rows_follow_the_most_data_unless_an_order_is_given():
    assert matrix().rows == ("a.example", "b.example")
    assert build_matrix([Count(site=s, class_="x", sent=True, capture=ONE, count=n) for s, n in (("a", 9), ("b", 1))],
                        order=["b"]).rows == ("b", "a")  # fmt: skip


def test_directions_are_kept_apart_and_added_up():
    cell = matrix().cell(ONE, "b.example", "contact.email")
    assert (cell.sent, cell.returned, cell.total) == (2, 1, 3)
    assert matrix().row_totals["b.example"] == cell
    assert matrix().column_totals[ONE, "contact.email"] == cell


def test_a_capture_without_findings_keeps_its_columns_when_asked():
    assert build_matrix([], captures=[ONE]).captures == (ONE,)
    assert matrix().cell(TWO, "b.example", "contact.email").total == 0
