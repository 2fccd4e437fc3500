"""Ids that may tell one account, browser or visit from others, by their names; of the value only a mark is kept."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from inspector.decode.document import Document, Notation
from inspector.decode.flow import cookie_pairs
from inspector.detect.context import FlowContext
from inspector.detect.identifiers.parts import identifying_parts
from inspector.detect.identifiers.senses import sense_of
from inspector.detect.names.fold import lemma
from inspector.detect.signals.objects import MOST_NAMES, SentObject, inside
from inspector.model.flow import FlowContent, Side

_ACCOUNT = frozenset(
    ("user", "account", "patient", "member", "customer", "person", "subscriber", "utilisateur", "compte", "benutzer")
)
_VISITOR = frozenset(
    (
        *("visitor", "client", "device", "anonymou", "anonymous", "anon", "distinct", "browser", "install"),
        *("installation", "visiteur", "besucher", "gerat", "appareil", "cookie"),
    )
)
_SESSION = frozenset(("session", "sess", "visit", "sitzung", "visite"))
_ALONE = {
    **dict.fromkeys(("uid", "userid", "accountid"), "account"),
    **dict.fromkeys(("cid", "vid", "fbp", "_fbp", "_ga", "_id", "duid", "uuid", "guid", "obuid"), "visitor"),
    **dict.fromkeys(("visitorid", "clientid", "idclient", "deviceid", "anonymousid", "muid", "uvid"), "visitor"),
    **dict.fromkeys(("distinct", "ssid"), "visitor"),
    **dict.fromkeys(("sid", "esid", "sessionid", "session"), "session"),
}  # fmt: skip
_ID_WORDS = frozenset(("id", "uuid", "guid", "key", "hash", "identifier", "identifiant", "kennung", "nummer"))
_KINDS = ("account", "visitor", "session")
_SHORTEST_ID = 6
_LEAST_NUMBER = 10_000
_LONGEST_ID = 300
_MARKS = 1 << 16


class Identity(NamedTuple):
    """`mark` is 16 bits of a digest: equal for equal ids, and too short to tell which."""

    kind: str
    mark: int


def identity_at(found: SentObject) -> Identity | None:
    for fields in (found.fields, *inside(found.fields), *found.around):
        if identity := _identity_of(fields.items()):
            return identity
    return None


def _identity_of(pairs: Iterable[tuple[str, object]]) -> Identity | None:
    """Of an account rather than of a browser, of a browser rather than of a visit."""
    best: dict[str, Identity] = {}
    for name, value in islice(pairs, MOST_NAMES):
        kind = _kind_of_id(name)
        if kind and kind not in best and _is_id(value) and not _is_application(name, value):
            best[kind] = Identity(kind, _mark(value))
    return next((best[kind] for kind in _KINDS if kind in best), None)


def identity_beside(documents: list[Document], content: FlowContent, context: FlowContext) -> Identity | None:
    """In the other parts of the same request."""
    return _identity_of(_named_fields(documents)) or _identity_in_cookie(content, context)


def _identity_in_cookie(content: FlowContent, context: FlowContext) -> Identity | None:
    """At another site its own cookie is the id; at the service itself every request has one."""
    if context.first_party:
        return None
    for name, value in cookie_pairs(content.request_headers, Side.REQUEST)[:MOST_NAMES]:
        sense = sense_of(name)
        if identifying_parts(value) and not (sense.is_passing or sense.is_balancer or sense.is_constant):
            return Identity("visitor", _mark(value))
    return None


def _mark(value: object) -> int:
    return int.from_bytes(sha256(str(value).encode("utf-8", "surrogatepass")).digest()[:2]) % _MARKS


def _named_fields(documents: list[Document]) -> Iterator[tuple[str, object]]:
    """The fields of the queries and forms of a request, and those at the top of its JSON."""
    for document in documents[:20]:
        if document.notation is Notation.NAME:
            yield from ((str(key), value) for _, key, value in document.leaves[:MOST_NAMES])
        elif isinstance(document.tree, dict):
            yield from list(document.tree.items())[:MOST_NAMES]


@lru_cache(maxsize=20_000)
def _kind_of_id(name: str) -> str:
    folded = name.casefold()
    if folded in _ALONE:
        return _ALONE[folded]
    words = lemma(name)
    if len(words) < 2 or not {words[0], words[-1]} & _ID_WORDS:
        return ""
    for kind, known in zip(_KINDS, (_ACCOUNT, _VISITOR, _SESSION), strict=True):
        if not known.isdisjoint(words):
            return kind
    return ""


def _is_application(name: str, value: object) -> bool:
    """What many call `client_id` is the same for everybody: the program that asks."""
    return name.casefold() == "client_id" and not identifying_parts(str(value))


def _is_id(value: object) -> bool:
    if isinstance(value, str):
        return _SHORTEST_ID <= len(value) <= _LONGEST_ID and " " not in value and not value.startswith("http")
    return type(value) is int and value >= _LEAST_NUMBER
