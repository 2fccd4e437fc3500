"""Recording through the proxy: puts together the server, the add-ons and what they ask of the plan."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.capture import talk
from inspector.capture.browsers.background import is_background, own_hosts
from inspector.capture.browsers.find import Browser
from inspector.capture.listening import Listening
from inspector.capture.plan import BrowserKind, Mode, Plan, Target
from inspector.capture.proxy.certificates import TRUSTED_NAME, prepare_authority, trusted_bundle
from inspector.capture.proxy.doors import Doors
from inspector.capture.proxy.joining import Watch
from inspector.capture.proxy.lives import FlowLives
from inspector.capture.proxy.names import DeviceNames, NameLookups
from inspector.capture.proxy.own_pages import OWN_HOSTS, OwnPages
from inspector.capture.proxy.passing import Passing, unread_patterns
from inspector.capture.proxy.refusals import Refusals
from inspector.capture.proxy.scope import Scope, is_loopback
from inspector.capture.proxy.server import ProxyServer
from inspector.capture.proxy.tap import Tap
from inspector.capture.proxy.tunnels import Tunnels
from inspector.capture.sink import Sink
from inspector.capture.tracking import capture_extra
from inspector.model.errors import EnvironmentLacks
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import Handshake
from inspector.store.clock import now_us

if TYPE_CHECKING:
    from inspector.capture.proxy.certificates import Authority

_TELL_EVERY_S = 0.5


class Tapping:
    """The proxy of one recording. Raises EnvironmentLacks from `start` where it cannot listen."""

    authority: "Authority"

    def __init__(
        self,
        plan: Plan,
        sink: Sink,
        *,
        folder: Path,
        say: Callable[[talk.Saying], None],
        describe: Callable[[], None] = lambda: None,
    ) -> None:
        self._plan = plan
        self._sink = sink
        self._folder = folder
        self._listening = Listening(plan, folder)
        self._say = say
        self._unread = list(plan.pass_unread)
        self._passed = set(plan.pass_unread)
        self._describe = describe
        self._told_refusals: dict[tuple[str, str], float] = {}
        self._seen: set[str] = set()
        self._loopback_told = 0
        self._strangers_told = False
        self.browser: Browser | None = None
        self.phone: talk.PhoneAccess | None = None
        self.address = ""
        self.port = 0
        self._names = NameLookups(sink.note_name, clock_us=now_us) if plan.resolve_names else None
        self.lives = FlowLives(
            sink,
            scope=Scope(plan.scope),
            cap_bytes=plan.body_cap_bytes,
            background=self._is_background,
            listed=self._is_listed,
            asked=lambda client: self.doors.asked(client),
            suspect=lambda host, count: say(talk.Suspicion(host=host, count=count)),
        )
        tunnels = Tunnels()
        self.doors = Doors(
            tunnels,
            names=self._names,
            host_map=plan.host_map,
            allow_loopback=plan.allow_loopback,
            own_hosts=OWN_HOSTS,
            seen=self._client_seen,
            only_one=plan.mode is Mode.LAN,  # an open proxy on a network is for one phone, not for whoever finds it
        )
        self._refusals = Refusals(
            sink,
            tunnels,
            own_hosts=OWN_HOSTS,
            client_name=self._client_name,
            refused=self._refused,
            background=self._is_background,
        )
        self._passing = Passing(sink, tunnels, background=self._is_background)
        self._device_names = DeviceNames(sink.note_name, clock_us=now_us)
        self._pages = OwnPages(plan, checked=self._checked)
        self._server: ProxyServer | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What the report has to disclose: the traffic was read on the way."""
        from mitmproxy.version import VERSION

        return {
            "interception": f"mitmproxy {VERSION}",
            "ca_sha256": self.authority.sha256,
            "mode": self._plan.mode.value,
            "quic": "kept out",
            "names": "looked up" if self._plan.resolve_names else "not looked up",
        } | {
            name: ", ".join(hosts)
            for name, hosts in (("scope", self._plan.scope), ("unread", sorted(self._passed)))
            if hosts
        }

    async def start(self) -> None:
        plan, folder = self._plan, self._folder
        self.authority = self._prepare_authority()
        self._pages.authority = self.authority
        trusted = str(trusted_bundle(folder, Path(plan.upstream_ca))) if plan.upstream_ca else ""
        self._server = ProxyServer(
            folder=folder,
            modes=self._listening.modes(),
            addons=(
                self._pages,
                self.doors,
                self._refusals,
                self._passing,
                self._device_names,
                Tap(self.lives, own_hosts=OWN_HOSTS),
            ),
            trusted_file=trusted,
            ignore_hosts=unread_patterns(tuple(self._unread)),
            beyond_loopback=plan.mode is not Mode.LOOPBACK,
        )
        self.doors.hang_up = self._server.hang_up
        own_port = await self._pages.listen()
        self.doors.own_target = Target(address="127.0.0.1", port=own_port)
        await self._server.start()
        if plan.mode is Mode.LOCAL:
            return  # it listens nowhere: programs are redirected
        host, port = self._server.addresses()[0]
        self.port = port
        self.address = f"{host}:{port}"
        if plan.mode in (Mode.WIREGUARD, Mode.LAN):
            self.phone = self._listening.phone_access(host, port)

    def _prepare_authority(self) -> "Authority":
        try:
            return prepare_authority(self._folder)
        except (OSError, ValueError) as error:
            raise EnvironmentLacks(
                "The certificate authority in the private folder of the case cannot be used: move it away to have"
                " another.",
                code="authority_unusable",
            ) from error

    # -- while it runs ------------------------------------------------------------------------------------

    def sweep(self) -> None:
        self.lives.sweep()
        self._refusals.sweep()
        if self.doors.loopback_refusals > self._loopback_told:
            if not self._loopback_told:
                self._say(talk.Told(code="loopback_refused"))
            self._loopback_told = self.doors.loopback_refusals
        if self.doors.strangers and not self._strangers_told:
            self._strangers_told = True
            self._say(talk.Told(code="stranger_refused"))

    def expect(self, browser: Browser) -> None:
        """This browser is about to start: what it does on its own account is known from now on."""
        self.browser = browser
        self.lives.tells_pages = browser.kind is BrowserKind.CHROMIUM

    def watch_with(self, watch: Watch) -> None:
        """From now on flows are joined with what a browser says of them."""
        self.lives.watch = watch

    def pause(self, *, is_paused: bool) -> None:
        self.lives.pause(is_paused=is_paused)
        for addon in (self._refusals, self._passing, self._device_names):
            addon.is_paused = is_paused

    def pass_unread(self, host: str, *, read: bool) -> None:
        """New connections to this host pass through unread, or are read again."""
        if read and host in self._unread:
            self._unread.remove(host)
        elif not read and host not in self._unread:
            self._unread.append(host)
        if self._server is not None:
            self._server.pass_unread(unread_patterns(tuple(self._unread)))
        self._passed.update(self._unread)
        self._describe()
        self._say(talk.Told(code="host_read_again" if read else "host_passes_unread", facts={"host": host}))

    def tally(self) -> talk.Tally:
        counts = self.lives.counts
        return talk.Tally(
            flows=counts.flows,
            hosts=len(counts.hosts),
            refused_hosts=self._refusals.tally.hosts(),
            open_flows=len(self.lives),
            bytes_received=counts.bytes_received,
            background=counts.background,
            paused=self.lives.is_paused,
        )

    def extra(self) -> bytes:
        return capture_extra(self.lives.counts.support, scenario=self._plan.scenario)

    async def close(self) -> None:
        """The port closes, flows that were open are written as they stand."""
        try:
            if self._server is not None:
                await self._server.stop()
            await self._pages.close()
            if self._names is not None:
                await self._names.close()
            (self._folder / TRUSTED_NAME).unlink(missing_ok=True)
        finally:
            self.lives.end()
            self._refusals.sweep(is_last=True)
            self._passing.end()
            if n := self.lives.failed + (self._server.failures if self._server is not None else 0):
                text = f"{n} events of the proxy could not be recorded."
                self._sink.warn(Oddity(entry=None, code="not-recorded", message=text))

    # -- what the add-ons ask -----------------------------------------------------------------------------

    def _is_background(self, host: str, path: str = "") -> bool:
        return self.browser is not None and is_background(host, self.browser.kind, path) is not None

    def _is_listed(self, host: str) -> bool:
        """Whether the browser is known to contact this host by itself, for whatever path."""
        return self.browser is not None and (self.browser.kind, host.lower()) in own_hosts()

    def _client_name(self, address: str) -> str:
        """Who speaks to the proxy, as far as that can be told."""
        if is_loopback(address):
            return self.browser.name if self.browser is not None else "this computer"
        return address or "unknown"

    def _client_seen(self, address: str) -> None:
        if address not in self._seen and not is_loopback(address) and len(self._seen) < 1000:
            self._seen.add(address)
            self._say(talk.Told(code="client_seen", facts={"client": address}))

    def _checked(self, *, is_encrypted: bool, client: str) -> None:
        self._say(talk.Checked(readable=is_encrypted, client=self._client_name(client)))

    def _refused(self, handshake: Handshake) -> None:
        key = (handshake.client, handshake.host)
        now = time.monotonic()
        if now - self._told_refusals.get(key, 0.0) >= _TELL_EVERY_S and len(self._told_refusals) < 10_000:
            self._told_refusals[key] = now
            self._say(talk.Refused(handshake=handshake))
