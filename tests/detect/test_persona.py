"""The persona file gives needles, or one clear line."""

import pytest

from inspector.detect.classify import Classifier
from inspector.detect.packs import load_packs
from inspector.detect.persona import load_persona
from inspector.model.errors import ArgumentsWrong, EnClairError, InputUnreadable
from inspector.model.leaf import About, Confidence, Origin
from tests.detect.builders import HEALTH_SITE, decoded

GOOD = """
[persona]
name = "Camille Témoin"
[[value]]
label = "email"
class = "contact.email"
value = "camille.temoin+rdv7@courriel.example"
[[value]]
label = "names"
class = "identity.name"
value = ["Camille", "Témoin"]
"""


def test_each_value_is_a_needle(tmp_path):
    path = tmp_path / "persona.toml"
    path.write_text(GOOD, encoding="utf-8")
    needles = load_persona(path)
    assert [(n.name, n.class_, n.value) for n in needles] == [
        ("email", "contact.email", "camille.temoin+rdv7@courriel.example"),
        ("names", "identity.name", "Camille"),
        ("names", "identity.name", "Témoin"),
    ]
    assert {n.origin for n in needles} == {Origin.PERSONA}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("not toml [", InputUnreadable),
        ("", ArgumentsWrong),
        ('[[value]]\nlabel = "x"\nclass = "contact.fax"\nvalue = "secret"', ArgumentsWrong),
        ('[[value]]\nlabel = "x"\nclass = "contact.email"\nvalue = ""', ArgumentsWrong),
        ('[[value]]\nlabel = "x"\nclass = "contact.email"\nvalue = []', ArgumentsWrong),
        ('[[value]]\nlabel = "x"\nclass = "contact.email"\nvalue = {a = "secret"}', ArgumentsWrong),
        ('[[value]]\nlabel = "x"\nvalue = "secret"', ArgumentsWrong),
        ('value = "secret"', ArgumentsWrong),
    ],
)
def test_a_bad_file_is_one_line_without_values(tmp_path, text, error):
    path = tmp_path / "persona.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error) as caught:
        load_persona(path)
    message = str(caught.value)
    assert "\n" not in message
    assert "persona.toml" in message
    assert "secret" not in message


def test_a_missing_folder_or_binary_file_is_unreadable(tmp_path):
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "none.toml", tmp_path, tmp_path / "b.toml"):
        with pytest.raises(EnClairError):
            load_persona(path)


def test_a_value_of_the_persona_is_certain_and_the_user_s_wherever_it_stands(tmp_path):
    path = tmp_path / "persona.toml"
    path.write_text(GOOD, encoding="utf-8")
    classifier = Classifier(load_packs(), load_persona(path))
    (leaf,) = classifier.classify(*decoded(f"{HEALTH_SITE}/x.json", received={"zzz": " CAMILLE "})).leaves
    assert (leaf.class_, leaf.about, leaf.confidence, leaf.about_why) == (
        "identity.name",
        About.ACCOUNT_HOLDER,
        Confidence.CERTAIN,
        "persona",
    )


def test_a_common_value_of_the_persona_means_itself_only_under_its_own_field(tmp_path):
    path = tmp_path / "persona.toml"
    path.write_text('[[value]]\nlabel = "city"\nclass = "contact.address"\nvalue = "Lyon"', encoding="utf-8")
    classifier = Classifier(load_packs(), load_persona(path))
    told = classifier.classify(
        *decoded(f"{HEALTH_SITE}/x.json", received={"label": "Lyon", "patient": {"city": "Lyon"}})
    )
    assert [(leaf.place.path, leaf.confidence) for leaf in told.leaves] == [("$.patient.city", Confidence.CERTAIN)]


def test_a_number_of_the_persona_is_found_as_a_number(tmp_path):
    path = tmp_path / "persona.toml"
    path.write_text('[[value]]\nlabel = "account"\nclass = "identity.account_id"\nvalue = 48151623', encoding="utf-8")
    classifier = Classifier(load_packs(), load_persona(path))
    (leaf,) = classifier.classify(*decoded(f"{HEALTH_SITE}/x.json", received={"zzz": 48151623})).leaves
    assert (leaf.class_, leaf.value) == ("identity.account_id", "48151623")
