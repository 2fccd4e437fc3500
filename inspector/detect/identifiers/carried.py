"""Under which text an identifier is shown: the whole value of the cookie that carries it, so that one cookie has one
masked value wherever it is told of."""

from collections.abc import Iterable

from msgspec.structs import replace

from inspector.detect.identifiers.parts import identifying_parts
from inspector.model.identifier import Cookie, Identified, Identifier, Sync


class Carried:
    """Knows the cookies of a case."""

    def __init__(self, cookies: Iterable[Cookie]) -> None:
        self._whole: dict[tuple[str, str], str] = {}
        for cookie in cookies:
            for part in identifying_parts(cookie.value):
                self._whole.setdefault((cookie.site, part), cookie.value)

    def whole(self, site: str, part: str) -> str:
        """The value of the first cookie at this site that holds the identifying part; the part where none does."""
        return self._whole.get((site, part), part)

    def as_carried[R: (Identifier, Sync)](self, one: R) -> R:
        """A row to be shown: its value as the cookie carries it."""
        value = self.whole_of_sync(one) if isinstance(one, Sync) else self.whole(one.site, one.value)
        return replace(one, value=value)

    @classmethod
    def in_cookies(cls, found: Identified) -> Identified:
        """All that was identified, ready to be shown."""
        carried = cls(found.cookies)
        return replace(
            found,
            identifiers=tuple(carried.as_carried(one) for one in found.identifiers),
            syncs=tuple(carried.as_carried(one) for one in found.syncs),
        )

    def whole_of_sync(self, sync: Sync) -> str:
        """As the source keeps it, else as the target does."""
        kept = self._whole.get((sync.source, sync.value))
        return kept if kept is not None else self.whole(sync.target, sync.value)
