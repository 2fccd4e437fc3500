"""What an export leaves unsaid unless it is asked to tell everything."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from inspector.decode.body import body_bytes
from inspector.formats.har.own import OwnCapture
from inspector.model.flow import BodyForm, FlowContent, Headers, Page, SocketMessage, StoredBody
from inspector.model.recording import StateKind
from inspector.model.secrecy import conceal_header, conceal_named, is_secret_name, is_telling
from inspector.report.redaction import KnownValue, Redactor
from inspector.store.carried import header_values
from inspector.store.queries import CaseReader
from inspector.store.recorded import page_state_data, page_states
from inspector.workspace.known_values import known_values
from inspector.workspace.left_out import muted_values
from inspector.workspace.passes import MESSAGES_CUT

_SESSION = "credential.session"
_IDENTIFIER = "device.identifier"
_KEPT_KINDS = (StateKind.COOKIES, StateKind.LOCAL_STORAGE, StateKind.SESSION_STORAGE)
_MOST_KEPT = 20_000
_DEEPEST = 3
_COOKIE = re.compile(r"(?:^|;)\s*([^=;\s]+)=([^;]*)")


class ExportRedaction:
    """Masks flows, captures and pages: known values, credentials, cookies (also where their values stand elsewhere),
    and whatever pages kept. Bodies are written free of content-encoding; what is not text is left out."""

    def __init__(self, reader: CaseReader, redact: str) -> None:
        keep = [name for recipient in reader.recipients() for name in (recipient.site, *recipient.hosts)]
        values = [*known_values(reader.leaves(), reader.sightings()), *muted_values(reader)]
        self._redactor = Redactor(redact, [*values, *_cookie_values(reader), *_kept_values(reader)], keep=keep)

    def flow(self, content: FlowContent) -> FlowContent:
        facts, is_cut = content.facts, MESSAGES_CUT in (content.extra or b"")
        return replace(
            content,
            facts=replace(
                facts,
                url=self._address(facts.url),
                reason=self._text(facts.reason),
                error=self._known(facts.error),
                request_mime=self._known(facts.request_mime),
                response_mime=self._known(facts.response_mime),
                redirect_url=self._address(facts.redirect_url) if facts.redirect_url else facts.redirect_url,
                initiator_url=self._address(facts.initiator_url) if facts.initiator_url else facts.initiator_url,
            ),
            request_headers=self._headers(content.request_headers),
            response_headers=self._headers(content.response_headers),
            request_body=self._body(content.request_body, content, content.request_headers),
            response_body=self._body(content.response_body, content, content.response_headers),
            messages=tuple(self._message(message, is_cut=is_cut) for message in content.messages),
            extra=b"{%s}" % MESSAGES_CUT if is_cut else None,
            initiator=None,
            content_coded=False,
        )

    def capture(self, capture: OwnCapture) -> OwnCapture:
        """What is told of a capture; what it supports has to be found anew, since bodies are left out."""
        return replace(
            capture,
            name=self._text(capture.name),
            environment={name: self._text(text) for name, text in capture.environment.items()},
            warnings=tuple(replace(one, message=self._text(one.message)) for one in capture.warnings),
            markers=tuple(replace(m, label=self._text(m.label), note=self._text(m.note)) for m in capture.markers),
            handshakes=tuple(replace(one, detail=self._text(one.detail)) for one in capture.handshakes),
            supports=None,
            reasons=(),
        )

    def pages(self, pages: Mapping[int, Sequence[Page]]) -> dict[int, list[Page]]:
        """A page's title is often its address, and Chrome's always is."""
        return {
            number: [replace(page, title=self._address(page.title), extra=None) for page in some]
            for number, some in pages.items()
        }

    def left_out(self, reader: CaseReader) -> dict[str, int]:
        """What the file does not hold at all, by count."""
        states = len(page_states(reader))
        return {"page_states": states} if states else {}

    # -- parts ------------------------------------------------------------------------------------------------

    def _text(self, text: str) -> str:
        return self._redactor.redact(conceal_named(text))

    def _known(self, text: str | None) -> str | None:
        return None if text is None else self._text(text)

    def _address(self, url: str) -> str:
        return self._redactor.redact_url(conceal_named(url))

    def _headers(self, headers: Headers) -> Headers:
        concealed = tuple((name, conceal_header(name, value)) for name, value in headers)
        return self._redactor.redact_headers(concealed)

    def _body(self, body: StoredBody | None, content: FlowContent, headers: Headers) -> StoredBody | None:
        if body is None:
            return None
        is_cut = body.truncated or not body.complete
        data = body_bytes(body, headers=headers, content_coded=content.content_coded)
        text = _characters(data, is_cut=is_cut)
        if text is None:
            return replace(body, data=b"", truncated=True)
        form = BodyForm.TEXT if body.form is BodyForm.BYTES else body.form
        return replace(body, data=self._text(text).encode(), form=form, truncated=is_cut)

    def _message(self, message: SocketMessage, *, is_cut: bool) -> SocketMessage:
        text = _characters(message.data, is_cut=is_cut)
        return replace(message, data=b"" if text is None else self._text(text).encode())


def _characters(data: bytes, *, is_cut: bool = False) -> str | None:
    """UTF-8 text without NUL, of a body that is cut up to its last whole character; None for anything else."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if not is_cut or error.start < len(data) - 3:
            return None
        text = data[: error.start].decode("utf-8")
    return None if "\0" in text else text


# -- values that are looked for beside those the analysis knows -----------------------------------------------------


def _known_values(pairs: Iterable[tuple[str, str]]) -> list[KnownValue]:
    """Of names and values, those that can be looked for without hiding ordinary words."""
    found = {}
    for name, value in pairs:
        if is_telling(value) and (is_secret_name(name) or any(c.isdigit() for c in value)):
            found[value] = KnownValue(text=value, class_=_SESSION if is_secret_name(name) else _IDENTIFIER)
            if len(found) >= _MOST_KEPT:
                break
    return list(found.values())


def _cookie_values(reader: CaseReader) -> list[KnownValue]:
    """The values of cookies: masked where they stand, and looked for everywhere else."""
    return _known_values(
        (name, value.strip().strip('"'))
        for header in ("cookie", "set-cookie")
        for text in header_values(reader, header)
        for name, value in _COOKIE.findall(text)[: 1 if header == "set-cookie" else None]
    )


def _kept_values(reader: CaseReader) -> list[KnownValue]:
    """The values that pages kept: cookies and storage."""
    return _known_values(
        pair
        for facts in page_states(reader)
        if facts.kind in _KEPT_KINDS
        for pair in _pairs(facts.kind, page_state_data(reader, facts.id))
    )


def _pairs(kind: StateKind, data: bytes) -> Iterator[tuple[str, str]]:
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return
    if kind is StateKind.COOKIES:
        for cookie in value if isinstance(value, list) else ():
            if isinstance(cookie, dict):
                yield str(cookie.get("name", "")), str(cookie.get("value", ""))
        return
    for stored in value.values() if isinstance(value, dict) else ():
        for name, text in stored.items() if isinstance(stored, dict) else ():
            yield str(name), str(text)
            yield from _inside(str(text))


def _inside(text: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Names and texts of JSON that stands in a stored value."""
    if depth < _DEEPEST and text[:1] in "{[":
        try:
            waiting = [("", msgspec.json.decode(text))]
        except (msgspec.DecodeError, RecursionError):
            return
        while waiting:
            name, value = waiting.pop()
            if isinstance(value, dict):
                waiting += value.items()
            elif isinstance(value, list):
                waiting += [(name, one) for one in value]
            elif isinstance(value, str):
                yield name, value
                yield from _inside(value, depth + 1)
