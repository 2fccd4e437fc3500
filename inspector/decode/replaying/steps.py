"""How a value was reached: bytes, a step, bytes, a step, the value."""

from collections.abc import Callable, Iterable, Sequence

from inspector.decode.charset import is_texty
from inspector.decode.replaying.route import Route, route_of
from inspector.model.flow import FlowContent
from inspector.model.leaf import Place
from inspector.model.secrecy import DOTS
from inspector.model.struct import Record

_EXCERPT = 160
_PAIRS = 53  # bytes as hexadecimal pairs that fill an excerpt


class Step(Record, frozen=True, kw_only=True):
    """One layer undone; what it gave is what the next begins with. `before` and `after` are excerpts of at most 160
    characters around what matters, "…" where cut; bytes that are no text are hexadecimal pairs. `is_exact` is False
    where what stands between two layers cannot be told: it is "" then. `layer` is "" for a part taken out of an
    address, and `hash` where a known value was hashed: from that text to the digest that stands at the place."""

    layer: str
    before: str
    after: str
    is_exact: bool = True


def steps_of(content: FlowContent, place: Place, *, texts: Iterable[str] = (), form: str = "plain") -> tuple[Step, ...]:
    """The layers of a place, outermost first; () where the place is not in this flow or nothing had to be undone.

    For a sighting with its `form` and the ways to write its needle (`texts`), disguises and the digest come last.
    """
    route = route_of(content, place, texts=texts, form=form)
    return () if route is None else steps_along(route)


def steps_along(route: Route, *, conceal: Callable[[str], str] | None = None) -> tuple[Step, ...]:
    """The steps of a route. `conceal` hides what is secret in a whole text: where something secret comes out of a
    step, what it is encoded in is hidden too."""
    legs = route.legs
    data = [*(leg.before for leg in legs), *(leg.after for leg in legs[-1:])]
    around: list[bytes | str | None] = [*(leg.after for leg in legs), *(None for _ in legs[-1:])]
    hidden = _hidden(data, conceal) if conceal else [None] * len(data)
    shown = [
        _excerpt(each if mask is None else mask, around=what)
        for each, mask, what in zip(data, hidden, around, strict=True)
    ]
    steps = [
        Step(layer=leg.layer, before=shown[at], after=shown[at + 1], is_exact=leg.is_exact)
        for at, leg in enumerate(legs)
    ]
    return (*steps, *_hash_step(route, conceal or str))


def _hidden(data: Sequence[bytes | str], conceal: Callable[[str], str]) -> list[str | None]:
    """What to show in place of each, None where it holds no secret."""
    masks: list[str | None] = []
    has_secret = False
    for each in reversed(data):
        text = each.decode("utf-8", "replace") if isinstance(each, bytes) else each
        concealed = conceal(text)
        if concealed != text:
            has_secret = True
            masks.append(concealed)
        else:
            masks.append(DOTS if has_secret else None)
    return masks[::-1]


def _hash_step(route: Route, conceal: Callable[[str], str]) -> tuple[Step, ...]:
    if not route.digest:
        return ()
    digest = _excerpt(_digest_of(route), around=None)
    return (Step(layer="hash", before=conceal(_excerpt(route.known, around=None)), after=conceal(digest)),)


def _digest_of(route: Route) -> bytes | str:
    x: bytes | str = route.known
    for tool in route.digest:
        x = tool.apply(x)
    return x


def _excerpt(data: bytes | str, *, around: bytes | str | None) -> str:
    if isinstance(data, bytes):
        if not is_texty(data) or not _is_utf8(data[:400]):
            return _hex_excerpt(data, around=around)
        data = data.decode("utf-8", "replace")
    if len(data) <= _EXCERPT:
        return data
    sought = around.decode("utf-8", "replace") if isinstance(around, bytes) else around
    at = data.find(sought[:_EXCERPT]) if sought else -1
    start = max(0, min(at - 60, len(data) - _EXCERPT + 2)) if at > 60 else 0
    end = start + _EXCERPT - 2
    return ("…" if start else "") + data[start:end] + ("…" if end < len(data) else "")


def _hex_excerpt(data: bytes, *, around: bytes | str | None) -> str:
    sought = around.encode("utf-8", "replace") if isinstance(around, str) else around
    at = data.find(sought[:_PAIRS]) if sought else -1
    start = max(0, min(at - 8, len(data) - _PAIRS + 1)) if at > _PAIRS // 2 else 0
    end = start + _PAIRS - (start > 0)
    return ("…" if start else "") + data[start:end].hex(" ") + ("…" if end < len(data) else "")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(data) - 3
    return True
