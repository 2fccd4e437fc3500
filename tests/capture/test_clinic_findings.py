"""The founding experiments on the living site: real browsers make the trial through the recorder, one capture for each
answer at the banner, and what the rules say of the case is held against what the site does."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from inspector.messages import Translator
from inspector.findings.texts import write_texts
from inspector.model.comparison import Standing, Steadiness
from inspector.model.finding import Finding
from inspector.model.flow import CaptureId, Marker
from inspector.model.journey import NarrativeKind
from inspector.model.picture import PictureLine
from inspector.report.redaction import Redactor
from inspector.report.states_diagram import states_diagram
from inspector.report.typesetter import Typesetter
from inspector.store import edits
from inspector.store.case import Case, now_us
from inspector.store.journeys import read_journeys, read_narratives
from inspector.store.pictures import keep_lines
from inspector.store.queries import CaseReader
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
    Held,
    held,
)
from tests.clinic.trial.walk import Answered, quiet_trial, trial
from tests.clinic.visit import Step, make
from tests.data import persona, pictures
from tests.data.fixtures.fixture import planted
from tests.e2e.outside import JoinedChromium, JoinedFirefox

LIMIT_S = 90
ROUNDS: tuple[Answered, ...] = ("refused", "accepted", "no-choice", "accepted")
BANNER = pictures.banner_png(("CENTRE DES PEUPLIERS", "UNITE D'ONCOLOGIE"))
pytestmark = pytest.mark.slow


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """An analysed case; `rounds` are its captures in order, by answer. `twice`: what two analyses found."""

    path: Path
    browser: str
    rounds: tuple[Answered, ...]
    is_quiet: bool
    twice: tuple[tuple[Finding, ...], tuple[Finding, ...]]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.twice[0]


@pytest.fixture(scope="module")
def clinic() -> Iterator[Clinic]:
    with Clinic() as running:
        yield running
        assert running.errors() == ""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("trial")
        patch.setenv("ENCLAIR_HOME", str(folder / "home"))
        yield folder


@pytest.fixture(scope="module")
def rounds(clinic: Clinic, home: Path) -> Recorded:
    """A refusal, an acceptance, no answer, and the acceptance again; a new profile each time."""
    if find_chromium() is None:
        pytest.skip("no Chromium on this computer")
    for answered in ROUNDS:
        path = record(clinic, home, trial(answered), browser="chromium", answered=answered)
    return analysed(path, browser="chromium", rounds=ROUNDS)


@pytest.fixture(scope="module")
def quiet(clinic: Clinic, home: Path) -> Recorded:
    """An acceptance on the page where nobody waits behind the banner."""
    browser = "firefox" if find_firefox() else "chromium"
    if browser == "chromium" and find_chromium() is None:
        pytest.skip("no browser on this computer")
    folder = home / "quiet"
    folder.mkdir()
    path = record(clinic, folder, quiet_trial(), browser=browser, answered="accepted")
    return analysed(path, browser=browser, rounds=("accepted",), is_quiet=True)


def record(clinic: Clinic, folder: Path, steps: Sequence[Step], *, browser: str, answered: Answered) -> Path:
    targets = {name: {"address": host, "port": port} for name, (host, port) in clinic.host_map.items()}
    asked = {"browser": browser, "headless": True, "debugging_port": True, "scenario": answered}
    with Tape(folder, host_map=targets, upstream_ca=str(clinic.ca_file), **asked) as tape:
        ready = tape.ready
        tab = (JoinedChromium if browser == "chromium" else JoinedFirefox)(Path(ready.devtools))

        async def mark(step: Step) -> None:
            add_marker(tape.path, CaptureId(ready.capture), Marker(at_us=now_us(), kind=step.marker))

        async def drive() -> None:
            async with asyncio.timeout(LIMIT_S), tab:
                await make(tab, steps, mark=mark)

        asyncio.run(drive())
        assert [text for level, text in tab.told if level == "error"] == []
        assert not tape.stop().code
    return tape.path


def analysed(path: Path, *, browser: str, rounds: tuple[Answered, ...], is_quiet: bool = False) -> Recorded:
    """As somebody would: the test identity is known, the pictures were read. Analysed twice."""
    with Case.open(path) as case:
        edits.add_needles(case, [planted(label, class_, value) for label, class_, value in persona.VALUES])
        box = (0, 0, 300, 20)
        lines = tuple(
            PictureLine(text=text, confidence=0.97, box=box) for text in ("CENTRE DES PEUPLIERS", "UNITE D'ONCOLOGIE")
        )
        keep_lines(case, sha256(BANNER).digest(), lines)
    once, again = (_analyse(path) for _ in range(2))
    return Recorded(path=path, browser=browser, rounds=rounds, is_quiet=is_quiet, twice=(once, again))


def _analyse(path: Path) -> tuple[Finding, ...]:
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


def missing(recorded: Recorded, more: Iterable[Held] = ()) -> list[str]:
    """Cells in which a rule must fire and does not, or is too grave; capture by capture."""
    wrong = []
    for number, answered in enumerate(recorded.rounds, 1):
        for cell in (*held(answered, browser=recorded.browser, quiet=recorded.is_quiet), *more):
            found = [one for one in recorded.findings if is_of(one, cell) and CaptureId(number) in one.occurrences]
            if cell.verdict == "fire" and not found:
                wrong.append(f"{cell.experiment} {answered} {number}: no {cell.rule} {cell.recipient} {cell.class_}")
            wrong += [f"{said(one)} above {cell.at_most}" for one in found if one.severity.rank < cell.at_most.rank]
    return wrong


def unwanted(recorded: Recorded, more: Iterable[Held] = ()) -> list[str]:
    """Cells in which a rule must be silent and is not."""
    return [
        f"{cell.experiment} {answered} {number}: {said(one)}"
        for number, answered in enumerate(recorded.rounds, 1)
        for cell in (*held(answered, browser=recorded.browser, quiet=recorded.is_quiet), *more)
        if cell.verdict == "silent"
        for one in recorded.findings
        if is_of(one, cell) and CaptureId(number) in one.occurrences
    ]


def is_of(finding: Finding, cell: Held) -> bool:
    named = cell.rule in (ANY, finding.rule) and cell.recipient in (ANY, finding.recipient)
    return named and cell.class_ in (None, finding.class_)


def said(finding: Finding) -> str:
    return f"{finding.rule} {finding.recipient} {finding.class_} {finding.severity}"


def test_what_must_fire_fires_in_every_capture_of_its_scenario(rounds: Recorded):
    assert missing(rounds, NOISY_START) == []


def test_what_must_stay_silent_is_silent_in_every_capture_of_its_scenario(rounds: Recorded):
    assert unwanted(rounds, NOISY_START) == []


def test_the_quiet_door_holds_the_table_and_speaks_for_the_service(quiet: Recorded):
    assert missing(quiet, QUIET_START) == []
    assert unwanted(quiet, QUIET_START) == []


def test_a_second_analysis_says_the_same(rounds: Recorded, quiet: Recorded):
    for recorded in (rounds, quiet):
        first, second = recorded.twice
        assert [one.id for one in first] == [one.id for one in second]
        assert first == second


def test_what_rests_on_a_marker_is_certain(rounds: Recorded):
    weak = [
        said(one)
        for one in rounds.findings
        if one.rule in ("CNS-01", "CNS-02", "CNS-03")
        and one.recipient in (SOCIAL_SITE, AGENCY_SITE)
        and one.confidence != "certain"
    ]
    assert weak == []


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


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_three_states_are_told_as_they_were_seen(reader: CaseReader, language: str):
    data = collect_report(reader, language=language, created_us=0)
    words = Translator(language)
    page = states_diagram(data, Typesetter(words, Redactor("default", (), language=language)))
    columns = page["columns"]
    assert isinstance(columns, list)
    assert [column["state"] for column in columns] == ["tls", "mixed", "unknown"]


@pytest.mark.parametrize(("language", "never"), [("fr", ("stocké", "non chiffré")), ("en", ("stored", "not encrypted"))])
def test_what_was_readable_is_not_called_stored(rounds: Recorded, language: str, never: tuple[str, ...]):
    t = Translator(language)
    for one in rounds.findings:
        if one.rule in ("E2E-01", "E2E-02", "MIN-01", "TLS-01"):
            texts = write_texts(one, t, recipient=None)
            claimed = " ".join((texts.title, texts.shows, texts.suggests)).lower()
            assert [word for word in never if word in claimed] == [], said(one)
