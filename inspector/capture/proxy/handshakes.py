"""Which clients refuse our certificate, counted per client and host; told apart from success and from accidents.

Clients that finish the handshake and look at the certificate afterwards (OkHttp style) raise no error at all: their
connections are established and then closed, without a request, within about a second.
"""

from dataclasses import dataclass, field

from inspector.model.recording import Handshake, Refusal

DROP_S = 1.5
"""An unused connection that lived longer was idle, not dropped: browsers open spare ones."""
_MOST = 5_000
_PINNED_FROM = 2

_WORDS = (
    (("unknown ca", "bad certificate", "certificate unknown", "does not trust"), Refusal.CERTIFICATE_REFUSED),
    (("no shared cipher", "unsupported protocol", "cannot agree"), Refusal.NO_SHARED_CIPHER),
    (("timed out", "timeout"), Refusal.TIMED_OUT),
    (("disconnected during the handshake", "connection closed", "unexpected eof"), Refusal.CONNECTION_CLOSED),
)


@dataclass(slots=True)
class _Client:
    read: set[str] = field(default_factory=set)  # hosts it was read at


class HandshakeTally:
    """Counts what went wrong between a client and a host. Bounded; times in microseconds."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int, str, Refusal], Handshake] = {}
        self._clients: dict[str, _Client] = {}

    def note_read(self, *, client: str, host: str) -> None:
        """A request of this client to this host was read."""
        known = self._clients.get(client)
        if known is None:
            if len(self._clients) >= _MOST:
                return
            known = self._clients[client] = _Client()
        if len(known.read) < _MOST:
            known.read.add(host)

    def note_error(self, *, client: str, host: str, port: int, text: str, at_us: int) -> Handshake | None:
        """The handshake with the client failed with this text of the library."""
        return self._count(_refusal_of(text), client=client, host=host, port=port, at_us=at_us)

    def note_server_error(self, *, client: str, host: str, port: int, at_us: int) -> Handshake | None:
        return self._count(Refusal.SERVER_REFUSED, client=client, host=host, port=port, at_us=at_us)

    def note_unused(self, *, client: str, host: str, port: int, lived_s: float, at_us: int) -> Handshake | None:
        """A connection was established and closed without a request; None where that means nothing."""
        if lived_s > DROP_S or self.was_read(client=client, host=host):
            return None
        return self._count(Refusal.DROPPED_AFTER, client=client, host=host, port=port, at_us=at_us)

    def was_read(self, *, client: str, host: str) -> bool:
        known = self._clients.get(client)
        return known is not None and host in known.read

    def _count(self, refusal: Refusal, *, client: str, host: str, port: int, at_us: int) -> Handshake | None:
        key = (host, port, client, refusal)
        old = self._found.get(key)
        if old is None and len(self._found) >= _MOST:
            return None
        count = old.count + 1 if old else 1
        made = Handshake(
            host=host,
            port=port,
            client=client,
            refusal=refusal,
            count=count,
            first_us=old.first_us if old else at_us,
            last_us=at_us,
            likely_pinned=self._is_likely_pinned(refusal, count, client=client, host=host),
        )
        self._found[key] = made
        return made

    def _is_likely_pinned(self, refusal: Refusal, count: int, *, client: str, host: str) -> bool:
        """Only where refusals repeat and other hosts of the same client are read."""
        known = self._clients.get(client)
        if known is None or host in known.read or count < _PINNED_FROM:
            return False
        return refusal in (Refusal.CERTIFICATE_REFUSED, Refusal.DROPPED_AFTER, Refusal.CONNECTION_CLOSED)

    def hosts(self) -> int:
        """How many hosts were refused by a client (not by their own server)."""
        return len({host for host, _, _, refusal in self._found if refusal is not Refusal.SERVER_REFUSED})


def _refusal_of(text: str) -> Refusal:
    lowered = text.lower()
    for words, refusal in _WORDS:
        if any(word in lowered for word in words):
            return refusal
    return Refusal.OTHER
