"""Analysis while recording: flows are looked at as they land, and the end is the same as an import's."""

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from inspector.findings.cards import rule_card
from inspector.formats.har.reader import open_har
from inspector.model.errors import CaseUnusable
from inspector.model.flow import Body, CaptureKind, FlowRecord, SocketMessage, encode_headers
from inspector.model.leaf import Needle, Origin
from inspector.model.mute import Mute, MuteBy
from inspector.resources import resource_path
from inspector.store.captures import Outcome
from inspector.store.case import Case
from inspector.store.edits import add_needles
from inspector.store.live.writer import LiveWriter
from inspector.store.mutes import add_mutes
from inspector.store.queries import CaseReader
from inspector.workspace.analysis import analyse_case
from inspector.workspace.jobs import Done, Job, Progress
from inspector.workspace.live_analysis import Announced, Following, follow_recording
from inspector.workspace.live_round import Round
from inspector.workspace.pace import Pace

START_US = 1_790_000_000_000_000


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Scene:
    """A recording into a case, and the analysis that follows it."""

    def __init__(self, path: Any) -> None:
        self.path = path
        self.case = Case.create(path)
        self.writer = LiveWriter(self.case, name="live", kind=CaptureKind.BROWSER_RECORDING)
        self.own = Case.open(path)
        self.source = Case.open(path, read_only=True)
        self.reader = CaseReader(self.source)
        self.said: list[Progress] = []
        self.clock = Clock()
        self.following = Following(
            self.own, self.reader, self.writer.capture, report=self.said.append, clock=self.clock
        )

    def land(self, flows: Sequence[FlowRecord]) -> None:
        for flow in flows:
            self.writer.add(flow)
        assert self.writer.flush(10)

    def settle(self) -> None:
        """Steps until nothing is left to do."""
        for _ in range(200):
            self.clock.now += 100
            rounds = self.following.rounds
            if not self.following.step() and self.following.rounds == rounds:
                self.clock.now += 100
                if not self.following.step() and self.following.rounds == rounds:
                    return
        pytest.fail("it never came to rest")

    def announced(self) -> list[tuple[str, str, str]]:
        return [(a.kind, a.site, a.class_) for a in self.said if isinstance(a, Announced)]

    def close(self) -> None:
        for case in (self.own, self.source):
            case.close()
        self.writer._stop()
        self.case.close()


@pytest.fixture
def scene(tmp_path):
    made = Scene(tmp_path / "live.enclair")
    yield made
    made.close()


def sample_flows() -> list[FlowRecord]:
    with open_har(resource_path("samples", "consultation.har")) as har:
        return [replace(item, entry=None) for item in har if isinstance(item, FlowRecord)]


def make_flow(url: str, *, at_s: float = 0, answer: bytes | None = None, mime: str = "application/json", **more: Any):
    fields: dict[str, Any] = {
        "entry": None,
        "started_us": START_US + int(at_s * 1e6),
        "duration_us": 1000,
        "method": "GET",
        "url": url,
        "status": 200,
        "request_headers": encode_headers((("Accept", "*/*"),)),
        "response_mime": mime,
        "response_body": None if answer is None else Body(data=answer),
    }
    return FlowRecord(**fields | more)


def page(host: str, n: int = 0) -> FlowRecord:
    return make_flow(
        f"https://{host}/{n}", answer=b"<html><p>ok</p></html>", mime="text/html", resource_type="document", at_s=n
    )


def found(reader: CaseReader) -> tuple[set[Any], set[Any], set[str]]:
    """Everything that was found, without numbers and byte ranges. What rests on identifiers comes at the end."""
    leaves = {replace(leaf, id=None) for leaf in reader.leaves()}
    sightings = {replace(sighting, id=None) for sighting in reader.sightings()}
    findings = {one.id for one in reader.findings() if "identifiers" not in rule_card(one.rule).needs}
    return leaves, sightings, findings


def test_what_is_found_live_is_what_an_analysis_finds(scene):
    flows = sample_flows()
    for start in range(0, len(flows), 15):
        scene.land(flows[start : start + 15])
        scene.settle()
    live = found(scene.reader)
    counts = len(scene.reader.leaves()), len(scene.reader.sightings())
    analyse_case(scene.path)
    assert live[0] == found(scene.reader)[0]
    assert live[1] == found(scene.reader)[1]
    assert live[2] == found(scene.reader)[2]
    assert counts == (len(scene.reader.leaves()), len(scene.reader.sightings()))


def test_a_recording_that_was_followed_ends_like_an_import(scene):
    job = Job(follow_recording, scene.path, scene.writer.capture)
    flows = sample_flows()
    scene.land(flows[:40])
    events: list[Any] = []
    while not any(isinstance(event, Progress) and event.step == "watching" for event in events):
        assert job.wait(30)
        events += job.poll()
        assert not job.is_over, events
    scene.land(flows[40:])
    scene.writer.finish(Outcome(entries=len(flows)))
    while not job.is_over:
        assert job.wait(60)
        events += job.poll()
    assert isinstance(events[-1], Done), events[-1]
    followed = found(scene.reader)
    analyse_case(scene.path)
    assert followed == found(scene.reader)
    assert scene.reader.outcome("complete") == b"true"


def test_a_value_learned_late_is_found_in_earlier_flows(scene):
    scene.land([page("clinic.example", n) for n in range(3)])
    scene.land([make_flow("https://t.tracker.example/p?em=camille.temoin%40courriel.example", at_s=4)])
    scene.settle()
    before = {s.needle.value for s in scene.reader.sightings(site="tracker.example")}
    profile = b'{"account":{"email":"camille.temoin@courriel.example"}}'
    scene.land([make_flow("https://clinic.example/api/me", answer=profile, at_s=9)])
    scene.settle()
    after = scene.reader.sightings(site="tracker.example")
    assert "camille.temoin@courriel.example" not in before
    assert [(s.place.flow, s.needle.value) for s in after] == [(4, "camille.temoin@courriel.example")]
    assert ("value", "tracker.example", "contact.email") in scene.announced()


def test_third_parties_are_announced_once_and_without_values(scene):
    flows = sample_flows()
    for start in range(0, len(flows), 30):
        scene.land(flows[start : start + 30])
        scene.settle()
    told = scene.announced()
    first = {recipient.site for recipient in scene.reader.recipients() if recipient.first_party}
    assert len(told) == len(set(told)) > 3
    assert not first & {site for _kind, site, _class in told}
    values = {leaf.value for leaf in scene.reader.leaves() if len(leaf.value) > 6}
    assert not [value for value in values if value in repr(scene.said)]


def test_a_first_party_that_shows_late_starts_the_round_over(scene):
    scene.land([page("portal.example")])
    scene.settle()
    assert scene.following.rounds == 1
    scene.land([page("clinic.example", n) for n in range(1, 9)])
    scene.settle()
    assert scene.following.rounds == 2
    assert [r.site for r in scene.reader.recipients() if r.first_party] == ["clinic.example"]
    live = found(scene.reader)
    count = len(scene.reader.leaves())
    analyse_case(scene.path)
    assert (live, count) == (found(scene.reader), len(scene.reader.leaves()))


def test_starting_over_backs_off(scene):
    scene.land([page("a.example")])
    scene.settle()
    for turn, host in enumerate(("b.example", "c.example", "d.example", "e.example"), start=1):
        scene.land([page(host, 100 * turn + n) for n in range(3**turn)])
        for _ in range(20):
            scene.clock.now += 0.05
            scene.following.step()
    assert scene.following.rounds <= 3


def test_a_flow_that_goes_on_is_looked_at_again(scene):
    scene.land([page("clinic.example", n) for n in range(3)])
    opened = make_flow("https://t.tracker.example/socket", duration_us=None, status=101)
    ticket = scene.writer.begin(opened)
    scene.writer.flush(10)
    scene.settle()
    assert not scene.reader.leaves(flow=4)
    said = SocketMessage(
        at_us=START_US, from_client=True, opcode=1, data=b'{"email":"camille.temoin@courriel.example"}'
    )
    scene.writer.add_message(ticket, said)
    scene.writer.flush(10)
    scene.settle()
    assert [leaf.class_ for leaf in scene.reader.leaves(flow=4)] == ["contact.email"]
    body = Body(data=b'{"phone":"+33 6 39 98 12 34"}')
    scene.writer.close(ticket, replace(opened, duration_us=5, response_body=body, request_body=body))
    scene.writer.flush(10)
    scene.settle()
    classes = [leaf.class_ for leaf in scene.reader.leaves(flow=4)]
    assert classes.count("contact.email") == 1
    assert "contact.phone" in classes


def test_a_value_the_person_enters_meanwhile_is_looked_for(scene):
    scene.land([page("clinic.example", n) for n in range(3)])
    scene.land([make_flow("https://t.tracker.example/p?x=kraken-7731")])
    scene.settle()
    add_needles(scene.case, [Needle(name="word", class_="", value="kraken-7731", origin=Origin.CHOSEN)])
    scene.settle()
    assert [s.needle.name for s in scene.reader.sightings(site="tracker.example")] == ["word"]


def test_what_the_person_mutes_meanwhile_is_left_out(scene):
    scene.land(sample_flows())
    scene.settle()
    leaf = next(leaf for leaf in scene.reader.leaves() if leaf.class_ == "contact.email")
    with Case.open(scene.path) as case:
        add_mutes(case, (Mute(by=MuteBy.VALUE, what=leaf.value),))
    scene.clock.now += 1_000_000  # a round that took long to catch up is left late
    scene.settle()
    assert leaf.value not in {one.value for one in scene.reader.leaves()}
    assert leaf.value not in {one.needle.value for one in scene.reader.sightings()}


def test_two_analyses_never_mix(scene):
    scene.land(sample_flows())
    scene.following.step()
    analyse_case(scene.path)
    whole = found(scene.reader)
    scene.land([page("later.example")])
    scene.clock.now += 1
    assert scene.following.step() is False  # told that it was overtaken: nothing written
    assert found(scene.reader) == whole
    scene.settle()
    assert scene.following.rounds >= 2
    assert "later.example" in {recipient.site for recipient in scene.reader.recipients()}


def test_while_another_analysis_is_under_way_this_one_waits(scene):
    scene.land(sample_flows()[:30])
    scene.following.step()
    with scene.case.write() as connection:  # another analysis has begun and is not through
        connection.execute("UPDATE setting SET value = 'other' WHERE key = 'analysis_run'")
    scene.land([page("later.example")])
    for _ in range(5):
        scene.clock.now += 5
        assert scene.following.step() is False
    assert scene.following.rounds == 1
    scene.clock.now += 60
    assert scene.following.step() is True
    assert scene.following.rounds == 2


def test_a_case_that_cannot_be_written_ends_it(scene, monkeypatch):
    def fail(*_args: object) -> None:
        raise CaseUnusable("full", code="case_unwritable_now")

    scene.land([page("clinic.example")])
    monkeypatch.setattr(Round, "step", fail)
    with pytest.raises(CaseUnusable, match="full"):
        scene.following.step()


def test_a_cancelled_following_still_analyses_the_case(scene):
    scene.land(sample_flows()[:20])
    stop = threading.Event()
    stop.set()
    follow_recording(scene.path, scene.writer.capture, is_cancelled=stop.is_set)
    assert scene.reader.outcome("complete") == b"true"


def test_the_pace_is_a_share_of_the_time():
    clock = Clock()
    pace = Pace(least_s=1, rest=3, clock=clock)
    due = [pace.is_due]
    pace.took(2)
    for now in (5.9, 6):
        clock.now = now
        due.append(pace.is_due)
    with pace.doing():
        clock.now += 0.1
    clock.now += 0.9
    due.append(pace.is_due)
    assert due == [True, False, True, False]
