"""A flow in plain words: who asked whom for what, when, what came back, and what its delivery means."""

from urllib.parse import urlsplit

from inspector.messages import Translator
from inspector.model.flow import Delivery, FlowFacts
from inspector.store.reading.flow_table import FlowRow
from inspector.ui.words import clock, media_word, safe_text, span

_PATH = 120


def write_sentence(t: Translator, row: FlowRow) -> str:
    """One or two sentences; captured text in them is escaped and bounded."""
    facts = row.facts
    if facts.delivery in (Delivery.REFUSED, Delivery.UNREAD):
        return t(f"marking.asked_{facts.delivery}", host=safe_text(facts.host, limit=100) or t("detail.no_host"),
                 time=clock(facts.started_us, millis=False) or t("window.time_unknown"))  # fmt: skip
    asked = t(
        "detail.asked", who=_who(t, facts), host=safe_text(facts.host, limit=100) or t("detail.no_host"),
        method=safe_text(facts.method, limit=16), path=safe_text(facts.path, limit=_PATH) or "/",
        time=clock(facts.started_us, millis=False) or t("window.time_unknown"),
    )  # fmt: skip
    return f"{asked} {_answered(t, facts)}".strip()


def write_delivery(t: Translator, delivery: Delivery) -> str:
    """What may be said of a flow that came about this way (claim ladder, L1)."""
    return t(f"detail.delivery.{delivery}")


def _who(t: Translator, facts: FlowFacts) -> str:
    initiator = _host_of(facts.initiator_url)
    if facts.resource_type == "document" or not initiator:
        return t("detail.who_browser")
    kind = "script" if facts.initiator_kind == "script" else "page"
    return t(f"detail.who_{kind}", host=safe_text(initiator, limit=80))


def _answered(t: Translator, facts: FlowFacts) -> str:
    if not facts.status:
        return t("detail.unanswered")
    took = span(t, facts.duration_us)
    what = media_word(facts.response_mime, None)
    what = what.upper() if len(what) <= 4 else what
    key = "detail.answered" if facts.response_size else "detail.answered_empty"
    return t(key, status=str(facts.status), size=t.size(facts.response_size), type=what or t("detail.bytes"),
             took=took or t("flows.not_measured"))  # fmt: skip


def _host_of(url: str | None) -> str:
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
