"""What a consent signal says, whichever product wrote it: the purposes granted and refused, and when.

Signals are cookies, parameters and JSON members; the names are those that the products' own scripts write.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from inspector.decode.encodings.base64_text import bytes_of_base64
from inspector.decode.pairs import percent_decoded, query_pairs
from inspector.decode.tokens.consent_dates import moment_us
from inspector.decode.tokens.consent_forms import answers_of, fields_of, groups_of, services_of
from inspector.decode.tokens.gpp import decode_gpp
from inspector.decode.tokens.jwt import json_of
from inspector.decode.tokens.tcf import decode_tcf
from inspector.model.consent import ConsentState

_LONGEST = 64_000
_COOKIEBOT = ("necessary", "preferences", "statistics", "marketing")


type Reading = tuple[Mapping[str, bool], int | None]


class _Product(NamedTuple):
    name: str
    sign: re.Pattern[str]  # of the cookie's or parameter's name
    read: Callable[[str, str], Reading | None]  # name and value


@lru_cache(maxsize=256)
def consent_state(name: str, value: str) -> ConsentState | None:
    """What a cookie, parameter or JSON member says about consent; None where it is no signal known here. `value` may
    still be percent-encoded."""
    if len(value) > _LONGEST:
        return None
    for _ in range(2):
        value = percent_decoded(value)
    for product in _PRODUCTS:
        if product.sign.match(name) and (reading := product.read(name, value)) is not None:
            return _state(product.name, reading)
    return None


def _state(product: str, reading: Reading) -> ConsentState:
    choices, updated_us = reading
    granted = tuple(purpose for purpose, state in choices.items() if state)
    refused = tuple(purpose for purpose, state in choices.items() if not state)
    return ConsentState(product=product, granted=granted, refused=refused, updated_us=updated_us)


def _tcf(_: str, value: str) -> Reading | None:
    tree = decode_tcf(value)
    if tree is None:
        return None
    choices = _purposes(tree)
    return choices, moment_us(str(tree["updated"]))


def _purposes(tree: Mapping[str, object]) -> dict[str, bool]:
    """Consent to the purposes of the framework: ten, eleven from its policy version 4 on."""
    granted, policy = tree["purposesConsent"], tree["policyVersion"]
    known = 11 if isinstance(policy, int) and policy >= 4 else 10
    return {f"purpose-{number}": isinstance(granted, list) and number in granted for number in range(1, known + 1)}


def _gpp(_: str, value: str) -> Reading | None:
    tree = decode_gpp(value)
    if tree is None:
        return None
    choices: dict[str, bool] = {}
    updated_us = None
    for section in tree.values():
        if isinstance(section, dict):
            choices |= {purpose: section[field] == 2 for field, purpose in _OPT_OUTS if section.get(field)}
        elif isinstance(section, str) and (reading := _tcf("", section) or _us_privacy("", section)) is not None:
            choices |= reading[0]
            updated_us = reading[1] or updated_us
    return choices, updated_us


_OPT_OUTS = (("SaleOptOut", "sale"), ("SharingOptOut", "sharing"), ("TargetedAdvertisingOptOut", "targeted-ads"))


def _us_privacy(_: str, value: str) -> Reading | None:
    """Four characters: version, notice given, opted out of sale, covered by the industry's agreement."""
    if not re.fullmatch(r"1[YyNn-]{3}", value):
        return None
    opted_out = value[2].upper()
    return ({} if opted_out == "-" else {"sale": opted_out == "N"}), None


def _google_state(_: str, value: str) -> Reading | None:
    """`G1`, then advertising and analytics storage: 1 granted, 0 denied, - not used."""
    if not re.fullmatch(r"G1[01-]{2}", value):
        return None
    names = ("ad_storage", "analytics_storage")
    return {name: state == "1" for name, state in zip(names, value[2:], strict=True) if state != "-"}, None


def _google_default(_: str, value: str) -> Reading | None:
    """Four letters between digits: granted are t r n v, denied p q m u, l was never set."""
    match = re.fullmatch(r"1\d([a-z])\d([a-z])\d([a-z])\d([a-z])\d[\da-z]{0,20}", value)
    if match is None:
        return None
    names = ("ad_storage", "analytics_storage", "ad_user_data", "ad_personalization")
    states = zip(names, match.groups(), strict=True)
    return {name: letter in "trnv" for name, letter in states if letter in "trnvpqmu"}, None


def _onetrust(_: str, value: str) -> Reading | None:
    fields = dict(query_pairs(value))
    choices = {name: state == "1" for name, state in groups_of(fields.get("groups", value))}
    return (choices, moment_us(fields.get("datestamp"))) if choices else None


def _cookiebot(_: str, value: str) -> Reading | None:
    fields = fields_of(value)
    choices = {name: fields[name] is True for name in _COOKIEBOT if isinstance(fields.get(name), bool)}
    return (choices, moment_us(fields.get("utc"))) if choices else None


def _tarteaucitron(_: str, value: str) -> Reading | None:
    states = services_of(value)
    return ({name: state == "true" for name, state in states if state != "wait"}, None) if states else None


def _cookieyes(_: str, value: str) -> Reading | None:
    fields = dict(answers_of(value))
    own = ("consentid", "consent", "action", "lastRenewedDate")
    choices = {name: state == "yes" for name, state in fields.items() if name not in own and state in ("yes", "no")}
    return (choices, moment_us(fields.get("lastRenewedDate"))) if fields else None


def _didomi(_: str, value: str) -> Reading | None:
    token = _object(value)
    purposes = token.get("purposes")
    if not isinstance(purposes, dict):
        return None
    granted, refused = _names(purposes.get("enabled")), _names(purposes.get("disabled"))
    return dict.fromkeys(granted, True) | dict.fromkeys(refused, False), moment_us(token.get("updated"))


def _flags(_: str, value: str) -> Reading | None:
    """JSON that says true or false for each purpose, on its first level or under a name for them (Axeptio, Klaro ...).

    Names with `$$` are the product's own.
    """
    whole = _object(value)
    inner = next((part for name in _HOLDERS if isinstance(part := whole.get(name), dict)), whole)
    own = ("consent", "all", "status")
    choices = {
        name: state in (True, "accepted", "granted")
        for name, state in inner.items()
        if (isinstance(state, bool) or state in ("accepted", "revoked", "granted", "denied"))
        and not name.startswith("$$")
        and name not in own
    }
    dates = (whole.get(name) for name in ("$$date", "timestamp", "updated", "date"))
    return (choices, next((us for date in dates if (us := moment_us(date)) is not None), None)) if choices else None


_HOLDERS = ("purposes", "consents", "optionalCookies", "categories")


def _listed(_: str, value: str) -> Reading | None:
    """Only what was granted: a list between commas, or the `categories` of a JSON object."""
    names = _names(_object(value).get("categories")) or [name for name in value.strip(",").split(",") if name]
    return (dict.fromkeys(names, True), None) if all(re.fullmatch(r"[\w. -]{1,60}", name) for name in names) else None


def _trust_commander(_: str, value: str) -> Reading | None:
    """`0@version@categories@vendors@moments@...`: 1 stands for a refusal of everything; categories are those granted,
    or `ALL`. The moments are those of the choice, of its last change and of its end."""
    flag, *fields = value.split("@")
    if flag not in ("0", "1") or len(fields) < 3:
        return None
    names = [name for name in fields[1].split(",") if name] if flag == "0" else []
    moments = [us for text in ",".join(fields[2:4]).split(",") if (us := moment_us(text)) is not None]
    return dict.fromkeys(names or ["ALL"], flag == "0"), next(iter(moments[1:2] or moments), None)


def _word(name: str, value: str) -> Reading | None:
    """One cookie for each purpose, whose name ends with it."""
    purpose = re.split(r"[_-]", name)[-1]
    state = {"allow": True, "deny": False, "yes": True, "no": False}.get(value)
    return ({purpose: state}, None) if state is not None and purpose != "status" else None


def _object(value: str) -> dict[str, object]:
    """The JSON object that a value is, or holds in base64; {} where it is none."""
    data = value.encode("utf-8", "replace") if value[:1] == "{" else bytes_of_base64(value)
    found = json_of(data)
    return found if isinstance(found, dict) else {}


def _names(value: object) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _product(name: str, sign: str, read: Callable[[str, str], Reading | None]) -> _Product:
    return _Product(name, re.compile(sign, re.IGNORECASE), read)


_PRODUCTS = (
    _product("tcf", "", _tcf),
    _product("gpp", "", _gpp),
    _product("us-privacy", r"(?:us_?privacy|usp|uspv1|ccpa)", _us_privacy),
    _product("google-consent-mode", r"gcs\Z", _google_state),
    _product("google-consent-mode", r"gcd\Z", _google_default),
    _product("didomi", r"didomi_token", _didomi),
    _product("onetrust", r"optanonconsent|groups\Z", _onetrust),
    _product("cookiebot", r"cookieconsent\Z", _cookiebot),
    _product("tarteaucitron", r"tarteaucitron", _tarteaucitron),
    _product("axeptio", r"axeptio_cookies", _flags),
    _product("axeptio", r"axeptio_authorized_vendors", _listed),
    _product("trustcommander", r"tc_privacy\Z", _trust_commander),
    _product("cookieyes", r"cookieyes-consent", _cookieyes),
    _product("cookieyes", r"cookielawinfo-checkbox-", _word),
    _product("complianz", r"cmplz_(?!banner|policy|id|consented)", _word),
    _product("iubenda", r"_iub_cs-", _flags),
    _product("klaro", r"klaro\Z", _flags),
    _product("civic", r"cookiecontrol\Z", _flags),
    _product("cookieconsent", r"cc_cookie\Z", _listed),
)
