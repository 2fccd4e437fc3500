"""The cookies of a case: who set them, for how long, where they were sent, before and after which choice."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from inspector.detect.identifiers.choices import Choices
from inspector.detect.identifiers.observation import Observation
from inspector.detect.identifiers.parts import identifying_parts
from inspector.detect.identifiers.set_cookie import SetCookie
from inspector.model.flow import CaptureId, FlowId
from inspector.model.identifier import Cookie, CookieOrigin, Refusal
from inspector.model.recording import StateCookie

_MOST = 20_000
_MOST_HOSTS = 12
_DAY_US = 86_400_000_000

type Key = tuple[CaptureId, str, str, str]
"""Capture, site, name, domain: that of the attribute, else the host that set it; the site where that was not seen."""


@dataclass(slots=True)
class _Jar:
    """What is known of one cookie so far."""

    domain: str
    first_party: bool
    value: str = ""
    first: SetCookie | None = None
    set_flow: FlowId | None = None
    set_us: int | None = None
    phase: str | None = None
    times_set: int = 0
    sent: int = 0
    sent_flow: FlowId | None = None
    hosts: dict[str, None] = field(default_factory=dict)
    first_sent_us: int | None = None
    before_choice: bool = False
    choices: Choices = field(default_factory=Choices)


class CookieBook:
    """Takes flows in order; `cookies` tells what came of them. Bounded: `left_out` counts what found no room."""

    def __init__(self) -> None:
        self._jars: dict[Key, _Jar] = {}
        self._named: dict[tuple[CaptureId, str, str], list[_Jar]] = {}
        self.left_out = 0

    def take(self, seen: Observation, *, window: str) -> None:
        for name, value in seen.cookies_sent:
            self._send(name.partition("#")[0], value, seen, window)
        for cookie in seen.cookies_set:
            self._set(cookie, seen, window)

    def _set(self, cookie: SetCookie, seen: Observation, window: str) -> None:
        if not cookie.value or (cookie.lifetime_days is not None and cookie.lifetime_days <= 0):
            return  # taken back
        domain = cookie.domain or seen.host
        known = self._named.get((seen.capture, seen.site, cookie.name), ())
        jar = next((jar for jar in known if jar.first is None and jar.value == cookie.value), None)
        jar = jar or self._jar(cookie.name, domain, seen)
        if jar is None:
            return
        if jar.first is None:
            jar.domain = domain
            jar.first, jar.value, jar.phase = cookie, cookie.value, seen.phase
            jar.set_flow, jar.set_us = seen.flow, seen.at_us
        jar.times_set += 1
        jar.before_choice |= window == "before"
        jar.choices.count(seen.capture, window, seen.at_us, seen.flow)

    def _send(self, name: str, value: str, seen: Observation, window: str) -> None:
        known = self._named.get((seen.capture, seen.site, name), ())
        fitting = [jar for jar in known if seen.host == jar.domain or seen.host.endswith(f".{jar.domain}")]
        jar = next((jar for jar in (*fitting, *known) if jar.value == value), None) or (
            fitting[-1] if fitting else None
        )
        jar = jar or self._jar(name, seen.site, seen)
        if jar is None:
            return
        if not jar.sent:
            jar.first_sent_us, jar.sent_flow = seen.at_us, seen.flow
            jar.value = jar.value or value
        jar.sent += 1
        if len(jar.hosts) < _MOST_HOSTS:
            jar.hosts[seen.host] = None
        jar.before_choice |= window == "before"
        jar.choices.count(seen.capture, window, seen.at_us, seen.flow)

    def _jar(self, name: str, domain: str, seen: Observation) -> _Jar | None:
        key = (seen.capture, seen.site, name, domain)
        jar = self._jars.get(key)
        if jar is None:
            if len(self._jars) >= _MOST:
                self.left_out += 1
                return None
            jar = self._jars[key] = _Jar(domain=domain, first_party=seen.first_party)
            self._named.setdefault(key[:3], []).append(jar)
        return jar

    def cookies(
        self,
        *,
        refused_us: Mapping[CaptureId, int],
        kept: Mapping[CaptureId, Iterable[tuple[int, StateCookie]]],
        sites_of: Callable[[str], Iterable[str]],
    ) -> tuple[Cookie, ...]:
        """All cookies, by capture, site and name. `kept`: the browser's own, with the moment they were read, by
        capture; `sites_of` tells which sites were sent an identifying part."""
        states = {
            (capture, cookie.name, cookie.domain.lstrip(".").lower()): (at_us, cookie)
            for capture, cookies in kept.items()
            for at_us, cookie in cookies
        }
        return tuple(
            _cookie(key, jar, refused_us=refused_us, state=states.get((key[0], key[2], jar.domain)), sites_of=sites_of)
            for key, jar in sorted(self._jars.items())
        )


def _cookie(
    key: Key,
    jar: _Jar,
    *,
    refused_us: Mapping[CaptureId, int],
    state: tuple[int, StateCookie] | None,
    sites_of: Callable[[str], Iterable[str]],
) -> Cookie:
    capture, site, name, _ = key
    told = _attributes(jar.first, state)
    others = {other for part in identifying_parts(jar.value) for other in sites_of(part)} - {site}
    refusal: Refusal | None = jar.choices.refusal(capture, refused_us.get(capture))
    return Cookie(
        capture=capture,
        name=name,
        domain=jar.domain,
        site=site,
        first_party=jar.first_party,
        value=jar.value,
        set_flow=jar.set_flow,
        set_us=jar.set_us,
        phase=jar.phase,
        times_set=jar.times_set,
        sent=jar.sent,
        sent_flow=jar.sent_flow,
        hosts=tuple(jar.hosts),
        first_sent_us=jar.first_sent_us,
        before_choice=jar.before_choice,
        refusal=refusal,
        also_at=tuple(sorted(others)),
        **told,  # type: ignore[arg-type]
    )


def _attributes(first: SetCookie | None, state: tuple[int, StateCookie] | None) -> dict[str, object]:
    """What is known of how it was set: by the answer, else by what the browser held."""
    if first is not None:
        return {
            "origin": CookieOrigin.RESPONSE,
            "path": first.path,
            "host_only": not first.domain,
            "lifetime_days": first.lifetime_days,
            "secure": first.secure,
            "http_only": first.http_only,
            "same_site": first.same_site,
            "partitioned": first.partitioned,
        }
    if state is None:
        return {"origin": CookieOrigin.UNSEEN, "path": "/"}
    at_us, cookie = state
    return {
        "origin": CookieOrigin.PAGE,
        "path": cookie.path,
        "host_only": not cookie.domain.startswith("."),
        "lifetime_days": None if cookie.expires_us is None else (cookie.expires_us - at_us) / _DAY_US,
        "secure": cookie.secure,
        "http_only": cookie.http_only,
        "same_site": cookie.same_site.lower(),
        "partitioned": bool(cookie.partition),
    }
