"""JSONP: `callback({...});`, also guarded (`cb && cb({...})`), tried, or with further arguments around the JSON."""

import re

from inspector.decode.json_value import NotJson, jsonp_argument, may_be_jsonp, parse_json
from inspector.decode.part import Part, Tree
from inspector.decode.payload import Payload
from inspector.decode.protocols.json_lines import value_at

_COMMENT = r"\s*+(?:/\*[^*]{0,400}\*/|//[^\n]{0,400}\n)?\s*+;?\s*+"
_GUARD = r"(?:try\s*+\{)?\s*+(?:(?:typeof\s[^;({]{1,80}|[\w$.]{1,120}\s*+)&&\s*+)?"
_NAME = r"[A-Za-z_$][\w$.\[\]]{0,120}\s*+\(\s*+(?:[\w$.'\"-]{1,60}\s*+,\s*+)?"
_CALL = re.compile(rf"{_COMMENT}{_GUARD}{_NAME}(?=[{{\[]|\"[{{\[])")
_CATCH = r"(?:\}\s*+catch\s*+\(\s*+\w{0,40}\s*+\)\s*+\{[^{}]{0,400}\}\s*+;?\s*+)?"
_CALL_END = re.compile(rf"\s*+(?:,[^(){{}}]{{0,400}})?\)\s*+;?\s*+{_CATCH}\Z")


def open_jsonp(payload: Payload) -> tuple[Part, ...] | None:
    """The JSON that a script hands to one function and does nothing else."""
    if payload.head[:1] in (b"{", b"[", b"<", b"") or b"(" not in payload.data[:1000]:
        return None
    head = payload.data[:1600].decode("utf-8", "ignore")
    if not (may_be_jsonp(head) or _CALL.match(head)) or not payload.is_texty:
        return None
    if not payload.data.rstrip(b"; \r\n\t").endswith((b")", b"}")):
        return None
    text = jsonp_argument(payload.text)
    try:
        return (Part(Tree(parse_json(text), text), ("jsonp", "json")),) if text else _called(payload.text)
    except NotJson:
        return _called(payload.text)


def _called(text: str) -> tuple[Part, ...] | None:
    """The first JSON argument of a call that is the whole script."""
    match = _CALL.match(text)
    value, end = value_at(text, match.end()) if match else (None, -1)
    if end < 0 or not _CALL_END.match(text, end):
        return None
    return (Part(Tree(value), ("jsonp", "json")),)
