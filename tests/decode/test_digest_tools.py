"""From a known text to its digest along every form, as it is run outside."""

import pytest

from inspector.decode.replaying.digest_tools import digest_tools
from inspector.decode.replaying.hash_tools import hash_tool
from inspector.detect.needles.algorithms import algorithms, available
from inspector.detect.needles.digest_sources import digest_along, nestings, rare_nestings

TEXT = "camille.temoin@courriel.example"
_PACKAGES = ("Crypto",)


@pytest.mark.parametrize("name", available())
@pytest.mark.parametrize("is_raw", [False, True])
def test_every_algorithm_has_a_tool_whose_python_gives_the_same(name, is_raw):
    tool = hash_tool(name, is_raw=is_raw)
    assert tool is not None
    digest = algorithms()[name](TEXT.encode())
    assert tool.apply(TEXT) == tool.apply(TEXT.encode()) == (digest if is_raw else digest.hex())
    if not any(need.startswith(_PACKAGES) for need in tool.needs):
        known = {need: __import__(need) for need in tool.needs}
        exec(tool.define, known)
        assert eval(tool.python, known, {"x": TEXT}) == tool.apply(TEXT)


@pytest.mark.parametrize("chain", [*nestings(briefly=False), *rare_nestings()], ids=">".join)
def test_every_chain_can_be_computed_again(chain):
    value = digest_along(chain, TEXT.encode()).hex()
    text, tools = digest_tools(f"x={value}", form=">".join(chain), texts=("another", TEXT))
    assert text == TEXT
    x = TEXT
    for tool in tools:
        x = tool.apply(x)
    assert x == value


@pytest.mark.parametrize("form", ["plain", "normalised", "base64", "sha256>salted", "hmac_sha256"])
def test_what_is_no_digest_or_lacks_its_salt_has_none(form):
    assert digest_tools("x", form=form, texts=(TEXT,)) == ("", ())
