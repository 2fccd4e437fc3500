"""The persona file gives needles, or one clear line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.detect.classify import Classifier
from inspector.detect.needles.floors import is_telling
from inspector.detect.needles.persona import load_persona, persona_name, write_persona
from inspector.detect.needles.ready_personas import has_token, new_token, plant, ready_personas, renew
from inspector.detect.packs import load_packs
from inspector.detect.words.checksums import holds
from inspector.model.errors import ArgumentsWrong, EnClairError, InputUnreadable
from inspector.model.leaf import CLASSES, About, Confidence, Origin
from tests.detect.builders import HEALTH_SITE, decoded, needle

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


def test_a_written_file_is_read_back(tmp_path_factory):
    folder = tmp_path_factory.mktemp("personas")

    @given(
        st.lists(st.tuples(st.text(), st.sampled_from(CLASSES), st.text().filter(str.strip)), min_size=1, max_size=4),
        st.text(),
    )
    def round_trip(rows, name):
        path = folder / "persona.toml"
        given_ = [needle(value.strip(), class_, name=label) for label, class_, value in rows]
        write_persona(path, given_, name=name)
        assert list(load_persona(path)) == given_
        assert persona_name(path) == name

    round_trip()


def test_ready_personas_carry_their_token_in_what_is_typed():
    token = new_token()
    for persona in ready_personas():
        values = [one.value for one in plant(persona, token)]
        assert sum(token in value for value in values) == 4
        assert not any("{" in value for value in values)
        assert all(is_telling(one) for one in plant(persona, token))


def test_ready_personas_speak_three_languages_and_belong_to_nobody():
    languages = [persona.language for persona in ready_personas()]
    assert sorted(languages) == ["de", "en", "fr", "fr", "fr"]
    fiction = {"fr": ("06 39 98",), "en": ("+44 7700 900",), "de": ("+49 171 39200",)}
    checks = {"fr": "fr.nir", "en": "gb.nhs", "de": "de.kvnr"}
    for persona in ready_personas():
        by_class = {one.class_: one.value for one in persona.values}
        assert by_class["contact.email"].endswith(".example")
        assert by_class["contact.phone"].startswith(fiction[persona.language])
        assert holds(checks[persona.language], by_class["identity.national_id"])


def test_a_token_is_new_every_time_and_is_renewed_in_place():
    first, second = new_token(), new_token()
    assert first != second
    assert renew(f"a+{first}@x.example", second) == f"a+{second}@x.example"
    assert has_token([f"note {first}"])
    assert not has_token(["note", f"x{first}", ""])
