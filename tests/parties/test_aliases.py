"""Names that look-ups told: another party's name is a candidate, a delivery network's is none."""

from inspector.model.party import Party
from inspector.model.recording import NameAnswer
from inspector.parties.aliases import aliases_of, names_of
from inspector.parties.book import PartyBook
from inspector.parties.intermediaries import IntermediaryBook

BOOK = PartyBook.load()
DELIVERY = IntermediaryBook.load()
OWN = Party(site="clinic.example")


def answer(host: str, *aliases: str, at_us: int = 1_000_000) -> NameAnswer:
    owners = (host, *aliases)
    chain = tuple((owner, "CNAME", alias) for owner, alias in zip(owners, aliases, strict=False))
    return NameAnswer(host=host, at_us=at_us, resolver="192.0.2.53", chain=(*chain, (owners[-1], "A", "192.0.2.1")))


def aliases(*answers: NameAnswer, own: Party = OWN):
    return aliases_of(list(names_of(answers).values()), own=own, book=BOOK, is_delivery=DELIVERY.is_delivery_name)


def test_a_first_party_host_under_a_name_of_a_tracker_gets_it_as_a_dated_candidate():
    (alias,) = aliases(answer("data.clinic.example", "clinic.eulerian.net", "et5.eulerian.net"))
    assert (alias.host, alias.site, alias.operator) == ("data.clinic.example", "eulerian.net", "Eulerian")
    assert alias.names == ("clinic.eulerian.net", "et5.eulerian.net")
    assert (alias.at_us, alias.resolver) == (1_000_000, "192.0.2.53")
    assert alias.source is not None
    assert alias.source.date


def test_a_delivery_network_is_an_intermediary_and_no_candidate():
    assert aliases(answer("www.clinic.example", "clinic.example.edgekey.net", "e1.a.akamaiedge.net")) == ()


def test_a_tracker_behind_a_delivery_network_is_still_found():
    (alias,) = aliases(answer("t.clinic.example", "x.cloudfront.net", "clinic.sc.omtrdc.net"))
    assert alias.operator == "Adobe"


def test_names_of_the_own_site_and_group_are_no_other_party():
    assert aliases(answer("www.clinic.example", "lb.clinic.example")) == ()
    google = BOOK.party_of("www.google.com")
    assert aliases(answer("maps.google.com", "maps.l.youtube.com"), own=google) == ()


def test_an_unknown_name_of_another_site_is_told_without_an_operator():
    (alias,) = aliases(answer("t.clinic.example", "clinic.collecte.example"))
    assert (alias.site, alias.operator, alias.source) == ("collecte.example", None, None)


def test_the_first_answer_with_names_counts_and_failures_say_nothing():
    failed = NameAnswer(host="t.clinic.example", at_us=1, resolver="", error="timeout")
    plain = NameAnswer(host="t.clinic.example", at_us=2, resolver="", chain=(("t.clinic.example", "A", "192.0.2.1"),))
    first, later = answer("t.clinic.example", "a.example", at_us=3), answer("t.clinic.example", "b.example", at_us=4)
    assert names_of([failed, plain, first, later])["t.clinic.example"].names == ("t.clinic.example", "a.example")
    assert names_of([failed, plain]) == {}


def test_a_loop_of_names_ends():
    assert aliases(answer("t.clinic.example", *["t.clinic.example", "a.example"] * 500))[0].site == "a.example"
