"""The founding experiments on the living site: real browsers make the trial through the recorder, one capture for each
answer at the banner, and what the rules say of the case is held against what the site does."""

import asyncio
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest

from inspector.capture import talk
from inspector.findings.texts import write_texts
from inspector.messages import Translator
from inspector.model.comparison import Standing, Steadiness
from inspector.model.finding import Finding
from inspector.model.flow import CaptureId, Marker
from inspector.model.journey import NarrativeKind
from inspector.model.picture import PictureLine
from inspector.report.redaction import Redactor
from inspector.report.states_diagram import states_diagram
from inspector.report.typesetter import Typesetter
from inspector.store import edits
from inspector.store.case import Case
from inspector.store.clock import now_us
from inspector.store.journeys import read_journeys, read_narratives
from inspector.store.pictures import keep_lines
from inspector.store.queries import CaseReader
from inspector.workspace import landscape
from inspector.workspace.analysis import analyse_case
from inspector.workspace.comparing import read_comparison
from inspector.workspace.editing import add_marker
from inspector.workspace.reporting import collect_report
from tests.capture.recorded import Tape
from tests.clinic import Clinic
from tests.clinic.chromium import find_chromium
from tests.clinic.firefox import find_firefox
from tests.clinic.trial.truths import (
    ADS_SITE,
    AGENCY_SITE,
    ANY,
    NOISY_START,
    OWN,
    QUIET_START,
    SOCIAL_SITE,
    STREAM,
    UNMARKED,
    Held,
    held,
    trial_truths,
)
from tests.clinic.trial.walk import Answered, quiet_trial, trial
from tests.clinic.visit import Step, make
from tests.data import persona, pictures
from tests.data.fixtures.fixture import planted
from tests.e2e.outside import JoinedChromium, JoinedFirefox

LIMIT_S = 120  # of each part; a computer at work on much else is slow
ROUNDS: tuple[Answered, ...] = ("refused", "accepted", "no-choice", "accepted")
BANNER_LINES = ("CENTRE DES PEUPLIERS", "UNITE D'ONCOLOGIE")
QUIET_BROWSER = "firefox" if find_firefox() else "chromium"
CONSENT_RULES = ("CNS-01", "CNS-02", "CNS-03")
HEEDLESS = (SOCIAL_SITE, AGENCY_SITE)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this computer"),
    pytest.mark.skipif(sys.platform == "win32", reason="the clinic listens as on POSIX"),
]


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """An analysed case; `rounds` are its captures in order, by answer."""

    path: Path
    browser: str
    rounds: tuple[Answered, ...]
    findings: tuple[Finding, ...]
    is_quiet: bool = False


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Tables of parties are read once for all analyses."""
    book = landscape.load_book()
    folder = tmp_path_factory.mktemp("trial")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(landscape, "load_book", lambda: book)
        patch.setenv("ENCLAIR_HOME", str(folder / "home"))
        yield folder


@pytest.fixture(scope="module")
def recorded(home: Path) -> tuple[Path, Path]:
    """Two cases, made at the same time. A refusal, an acceptance, no answer, and the acceptance again, with a new profile
    each time; and an acceptance on the page where nobody waits behind the banner."""
    (home / "quiet").mkdir()

    def four(clinic: Clinic) -> Path:
        return [record(clinic, home, trial(one), browser="chromium", answered=one) for one in ROUNDS][-1]

    def one(clinic: Clinic) -> Path:
        return record(clinic, home / "quiet", quiet_trial(), browser=QUIET_BROWSER, answered="accepted")

    with Clinic() as clinic, ThreadPoolExecutor() as crew:
        first, second = crew.submit(four, clinic), crew.submit(one, clinic)
        paths = first.result(), second.result()
        assert clinic.errors() == ""
    return paths


@pytest.fixture(scope="module")
def rounds(recorded: tuple[Path, Path]) -> Recorded:
    path, _ = recorded
    introduce(path)
    return Recorded(path=path, browser="chromium", rounds=ROUNDS, findings=analyse(path))


@pytest.fixture(scope="module")
def quiet(recorded: tuple[Path, Path]) -> Recorded:
    _, path = recorded
    introduce(path)
    return Recorded(path=path, browser=QUIET_BROWSER, rounds=("accepted",), findings=analyse(path), is_quiet=True)


def record(clinic: Clinic, folder: Path, steps: Sequence[Step], *, browser: str, answered: Answered) -> Path:
    targets = {name: {"address": host, "port": port} for name, (host, port) in clinic.host_map.items()}
    asked = {"browser": browser, "headless": True, "debugging_port": True, "scenario": answered}
    with Tape(folder, host_map=targets, upstream_ca=str(clinic.ca_file), **asked) as tape:
        tape.until(lambda: bool(tape.heard(talk.Ready)) or bool(tape.heard(talk.Ended)), limit_s=LIMIT_S)
        ready = tape.ready
        tab = (JoinedChromium if browser == "chromium" else JoinedFirefox)(Path(ready.devtools))

        async def mark(step: Step) -> None:
            add_marker(tape.path, CaptureId(ready.capture), Marker(at_us=now_us(), kind=step.marker))

        async def drive() -> None:
            async with asyncio.timeout(LIMIT_S), tab:
                await make(tab, steps, mark=mark)

        asyncio.run(drive())
        assert [text for level, text in tab.told if level == "error"] == []
        tape.said += tape.recording.stop_and_wait(LIMIT_S)
        assert [one.code for one in tape.heard(talk.Ended)] == [""]
    return tape.path


def introduce(path: Path) -> None:
    """The test identity, and what a reader of pictures would have found."""
    box = (0, 0, 300, 20)
    with Case.open(path) as case:
        edits.add_needles(case, [planted(label, class_, value) for label, class_, value in persona.VALUES])
        read = tuple(PictureLine(text=text, confidence=0.97, box=box) for text in BANNER_LINES)
        keep_lines(case, sha256(pictures.banner_png(BANNER_LINES)).digest(), read)


def analyse(path: Path) -> tuple[Finding, ...]:
    analyse_case(path)
    with Case.open(path, read_only=True) as case:
        reader = CaseReader(case)
        assert reader.outcome("rule_failures") == b"[]"
        return reader.findings()


@pytest.fixture
def reader(rounds: Recorded) -> Iterator[CaseReader]:
    with Case.open(rounds.path, read_only=True) as case:
        yield CaseReader(case)


# the table


def differing(recorded: Recorded, cells: Iterable[Held]) -> list[str]:
    """Cells in which a rule must fire and does not, or is too grave, or is not silent; capture by capture."""
    wrong = []
    for number, answered in enumerate(recorded.rounds, 1):
        for cell in held(cells, answered, browser=recorded.browser, quiet=recorded.is_quiet):
            found = [one for one in recorded.findings if is_of(one, cell) and CaptureId(number) in one.occurrences]
            if cell.verdict == "fire" and not found:
                wrong.append(f"{cell.experiment} {answered} {number}: no {cell.rule} {cell.recipient} {cell.class_}")
            if cell.verdict == "silent":
                wrong += [f"{cell.experiment} {answered} {number}: {said(one)}" for one in found]
            wrong += [f"{said(one)} above {cell.at_most}" for one in found if one.severity.rank < cell.at_most.rank]
    return wrong


def is_of(finding: Finding, cell: Held) -> bool:
    named = cell.rule in (ANY, finding.rule) and cell.recipient in (ANY, finding.recipient)
    return named and cell.class_ in (None, finding.class_)


def said(finding: Finding) -> str:
    return f"{finding.rule} {finding.recipient} {finding.class_} {finding.severity}"


def test_the_table_holds_in_every_capture_of_each_scenario(rounds: Recorded):
    assert differing(rounds, (*trial_truths(), *NOISY_START)) == []


def test_the_table_holds_behind_the_quiet_door_and_speaks_for_the_service(quiet: Recorded):
    assert differing(quiet, (*trial_truths(), *QUIET_START)) == []


def test_every_experiment_has_what_must_fire_and_what_must_not():
    told = {(cell.experiment, cell.verdict) for cell in trial_truths()}
    assert {(f"S{n}", verdict) for n in range(2, 7) for verdict in ("fire", "silent")} <= told


def test_a_second_analysis_says_the_same(rounds: Recorded):
    again = analyse(rounds.path)
    assert [one.id for one in again] == [one.id for one in rounds.findings]
    assert again == rounds.findings


def test_without_markers_the_script_s_cookies_tell_the_click(rounds: Recorded, tmp_path: Path):
    path = Path(shutil.copy(rounds.path, tmp_path / "unmarked.enclair"))
    with Case.open(path) as case:
        for capture, markers in CaseReader(case).markers().items():
            edits.name_scenario(case, capture, None)
            for marker in markers:
                edits.delete_marker(case, capture, marker)
    bare = replace(rounds, path=path, findings=analyse(path))
    assert differing(bare, UNMARKED) == []
    told = {one.confidence for one in bare.findings if one.rule in CONSENT_RULES and one.recipient in HEEDLESS}
    assert told == {"firm"}


def test_what_rests_on_a_marker_is_certain(rounds: Recorded):
    weak = [
        said(one)
        for one in rounds.findings
        if one.rule in CONSENT_RULES and one.recipient in HEEDLESS and one.confidence != "certain"
    ]
    assert weak == []


def test_a_cookie_is_told_from_before_the_choice_and_after_the_refusal(rounds: Recorded):
    (found,) = [one for one in rounds.findings if (one.rule, one.recipient) == ("CNS-02", SOCIAL_SITE)]
    assert (found.facts["before"], found.facts["refused"]) == ("some", "some")


def test_silence_about_consent_is_only_excused_where_there_was_no_such_answer(reader: CaseReader):
    excused = {(one.rule, one.capture, one.reason) for one in reader.not_assessable() if one.rule.startswith("CNS")}
    assert excused == {("CNS-04", 1, "no_acceptance"), ("CNS-04", 3, "no_acceptance")}


# what the captures say together


def test_refusal_and_acceptance_compare(reader: CaseReader):
    compared = read_comparison(reader)
    assert compared is not None
    assert [(side.scenario, side.captures) for side in compared.sides] == [("refused", (1,)), ("accepted", (2, 4))]
    sites = {row.site: row.standing for row in compared.recipients}
    assert (sites[ADS_SITE], sites[SOCIAL_SITE], sites[OWN]) == (Standing.NEW, Standing.SAME, Standing.SAME)
    rows = {(row.rule, row.recipient, row.class_): row for row in compared.findings}
    motive = rows["X3P-01", ADS_SITE, "health.motive"]
    assert (motive.standing, motive.steadiness) == (Standing.NEW, Steadiness.STABLE)
    assert rows["CNS-03", SOCIAL_SITE, None].standing is Standing.GONE
    assert [(one.scenario, one.captures) for one in compared.repeats] == [("accepted", (2, 4))]


def test_new_profiles_have_new_identifiers(reader: CaseReader):
    compared = read_comparison(reader)
    assert compared is not None
    uid = [row for row in compared.identifiers if (row.site, row.name) == (SOCIAL_SITE, "uid")]
    assert [row.standing for row in uid] == [Standing.CHANGED]


def test_both_accepted_runs_say_the_same(rounds: Recorded):
    differing = [
        said(one) for one in rounds.findings if (CaptureId(2) in one.occurrences) != (CaptureId(4) in one.occurrences)
    ]
    assert differing == []


def test_each_recipient_has_its_line_in_time(reader: CaseReader):
    journeys = {journey.site: journey for journey in read_journeys(reader)}
    assert {STREAM, ADS_SITE, SOCIAL_SITE} <= set(journeys)
    for site in (STREAM, ADS_SITE):
        steps = journeys[site].steps
        assert "health.motive" in {step.class_ for step in steps}
        assert [step.at_us for step in steps] == sorted(step.at_us or 0 for step in steps)


def test_an_ineffective_refusal_is_told_of_those_who_did_not_heed_it(reader: CaseReader):
    told = {one.recipient for one in read_narratives(reader) if one.kind is NarrativeKind.REFUSAL_INEFFECTIVE}
    assert told == {SOCIAL_SITE, AGENCY_SITE}


# S9 and S1: what may be said of the three states


def test_the_three_states_are_told_as_they_were_seen(reader: CaseReader):
    data = collect_report(reader, language="fr", created_us=0)
    for language in ("fr", "en"):
        page = states_diagram(data, Typesetter(Translator(language), Redactor("default", (), language=language)))
        columns = page["columns"]
        assert isinstance(columns, list)
        assert [column["state"] for column in columns] == ["tls", "mixed", "unknown"]


@pytest.mark.parametrize(
    ("language", "never"), [("fr", ("stocké", "non chiffré")), ("en", ("stored", "not encrypted"))]
)
def test_what_was_readable_is_not_called_stored(rounds: Recorded, language: str, never: tuple[str, ...]):
    t = Translator(language)
    for one in rounds.findings:
        if one.rule in ("E2E-01", "E2E-02", "MIN-01", "TLS-01"):
            texts = write_texts(one, t, recipient=None)
            claimed = " ".join((texts.title, texts.shows, texts.suggests)).lower()
            assert [word for word in never if word in claimed] == [], said(one)
