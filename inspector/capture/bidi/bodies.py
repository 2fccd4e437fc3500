"""Bodies out of Firefox: what its data collector kept of a request."""

import asyncio

import msgspec

from inspector.capture.bidi.client import BidiError, CallRefused, Client
from inspector.capture.bidi.flows import Exchange, headers_of
from inspector.capture.bidi.shapes import Bytes
from inspector.model.flow import Body, BodyForm, Side, header_value

TOTAL_CAP_BYTES = 200_000_000
"""Firefox keeps no more than this for all collectors together (`remote.network.maxTotalDataSize`), oldest out first."""

_NO_BODY_STATUSES = (101, 204, 205)
_AT_ONCE = 8
_TIMEOUT_S = 20.0


class Collector:
    """Bodies of up to `cap_bytes`; larger ones Firefox does not keep at all."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._name = name
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def fetch(self, request: str, side: Side, *, is_last: bool) -> tuple[Body | None, str]:
        """The body, free of content-encoding, or None and why: Firefox's own word for it. An empty body is None, "".
        With `is_last` Firefox forgets it afterwards."""
        async with self._slots:
            try:
                answer = await self._client.call(
                    "network.getData",
                    timeout_s=_TIMEOUT_S,
                    dataType=side.value,
                    request=request,
                    collector=self._name,
                    disown=is_last,
                )
                data = msgspec.convert(answer.get("bytes"), Bytes)
                content = data.as_bytes()
            except CallRefused as error:
                return None, error.code
            except BidiError:
                return None, "no answer"
            except (ValueError, msgspec.ValidationError):
                return None, "unreadable"
        form = BodyForm.TEXT if data.is_text else BodyForm.BYTES
        return (Body(data=content, form=form) if content else None), ""

    async def disown(self, request: str, side: Side) -> None:
        """Lets Firefox forget a body that nobody asks for."""
        try:
            await self._client.call("network.disownData", dataType=side.value, request=request, collector=self._name)
        except BidiError:
            pass


async def open_collector(client: Client, *, cap_bytes: int) -> Collector | None:
    """None where this Firefox offers no bodies (before 143 or so)."""
    try:
        answer = await client.call(
            "network.addDataCollector",
            dataTypes=[Side.REQUEST.value, Side.RESPONSE.value],
            maxEncodedDataSize=min(cap_bytes, TOTAL_CAP_BYTES),
        )
    except CallRefused:
        return None
    name = answer.get("collector")
    return Collector(client, name) if isinstance(name, str) else None


def sides_of(exchange: Exchange) -> tuple[Side, ...]:
    """The messages of an exchange that can have a body here: of a redirect only the request."""
    request, response = exchange.told.request, exchange.response
    sides = []
    if request.body_size or header_value(headers_of(request.headers), "content-length") not in (None, "0"):
        sides.append(Side.REQUEST)
    if response is not None and response.status not in _NO_BODY_STATUSES and not exchange.is_redirect:
        sides.append(Side.RESPONSE)
    return tuple(sides)


async def fetch_body(
    collector: Collector | None, exchange: Exchange, side: Side, *, cap_bytes: int, is_wanted: bool
) -> tuple[Body | None, str]:
    """The body of one side, or None and why it is not there. Unwanted ones are forgotten by Firefox too."""
    request, response = exchange.told.request, exchange.response
    if collector is None:
        return None, "not offered"
    if not is_wanted:
        await collector.disown(request.id, side)
        return None, "out of scope"
    body, why = await collector.fetch(request.id, side, is_last=not exchange.is_redirect)
    size = response.body_size if response and side == Side.RESPONSE else request.body_size
    return body, "larger than the cap" if why and (size or 0) > cap_bytes else why


def host_of(url: str) -> str:
    """The host of an address, lower case, without port and brackets; "" where there is none."""
    authority = url.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2]
    if authority.startswith("["):
        return authority.partition("]")[0].lstrip("[")
    return authority.partition(":")[0].lower()
