"""What people entered about findings: moved over from format 3, kept through a rebuild, logged without values."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from inspector.model.claim import Claim, ClaimKind
from inspector.model.document import Document
from inspector.model.finding import Reply, Status, TrapAnswer, Verdict
from inspector.store.case import Case
from inspector.store.claims import put_claim, read_claims, remove_claim
from inspector.store.documents import add_document, document_data, read_documents, remove_document
from inspector.store.edits import override
from inspector.store.queries import CaseReader
from inspector.store.results import ResultWriter
from inspector.store.schema.migrations import APPLICATION_ID, migrations
from inspector.store.verdicts import change_verdicts, restore_verdicts

PAGE = Document(id=0, kind="page", name="policy.html", sha256="", size_bytes=0, date="2026-11-02")


@pytest.fixture
def format_3(tmp_path: Path) -> Path:
    """A case as format 3 had it: one verdict, and traps ticked among the overrides."""
    path = tmp_path / "old.enclair"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations.apply(Database(connection), stop_before="0004_findings")
        connection.execute("PRAGMA user_version = 3")
        connection.execute("INSERT INTO verdict VALUES ('aa', 'verified', 'seen', 7)")
        ticks = [("aa:1", "1"), ("aa:0", "1"), ("bb:2", "1"), ("bb:0", "0")]
        connection.executemany("INSERT INTO override VALUES ('trap', ?, ?, 9)", ticks)
        connection.execute("INSERT INTO override VALUES ('first-party', 'a.example', '1', 9)")
        connection.execute("INSERT INTO document VALUES (1, 'policy', 'p.pdf', NULL, 'ab', '', x'00')")
    return path


def ticked(case: Case) -> dict[str, list[int]]:
    return {key: sorted(one.number for one in v.traps) for key, v in CaseReader(case).verdicts().items()}


def test_ticks_of_format_3_become_answers_and_nothing_else_moves(format_3: Path):
    with Case.open(format_3) as case:
        verdicts = CaseReader(case).verdicts()
        assert ticked(case) == {"aa": [0, 1], "bb": [2]}
        assert (verdicts["aa"].status, verdicts["aa"].note, verdicts["aa"].at_us) == (Status.VERIFIED, "seen", 7)
        assert verdicts["bb"].status is Status.DRAFT
        assert CaseReader(case).overrides("trap") == {}
        assert CaseReader(case).overrides("first-party") == {"a.example": "1"}
        (document,) = read_documents(CaseReader(case))
        assert (document.name, document.date, document.url, document.size_bytes) == ("p.pdf", "", "", 1)


def test_ticks_are_read_where_the_older_case_is_not_written(format_3: Path):
    before = format_3.read_bytes()
    with Case.open(format_3, read_only=True) as case:
        assert ticked(case) == {"aa": [0, 1], "bb": [2]}
        assert read_claims(CaseReader(case)) == ()
    assert format_3.read_bytes() == before


@pytest.fixture
def case(tmp_path: Path):
    with Case.create(tmp_path / "a.enclair") as opened:
        yield opened


def test_a_rebuild_takes_nothing_that_a_person_entered(case: Case):
    full = Verdict(
        finding="aa", status=Status.NEEDS_REPLY, note="n", traps=(TrapAnswer(number=1, word="w", at_us=3),),
        runs_seen=2, runs_tried=3, reply=Reply(text="Non.", said_by="Presse", date="2026-11-20"), reviewer="C. T.",
    )  # fmt: skip
    restore_verdicts(case, [full])
    copy = add_document(case, PAGE, data=b"<p>")
    claim = put_claim(case, Claim(quote="Rien ne sort.", document=copy.sha256, scope=("health.motive",)))
    ResultWriter(case).clear()
    reader = CaseReader(case)
    assert reader.verdicts() == {"aa": full}
    assert read_claims(reader) == (claim,)
    assert document_data(reader, copy.id) == b"<p>"


def test_an_edit_gives_what_stood_before_and_taking_it_back_leaves_no_trace_but_the_log(case: Case):
    before = change_verdicts(
        case, ["aa", "bb"], lambda one: Verdict(finding=one.finding, status=Status.REJECTED, note="secret"),
        what="verdict", told=lambda after: after.status,
    )  # fmt: skip
    assert before == (Verdict(finding="aa"), Verdict(finding="bb"))
    restore_verdicts(case, before)
    assert CaseReader(case).verdicts() == {}
    lines = [(what, detail) for _, what, detail, _ in CaseReader(case).log()]
    assert lines[0] == ("verdict", "aa rejected")
    assert lines[-1] == ("verdict taken back", "bb draft")
    assert not any("secret" in detail for _, detail in lines)


def test_a_claim_is_changed_in_place_and_comes_back_under_its_number(case: Case):
    kept = put_claim(case, Claim(quote="a", kind=ClaimKind.NO_THIRD_PARTY))
    changed = put_claim(case, Claim(quote="b", id=kept.id, scope=("x",), is_scope_confirmed=True))
    assert [one.quote for one in read_claims(CaseReader(case))] == ["b"]
    assert changed.covers("x")
    assert not changed.covers("y")
    assert remove_claim(case, changed)
    assert not remove_claim(case, changed)
    put_claim(case, changed)
    assert read_claims(CaseReader(case)) == (changed,)


def test_a_scope_that_nobody_confirmed_covers_nothing():
    assert not Claim(quote="a", scope=("x",)).covers("x")
    assert not Claim(quote="a", scope=("x",), is_scope_confirmed=True).covers(None)


def test_a_claim_needs_the_copy_that_it_cites(case: Case):
    with pytest.raises(LookupError):
        put_claim(case, Claim(quote="a", document="f" * 64))
    assert read_claims(CaseReader(case)) == ()


def test_the_same_bytes_are_kept_once(case: Case):
    first = add_document(case, PAGE, data=b"one")
    assert add_document(case, PAGE, data=b"one") == first
    assert len(read_documents(CaseReader(case))) == 1


def test_a_document_stays_while_a_claim_or_an_attribution_rests_on_it(case: Case):
    cited = add_document(case, PAGE, data=b"one")
    claim = put_claim(case, Claim(quote="a", document=cited.sha256))
    assert not remove_document(case, cited)
    remove_claim(case, claim)
    override(case, kind="party", key="a.example", value=f'{{"operator": "A", "document": "{cited.sha256}"}}')
    assert not remove_document(case, cited)
    override(case, kind="party", key="a.example", value=None)
    assert remove_document(case, cited)
    assert read_documents(CaseReader(case)) == ()
