import pytest

from inspector.decode.flow import decode_flow
from inspector.decode.json_value import NotJson, jsonp_argument, parse_json, salvage_json, unguarded
from tests.decode.flows import flow_content, found, stored


def leaves(text: str | bytes, mime: str = "application/json") -> dict[str, object]:
    decoded = decode_flow(flow_content(response_body=stored(text), response_mime=mime))
    return {path: value for (location, path), (_, value) in found(decoded).items() if location == "body"}


def test_big_integers_stay_exact_and_long_decimals_stay_text() -> None:
    assert leaves('{"i":12345678901234567890123,"d":3.14159265358979323846,"f":2.50,"huge":1e999}') == {
        "$.i": "12345678901234567890123",
        "$.d": "3.14159265358979323846",
        "$.f": 2.5,
        "$.huge": "1e999",
    }


def test_every_value_of_a_repeated_key_is_kept() -> None:
    assert leaves('{"a":"first","b":{"c":1,"c":2,"c":3},"a":"second"}') == {
        "$.a": "first",
        "$.b.c": 1,
        "$.b['c#2']": 2,
        "$.b['c#3']": 3,
        "$['a#2']": "second",
    }


@pytest.mark.parametrize("prefix", [")]}',\n", ")]}'", "while(1);", "for(;;);", "\ufeff", " \r\n"])
def test_a_guarded_body_is_json(prefix: str) -> None:
    assert leaves(f'{prefix}{{"a":"x"}}') == {"$.a": "x"}


@pytest.mark.parametrize(
    "text", ['cb({"a":1});', '/**/ jQuery_1.cb2([{"a":1}])', 'typeof cb === "function" && cb({"a":1});']
)
def test_jsonp_is_opened(text: str) -> None:
    decoded = decode_flow(flow_content(response_body=stored(text), response_mime="application/javascript"))
    (layers,) = {layers for (location, _), (layers, _) in found(decoded).items() if location == "body"}
    assert layers == ("jsonp", "json")


@pytest.mark.parametrize("text", ['var a=g({"b":1}).h;f({c:2});', "!function(e){return 1}(window);", "/* x */ a.b(c)"])
def test_a_script_is_no_jsonp(text: str) -> None:
    assert leaves(text, "text/javascript") == {}


def test_what_comes_before_the_end_of_a_cut_body_is_kept() -> None:
    assert leaves('{"a":"x","b":[1,{"c":"val') == {"$.a": "x", "$.b[0]": 1, "$.b[1].c": "val"}


def test_lone_surrogates_and_not_a_number_do_no_harm() -> None:
    value = parse_json('{"a":"\\ud800","b":NaN}')
    assert isinstance(value, dict)
    assert value["a"] == "\ufffd"
    assert value["b"] != value["b"]


def test_very_deep_json_is_cut_with_its_beginning_kept() -> None:
    value, why = salvage_json('{"a":1,"b":' + "[" * 5000, nesting=64)
    assert isinstance(value, dict)
    assert value["a"] == 1
    assert why == "depth"


def test_text_that_is_no_json_is_refused() -> None:
    with pytest.raises(NotJson):
        parse_json("hello")
    assert unguarded("for you") == "for you"
    assert jsonp_argument("a(b)") is None


def test_a_json_body_in_another_charset_is_read() -> None:
    assert leaves('{"a":"café"}'.encode("utf-16")) == {"$.a": "café"}
    assert leaves('{"a":"café"}'.encode("latin-1"), "application/json; charset=iso-8859-1") == {"$.a": "café"}


def test_json_lines_are_numbered() -> None:
    assert leaves('{"a":1}\n\n{"b":[2]}\n', "application/x-ndjson") == {"#1 > $.a": 1, "#2 > $.b[0]": 2}


def test_a_json_text_in_a_string_is_its_own_layer() -> None:
    decoded = found(decode_flow(flow_content(response_body=stored('{"s":"{\\"a\\":[\\"x\\"]}"}'))))
    assert decoded[("body", "$.s > $.a[0]")] == (("json", "json-string"), "x")
    assert ("body", "$.s") in decoded


def test_a_scalar_body_is_the_root() -> None:
    assert leaves('"bonjour"') == {"$": "bonjour"}
