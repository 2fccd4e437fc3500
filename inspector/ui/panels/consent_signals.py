"""What one flow says about consent: each signal decoded, and where the flow stands to the choices of its capture."""

from collections.abc import Callable, Iterator
from functools import partial

from inspector.messages import Translator
from inspector.model.consent import ConsentSignal, Known, Period, Standing
from inspector.model.flow import Side
from inspector.model.leaf import Place
from inspector.ui.panels.flow_story import FlowConsent
from inspector.ui.panels.prose import Block, Run, block, code, link, plain, quiet
from inspector.ui.panels.wording import place_word
from inspector.ui.words import full_moment, safe_text

_MOST_SIGNALS = 12
_MOST_PURPOSES = 40


def write_signals(t: Translator, consent: FlowConsent, *, go: Callable[[Place], None]) -> Iterator[Block]:
    """`go` shows where in the flow a signal stands."""
    yield block(t("journeys.consent_flow_title"), kind="heading")
    if consent.standing is not None:
        yield block(_standing(t, consent.standing))
    for signal in consent.signals[:_MOST_SIGNALS]:
        yield from _signal(t, signal, go=go)


def _standing(t: Translator, standing: Standing) -> Run:
    if standing.period is Period.UNKNOWN or standing.known is Known.UNKNOWN:
        return quiet(t("journeys.consent_standing_unknown"))
    period, known = t(f"journeys.period_{standing.period}"), t(f"journeys.known_{standing.known}")
    return plain(t("journeys.consent_standing", period=period, known=known))


def _signal(t: Translator, signal: ConsentSignal, *, go: Callable[[Place], None]) -> Iterator[Block]:
    state, key = signal.state, f"journeys.product.{signal.state.product}"
    product = t(key) if t.has(key) else safe_text(state.product, limit=60)
    name = safe_text(signal.name, limit=60)
    yield block(t("journeys.consent_product", product=product, name=name), kind="heading")
    way = "consent_sent" if signal.place.side is Side.REQUEST else "consent_returned"
    chosen = t("journeys.consent_chosen" if signal.chosen else "journeys.consent_default")
    told = f"{t(f'journeys.{way}', host=safe_text(signal.host, limit=120))} · {chosen}   "
    yield block(quiet(told), link(t("journeys.consent_place"), partial(go, signal.place)), kind="small")
    for word, purposes in (("granted", state.granted), ("refused", state.refused)):
        yield block(plain(f"{t(f'journeys.consent_{word}')}   "), *_purposes(t, purposes))
    if state.updated_us is not None:
        yield block(quiet(t("journeys.consent_updated", at=full_moment(t, state.updated_us))), kind="small")
    yield block(quiet(place_word(t, signal.place)), kind="small")


def _purposes(t: Translator, purposes: tuple[str, ...]) -> Iterator[Run]:
    if not purposes:
        yield quiet(t("journeys.consent_nothing"))
    for number, purpose in enumerate(purposes[:_MOST_PURPOSES]):
        if number:
            yield quiet(", ")
        yield code(safe_text(purpose, limit=60))
        key = f"journeys.purpose.{purpose}"
        if t.has(key):
            yield quiet(f" ({t(key)})")
    if len(purposes) > _MOST_PURPOSES:
        yield quiet(" …")
