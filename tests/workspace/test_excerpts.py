"""What stands around a quoted value: whole neighbours only, so that none is half masked."""

from inspector.workspace.excerpts import _in_container


def test_neighbours_are_whole_and_the_nearest():
    names = [f"name_{n}" for n in range(8)]
    container: dict[str, object] = {**dict.fromkeys(names, "v" * 30), "motif": "x", "after": "w" * 200}
    quote = _in_container(container, "motif", "x", is_text=True)
    assert quote.before.startswith("{…, ")
    assert quote.before.endswith('"name_7": "' + "v" * 30 + '", "motif": "')
    assert quote.before.count("v" * 30) == quote.before.count('": "v')
    assert "www" not in quote.after  # a long one is not told in part
    assert quote.after.endswith("}")


def test_neighbours_without_a_name_are_not_told():
    quote = _in_container([41, 42, 43], 1, "42", is_text=False)
    assert (quote.before, quote.after) == ("[…, ", ", …]")
