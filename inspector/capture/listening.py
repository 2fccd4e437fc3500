"""Where the proxy listens, and how a phone reaches it."""

from pathlib import Path

from inspector.capture import talk
from inspector.capture.plan import Mode, Plan
from inspector.model.errors import EnvironmentLacks


class Listening:
    """The places of one recording. `folder` is the private one of the case: a tunnel's keys are kept there."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._folder = folder

    def modes(self) -> list[str]:
        """In the words of mitmproxy. Raises EnvironmentLacks where there is no such place."""
        plan = self._plan
        match plan.mode:
            case Mode.LOOPBACK:
                return [f"regular@127.0.0.1:{plan.port}"]
            case Mode.LAN:
                return [f"regular@{self._lan_address()}:{plan.port}"]
            case Mode.WIREGUARD:
                from inspector.capture.phone.wireguard import keep_keys, tunnel_mode

                self._keys = keep_keys(self._folder)
                path = self._folder / "wireguard.conf"
                return [tunnel_mode(path, address=self._lan_address(), port=plan.port)]
            case Mode.LOCAL:
                return [f"local:{plan.programs}"]

    def _lan_address(self) -> str:
        """One address of this computer, never all of them: what the phone is told is where it listens."""
        from inspector.capture.phone.addresses import own_addresses

        known = [found.address for found in own_addresses() if found.is_reachable]
        chosen = self._plan.lan_address or (known[0] if known else "")
        if not chosen:
            raise EnvironmentLacks(
                "This computer has no address that a phone could reach: join a network first.", code="no_lan_address"
            )
        return chosen

    def phone_access(self, host: str, port: int) -> talk.PhoneAccess:
        from inspector.capture.phone.addresses import own_addresses
        from inspector.capture.phone.wireguard import write_client

        addresses = tuple(found.address for found in own_addresses() if found.is_reachable)
        text = write_client(self._keys, address=host, port=port) if self._plan.mode is Mode.WIREGUARD else ""
        return talk.PhoneAccess(addresses=addresses or (host,), port=port, wireguard=text)
