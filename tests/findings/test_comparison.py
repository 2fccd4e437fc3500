"""Captures set against each other: absence counts only where presence could have been seen."""

import pytest

from inspector.findings.comparison import Material, compare
from inspector.findings.comparison_words import limit_texts, standing_text, summary_of
from inspector.messages import Translator
from inspector.model.comparison import (
    CaptureTraits,
    ClassCount,
    Click,
    Comparison,
    SiteTraffic,
    Standing,
    Steadiness,
    Traffic,
)
from inspector.model.finding import Finding, NotAssessable, Points, Rung, Severity, finding_id
from inspector.model.flow import CaptureFacts, CaptureId, CaptureKind, FlowId, Location, Side
from inspector.model.identifier import Cookie, CookieOrigin, Identified, Identifier, IdentifierKind, Use
from inspector.model.leaf import Confidence, Place

OWN, OTHER = "rdv.example", "regie.example"


def capture(number: int, **changes: object) -> CaptureFacts:
    plain: dict[str, object] = {
        "id": CaptureId(number), "name": f"{number}.har", "kind": CaptureKind.HAR, "scenario": None,
        "sha256": f"{number:064x}", "size_bytes": 1, "producer": "", "browser": "Chrome 141", "har_version": None,
        "entries": 1, "imported": 1, "sanitized": False, "started_us": None, "ended_us": None, "environment": {},
    }  # fmt: skip
    return CaptureFacts(**plain | changes)  # type: ignore[arg-type]


def traits(number: int, *, scenario: str | None = None, browser: str = "Chrome 141", **more: object) -> CaptureTraits:
    return CaptureTraits(facts=capture(number, scenario=scenario, browser=browser), **more)  # type: ignore[arg-type]


def traffic(number: int, site: str = OWN, *, flows: int = 10, **more: object) -> SiteTraffic:
    return SiteTraffic(
        capture=CaptureId(number), site=site, traffic=Traffic(flows=flows), first_flow=FlowId(number * 100),
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def count(number: int, class_: str = "health.motive", *, site: str = OTHER, side: Side = Side.REQUEST) -> ClassCount:
    return ClassCount(
        capture=CaptureId(number), site=site, class_=class_, side=side, count=2, first_flow=FlowId(number * 100)
    )


def finding(rule: str = "X3P-01", *, seen: dict[int, int]) -> Finding:
    return Finding(
        id=finding_id(rule, OTHER, "health.motive"), rule=rule, recipient=OTHER, class_="health.motive",
        severity=Severity.HIGH, points=Points(), confidence=Confidence.FIRM, rung=Rung.L2,
        occurrences={CaptureId(number): times for number, times in seen.items()},
    )  # fmt: skip


def identifier(
    value: str, *, seen: tuple[int, ...], name: str = "uid", location: Location = Location.QUERY
) -> Identifier:
    place = Place(capture=CaptureId(seen[0]), flow=FlowId(3), entry=2, side=Side.REQUEST, location=location, path=name,
                  layers=())  # fmt: skip
    use = Use(side=Side.REQUEST, location=location, name=name, flows=2, place=place)
    return Identifier(
        site=OTHER, first_party=False, same_group=False, kind=IdentifierKind.BROWSER, confidence=Confidence.CERTAIN,
        reasons=(), value=value, bits=90, uses=(use,), flows=2, pages=2,
        captures=tuple(CaptureId(number) for number in seen), first_us=None, last_us=None,
    )  # fmt: skip


def compared(material: Material, *sides: tuple[int, ...]) -> Comparison:
    groups = sides or ((1,), (2,))
    return compare(material, [[CaptureId(number) for number in side] for side in groups])


def two(**more: object) -> Material:
    given: dict[str, object] = {"captures": (traits(1), traits(2)), "traffic": (traffic(1), traffic(2))}
    return Material(first_party=frozenset({OWN}), **given | more)  # type: ignore[arg-type]


def codes(comparison: Comparison) -> set[str]:
    return {limit.code for limit in comparison.limits}


def test_a_recipient_is_new_gone_or_the_same():
    rows = compared(two(traffic=(traffic(1), traffic(2), traffic(1, "a.example"), traffic(2, OTHER)))).recipients
    assert {row.site: row.standing for row in rows} == {
        OWN: Standing.SAME, "a.example": Standing.GONE, OTHER: Standing.NEW
    }  # fmt: skip
    assert rows[0].standing is Standing.NEW  # what differs comes first


def test_absence_from_a_capture_in_which_the_service_was_not_visited_says_nothing():
    found = compared(two(traffic=(traffic(1), traffic(1, OTHER), traffic(2, "elsewhere.example"))))
    (row,) = [row for row in found.recipients if row.site == OTHER]
    assert row.standing is Standing.NOT_COMPARABLE
    assert "not_browsed" in codes(found)


def test_what_was_not_returned_counts_only_where_bodies_were_kept():
    material = two(
        captures=(traits(1), traits(2, answers=0.1)),
        classes=(count(1, side=Side.RESPONSE, site=OWN), count(1)),
    )
    found = compared(material)
    assert {row.side: row.standing for row in found.data} == {
        Side.RESPONSE: Standing.NOT_COMPARABLE, Side.REQUEST: Standing.GONE
    }  # fmt: skip
    assert "few_answers" in codes(found)


def test_an_identifier_is_the_same_another_or_not_comparable():
    same = identifier("7f31c09a5be84d22", seen=(1, 2))
    first, second = identifier("aaaa0000bbbb", seen=(1,), name="rid"), identifier("cccc1111dddd", seen=(2,), name="rid")
    found = compared(two(identified=Identified(identifiers=(same, first, second))))
    assert {row.name: (row.standing, row.values) for row in found.identifiers} == {
        "uid": (Standing.SAME, (same.value, same.value)),
        "rid": (Standing.CHANGED, (first.value, second.value)),
    }
    cookie = identifier("7f31c09a5be84d22", seen=(1,), location=Location.COOKIE)
    sanitized = two(captures=(traits(1), traits(2, cookies=False)), identified=Identified(identifiers=(cookie,)))
    found = compared(sanitized)
    assert found.identifiers[0].standing is Standing.NOT_COMPARABLE
    assert "without_cookies" in codes(found)


def test_a_cookie_is_told_once_and_its_values_are_compared():
    def cookie(number: int, name: str, value: str) -> Cookie:
        return Cookie(capture=CaptureId(number), name=name, domain=OTHER, path="/", site=OTHER, first_party=False,
                      origin=CookieOrigin.RESPONSE, value=value)  # fmt: skip

    known = identifier("7f31c09a5be84d22", seen=(1, 2), location=Location.COOKIE)
    cookies = (cookie(1, "uid", known.value), cookie(1, "lang", "fr"), cookie(2, "lang", "en"), cookie(2, "ok", "1"))
    found = compared(two(identified=Identified(identifiers=(known,), cookies=cookies)))
    assert [(row.name, row.is_cookie, row.standing) for row in found.identifiers] == [
        ("uid", False, Standing.SAME), ("ok", True, Standing.NEW), ("lang", True, Standing.CHANGED)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "steadiness", "standing"),
    [
        ({3: 1, 4: 2}, Steadiness.STABLE, Standing.NEW),
        ({4: 2}, Steadiness.INTERMITTENT, Standing.NEW),
        ({1: 1, 2: 1, 3: 1, 4: 1}, Steadiness.STABLE, Standing.SAME),
        ({1: 1}, Steadiness.INTERMITTENT, Standing.GONE),
    ],
)
def test_a_finding_is_stable_where_every_repeat_shows_it(
    seen: dict[int, int], steadiness: Steadiness, standing: Standing
):
    material = Material(
        captures=tuple(traits(number) for number in (1, 2, 3, 4)),
        first_party=frozenset({OWN}),
        traffic=tuple(traffic(number) for number in (1, 2, 3, 4)),
        findings=(finding(seen=seen),),
    )
    (row,) = compared(material, (1, 2), (3, 4)).findings
    assert (row.steadiness, row.standing) == (steadiness, standing)


def test_a_capture_in_which_a_rule_could_not_speak_is_no_witness_against_its_finding():
    gap = NotAssessable(rule="X3P-01", capture=CaptureId(2), reason="x")
    (row,) = compared(two(findings=(finding(seen={1: 1}),), gaps=(gap,))).findings
    assert row.standing is Standing.NOT_COMPARABLE


def test_delays_are_told_from_the_click_of_each_capture():
    click = Click(capture=CaptureId(2), kind="accepted", at_us=1_000)
    material = two(
        captures=(traits(1), traits(2, click=click)),
        traffic=(traffic(1), traffic(2), traffic(2, OTHER, after=3, after_us=401_000, after_flow=FlowId(7), before=1)),
    )
    found = compared(material)
    (row,) = [row for row in found.timing if row.site == OTHER]
    assert row.timing[0].of == 0
    assert (row.timing[1].soonest_us, row.timing[1].before, row.timing[1].flow) == (400_000, 1, 7)
    assert "no_click" in codes(found)


def test_what_asks_for_care_is_said():
    material = two(
        captures=(
            traits(1, phases=frozenset({"refused", "booking"})),
            traits(2, browser="Firefox 144", phases=frozenset({"accepted"})),
        ),
        traffic=(traffic(1, flows=90), traffic(2, flows=10)),
    )
    found = compared(material)
    assert codes(found) == {"made_differently", "phases", "uneven", "no_clicks"}
    for language in ("en", "fr"):
        told = limit_texts(found, Translator(language))
        assert len(told) == len(found.limits) + 1
        assert not [text for text in told if "compare." in text or "{" in text]


def test_three_sides_are_set_against_the_first():
    captures = (traits(1), traits(2), traits(3))
    sites = (traffic(1), traffic(2), traffic(3), traffic(1, OTHER), traffic(3, OTHER), traffic(2, "b.example"))
    found = compared(Material(captures=captures, first_party=frozenset({OWN}), traffic=sites), (1,), (2,), (3,))
    told = {row.site: standing_text(row.standing, row.seen, Translator("en")) for row in found.recipients}
    assert told[OTHER] == "±\u00a0not observed in B"
    assert told["b.example"] == "+\u00a0new in B"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_sentences_say_what_differs_or_that_nothing_does(language: str):
    t = Translator(language)
    same = [said.text for said in summary_of(compared(two()), t)]
    assert same[0] == t("compare.nothing_differs", sides=t("summary.list_end", start="A", end="B"))
    known = compared(two(captures=(traits(1), traits(2, answers=0.0)), classes=(count(1, side=Side.RESPONSE),)))
    assert summary_of(known, t)[0].text.startswith(t("compare.nothing_known", n=1, sides="A")[:20])
    differs = compared(two(classes=(count(2),), findings=(finding(seen={2: 1}),)))
    assert [said.part for said in summary_of(differs, t)] == ["data", "findings"]
