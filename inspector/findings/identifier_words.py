"""Identifiers and cookies in words, the same for the window and the page."""

from collections.abc import Sequence

from inspector.messages import Translator
from inspector.model.identifier import Cookie, CookieOrigin, Identifier, Sync, Via

_HOUR_DAYS = 1 / 24


def reasons_text(reasons: Sequence[str], t: Translator) -> str:
    """Why a value is taken for what it is."""
    return "; ".join(t(f"identifiers.reason_{reason}") for reason in reasons)


def lifetime_text(cookie: Cookie, t: Translator) -> str:
    """`730 days`, `20 minutes`, `session`; where the setting was not seen it says so."""
    if cookie.origin is CookieOrigin.UNSEEN:
        return t("identifiers.lifetime_unseen")
    days = cookie.lifetime_days
    if days is None:
        return t("identifiers.session")
    if days >= 1:
        return t("identifiers.days", n=round(days))
    if days >= _HOUR_DAYS:
        return t("identifiers.hours", n=round(days * 24))
    return t("identifiers.minutes", n=max(round(days * 1440), 1))


def origin_text(cookie: Cookie, t: Translator) -> str:
    return t(f"identifiers.origin_{cookie.origin}", site=cookie.domain[:80])


def sync_arrow(sync: Sync) -> str:
    """Between the two names of a value: no arrow where the way is not seen."""
    return "·" if sync.via is Via.SHARED else "→"


def attributes_text(cookie: Cookie) -> str:
    """The attributes as the header names them; empty where none is known."""
    said = [
        name
        for name, holds in (
            ("Secure", cookie.secure),
            ("HttpOnly", cookie.http_only),
            (f"SameSite={(cookie.same_site or '').capitalize()}", cookie.same_site),
            ("Partitioned", cookie.partitioned),
        )
        if holds
    ]
    return ", ".join(said)


def choice_text(one: Identifier | Cookie, t: Translator) -> str:
    """How it stands to the choice about consent; empty where there is nothing to say."""
    refusals = one.refusals if isinstance(one, Identifier) else ((one.refusal,) if one.refusal else ())
    said = [t("identifiers.before_choice")] if one.before_choice else []
    if any(refusal.is_new for refusal in refusals):
        said.append(t("identifiers.after_refusal_new"))
    if any(not refusal.is_new for refusal in refusals):
        said.append(t("identifiers.after_refusal_kept"))
    return ", ".join(said)
