"""What stays open: the notifications of the account (SSE) and the room of the teleconsultation (WebSocket)."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.data.booking import PRACTITIONER, dumps
from tests.data.chrome import Json

type Receive = Callable[[], Awaitable[Json]]
type Send = Callable[[Json], Awaitable[None]]

REMINDER = "Suivi de chimiothérapie"
SAID = "Bonjour docteur, depuis la chimiothérapie j'ai des nausées et je dors mal."
ANSWERED = "Bonjour, la biopsie montre un carcinome canalaire in situ ; nous adaptons le traitement."
WELCOME = {"type": "welcome", "room": "4410", "practitioner": PRACTITIONER}
REPLY = {"type": "message", "from": PRACTITIONER, "text": ANSWERED}
PICTURE = bytes.fromhex("0a1b") + b"croquis" + bytes(range(32))
_GAP_S = 0.4
_PULSE_S = 10
_RETRY = "retry: 60000\n\n"

NOTIFICATIONS: tuple[Json, ...] = (
    {"type": "appointment_reminder", "visit_motive": {"name": REMINDER}, "start_date": "2026-03-19T09:15:00.000+01:00"},
    {"type": "document_received", "document": {"id": "doc-77120", "kind": "lab_result"}},
    {"type": "message_received", "from": PRACTITIONER, "unread": 1},
)


def notices() -> str:
    """The stream up to the last event."""
    return _RETRY + "".join(_notice(number, one) for number, one in enumerate(NOTIFICATIONS, 1))


def _notice(number: int, notification: Json) -> str:
    return f"event: notification\nid: {number}\ndata: {dumps(notification)}\n\n"


async def notify(receive: Receive, send: Send) -> None:
    """Three events within about a second, then a comment now and again until the visitor leaves."""
    gone = asyncio.create_task(_leaving(receive))
    fields = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"server", b"bordure")]
    await send({"type": "http.response.start", "status": 200, "headers": fields})
    await _write(send, _RETRY)
    for number, notification in enumerate(NOTIFICATIONS, 1):
        await _write(send, _notice(number, notification))
        await asyncio.wait([gone], timeout=_GAP_S)
    while not gone.done():
        await _write(send, ": encore là\n\n")
        await asyncio.wait([gone], timeout=_PULSE_S)


async def _leaving(receive: Receive) -> None:
    while (await receive())["type"] not in {"http.disconnect", "websocket.disconnect"}:
        pass


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def converse(receive: Receive, send: Send) -> None:
    """Greets, answers each text, sends a drawing after the first, says goodbye (1000) to `{"type":"bye"}`."""
    await receive()
    await send({"type": "websocket.accept"})
    await _say(send, WELCOME)
    told = False
    while (message := await receive())["type"] == "websocket.receive":
        text = message.get("text")
        if text is None:
            await send({"type": "websocket.send", "bytes": message["bytes"][::-1]})
        elif '"bye"' in text:
            await send({"type": "websocket.close", "code": 1000, "reason": "fin de la consultation"})
            return
        else:
            await _say(send, REPLY)
            if not told:
                await send({"type": "websocket.send", "bytes": PICTURE})
            told = True


async def _say(send: Send, message: Json) -> None:
    await send({"type": "websocket.send", "text": dumps(message)})
