"""The value tree: paths, groups, layers, marks."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication

from inspector.decode.document import Document, Node, Notation
from inspector.decode.flow import decode_flow
from inspector.model.flow import FlowId, Location, Side
from inspector.model.leaf import About, Confidence, LeafId, SensitiveLeaf
from inspector.ui.models.json_tree import KEY, MARGIN, VALUE
from inspector.ui.models.tree_nodes import GROUP, TreeBuilder, TreeNode
from inspector.ui.panels.body import tree_builder
from inspector.ui.panels.concealment import conceal_with
from inspector.ui.panels.flow_story import FlowStory, key_of, read_story
from inspector.ui.panels.json_view import JsonView
from inspector.ui.panels.subtree import subtree_text
from inspector.ui.panels.tree_search import find_leaves, find_nodes
from tests.decode.flows import flow_content, stored
from tests.store.builders import place
from tests.ui.window_builder import keep, make_theme, open_view


def decoded(data: bytes) -> list[Document]:
    """The documents of a JSON body."""
    content = flow_content(response_body=stored(data), response_mime="application/json")
    return [d for d in decode_flow(content).documents if d.location is Location.BODY]


def tree_of(value: object) -> tuple[TreeNode, list[Document]]:
    documents = decoded(json.dumps(value).encode())
    nested: dict[tuple[object, ...], list[Document]] = {}
    for document in documents:
        if document.parent is not None and document.origin is not None:
            path = document.parent.path_of(document.origin)
            nested.setdefault((path, document.parent.layers), []).append(document)
    builder = TreeBuilder(
        lambda side, location, path, layers: nested.get((path, layers), []),
        layer_label=lambda document: " ".join(document.own_layers()),
    )
    return builder.root([document for document in documents if document.parent is None]), documents


def test_children_are_made_only_when_looked_at():
    root, _ = tree_of({"a": {"b": [1, 2]}, "c": 3})
    assert [child.label for child in root.children] == ["a", "c"]
    assert root.children[0]._children is None


def test_long_arrays_are_shown_in_groups_of_a_thousand():
    root, _ = tree_of({"rows": list(range(2 * GROUP + 5))})
    groups = root.children[0].children
    assert [group.label for group in groups] == ["[0 … 999]", "[1000 … 1999]", "[2000 … 2004]"]
    assert groups[2].children[4].value == 2004


def test_a_leaf_deep_in_a_group_is_found_by_its_path():
    root, documents = tree_of({"rows": [{"n": n} for n in range(3000)]})
    found = root.find("$.rows[2345].n", documents[0].layers)
    assert found is not None
    assert found.value == 2345


def test_json_inside_a_string_is_a_branch_of_that_string():
    root, documents = tree_of({"Data": json.dumps({"details": {"name": "Témoin"}})})
    inner = next(document for document in documents if document.parent is not None)
    found = root.find("$.Data > $.details.name", inner.layers)
    assert found is not None
    assert found.value == "Témoin"
    assert found.parent is not None
    above = found.parent.parent
    assert above is not None
    assert above.is_group
    assert above.label == "json-string"


names = st.text(max_size=6)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=20,
)


@given(value=st.dictionaries(names, values, min_size=1, max_size=4))
@settings(deadline=timedelta(seconds=2), max_examples=40)
def test_every_leaf_that_decoding_gives_is_a_row_with_the_same_path(value):
    root, documents = tree_of(value)
    for document in documents:
        for leaf in document.leaves:
            path = document.path_of(leaf)
            found = root.find(path, document.layers)
            assert found is not None, path
            assert found.value == leaf[2]


def test_named_values_without_a_container_are_rows():
    document = Document(
        side=Side.REQUEST, location=Location.QUERY, layers=("url",), notation=Notation.NAME,
        leaves=[(Node(None, "", None), "em", "x"), (Node(None, "", None), "em#2", "y")],
    )  # fmt: skip
    builder = TreeBuilder(lambda *_: [], layer_label=lambda _: "")
    assert [(child.label, child.path) for child in builder.flat([document]).children] == [
        ("em", "em"),
        ("em#2", "em#2"),
    ]


def test_a_branch_can_be_copied_as_json():
    root, _ = tree_of({"a": {"b": [1, "é"]}})
    assert json.loads(subtree_text(root.children[0])) == {"b": [1, "é"]}


def test_search_looks_in_keys_and_values_whatever_the_case():
    root, _ = tree_of({"Motif": "x", "a": {"b": "un MOTIF"}, "c": 3})
    assert [node.label for node in find_nodes(root, "motif")] == ["Motif", "b"]


def test_search_reaches_the_end_of_trees_with_too_many_rows_to_make():
    _, documents = tree_of({"rows": [{"n": f"Nom {n}"} for n in range(3000)]})
    assert find_leaves(documents, "nom 2999") == [("$.rows[2999].n", documents[0].layers)]


@pytest.fixture
def view(tmp_path, qtbot):
    with open_view(tmp_path / "a.enclair") as view:
        yield view


@pytest.fixture
def story(view):
    return read_story(view.reader.case.path, FlowId(40))


@pytest.fixture
def tree(view, story, qtbot):
    return shown(view, story, qtbot)


def shown(view, story: FlowStory, qtbot) -> JsonView:
    tree = JsonView(view, make_theme())
    keep(qtbot, tree)
    root = tree_builder(view, story).root(story.documents(Side.RESPONSE, Location.BODY))
    leaves = story.marked(Side.RESPONSE, Location.BODY)
    tree.show_rows(root, story, leaves=leaves, conceal=conceal_with(story.leaves.values()))
    tree.resize(700, 500)
    tree.show()
    return tree


def rows(tree: JsonView, parent: QModelIndex | None = None) -> dict[str, QModelIndex]:
    """Unfolded rows by key."""
    found = {}
    above = parent or QModelIndex()
    for row in range(tree.model.rowCount(above)):
        index = tree.model.index(row, KEY, above)
        found[index.data()] = index
        if tree.tree.isExpanded(index):
            found |= rows(tree, index)
    return found


def test_sensitive_branches_are_open_and_the_others_folded(tree):
    unfolded = rows(tree)
    assert {"start_date", "speciality", "first_name"} <= set(unfolded)
    assert not tree.tree.isExpanded(unfolded["done"])


def test_the_class_stands_in_the_margin_with_its_word(tree):
    name = rows(tree)["speciality"]
    assert name.siblingAtColumn(MARGIN).data() == "Medical specialty"
    assert name.siblingAtColumn(VALUE).data() == "Oncologie médicale"


def test_keys_go_round_the_sensitive_leaves(tree, qtbot):
    seen = []
    for key in (Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_F3, Qt.Key.Key_P):
        qtbot.keyClick(tree.tree, key)
        seen.append(tree.model.leaf(tree.tree.currentIndex()).place.path.rsplit(".", 1)[-1])
    assert seen == ["name", "speciality", "first_name", "speciality"]


def test_the_note_says_why_and_who_else_received_it(tree, story, view, qtbot):
    tree.go_to_leaf(next(leaf for leaf in story.leaves.values() if leaf.class_ == "health.motive"))
    assert "Reason for consultation · confidence: firm · about the account holder" in tree.note.text
    assert "the field name, by “name” (2.0)" in tree.note.text
    assert "mesure-pub.example" in tree.note.text
    with qtbot.waitSignal(view.page_requested):
        tree.note.prose.activate(0)
    assert view.selection.flow == 90


def test_the_note_goes_when_something_ordinary_is_current(tree, story):
    tree.go_to_leaf(next(iter(story.leaves.values())))
    assert tree.note.isVisible()
    tree.tree.setCurrentIndex(rows(tree)["data"])
    assert not tree.note.isVisible()


def test_a_place_is_scrolled_to(tree):
    at = place(40, Side.RESPONSE, Location.BODY, "$.data.confirmed[0].patient.last_name")
    assert tree.go_to_place(at)
    assert tree.tree.currentIndex().data() == "last_name"


def test_a_place_of_another_layer_is_not(tree):
    at = place(40, Side.RESPONSE, Location.BODY, "$.data.confirmed[0].patient.last_name", layers=("base64", "json"))
    assert not tree.go_to_place(at)


def test_a_value_can_be_copied_and_followed(tree, view, qtbot):
    node = tree.model.node(rows(tree)["speciality"])
    actions = {action.text(): action for action in tree.make_menu(node).actions()}
    actions["Copy the value"].trigger()
    assert QGuiApplication.clipboard().text() == "Oncologie médicale"
    actions["Copy the path"].trigger()
    assert QGuiApplication.clipboard().text() == "$.data.confirmed[0].profile.speciality"
    with qtbot.waitSignal(view.follow_requested) as blocker:
        actions["Follow this value"].trigger()
    assert blocker.args == ["Oncologie médicale"]


def test_search_steps_through_its_hits(tree, qtbot):
    qtbot.keyClicks(tree.search.line, "name")
    found = []
    for _ in range(3):
        qtbot.keyClick(tree.search.line, Qt.Key.Key_Return)
        found.append(tree.tree.currentIndex().siblingAtColumn(KEY).data())
    assert found == ["name", "name_with_title", "first_name"]


def credential(story: FlowStory, path: str, value: str) -> SensitiveLeaf:
    at = place(40, Side.RESPONSE, Location.BODY, path)
    return SensitiveLeaf(
        place=at, id=LeafId(999), class_="credential.token", about=About.ACCOUNT_HOLDER, about_why="", value=value,
        confidence=Confidence.FIRM, rule="x", clues=(), host="www.rdv-sante.example", site="rdv-sante.example",
        first_party=True,
    )  # fmt: skip


def test_a_credential_is_masked_until_somebody_asks(view, story, qtbot):
    value = "9000001-Zm9v--0123456789abcdef0123456789abcdef01234567"
    leaf = credential(story, "$.data.confirmed[0].id", value)
    story.leaves[key_of(leaf.place)] = leaf
    tree = shown(view, story, qtbot)
    tree.go_to_leaf(leaf)
    index = tree.tree.currentIndex().siblingAtColumn(VALUE)
    assert index.data() == "90•••••"
    assert value not in index.data(Qt.ItemDataRole.ToolTipRole)
    tree.set_revealed(revealed=True)
    assert index.data() == value


def test_the_minimap_marks_every_sensitive_leaf(tree, qtbot):
    assert tree.marks.isVisible()
    with qtbot.waitSignal(tree.tree.selectionModel().currentChanged):
        qtbot.mouseClick(tree.marks, Qt.MouseButton.LeftButton)


def test_hostile_characters_are_shown_escaped(view, story, qtbot):
    tree = JsonView(view, make_theme())
    keep(qtbot, tree)
    builder = tree_builder(view, story)
    root = builder.named([("k\u202ename", "k", "a\x00b\u200b")], side=Side.REQUEST, location=Location.HEADER)
    tree.show_rows(root, story, leaves=[], conceal=lambda text: text)
    index = tree.model.index(0, KEY)
    assert (index.data(), index.siblingAtColumn(VALUE).data()) == ("k\\u202ename", "a\\x00b\\u200b")


@pytest.mark.parametrize("wrap", [lambda value: {"ids": [1, 2], "v": value}, lambda value: value])
@pytest.mark.parametrize("spell", [list, lambda text: [ord(letter) for letter in text]])
def test_what_an_array_spells_stands_before_its_items(wrap, spell):
    text = "camille.dupont@example.org"
    root, documents = tree_of(wrap(spell(text)))
    spelled = next(document for document in documents if document.parent is not None)
    leaf = spelled.leaves[0]
    found = root.find(spelled.path_of(leaf), spelled.layers)
    assert found is not None
    assert found.value == text
    above = found.parent
    assert above is not None
    array = above.parent
    assert array is not None
    assert array.children[0] is above
    assert [child.value for child in array.children[1:]] == spell(text)
