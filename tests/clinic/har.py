"""What the clinic received and answered, as a HAR: what a faithful recorder would have kept."""

from base64 import b64encode
from datetime import UTC, datetime

from tests.clinic import live
from tests.clinic.catalogue import Answer, find_answer
from tests.clinic.journal import Received
from tests.data.booking import dumps
from tests.data.chrome import Json, Pairs

_STREAM = "/account/notifications/stream"


def har_of(received: list[Received]) -> Json:
    """`log` with one entry for each request, in order."""
    entries = [_entry(one) for one in received]
    return {"log": {"version": "1.2", "creator": {"name": "clinic", "version": "1"}, "entries": entries}}


def _entry(one: Received) -> Json:
    made: Json = {
        "startedDateTime": datetime.fromtimestamp(one.at_us / 1e6, UTC).isoformat(),
        "time": 1,
        "request": _request(one),
        "response": _response(one),
        "cache": {},
        "timings": {"send": 0, "wait": 1, "receive": 0},
    }
    return made | _conversation(one) if one.version == "ws" else made


def _pairs(pairs: Pairs) -> list[Json]:
    return [{"name": name, "value": value} for name, value in pairs]


def _request(one: Received) -> Json:
    made: Json = {"method": one.method, "url": one.url, "httpVersion": "HTTP/2"}
    made |= {"headers": _pairs(one.headers), "queryString": [], "cookies": [], "headersSize": -1, "bodySize": -1}
    if one.body:
        made["postData"] = {"mimeType": dict(one.headers).get("content-type", ""), "text": one.body.decode()}
    return made


def _response(one: Received) -> Json:
    answer = _answer(one)
    headers = (*answer.headers, ("content-type", answer.mime))
    content = {"size": len(answer.body), "mimeType": answer.mime, "encoding": "base64"}
    content["text"] = b64encode(answer.body).decode()
    made: Json = {"status": one.status, "statusText": "", "httpVersion": "HTTP/2", "headers": _pairs(headers)}
    return made | {"cookies": [], "content": content, "redirectURL": "", "headersSize": -1, "bodySize": -1}


def _answer(one: Received) -> Answer:
    path = one.target.partition("?")[0]
    if path == _STREAM:
        return Answer(mime="text/event-stream", body=live.notices().encode())
    return find_answer(one.method, one.host, path) or Answer(mime="")


def _conversation(one: Received) -> Json:
    turns = (
        ("receive", dumps(live.WELCOME)),
        ("send", dumps({"type": "message", "text": live.SAID})),
        ("receive", dumps(live.REPLY)),
    )
    at_s = one.at_us / 1e6
    messages = [{"type": kind, "time": at_s + n, "opcode": 1, "data": text} for n, (kind, text) in enumerate(turns)]
    return {"_webSocketMessages": messages, "_resourceType": "websocket"}
