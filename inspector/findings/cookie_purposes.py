"""What a cookie is for, as far as its name tells: the makers of measuring and advertising scripts publish theirs."""

import re
from enum import StrEnum
from functools import lru_cache

from inspector.detect.identifiers.senses import sense_of


class Purpose(StrEnum):
    TRACKER = "tracker"  # advertising, or measurement that no exemption is known for
    AUDIENCE = "audience"  # audience measurement that may be set up so that no consent is needed
    SESSION = "session"  # of a visit or an account
    NECESSARY = "necessary"  # load balancing, bot checks, forgery checks, the choice about consent itself
    UNKNOWN = "unknown"


_TRACKER = re.compile(
    r"_ga\Z|_ga_[A-Z0-9]+\Z|_gid\Z|__utm[abz]\Z|_gcl_|_gac_|__gads\Z|__gpi\Z|_fb[pc]\Z|_uet[sv]id\Z|_clck\Z|_clsk\Z"
    r"|_hj(?:SessionUser|Session|id)|_ttp\Z|_tt_|_pin_unauth\Z|_scid|_rdt_uuid\Z|_twpid\Z|li_(?:fat_id|giant)\Z|_li_"
    r"|__hstc\Z|hubspotutk\Z|_mkto_trk\Z|ajs_(?:anonymous|user)_id\Z|amplitude_id|AMP_[0-9a-f]{6,}\Z|mp_\w+_mixpanel\Z"
    r"|cto_(?:bundle|bidid)\Z|_cc_id\Z|__qca\Z|panoramaId\Z|sharedid\Z|_pubcid\Z|id5id\Z|AMCV_|s_(?:vi|fid)\Z|demdex\Z"
    r"|_cs_(?:id|s)\Z|_vwo_uuid|optimizelyEndUserId\Z|kameleoonVisitorCode\Z|ABTasty\Z|_parsely_visitor\Z|__tld__\Z"
    r"|_lr_(?:uf|hb)_|fs_uid\Z|intercom-id-|_ym_(?:uid|d)\Z|_lfa\Z|_tq_id|tfpsi\Z|_ain_uid\Z"
)
_AUDIENCE = re.compile(
    r"_pk_(?:id|ses)|mtm_consent|_pcid\Z|_pctx\Z|pa_(?:user|privacy|vid)\Z|at(?:userid|idvisitor|authority)\Z|xt(?:vrn|an|at)"
    r"|_eulerian|etuix\Z|_wm_|plausible_|_swa_"
)
_CONSENT = re.compile(
    r"didomi|euconsent|optanon|axeptio|tarteaucitron|cookieyes|cookie-?consent|cookielawinfo|cmplz_|_iub_cs|klaro\Z"
    r"|cookiecontrol\Z|cc_cookie\Z|addtl_consent|tc_privacy|gdpr|usprivacy|consent",
    re.IGNORECASE,
)
_NECESSARY = re.compile(r"csrf|xsrf|captcha|nonce|lang|locale|currency|cart|basket|panier|dark|theme", re.IGNORECASE)
_SESSION = re.compile(
    r"phpsessid\Z|jsessionid|asp\.net_sessionid\Z|connect\.sid\Z|laravel_session\Z|wordpress_(?:logged_in|sec)"
    r"|(?:\A|[_\-.])(?:session|sess|sid|auth|login|logged|remember|account|jwt|token)(?:[_\-.]|id|\Z)",
    re.IGNORECASE,
)


@lru_cache(maxsize=10_000)
def purpose_of(name: str) -> Purpose:
    """By the name alone; a tracker's own name goes before everything else."""
    name = name.removeprefix("__Secure-").removeprefix("__Host-")[:120]
    sense = sense_of(name)
    if _TRACKER.match(name):
        return Purpose.TRACKER
    if _AUDIENCE.match(name):
        return Purpose.AUDIENCE
    if sense.is_balancer or sense.is_consent or _CONSENT.search(name) or _NECESSARY.search(name):
        return Purpose.NECESSARY
    return Purpose.SESSION if _SESSION.search(name) else Purpose.UNKNOWN
