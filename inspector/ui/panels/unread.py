"""Why the content of a flow was not read, in words: who refused what, how often, and what is known all the same."""

from inspector.messages import Translator
from inspector.model.flow import Delivery
from inspector.model.recording import Handshake, Refusal
from inspector.ui.panels.flow_story import FlowStory
from inspector.ui.words import clock, safe_text

UNREAD = (Delivery.REFUSED, Delivery.UNREAD)


def write_refusal(t: Translator, handshake: Handshake) -> str:
    """One sentence for what one client did at one host, and another where it is likely pinned."""
    client = safe_text(handshake.client, limit=80) or t("marking.some_client")
    said = t(f"marking.refusal_{handshake.refusal}", client=client, host=safe_text(handshake.host, limit=100),
             n=handshake.count)  # fmt: skip
    is_telling = handshake.likely_pinned and handshake.refusal is not Refusal.SERVER_REFUSED
    return f"{said} {t('marking.likely_pinned')}" if is_telling else said


def write_unread(t: Translator, story: FlowStory) -> str:
    """The text of the place where request and response would stand."""
    facts, unread = story.content.facts, story.unread
    lines = [write_refusal(t, handshake) for handshake in story.refusals[:4]]
    if not lines:
        lines.append(t(f"marking.why_{facts.delivery}", host=safe_text(facts.host, limit=100)))
    if unread is not None and not story.refusals:
        known = t(f"marking.known_{facts.delivery}", n=unread.connections, sent=t.size(unread.bytes_sent),
                  received=t.size(unread.bytes_received), first=clock(unread.first_us, millis=False),
                  last=clock(unread.last_us, millis=False))  # fmt: skip
        lines.append(known)
    if facts.delivery is Delivery.REFUSED:
        lines.append(t("marking.refused_next"))
    return "\n\n".join(lines)
