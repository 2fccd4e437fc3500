"""Choices about consent: by markers, by cookies that appear or change, and what was there before the capture."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from inspector.detect.consent.choices import CaptureWords, ChoiceCollector
from inspector.detect.consent.signals import Message, consent_signals, may_tell
from inspector.model.consent import ChoiceKind, ChoiceLine, Known, Period, Start
from inspector.model.flow import CaptureId, FlowId, Marker
from tests.data.fixtures.consent import ALL_PURPOSES, didomi, tc_string

CAPTURE = CaptureId(1)
OWN, ADS = "rdv.example", "ads.example"
T0 = 1_773_151_200_000_000  # 2026-03-10 14:00:00 UTC
ID = "7f31c09a5be84d22a6f0b1c2"

DIDOMI_ALL = didomi(enabled=["cookies", "audience"], disabled=[], at="2026-03-10T14:00:12.345Z")
DIDOMI_NONE = didomi(enabled=[], disabled=["cookies", "audience"], at="2026-03-10T14:00:12.345Z")
ONETRUST = "isGpcEnabled=0&datestamp=Tue+Mar+10+2026&interactionCount=1&groups=C0001%3A1%2CC0002%3A{0}%2CC0004%3A{0}"
COOKIEBOT = (
    "{{stamp:'AbCd==',necessary:true,preferences:{0},statistics:{0},marketing:{0},method:'explicit',ver:1,utc:1}}"
)
AXEPTIO = (
    '{{"$$token":"x","$$date":"2026-03-10T14:00:12.000Z","$$completed":{1},"google_analytics":{0},"facebook":{0}}}'
)
TARTEAUCITRON = "!gtag={0}!facebookpixel={0}"


def request(second: float, *, cookie: str = "", sets: str = "", **facts: Any) -> Message:
    """A request to the booking site at a second of the visit."""
    host = facts.pop("host", f"www.{OWN}")
    site = ".".join(host.split(".")[-2:])
    default: dict[str, Any] = {
        "capture": CAPTURE,
        "flow": FlowId(facts.pop("flow", round(second))),
        "entry": None,
        "at_us": T0 + round(second * 1_000_000),
        "host": host,
        "site": site,
        "first_party": site == OWN,
        "url": f"https://{host}/{facts.pop('query', '')}",
        "request_headers": json.dumps([["cookie", cookie]] if cookie else []),
        "response_headers": json.dumps([["set-cookie", sets]] if sets else []),
    }
    return Message(**{**default, **facts})


def line(*messages: Message, **words: Any) -> ChoiceLine:
    collector = ChoiceCollector()
    for message in messages:
        texts = (message.url, message.request_headers, message.response_headers)
        collector.take(message, consent_signals(message) if may_tell(*texts) else ())
    return collector.lines([CaptureWords(capture=CAPTURE, **words)])[CAPTURE]


def marker(second: float, kind: str) -> Marker:
    return Marker(at_us=T0 + round(second * 1_000_000), kind=kind)


def seconds(of_us: int) -> float:
    return (of_us - T0) / 1_000_000


def period(known: ChoiceLine, second: float) -> Period:
    return known.at(T0 + round(second * 1_000_000)).period


# markers


def test_markers_tell_the_choice():
    known = line(request(1), markers=(marker(1, "baseline"), marker(3, "consent-shown"), marker(5, "refused")))
    assert [(choice.kind, choice.known) for choice in known.made] == [(ChoiceKind.REFUSED, Known.MARKED)]
    assert known.obstacle is None
    assert (period(known, 4.9), period(known, 5)) == (Period.BEFORE_CHOICE, Period.REFUSED)


def test_a_marker_set_after_the_signal_changed_leaves_the_time_between_open():
    made = didomi(enabled=["cookies"], disabled=[], at="2026-03-10T14:00:10.200Z")
    known = line(request(1), request(11, cookie=f"didomi_token={made}"), markers=(marker(12, "accepted"),))
    (choice,) = known.made
    assert (choice.known, seconds(choice.after_us), seconds(choice.at_us)) == (Known.MARKED, 10.2, 12)
    assert (period(known, 10), period(known, 11), period(known, 12)) == (
        Period.BEFORE_CHOICE,
        Period.AROUND_CHOICE,
        Period.ACCEPTED,
    )


def test_a_signal_of_another_choice_or_far_away_moves_no_marker():
    far = line(request(1), request(60, cookie=f"didomi_token={DIDOMI_ALL}"), markers=(marker(50, "accepted"),))
    other = line(request(1), request(13, cookie=f"didomi_token={DIDOMI_ALL}"), markers=(marker(14, "refused"),))
    assert [(seconds(c.after_us), seconds(c.at_us)) for c in (*far.made, *other.made)] == [(50, 50), (14, 14)]


def test_the_name_of_the_scenario_alone_is_said_to_be_just_that():
    known = line(request(1), scenario="refused")
    assert (known.at(None).period, known.at(None).known) == (Period.REFUSED, Known.NAMED)


# signals that appear


@pytest.mark.parametrize(
    ("cookie", "kind", "product"),
    [
        (f"didomi_token={DIDOMI_NONE}", ChoiceKind.REFUSED, "didomi"),
        (f"didomi_token={DIDOMI_ALL}", ChoiceKind.ACCEPTED, "didomi"),
        (f"OptanonConsent={ONETRUST.format(0)}", ChoiceKind.REFUSED, "onetrust"),
        (f"OptanonConsent={ONETRUST.format(1)}", ChoiceKind.ACCEPTED, "onetrust"),
        (f"CookieConsent={quote(COOKIEBOT.format('false'))}", ChoiceKind.REFUSED, "cookiebot"),
        (f"CookieConsent={quote(COOKIEBOT.format('true'))}", ChoiceKind.ACCEPTED, "cookiebot"),
        (f"axeptio_cookies={quote(AXEPTIO.format('false', 'true'))}", ChoiceKind.REFUSED, "axeptio"),
        (f"tarteaucitron={TARTEAUCITRON.format('false')}", ChoiceKind.REFUSED, "tarteaucitron"),
        ("tarteaucitron=!gtag=true!facebookpixel=false", ChoiceKind.PARTLY, "tarteaucitron"),
        (f"euconsent-v2={tc_string(at_us=T0 + 12_300_000)}", ChoiceKind.REFUSED, "tcf"),
        (
            f"euconsent-v2={tc_string(purposes=ALL_PURPOSES, at_us=T0 + 12_300_000)}",
            ChoiceKind.ACCEPTED,
            "tcf",
        ),
        ("cookieyes-consent=consentid:x,consent:no,action:yes,necessary:yes,ads:no", ChoiceKind.REFUSED, "cookieyes"),
    ],
)
def test_a_choice_is_inferred_from_a_cookie_that_appears(cookie, kind, product):
    known = line(request(1), request(9), request(15, cookie=cookie))
    (choice,) = known.made
    assert (choice.kind, choice.known, choice.product) == (kind, Known.INFERRED, product)
    assert (choice.after_flow, choice.flow, choice.name) == (9, 15, cookie.partition("=")[0])
    assert 9 <= seconds(choice.after_us) <= seconds(choice.at_us) <= 15
    assert (period(known, 9), period(known, 15)) == (
        Period.BEFORE_CHOICE,
        {ChoiceKind.REFUSED: Period.REFUSED, ChoiceKind.ACCEPTED: Period.ACCEPTED}.get(kind, Period.PARTLY),
    )


@pytest.mark.parametrize(
    "cookie",
    [
        f"OptanonConsent={ONETRUST.format(0).replace('interactionCount=1', 'interactionCount=0')}",
        f"CookieConsent={quote(COOKIEBOT.format('true').replace('AbCd==', '-1'))}",
        f"axeptio_cookies={quote(AXEPTIO.format('false', 'false'))}",
        f"tarteaucitron={TARTEAUCITRON.format('wait')}",
        "cookieyes-consent=consentid:x,consent:,action:,necessary:yes,functional:no,analytics:no",
        "cookielawinfo-checkbox-analytics=no",
        "cmplz_marketing=deny",
        "usprivacy=1YNN",
        f"didomi_token={didomi(enabled=[], disabled=[], at='2026-03-10T14:00:02Z')}",
    ],
)
def test_a_default_that_a_product_writes_is_no_choice(cookie):
    known = line(request(1), request(9, sets=cookie), request(15, cookie=cookie))
    assert known.made == ()
    assert known.obstacle == "no_choice"


def test_the_signal_s_own_date_says_when():
    known = line(request(1), request(9), request(15, cookie=f"didomi_token={DIDOMI_NONE}"))
    (choice,) = known.made
    assert (seconds(choice.after_us), seconds(choice.at_us)) == (12.345, 12.345)


AXEPTIO_LIST = "axeptio_authorized_vendors=%2Cgoogle_analytics%2C"
TRUSTCOMMANDER = (
    "TC_PRIVACY={0}%40003%7C5%40{1}%40%401773151212345%2C1773151212345%2C1788703212345%40; TC_PRIVACY_CENTER="
)


@pytest.mark.parametrize(
    ("cookie", "kind", "window"),
    [
        (f"axeptio_cookies={quote(AXEPTIO.format('true', 'true'))}; {AXEPTIO_LIST}", ChoiceKind.ACCEPTED, (12, 13)),
        (f"OptanonConsent={ONETRUST.format(0)}; OptanonAlertBoxClosed=2026-03-10T14%3A00%3A12.500Z",
         ChoiceKind.REFUSED, (12.5, 12.5)),
        (f"OptanonConsent={ONETRUST.format(0)}", ChoiceKind.REFUSED, (1, 15)),
        (TRUSTCOMMANDER.format(0, "1%2C2"), ChoiceKind.ACCEPTED, (12.345, 12.345)),
        (TRUSTCOMMANDER.format(1, ""), ChoiceKind.REFUSED, (12.345, 12.345)),
        ("TC_PRIVACY=1@009@ALL@@1773151212345@", ChoiceKind.REFUSED, (12.345, 12.345)),
        ("TC_PRIVACY=0@064@ALL@; x=1", ChoiceKind.ACCEPTED, (1, 15)),
    ],
)  # fmt: skip
def test_a_product_that_keeps_the_moment_of_the_choice_dates_it(cookie, kind, window):
    """Nothing was asked of the service between the page and the next one: without a date all of it is open."""
    (choice,) = line(request(1), request(15, cookie=cookie)).made
    assert (choice.kind, (seconds(choice.after_us), seconds(choice.at_us))) == (kind, window)


def test_a_list_of_vendors_beside_a_choice_that_is_not_made_is_none():
    default = f"axeptio_cookies={quote(AXEPTIO.format('false', 'false'))}; {AXEPTIO_LIST}"
    assert line(request(1), request(9, cookie=default)).made == ()
    assert line(request(1), request(9, cookie=AXEPTIO_LIST)).made[0].kind is ChoiceKind.ACCEPTED


@pytest.mark.parametrize("value", ["2@003@@@1773151212345@", "0", "0@a", "some@mail.example", "1@@"])
def test_what_is_no_trustcommander_choice_is_none(value):
    assert line(request(1), request(9, cookie=f"TC_PRIVACY={value}")).made == ()


@pytest.mark.parametrize("at_us", [T0 - T0 % 86_400_000_000, T0 - 3_000_000, T0 + 40_000_000])
def test_a_date_that_cannot_be_the_moment_leaves_the_whole_time_between_two_requests(at_us):
    known = line(request(1), request(9), request(15, cookie=f"euconsent-v2={tc_string(at_us=at_us)}"))
    (choice,) = known.made
    assert (seconds(choice.after_us), seconds(choice.at_us)) == (9, 15)
    assert period(known, 12) is Period.AROUND_CHOICE


def test_requests_to_a_host_that_is_never_sent_the_cookie_do_not_date_the_choice():
    """Chosen at second 5: the interface's own host is asked at 6 to 8, without the cookie of the page's host."""
    api = [request(second, host=f"api.{OWN}") for second in (6, 7, 8)]
    undated = f"OptanonConsent={ONETRUST.format(1)}"
    known = line(request(1), request(4), *api, request(10, cookie=undated))
    (choice,) = known.made
    assert (choice.after_flow, seconds(choice.after_us)) == (4, 4)
    assert period(known, 7) is Period.AROUND_CHOICE


def test_a_request_without_the_cookies_its_host_usually_gets_dates_nothing():
    undated = f"OptanonConsent={ONETRUST.format(1)}"
    known = line(request(1, sets="s=1"), request(4, cookie="s=1"), request(8), request(10, cookie=f"s=1; {undated}"))
    assert known.made[0].after_flow == 4


def test_a_choice_that_changes_later_is_a_second_choice():
    later = didomi(enabled=["cookies", "audience"], disabled=[], at="2026-03-10T14:00:40.500Z")
    known = line(
        request(1),
        request(15, cookie=f"didomi_token={DIDOMI_NONE}"),
        request(30, cookie=f"didomi_token={DIDOMI_NONE}"),
        request(50, cookie=f"didomi_token={later}"),
    )
    assert [(choice.kind, seconds(choice.at_us)) for choice in known.made] == [
        (ChoiceKind.REFUSED, 12.345),
        (ChoiceKind.ACCEPTED, 40.5),
    ]
    assert (period(known, 30), period(known, 41)) == (Period.REFUSED, Period.ACCEPTED)


def test_some_purposes_granted_and_others_not_is_neither_refusal_nor_acceptance():
    some = didomi(enabled=["audience"], disabled=["ads"], at="2026-03-10T14:00:12.345Z")
    assert period(line(request(1), request(15, cookie=f"didomi_token={some}")), 20) is Period.PARTLY


def test_products_that_change_within_seconds_tell_of_one_choice():
    both = f"didomi_token={DIDOMI_NONE}; euconsent-v2={tc_string(at_us=T0 + 12_300_000)}"
    assert len(line(request(1), request(15, cookie=both)).made) == 1
    apart = f"didomi_token={DIDOMI_NONE}; axeptio_authorized_vendors=%2Cgtag%2C"
    (choice,) = line(request(1), request(15, cookie=apart)).made
    assert choice.kind is ChoiceKind.PARTLY


def test_a_parameter_that_changes_counts_where_no_cookie_tells():
    pings = [request(2, host=f"t.{ADS}", query="?gcs=G100"), request(9, host=f"t.{ADS}", query="?gcs=G111")]
    (choice,) = line(request(1), *pings).made
    assert (choice.kind, choice.after_flow, choice.flow, choice.name) == (ChoiceKind.ACCEPTED, 2, 9, "gcs")
    known = line(request(1), *pings, request(15, cookie=f"didomi_token={DIDOMI_ALL}"))
    assert [choice.product for choice in known.made] == ["didomi"]


def test_a_parameter_that_is_there_from_its_first_request_or_goes_back_and_forth_tells_nothing():
    ping = "?gcs=G1{}"
    once = request(5, host=f"t.{ADS}", query=ping.format("00"))
    several = [request(n, host=f"t.{ADS}", query=ping.format("11" if n % 2 else "00")) for n in range(2, 8)]
    assert line(request(1), once).made == line(request(1), *several).made == ()


# what was there before


def test_consent_carried_by_the_first_request_is_an_obstacle():
    known = line(request(1, cookie=f"didomi_token={DIDOMI_NONE}"), request(9, cookie=f"didomi_token={DIDOMI_NONE}"))
    assert (known.start, known.obstacle, known.made) == (Start.CARRIED_CONSENT, "consent_carried", ())


def test_identifying_cookies_carried_by_the_first_request_are_an_obstacle():
    known = line(request(1, cookie=f"visitor={ID}"), request(9, sets=f"didomi_token={DIDOMI_NONE}"))
    assert known.obstacle == "cookies_carried"


def test_what_the_requests_show_goes_before_what_was_declared():
    assert line(request(1, cookie=f"visitor={ID}"), fresh_profile=True).start is Start.CARRIED_COOKIES
    assert line(fresh_profile=True).start is Start.FRESH


def test_the_earliest_request_counts_in_whatever_order_they_come():
    assert line(request(9, cookie=f"visitor={ID}"), request(1)).start is Start.FRESH


def test_harmless_cookies_of_the_first_request_are_no_obstacle():
    assert line(request(1, cookie="lang=fr; theme=dark")).start is Start.FRESH


def test_without_cookies_nothing_can_be_said():
    known = line(request(1), markers=(marker(5, "refused"),), cookies=False)
    assert (known.start, known.obstacle) == (Start.UNKNOWN, "no_cookies")


def test_in_a_profile_made_for_the_capture_markers_are_enough():
    """A service that sets no cookie at all is no reason to say nothing of whom its page contacts."""
    facts: dict[str, Any] = {"cookies": False, "fresh_profile": True}
    known = line(request(1), markers=(marker(0.5, "baseline"),), **facts)
    assert (known.start, known.obstacle, period(known, 5)) == (Start.FRESH, None, Period.BEFORE_CHOICE)
    assert line(request(1), markers=(marker(0.5, "baseline"),), sanitized=True, **facts).obstacle == "no_cookies"
    assert line(request(1), **facts).obstacle == "no_cookies"
    assert line(request(1), markers=(marker(2, "consent-shown"),), **facts).obstacle == "no_cookies"


def test_a_signal_of_another_site_is_no_choice():
    known = line(request(1), request(5, host=f"t.{ADS}", cookie=f"didomi_token={DIDOMI_ALL}"))
    assert known.made == ()


def test_a_request_without_a_moment_changes_nothing():
    known = line(request(1), request(9, cookie=f"didomi_token={DIDOMI_NONE}", at_us=None))
    assert known.made == ()
