"""Diaries that somebody keeps on a site of health."""

import json

from tests.detect.builders import classes

NIGHTS = [{"dia": "2026-11-02", "fugas": 22, "centrais": 1.1}, {"dia": "2026-11-03", "fugas": 9, "centrais": 0.4}]


def test_a_diary_sent_to_a_site_of_health_is_measured() -> None:
    sent = json.dumps({"questionario": {"epworth": 14}, "noites": NIGHTS, "medication": "x"})
    assert "health.measurement" in classes("https://clinic.example/sync", sent=sent)


def test_the_same_list_of_another_trade_is_not() -> None:
    sent = json.dumps({"noites": NIGHTS, "hotel": "x"})
    assert not classes("https://api.casa.example/sync", sent=sent)
