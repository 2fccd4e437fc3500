"""What is muted is gone from counts and findings, comes back when it is undone, and travels as a rule."""

import tomllib
from pathlib import Path

import pytest
from msgspec.structs import replace

from inspector.messages import Translator
from inspector.model.errors import InputUnreadable
from inspector.model.flow import Side
from inspector.model.leaf import SensitiveLeaf
from inspector.model.mask import mask
from inspector.model.mute import Mute, MuteBy
from inspector.report.data import MutedRule
from inspector.resources import resource_path
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.reading.conclusions import Counts
from inspector.workspace import muting
from inspector.workspace.analysis import analyse_case
from inspector.workspace.left_out import muted_values, read_left_out
from inspector.workspace.reporting import collect_report
from inspector.workspace.result import build_result
from inspector.workspace.scanning import case_of
from inspector.workspace.summary import summarise


class Found:
    """What an analysis found, in short."""

    def __init__(self, path: Path) -> None:
        with Case.open(path, read_only=True) as case:
            reader = CaseReader(case)
            self.leaves: tuple[SensitiveLeaf, ...] = reader.leaves()
            self.findings = {finding.id: finding for finding in reader.findings()}
            self.sightings = len(reader.sightings())
            self.counts: Counts = reader.counts()
            self.log = [(what, detail) for _, what, detail, _ in reader.log()]
            self.limits = " ".join(one.text for one in summarise(reader, Translator("en")).limits)

    @property
    def places(self) -> set[tuple]:
        return {(leaf.host, leaf.place.path, leaf.value, leaf.class_) for leaf in self.leaves}


def motive(path: Path) -> SensitiveLeaf:
    return next(
        leaf
        for leaf in Found(path).leaves
        if leaf.class_ == "health.motive" and leaf.place.side is Side.RESPONSE and leaf.about.is_the_user
    )


def by_path(leaf: SensitiveLeaf) -> Mute:
    mute = muting.propose(leaf, MuteBy.PATH, host=leaf.site)
    assert mute is not None
    return mute


def test_a_muted_path_leaves_counts_and_findings_and_comes_back(sample_case: Path):
    before = Found(sample_case)
    leaf = motive(sample_case)
    wanted = by_path(leaf)
    announced = muting.preview(sample_case, wanted)
    muting.mute(sample_case, replace(wanted, why="entretien"))
    analyse_case(sample_case)
    during = Found(sample_case)
    muted = {one for one in before.leaves if one.site == leaf.site and "visit_motive.id" in one.place.path} - set(
        during.leaves
    )
    assert announced.leaves == before.counts.sensitive - during.counts.sensitive > 0
    assert announced.about_the_user == before.counts.about_the_user - during.counts.about_the_user
    assert muted
    assert leaf.place.path not in {one.place.path for one in during.leaves}
    assert "not sensitive" in during.limits
    assert "not sensitive" not in before.limits
    cited = {(item.place.flow, item.place.path) for finding in during.findings.values() for item in finding.evidence}
    assert (leaf.place.flow, leaf.place.path) not in cited

    assert muting.unmute(sample_case, wanted)
    assert not muting.unmute(sample_case, wanted)
    analyse_case(sample_case)
    after = Found(sample_case)
    assert after.counts == before.counts
    assert after.findings == before.findings
    logged = [(what, detail) for what, detail in after.log if what.startswith("mute")]
    assert [what for what, _ in logged] == ["mute added", "mute removed"]
    assert all(wanted.id in detail and wanted.what in detail for _, detail in logged)


def test_a_muted_value_is_neither_learned_nor_followed(sample_case: Path):
    before = Found(sample_case)
    leaf = next(leaf for leaf in before.leaves if leaf.class_ == "contact.email" and leaf.first_party)
    by_value = muting.propose(leaf, MuteBy.VALUE, host="")
    assert by_value is not None
    muting.mute(sample_case, by_value)
    analyse_case(sample_case)
    during = Found(sample_case)
    assert leaf.value in {one.value for one in before.leaves}
    assert leaf.value not in {one.value for one in during.leaves}
    assert during.sightings < before.sightings
    told = {item.value for finding in during.findings.values() for item in finding.evidence}
    assert leaf.value in {item.value for finding in before.findings.values() for item in finding.evidence}
    assert leaf.value not in told


def test_the_log_holds_no_captured_value(sample_case: Path):
    leaf = next(leaf for leaf in Found(sample_case).leaves if leaf.class_ == "contact.email")
    wanted = muting.propose(leaf, MuteBy.VALUE, host="")
    assert wanted is not None
    muting.mute(sample_case, replace(wanted, why=f"it is {leaf.value}"))
    (line,) = [detail for what, detail in Found(sample_case).log if what == "mute added"]
    assert leaf.value not in line
    assert mask(leaf.value) in line


def test_what_is_muted_is_still_masked_in_exports_and_told_in_the_report(sample_case: Path):
    leaf = motive(sample_case)
    wanted = by_path(leaf)
    muting.mute(sample_case, replace(wanted, why="entretien"))
    analyse_case(sample_case)
    with Case.open(sample_case, read_only=True) as case:
        reader = CaseReader(case)
        data = collect_report(reader, language="fr", created_us=0)
        left_out = read_left_out(reader)
        assert leaf.value in {value.text for value in muted_values(reader)}
        assert leaf.value in {value.text for value in data.known_values}
        coverage = build_result(reader, translator=Translator("en"))["coverage"]
    (told,) = data.mutes
    assert isinstance(told, MutedRule)
    assert (told.what, told.why, told.leaves) == (wanted.what, "entretien", left_out.counts[wanted.id])
    assert coverage["muted"] == data.coverage.muted == told.leaves > 0


def test_a_mute_is_there_once(sample_case: Path):
    wanted = by_path(motive(sample_case))
    assert muting.mute(sample_case, wanted)
    assert muting.mute(sample_case, wanted) == ()


def test_rules_give_the_same_result_in_a_second_case(sample_case: Path, analysed_sample: Path, tmp_path: Path):
    leaf = motive(sample_case)
    key = muting.propose(leaf, MuteBy.KEY, host="")
    mail = next(leaf for leaf in Found(sample_case).leaves if leaf.class_ == "contact.email")
    value = muting.propose(mail, MuteBy.VALUE, host=mail.site)
    assert key is not None
    assert value is not None
    mutes = [muting.mute(sample_case, one)[0] for one in (by_path(leaf), key, value)]
    analyse_case(sample_case)
    rules = tmp_path / "rules.toml"
    assert muting.export_rules(sample_case, rules, mutes=mutes, with_values=True) == 3
    second = tmp_path / "second.enclair"
    second.write_bytes(analysed_sample.read_bytes())
    assert {one.id for one in muting.import_rules(second, rules)} == {one.id for one in mutes}
    assert muting.import_rules(second, rules) == ()
    analyse_case(second)
    assert Found(second).places == Found(sample_case).places
    assert Found(second).findings == Found(sample_case).findings


def test_values_are_exported_only_where_asked(sample_case: Path, tmp_path: Path):
    mail = next(leaf for leaf in Found(sample_case).leaves if leaf.class_ == "contact.email")
    value = muting.propose(mail, MuteBy.VALUE, host="")
    assert value is not None
    mutes = [value, by_path(motive(sample_case))]
    target = tmp_path / "rules.toml"
    assert muting.export_rules(sample_case, target, mutes=mutes) == 1
    assert mail.value not in target.read_text(encoding="utf-8")
    assert len(tomllib.loads(target.read_text(encoding="utf-8"))["mute"]) == 1


def test_odd_text_survives_the_rule_file(tmp_path: Path):
    odd = 'a "b" \\ \x7f \n é 😀 [*]'
    target = tmp_path / "odd.toml"
    mute = Mute(by=MuteBy.PATH, what=f"$['{odd}']", host="a.example", side=Side.REQUEST, why=odd)
    target.write_text(muting.write_pack([mute], name=odd), encoding="utf-8")
    assert muting.read_rules(target).mutes == (mute,)


def test_a_pack_of_the_shipped_kind_is_read_for_its_keys(tmp_path: Path):
    rules = muting.read_rules(resource_path("rules", "detect", "any.toml"))
    assert Mute(by=MuteBy.KEY, what="sku").id in {one.id for one in rules.mutes}
    assert rules.left_out > 0


@pytest.mark.parametrize("text", ["not = [toml", "pack = 1", "[[mute]]\nid = 1", "\x00"])
def test_what_is_no_rule_file_is_one_clear_line(tmp_path: Path, text: str):
    bad = tmp_path / "bad.toml"
    bad.write_text(text)
    with pytest.raises(InputUnreadable, match=r"^bad\.toml: [^\n]+$"):
        muting.read_rules(bad)
    with pytest.raises(InputUnreadable):
        muting.read_rules(tmp_path / "missing.toml")


def test_a_scan_obeys_a_rule_file(sample_case: Path, tmp_path: Path):
    leaf = motive(sample_case)
    rules = tmp_path / "rules.toml"
    rules.write_text(muting.write_pack([by_path(leaf)], name="x"), encoding="utf-8")
    sample = resource_path("samples", "consultation.har")
    with case_of([sample], mutes=[rules]) as (path, refused):
        assert not refused
        assert leaf.place.path not in {one.place.path for one in Found(path).leaves}


def test_the_result_tells_the_clues_of_every_sensitive_leaf(sample_case: Path):
    with Case.open(sample_case, read_only=True) as case:
        result = build_result(CaseReader(case), translator=Translator("en"))
    assert all(one["clues"] for one in result["sensitive"])
    assert {frozenset(clue) for one in result["sensitive"] for clue in one["clues"]} == {
        frozenset(("kind", "what", "weight"))
    }


@pytest.mark.parametrize(
    ("text", "key", "where"),
    [
        ('[[mute]]\nid = "a"\nwhy = ""\nkeys = ["motive"]\nhost = ["x.example"]\n', "host", "$.mute[0]"),
        ('[[mutes]]\nid = "a"\n', "mutes", "$"),
    ],
)
def test_a_key_that_none_knows_is_named_and_nothing_is_muted(tmp_path: Path, text: str, key: str, where: str):
    file = tmp_path / "mutes.toml"
    file.write_text(f'pack = "p"\nversion = "1"\ndate = "2026-11-22"\nsource = "s"\n{text}', encoding="utf-8")
    with pytest.raises(InputUnreadable) as raised:
        muting.read_rules(file)
    assert raised.value.code == "pack-key"
    assert (raised.value.facts["key"], raised.value.facts["where"]) == (key, where)
    assert key in Translator("fr")("errors.pack-key", **raised.value.facts)
