"""A stored flow as the record that a reader would hand to the store, free of content-encoding."""

import zlib

import brotli  # type: ignore[import-untyped]
import zstandard

from inspector.model.flow import Body, FlowContent, FlowRecord, Headers, StoredBody, encode_headers, header_value

_MOST_DECODED = 256_000_000


def record_of(content: FlowContent) -> FlowRecord:
    """The flow as a reader would hand it to the store, free of content-encoding."""
    facts = content.facts
    return FlowRecord(
        entry=facts.entry,
        started_us=facts.started_us,
        duration_us=facts.duration_us,
        method=facts.method,
        url=facts.url,
        http_version=facts.http_version,
        request_headers=encode_headers(content.request_headers),
        request_mime=facts.request_mime,
        request_body=_uncoded(content.request_body, content.request_headers, is_coded=content.content_coded),
        status=facts.status,
        reason=facts.reason,
        response_headers=encode_headers(content.response_headers),
        response_mime=facts.response_mime,
        response_body=_uncoded(content.response_body, content.response_headers, is_coded=content.content_coded),
        response_wire_size=facts.response_wire_size,
        redirect_url=facts.redirect_url,
        delivery=facts.delivery,
        error=facts.error,
        timings=facts.timings,
        connection=content.connection,
        page=facts.page,
        initiator_kind=facts.initiator_kind,
        initiator_url=facts.initiator_url,
        initiator=content.initiator,
        resource_type=facts.resource_type,
        messages=content.messages,
        extra=content.extra,
    )


def _uncoded(body: StoredBody | None, headers: Headers, *, is_coded: bool) -> Body | None:
    if body is None:
        return None
    data = body.data
    if is_coded and (coding := header_value(headers, "content-encoding")):
        data = _decoded(data, coding)
    return Body(data=data, form=body.form, truncated=body.truncated)


def _decoded(data: bytes, codings: str) -> bytes:
    """The body without its content-encoding; as it is where that fails or grows beyond 256 MB."""
    result = data
    for coding in reversed([word.strip().lower() for word in codings.split(",")]):
        try:
            if coding in ("gzip", "x-gzip", "deflate"):
                result = _inflated(result)
            elif coding == "br":
                result = brotli.decompress(result)
            elif coding == "zstd":
                result = zstandard.ZstdDecompressor().decompressobj().decompress(result)
        except (zlib.error, brotli.error, zstandard.ZstdError, MemoryError):
            return data
    return result if len(result) <= _MOST_DECODED else data


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=47).decompress(data, _MOST_DECODED + 1)
    except zlib.error:
        return zlib.decompressobj(wbits=-15).decompress(data, _MOST_DECODED + 1)
