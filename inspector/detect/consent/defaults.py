"""Whether a consent signal tells of a choice, or of the default that a product writes before anybody chose."""

import re
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from inspector.decode.pairs import percent_decoded
from inspector.decode.tokens.consent_dates import moment_us
from inspector.model.consent import ConsentState

type Beside = Mapping[str, str]
"""The cookies of the same message, by name in lower case."""

_AXEPTIO, _AXEPTIO_LIST = "axeptio_cookies", "axeptio_authorized_vendors"  # a suffix may name the language


def is_chosen(name: str, value: str, *, state: ConsentState, beside: Beside) -> bool:
    """Google's parameters say what is in force, chosen or not. In the United States nobody is asked first: only an
    opt-out is a choice."""
    if state.product in ("us-privacy", "gpp"):
        return bool(state.refused) or any(purpose.startswith("purpose-") for purpose in state.granted)
    if name.casefold().startswith(_AXEPTIO_LIST):
        value = beside.get(name.casefold().replace(_AXEPTIO_LIST, _AXEPTIO), "")
    asked = _PRODUCTS.get(state.product)
    return asked is None or asked(percent_decoded(percent_decoded(value)), beside)


def dated(state: ConsentState, *, beside: Beside) -> ConsentState:
    """A chosen state with the moment of the choice: OneTrust renews the date in its cookie on every page, and keeps
    that of the choice in another one."""
    if state.product != "onetrust":
        return state
    return replace(state, updated_us=moment_us(percent_decoded(beside.get("optanonalertboxclosed", ""))))


def _never(_value: str, _beside: Beside) -> bool:
    return False


def _onetrust(value: str, beside: Beside) -> bool:
    return "optanonalertboxclosed" in beside or re.search(r"interactionCount=[1-9]", value) is not None


def _cookiebot(value: str, _beside: Beside) -> bool:
    """`-1` stands where no consent is asked, `implied` where the visit goes on without an answer."""
    return re.search(r"stamp:'-?[01]'|method:'implied'", value) is None


def _cookieyes(value: str, beside: Beside) -> bool:
    """One cookie for all purposes, or in older versions one for each, beside one that says that the notice was read."""
    return "viewed_cookie_policy" in beside or "action:yes" in beside.get("cookieyes-consent", value)


def _complianz(_value: str, beside: Beside) -> bool:
    return beside.get("cmplz_banner-status") == "dismissed"


def _axeptio(value: str, _beside: Beside) -> bool:
    return re.search(r'"\$\$completed"\s*:\s*false', value) is None


def _civic(value: str, _beside: Beside) -> bool:
    return re.search(r'"interactedWith"\s*:\s*false', value) is None


_PRODUCTS: dict[str, Callable[[str, Beside], bool]] = {
    "google-consent-mode": _never,
    "onetrust": _onetrust,
    "cookiebot": _cookiebot,
    "cookieyes": _cookieyes,
    "complianz": _complianz,
    "axeptio": _axeptio,
    "civic": _civic,
}
