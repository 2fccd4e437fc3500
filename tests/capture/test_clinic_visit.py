"""Real browsers make the whole visit, and what they send holds every planted truth."""

import asyncio
import json
import re
from base64 import b64decode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from inspector.__main__ import main
from inspector.model.flow import MARKER_KINDS
from tests.clinic import Clinic
from tests.clinic.chromium import Chromium, find_chromium
from tests.clinic.firefox import Firefox, find_firefox
from tests.clinic.har import har_of
from tests.clinic.journal import Received
from tests.clinic.states import COOKIES, STORED
from tests.clinic.truths import Truth, harmless, is_meant, planted, truths
from tests.clinic.visit import Choice, Step, take, visit, walk
from tests.data import persona, trackers
from tests.data.booking import PROFILE_URL, WWW

pytestmark = pytest.mark.slow
LIMIT_S = 120
type Tab = Chromium | Firefox

_CHROMIUM = pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this computer")
_FIREFOX = pytest.mark.skipif(find_firefox() is None, reason="no Firefox on this computer")


@dataclass(frozen=True, kw_only=True)
class Visited:
    browser: str
    choice: Choice
    received: list[Received]
    marks: list[tuple[str, int]]  # marker kind, how much had been received by then
    storage: dict[str, str]
    cookies: list[dict[str, Any]]  # Chromium only
    early: list[tuple[str, str]]  # the console until the search was answered
    found: list[dict[str, Any]]  # drafts of findings


def meant(truth: Truth, received: list[Received]) -> list[int]:
    return [
        number for number, one in enumerate(received) if is_meant(truth, method=one.method, url=one.url, body=one.body)
    ]


def drive[T](open_tab: Callable[[Clinic], Tab], act: Callable[[Clinic, Tab], Awaitable[T]]) -> T:
    async def run(clinic: Clinic) -> T:
        async with asyncio.timeout(LIMIT_S), open_tab(clinic) as tab:
            return await act(clinic, tab)

    with Clinic() as clinic:
        done = asyncio.run(run(clinic))
        assert clinic.errors() == ""
        return done


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(("chromium", "accepted"), marks=_CHROMIUM),
        pytest.param(("chromium", "refused"), marks=_CHROMIUM),
        pytest.param(("firefox", "accepted"), marks=_FIREFOX),
    ],
    ids="-".join,
)
def visited(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Visited:
    browser, choice = request.param

    async def act(clinic: Clinic, tab: Tab) -> Visited:
        marks: list[tuple[str, int]] = []
        early: list[tuple[str, str]] = []

        async def mark(step: Step) -> None:
            marks.append((step.marker, len(clinic.received())))
            if step.marker == "practitioner-seen":
                early.extend(tab.told)

        await walk(tab, choice=choice, mark=mark)
        storage = await tab.evaluate(_STORAGE)
        assert isinstance(storage, str)
        return Visited(
            browser=browser,
            choice=choice,
            received=clinic.received(),
            marks=marks,
            storage=json.loads(storage),
            cookies=await tab.cookies() if isinstance(tab, Chromium) else [],
            early=early,
            found=scan(clinic.received(), tmp_path_factory.mktemp("visit")),
        )

    return drive(Chromium if browser == "chromium" else Firefox, act)


_STORAGE = """indexedDB.databases().then((all) => JSON.stringify({
    ...Object.fromEntries(Object.entries(localStorage).map(([key, value]) => ["local-storage " + key, value])),
    ...Object.fromEntries(Object.entries(sessionStorage).map(([key, value]) => ["session-storage " + key, value])),
    ...Object.fromEntries(all.map(({ name }) => ["indexed-db " + name, ""])),
}))"""


def test_every_request_with_a_truth_is_made_in_its_phase(visited: Visited):
    bounds = [count for _, count in visited.marks] + [len(visited.received)]
    phases = dict(zip((kind for kind, _ in visited.marks), pairwise(bounds), strict=True))
    for truth in (*planted(choice=visited.choice, browser=visited.browser), *harmless(choice=visited.choice)):
        if truth.on_wire:
            first, end = phases[truth.phase]
            assert any(first <= number < end for number in meant(truth, visited.received)), truth


def test_what_the_browser_answered_or_stopped_itself_did_not_arrive(visited: Visited):
    appointments = [one for one in visited.received if one.target.startswith("/account/appointments.json")]
    assert len(appointments) == 1  # the second was the service worker's
    assert not [one for one in visited.received if one.host == "regie-bloquee.example"]
    statics = [one.target for one in visited.received if one.target.startswith("/static/")]
    assert len(statics) == len(set(statics))  # later pages took them from the cache
    assert [one.status for one in visited.received if one.target.startswith("/i18n/")] == [200, 304]


def test_nothing_was_confirmed(visited: Visited):
    assert not [one for one in visited.received if "confirm.json" in one.target]


def test_after_a_refusal_nothing_goes_to_those_who_need_consent(visited: Visited):
    asking = {truth.host for truth in truths() if truth.needs_consent}
    assert bool(asking & {one.host for one in visited.received}) == (visited.choice == "accepted")


def test_a_choice_is_told_to_the_consent_service(visited: Visited):
    told = [json.loads(one.body) for one in visited.received if one.method == "POST" and one.target == "/v2/choice"]
    on = {"choice": "accept-all", "purposes": {"enabled": ["mesure", "publicite"], "disabled": []}}
    off = {"choice": "refuse-all", "purposes": {"enabled": [], "disabled": ["mesure", "publicite"]}}
    assert told == [on if visited.choice == "accepted" else off]


def test_storage_holds_what_the_pages_wrote(visited: Visited):
    for stored in STORED:
        value = "refuse-all" if stored.key == "rdv_choix" and visited.choice == "refused" else stored.value
        assert visited.storage[f"{stored.kind} {stored.key}"] == value


def test_events_have_the_shape_of_the_sample(visited: Visited):
    sent = one(visited, "event-motive")
    event = json.loads(b64decode(json.loads(sent.body)["Record"]["Data"]))
    made = trackers.event(
        "booking_motive_selected",
        at_ms=event["client_time"],
        page_url=PROFILE_URL,
        item=(persona.MOTIVE_ID, "VisitMotive"),
        data_event="click",
    )
    assert sent.body.decode() == trackers.stream_record(made)
    assert (
        b64decode(json.loads(one(visited, "stream-motive").body)["Record"]["Data"]).decode().startswith('{"id":"6f1c')
    )
    assert ("x-flux-target", "Flux_20250804.PutRecord") in one(visited, "stream-motive").headers


def test_advertising_addresses_are_those_of_the_sample(visited: Visited):
    if visited.choice == "refused":
        pytest.skip("no advertising after a refusal")
    for name, wanted in (("ad-motive", trackers.motive_url()), ("ad-search", trackers.search_url())):
        assert parse_qsl(urlsplit(one(visited, name).url).query) == parse_qsl(urlsplit(wanted).query)


def test_social_form_has_the_fields_of_the_sample(visited: Visited):
    if visited.choice == "refused":
        pytest.skip("no advertising after a refusal")
    assert fields(one(visited, "social-login").body.decode()) == fields(trackers.social_body())


def test_error_envelope_names_the_user_as_in_the_sample(visited: Visited):
    sent, wanted = ([json.loads(line) for line in text.splitlines()] for text in
                    (one(visited, "alert-error").body.decode(), trackers.error_envelope()))  # fmt: skip
    assert [line.keys() for line in sent] == [line.keys() for line in wanted]
    assert sent[2]["user"] == wanted[2]["user"]
    assert sent[2]["breadcrumbs"][:2] == wanted[2]["breadcrumbs"]


def test_the_rules_find_every_planted_truth_in_what_was_sent(visited: Visited):
    wanted = [truth for truth in planted(choice=visited.choice, browser=visited.browser) if truth.rule]
    assert [truth for truth in wanted if not told(truth, visited)] == []


def test_the_rules_leave_the_harmless_twins_alone(visited: Visited):
    twins = [truth for truth in harmless(choice=visited.choice) if truth.on_wire]
    assert [truth for truth in twins if cited(truth, visited)] == []


def test_home_consent_and_search_write_no_error_to_the_console(visited: Visited):
    assert [text for level, text in visited.early if level in {"error", "warning"}] == []


def test_the_browser_keeps_the_cookies_announced(visited: Visited):
    if visited.browser != "chromium":
        pytest.skip("asked of Chromium only")
    kept = {(one["domain"], one["name"]): one for one in visited.cookies}
    wanted = [cookie for cookie in COOKIES if visited.choice == "accepted" or not cookie.needs_consent]
    for cookie in wanted:
        if cookie.may_be_blocked and (cookie.host, cookie.name) not in kept:
            continue
        one = kept.pop((cookie.host, cookie.name))
        assert (one["value"], one["httpOnly"], one["secure"]) == (cookie.value, cookie.http_only, cookie.secure)
        assert (one["sameSite"], one["session"]) == (cookie.same_site, cookie.max_age_s is None)
        assert ("partitionKey" in one) == cookie.partitioned
    assert kept == {}


@_CHROMIUM
def test_the_cleartext_address_leads_to_the_service():
    async def act(clinic: Clinic, tab: Tab) -> tuple[object, list[str]]:
        await take(tab, Step(name="in", url="http://rdv-sante.example/", until=visit()[0].until))
        return await tab.evaluate("location.href"), [one.url for one in clinic.received()]

    where, received = drive(Chromium, act)
    assert where == f"{WWW}/"
    assert urlsplit(received[0]).hostname == "rdv-sante.example"


def test_confirming_is_possible_but_not_part_of_the_visit():
    assert all("#confirmer" not in step.script for step in visit())


@pytest.mark.parametrize("choice", ["accepted", "refused"])
def test_markers_of_the_visit_are_known_kinds_in_order(choice: Choice):
    kinds = [step.marker for step in visit(choice) if step.marker]
    assert kinds == [kind for kind in MARKER_KINDS if kind in kinds]
    assert {truth.phase for truth in planted(choice=choice)} <= set(kinds)


def one(visited: Visited, name: str) -> Received:
    truth = next(truth for truth in truths() if truth.name == name)
    return visited.received[meant(truth, visited.received)[0]]


def fields(form: str) -> dict[str, str]:
    return dict(re.findall(r'name="([^"]+)"\r\n\r\n(.*?)\r\n', form))


def scan(received: list[Received], folder: Path) -> list[dict[str, Any]]:
    har, out = folder / "visit.har", folder / "result.json"
    har.write_text(json.dumps(har_of(received)), encoding="utf-8")
    assert main(["scan", str(har), "--json", str(out)]) == 0
    found: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))["findings"]
    return [finding for finding in found if finding["status"] == "draft"]


def told(truth: Truth, visited: Visited) -> bool:
    places = meant(truth, visited.received)
    wanted = (truth.side, truth.location, truth.path, list(truth.layers or ()))
    return any(
        evidence["entry"] in places
        and (evidence["side"], evidence["location"], evidence["path"], evidence["layers"]) == wanted
        for finding in visited.found
        if (finding["rule"], finding["recipient"], finding["class"]) == (truth.rule, truth.recipient, truth.class_)
        for evidence in finding["evidence"]
    )


def cited(truth: Truth, visited: Visited) -> bool:
    places = meant(truth, visited.received)
    return any(
        evidence["entry"] in places
        for finding in visited.found
        if truth.rule in ("*", finding["rule"]) and truth.recipient in (None, finding["recipient"])
        for evidence in finding["evidence"]
    )
