"""Results told by the units, the bounds and the words beside them, whatever their names."""

import time
from typing import Any

import pytest

from inspector.detect.names.positional import names_given
from tests.detect.builders import known_keys
from tests.detect.test_positional import document

KEYS = known_keys()


def names_of(tree: Any) -> dict[object, str]:
    """The names given to values, by the value."""
    return {alias.leaf[2]: alias.name for alias in names_given(document(tree), KEYS).values()}


@pytest.mark.parametrize(
    ("tree", "value"),
    [
        ({"k": "LEU", "e": 12.4, "eh": "Tsd/µl"}, 12.4),
        ({"k": "CA", "e": "<0,5", "eh": "ng/mL"}, "<0,5"),
        ({"i": "Créatinine", "r1": 148, "u1": "μmol/l", "bi": 62}, 148),
        ({"name": "LH", "val": 7.1, "unit": "[IU]/L", "hist": [{"d": "2025-01-01", "x": 9.5}]}, 9.5),
        ({"name": "LH", "val": 7.1, "unit": "IU/L", "hist": [[1700000000, 9.5]]}, 9.5),
        ({"name": "LH", "val": 7.1, "unit": "IU/L", "hist": [9.5]}, 9.5),
        ({"serie": {"que": "LDL", "uni": "mg/dL"}, "puntos": [["2025-02-01", 171], ["2025-09-12", 142]]}, 142),
        ([{"k": "Noro-AG", "e": "nicht nachweisbar"}, {"k": "LEU", "e": 12.4, "eh": "Tsd/µl"}], "nicht nachweisbar"),
        ([["TSH", "6.8", "mIU/L"], ["HIV", "Non-reactive", None]], "Non-reactive"),
        ([{"marker": "hbs", "out": "reactive"}, {"marker": "hcv", "out": "non_reactive"}], "non_reactive"),
        ({"atb": "Céfotaxime", "cmi": ">32", "sir": "R"}, ">32"),
        ({"lib": "K", "v": 4.2, "u": "mmol/L", "flag": "HH"}, "HH"),
    ],
)
def test_a_value_beside_a_unit_of_bodies_is_a_result(tree: object, value: object) -> None:
    assert names_of(tree).get(value) == "lab_value"


@pytest.mark.parametrize(
    "tree",
    [
        {"code": "TSH", "unit": "mIU/L", "low": 0.4, "high": 4.0},
        {"code": "TSH", "unit": "mIU/L", "value": 3, "price": 29},
        {"unit": "mg/dL", "brightness": 70, "font": 12},
        {"unit": "mg/dL", "lang": "es", "hour_format": 24},
        {"axis": {"unit": "mg/dL"}, "scans": [{"name": "a.zip", "verdict": "detected"}]},
        {"sensor": {"unit": "kg"}, "points": [[1, 2], [3, 4]]},
        {"items": [{"name": "a.zip", "verdict": "detected"}, {"name": "b.zip", "verdict": "undetected"}]},
        {"reading": 755, "unit": "mmHg", "name": "Roof"},
        {"mic": "on", "camera": "off", "level": "S"},
    ],
)
def test_offers_settings_and_machines_have_no_results(tree: object) -> None:
    assert "lab_value" not in names_of(tree).values()


def test_what_says_yes_of_a_result_is_told_as_well() -> None:
    tree = [{"nombre": "LH", "valor": 7.1, "unidad": "mUI/mL", "alterado": True}]
    assert names_of(tree)[True] == "lab_abnormal"


@pytest.mark.parametrize(
    "tree",
    [
        [["G/L"], None, {"": "G/L"}, "x"],
        [[], {"": "G/L"}],
        [None, ["", "G/L"], 3],
        {"G/L": {"G/L": ["G/L", ["G/L", [["G/L"]]]]}},
        [{"a": "G/L", "l": [None, {}, [], [[]], ["x"], {"v": None}]}],
    ],
)
def test_odd_shapes_give_no_error(tree: object) -> None:
    names_of(tree)


def test_many_results_are_read_in_a_time_that_grows_with_them() -> None:
    def seconds(count: int) -> float:
        rows = [{"n": "a", "e": i, "u": "G/L", "h": [[j, j] for j in range(20)]} for i in range(count)]
        tree = {"rows": rows, "grid": [["a", "1", "G/L"]] * count}
        made = document(tree)
        start = time.process_time()
        names_given(made, KEYS)
        return time.process_time() - start

    seconds(100)
    assert seconds(4_000) < 12 * max(seconds(1_000), 0.002)
