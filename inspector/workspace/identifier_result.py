"""Identifiers, syncs and cookies as `enclair-scan/1` tells them (contracts.md)."""

from collections.abc import Callable
from typing import Any

import msgspec

from inspector.detect.identifiers.carried import Carried
from inspector.detect.identifiers.parts import identifying_parts
from inspector.model.identifier import Cookie, Identifier, Refusal, Sync, Use
from inspector.store.identifiers import read_cookies, read_identifier_coverage, read_identifiers, read_syncs
from inspector.store.queries import CaseReader

type Shown = Callable[[str], dict[str, str]]
"""What may be said of a value: masked, in full, hashed."""


def describe_identified(reader: CaseReader, shown: Shown) -> dict[str, Any]:
    """The members `identifiers`, `syncs`, `cookies` and `identifier_coverage` of a result. A value that a cookie
    carries is told as that cookie's, everywhere; `part_id` is that of its identifying part, by which rows join."""
    cookies = read_cookies(reader)
    carried = Carried(cookies)
    return {
        "identifiers": [_identifier(one, shown, carried) for one in read_identifiers(reader)],
        "syncs": [_sync(one, shown, carried) for one in read_syncs(reader)],
        "cookies": [_cookie(one, shown) for one in cookies],
        "identifier_coverage": msgspec.to_builtins(read_identifier_coverage(reader)),
    }


def _identifier(one: Identifier, shown: Shown, carried: Carried) -> dict[str, Any]:
    return {
        "site": one.site,
        "first_party": one.first_party,
        "same_group": one.same_group,
        "kind": one.kind,
        "confidence": one.confidence,
        "reasons": list(one.reasons),
        **shown(carried.whole(one.site, one.value)),
        "part_id": shown(one.value)["value_id"],
        "bits": one.bits,
        "uses": [_use(use) for use in one.uses],
        "flows": one.flows,
        "pages": one.pages,
        "captures": list(one.captures),
        "first_us": one.first_us,
        "last_us": one.last_us,
        "also_at": list(one.also_at),
        "before_choice": one.before_choice,
        "after_refusal": [_refusal(refusal) for refusal in one.refusals],
    }


def _use(use: Use) -> dict[str, Any]:
    place = use.place
    return {
        "side": use.side,
        "location": use.location,
        "name": use.name,
        "flows": use.flows,
        "first": {"capture": place.capture, "flow": place.flow, "entry": place.entry, "path": place.path},
    }


def _refusal(one: Refusal) -> dict[str, Any]:
    return {
        "capture": one.capture,
        "refused_us": one.refused_us,
        "before_us": one.before_us,
        "first_after_us": one.first_after_us,
        "last_after_us": one.last_after_us,
        "flows": one.flows_after,
        "flow": one.flow,
        "how": "new" if one.is_new else "kept",
    }


def _sync(one: Sync, shown: Shown, carried: Carried) -> dict[str, Any]:
    return {
        "from": one.source,
        "to": one.target,
        "via": one.via,
        **shown(carried.whole_of_sync(one)),
        "part_id": shown(one.value)["value_id"],
        "from_name": one.source_name,
        "to_name": one.target_name,
        "confidence": one.confidence,
        "count": one.count,
        "flows": list(one.flows),
        "captures": list(one.captures),
        "first_us": one.first_us,
        "last_us": one.last_us,
    }


def _cookie(one: Cookie, shown: Shown) -> dict[str, Any]:
    return {
        "capture": one.capture,
        "name": one.name,
        "domain": one.domain,
        "path": one.path,
        "site": one.site,
        "first_party": one.first_party,
        "origin": one.origin,
        **shown(one.value),
        "part_ids": [shown(part)["value_id"] for part in identifying_parts(one.value)],
        "set_flow": one.set_flow,
        "set_us": one.set_us,
        "phase": one.phase,
        "times_set": one.times_set,
        "lifetime_days": None if one.lifetime_days is None else round(one.lifetime_days, 3),
        "host_only": one.host_only,
        "secure": one.secure,
        "http_only": one.http_only,
        "same_site": one.same_site,
        "partitioned": one.partitioned,
        "sent": one.sent,
        "sent_flow": one.sent_flow,
        "hosts": list(one.hosts),
        "first_sent_us": one.first_sent_us,
        "before_choice": one.before_choice,
        "after_refusal": _refusal(one.refusal) if one.refusal else None,
        "also_at": list(one.also_at),
    }
