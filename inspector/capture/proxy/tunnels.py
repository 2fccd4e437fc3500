"""What the tunnels of clients were asked for: inside one, the proxy itself may see an address only."""

MOST_CONNECTIONS = 20_000
"""How many connections at once are told apart."""


class Tunnels:
    """Host and port of every open tunnel, by the id of the client's connection."""

    def __init__(self) -> None:
        self._asked: dict[str, tuple[str, int]] = {}

    def open(self, client: str, host: str, port: int) -> None:
        if len(self._asked) < MOST_CONNECTIONS:
            self._asked[client] = (host, port)

    def close(self, client: str) -> None:
        self._asked.pop(client, None)

    def asked(self, client: str) -> tuple[str, int] | None:
        return self._asked.get(client)

    def port_of(self, client: str, address: tuple[str, int] | None) -> int:
        """The port that was asked for, else that of the server's address."""
        asked = self._asked.get(client)
        return asked[1] if asked else (address[1] if address else 443)


def address_url(host: str, port: int) -> str:
    """The address of a connection of which no more is known."""
    shown = f"[{host}]" if ":" in host else host
    return f"https://{shown}/" if port == 443 else f"https://{shown}:{port}/"


def asked_url(url: str, asked: tuple[str, int]) -> str:
    """The address with the host and port that were asked for: a host map leads elsewhere."""
    scheme, _, rest = url.partition("://")
    _, slash, path = rest.partition("/")
    host, port = asked
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}{'' if port == (443 if scheme == 'https' else 80) else f':{port}'}{slash}{path}"
