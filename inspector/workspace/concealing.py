"""The secrets of one flow: what a view, an excerpt or a copy of it keeps from sight."""

import re
from collections.abc import Iterable, Iterator

from inspector.decode.document import Decoded
from inspector.model.flow import FlowContent, Location
from inspector.model.leaf import SensitiveLeaf
from inspector.model.secrecy import SHORTEST, Secrets, find_secrets

_NAME = re.compile(r"[\w-]+")


def secrets_of(content: FlowContent, decoded: Decoded, leaves: Iterable[SensitiveLeaf] = ()) -> Secrets:
    """What the analysis recognised as a credential, what stands in a field named like one, and the heads' own."""
    credentials = [leaf for leaf in leaves if leaf.class_.startswith("credential")]
    return find_secrets(
        certain=(leaf.value for leaf in credentials),
        named=_named(decoded),
        heads=(content.request_headers, content.response_headers),
        names=((_NAME.findall(leaf.place.path)[-1:] or [""])[0] for leaf in credentials if len(leaf.value) < SHORTEST),
    )


def _named(decoded: Decoded) -> Iterator[tuple[str, object]]:
    for document in decoded.documents:
        if document.location is not Location.HEADER or document.parent is not None:
            for _, key, value in document.leaves:
                if isinstance(key, str):
                    yield key, value
