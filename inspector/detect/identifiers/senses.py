"""What the names of parameters, headers and cookies say of the values that repeat under them."""

import re
from functools import lru_cache
from typing import NamedTuple

from inspector.detect.names.fold import tokens

_IDENTIFIER = frozenset(
    {"cid", "uid", "uuid", "guid", "puid", "suid", "tuid", "muid", "buid", "obuid", "zuid", "mpuid", "tuuid", "ruid"}
    | {"visitor", "visitorid", "vid", "user", "userid", "clientid", "device", "deviceid", "browser", "browserid"}
    | {"anonymous", "anonymousid", "anon", "anonid", "ssid", "esid", "sid", "session", "sessionid", "sess", "sessid"}
    | {"fbp", "fbc", "ga", "_ga", "_gid", "gid", "_fbp", "_fbc", "fbclid", "gclid", "msclkid", "dclid", "ttclid"}
    | {"idfa", "idfv", "gaid", "aaid", "adid", "ifa", "rdid", "advertiser", "advertising", "maid", "appset"}
    | {"account", "customer", "patient", "member", "subscriber", "external", "buyeruid", "install", "installation"}
    | {"em", "hem", "email", "mail", "ph", "phone", "distinct", "amp", "mid", "aid", "dsid", "ide", "fingerprint"}
    | {"authorization"}
)
_CONSTANT = frozenset(
    {"tid", "key", "apikey", "dsn", "app", "appid", "site", "siteid", "property", "container", "tag", "tagid", "gtm"}
    | {"marketer", "marketerid", "publisher", "pixel", "pixelid", "version", "ver", "v", "hash", "build", "buildid"}
    | {"rev", "revision", "commit", "release", "sha", "integrity", "project", "campaign", "org", "tenant", "widget"}
    | {"script", "module", "etag", "bundle", "licence", "license", "partner", "network", "placement", "creative"}
    | {"experiment", "variant", "template", "asset", "sdk", "config", "schema", "domain", "website", "writekey"}
)
_TRANSIENT = frozenset(
    {"nonce", "csrf", "xsrf", "cb", "cachebuster", "rnd", "rand", "random", "ord", "ts", "timestamp", "time", "date"}
    | {"request", "requestid", "trace", "traceid", "traceparent", "tracestate", "span", "spanid", "correlation"}
    | {"baggage", "event", "eventid", "eid", "message", "messageid", "batch", "challenge", "state", "code", "verifier"}
    | {"signature", "sig", "hmac", "checksum", "exp", "expires", "jti", "boundary", "transaction", "idempotency"}
    | {
        "at",
        "created",
        "updated",
        "_",
        "cachebust",
        "sequence",
        "seq",
        "insert",
        "hit",
        "impression",
        "pageview",
        "pvid",
        "consistency",
    }
)
_BALANCER = re.compile(
    r"(?i)(?:AWSALB|AWSALBCORS|AWSALBTG|AWSALBTGCORS|AWSELB|AWSELBCORS|ARRAffinity|ARRAffinitySameSite|SERVERID|ROUTEID"
    r"|BIGipServer.*|TS01[0-9a-f]+|__cf_bm|__cflb|_cfuvid|cf_clearance|incap_ses_.*|nlbi_.*|visid_incap_.*|ak_bmsc|bm_s[vz]"
    r"|_abck|akavpau.*|GCLB|X-Mapping-.*|stickysession|lb|dtCookie|NSC_.*|datadome|reese84)\Z"
)
_CONSENT = re.compile(
    r"(?i)(?:euconsent.*|gdpr.*|addtl_consent|gpp.*|usprivacy|us_privacy|consent_?string|tc_?string|gcd|gcs)\Z"
)
_TAG = re.compile(r"(?:G|GT|GTM|UA|AW|DC|MC)-[A-Z0-9][A-Z0-9-]{3,}\Z")


class NameSense(NamedTuple):
    """What one name suggests; several may hold. `is_balancer`: a cookie of load balancers and bot checks."""

    is_identifier: bool
    is_constant: bool
    is_transient: bool
    is_balancer: bool
    is_consent: bool

    @property
    def is_passing(self) -> bool:
        """A ticket, a time or a signal: no value under it is followed."""
        return self.is_transient or self.is_consent


@lru_cache(maxsize=20_000)
def sense_of(name: str) -> NameSense:
    """The name as the message has it: `_ga`, `x-request-id`, `udff[em]`."""
    name = name.partition("#")[0][:120]
    words = frozenset(tokens(name)) | frozenset(tokens(name.lstrip("_"))) | {name.lower()}
    is_transient = bool(words & _TRANSIENT)
    return NameSense(
        is_identifier=bool(words & _IDENTIFIER) and not is_transient,
        is_constant=bool(words & _CONSTANT) or name.lower() == "client_id",
        is_transient=is_transient,
        is_balancer=bool(_BALANCER.match(name)),
        is_consent=bool(_CONSENT.match(name)),
    )


def is_tag_id(value: str) -> bool:
    """Whether a value has the shape of a measurement or container id: `G-XXXX`, `GTM-XXXX`, `UA-XXXX-1`."""
    return bool(_TAG.match(value))
