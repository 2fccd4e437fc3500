"""What the address of a flow says of it: a site of care, a workshop, one's own account, texts shipped to everybody."""

import re
from functools import lru_cache
from itertools import islice

from inspector.decode.document import Document, Notation
from inspector.detect.context import FlowContext
from inspector.detect.names.fold import lemma
from inspector.detect.surroundings import Names, Scene, folded
from inspector.model.flow import Side

_MOST_NAMES = 1_000
_LONG_WORD = 6
_LONGEST_PATH = 200
_LONG_BODY = 4
_HOST_PARTS = re.compile(r"[.\-]")
_SHIPPED = frozenset(("static", "assets", "dist", "bundles", "bundle", "public"))
_BUNDLE = re.compile(
    r"(?i)(?:^|/)(?:i18n|locales?|translations?|lang|langs)/"
    r"|(?:^|/)messages/[a-z]{2}(?:[-_][a-z]{2})?\.json$"
    r"|\.(?:js|css|map|mjs)$"
)


def scene_of(document: Document, *, context: FlowContext, names: Names, health: bool, elsewhere: bool = False) -> Scene:
    """What the document's place says: `health` is whether its field names speak of health."""
    facts = context.facts
    segments = [segment.lower() for segment in facts.path.split("/") if segment]
    stems = [segment.rsplit(".", 1)[0] for segment in segments]
    steps = zip(stems, [*stems[1:], ""], strict=False)
    return Scene(
        side=document.side,
        location=document.location,
        html=any(layer in ("html", "html-script", "html-data") for layer in document.layers),
        health=health or is_about_health(context, names),
        per_user=any(stem in names.account_paths and not _is_of_somebody(stem, after) for stem, after in steps),
        bundle=bool(_BUNDLE.search(facts.path)) or _is_shipped(segments),
        first_party=context.first_party,
        nested=document.origin is not None,
        elsewhere=elsewhere,
        vacancy=is_of_vacancy(document, names),
        person=any(folded(name) in names.persons for name in islice(document.survey.names, _MOST_NAMES)),
        site=is_about_health(context, names) or is_of_care(context, names),
    )


def is_of_vacancy(document: Document, names: Names) -> bool:
    """An address, or one told in a message, with a part such as `jobs` or `stellenangebote`."""
    if document.notation is not Notation.NAME or document.side is not Side.REQUEST:
        return False
    return not names.vacancies.isdisjoint(value for value in document.survey.values if isinstance(value, str))


_SHOWN = frozenset(("profile", "profil", "perfil"))
_TITLED = re.compile(r"(?:dr|dra|docteur|doctor|prof|dott|dottssa)[-_.]")


def _is_of_somebody(stem: str, after: str) -> bool:
    """A profile with a number or a title behind it is shown to everybody: `/profile/882`, `/profil/dr-martin`."""
    return stem in _SHOWN and (after[:1].isdigit() or _TITLED.match(after) is not None)


def _is_shipped(segments: list[str]) -> bool:
    """A JSON file among the files of the interface: `/static/messages.json`."""
    return bool(segments) and segments[-1].endswith(".json") and not _SHIPPED.isdisjoint(segments[:-1])


def is_about_health(context: FlowContext, names: Names) -> bool:
    """Whether the site is about health, by its name or by what is known of it."""
    return context.health_site or is_health_host(context.facts.host, names)


def signs_of_trade(context: FlowContext, names: Names) -> int:
    """How many words of a flow's host and path name another trade: `jobs`, `garage`, `hotel`."""
    facts = context.facts
    words = {*_HOST_PARTS.split(facts.host)[:-1], *re.split(r"[/\-_.]", facts.path[:512].lower())}
    return len(words & names.elsewhere_hosts)


def is_of_workshop(context: FlowContext, names: Names) -> bool:
    """Whether a flow's host is of a place where hours are booked that nobody spends in care: `coiffure.example`."""
    return _begins_with(context.facts.host, names.workshops)


def is_of_care(context: FlowContext, names: Names) -> bool:
    """Whether a flow's host or address has a word of care, or begins with one: `glucoamiga.example`, `/vaccination`."""
    path = context.facts.path[:_LONGEST_PATH].lower().replace("/", ".")
    return has_host_of_care(context, names) or (context.first_party and _begins_with(path, names.site_stems))


def has_host_of_care(context: FlowContext, names: Names) -> bool:
    """Whether a flow's host has a word of care, or begins with one."""
    host = context.facts.host
    if _is_health_name(host, names.care):
        return True
    return context.first_party and (_begins_with(host, names.site_stems) or _names_body(host, names.body))


@lru_cache(maxsize=4096)
def _names_body(host: str, body: frozenset[str]) -> bool:
    parts = _HOST_PARTS.split(host)[:-1]
    return any(len(word) >= _LONG_BODY and word in body for part in parts for word in lemma(part))


@lru_cache(maxsize=4096)
def _begins_with(host: str, stems: frozenset[str]) -> bool:
    beginnings = _in_line(stems)
    return any(part.startswith(beginnings) for part in _HOST_PARTS.split(host))


@lru_cache(maxsize=16)
def _in_line(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(words)


def is_health_host(host: str, names: Names) -> bool:
    """Whether a host's name is made of a word of care: `clinic.example`, `www.visionclinic.example`."""
    return _is_health_name(host, names.hosts)


@lru_cache(maxsize=16)
def _long_words(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in words if len(word) >= _LONG_WORD)


@lru_cache(maxsize=4096)
def _is_health_name(host: str, words: frozenset[str]) -> bool:
    parts = _HOST_PARTS.split(host)[:-1]
    telling = _long_words(words)
    return any(part in words or part.startswith(telling) or part.endswith(telling) for part in parts)
