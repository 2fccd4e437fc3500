"""Hosts to sites: the registrable domain, by a bundled snapshot of the Public Suffix List, private part included."""

import ipaddress
import unicodedata
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import idna
from publicsuffixlist import PublicSuffixList

from inspector.parties.reference import find_file, read_text

_LONGEST_HOST = 253  # RFC 1035: characters of a name in text form
_CACHED_HOSTS = 65_536
_LOOK_LIKE_LATIN = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "GEORGIAN"})
_WRITTEN_TOGETHER = ({"HIRAGANA", "KATAKANA", "CJK"}, {"HANGUL", "CJK"}, {"BOPOMOFO", "CJK"})


class Sites:
    """`site_of` and `display_of`, each remembered per host. Hosts of any kind are taken; nothing is raised."""

    def __init__(self, suffixes: str) -> None:
        rules = [line for line in suffixes.splitlines() if line and not line.startswith("//")]
        self._ascii = PublicSuffixList([line for line in rules if line.isascii()], accept_encoded_idn=False)
        self._rules = rules
        self.site_of = lru_cache(_CACHED_HOSTS)(self._site_of)
        self.display_of = lru_cache(_CACHED_HOSTS)(_display_of)

    @classmethod
    def load(cls, packs: Sequence[Path] = ()) -> "Sites":
        """The bundled list, or the one of a reference pack; raises InputUnreadable."""
        return cls(read_text(find_file("public_suffix_list.dat", packs)))

    @cached_property
    def _all(self) -> PublicSuffixList:
        """Turning the rules of other scripts into A-labels costs 30 ms: only where such a host turns up."""
        try:
            return PublicSuffixList(self._rules)
        except UnicodeError:  # a replaced list with a broken line
            return self._ascii

    def _site_of(self, host: str) -> str:
        """The registrable domain of a host; an address, a single label and a public suffix are their own site.

        A port, brackets, a final dot and letter case do not count; names of other scripts come back as A-labels.
        An over-long host is judged by its last 253 characters; characters that no host may hold become U+FFFD.
        """
        name = normalise_host(host)
        if not name or is_address(name) or "." not in name:
            return name
        suffixes = self._all if "xn--" in name else self._ascii
        return suffixes.privatesuffix(name) or name


def normalise_host(host: str) -> str:
    """Lower case, A-labels, without port, brackets, user part or final dot; addresses in their usual form."""
    text = host[-4 * _LONGEST_HOST :].strip()
    text = text.rpartition("@")[2]
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    text = _to_ascii(_without_empty_labels(text.lower()))
    if len(text) > _LONGEST_HOST:
        whole_labels = text[-_LONGEST_HOST:].partition(".")[2]
        text = whole_labels if "." in whole_labels else text[-_LONGEST_HOST:]
    return _usual_address(_without_empty_labels(text))


def _without_empty_labels(name: str) -> str:
    return ".".join(label for label in name.split(".") if label)


def is_address(name: str) -> bool:
    """Whether a normalised host is an IP address, or ends in a number and so can be no domain (WHATWG URL)."""
    last = name.rpartition(".")[2]
    return ":" in name or last.isdigit() or (last.startswith("0x") and "." not in name)


def _usual_address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return text


def _to_ascii(name: str) -> str:
    if name.isascii():
        return name if name.isprintable() and " " not in name else _replace_unprintable(name)
    try:
        return idna.encode(name, uts46=True, transitional=False).decode()
    except (idna.IDNAError, UnicodeError, IndexError):
        return _replace_unprintable(name)


def _replace_unprintable(name: str) -> str:
    return "".join(c if c.isprintable() and not c.isspace() else "\ufffd" for c in name)


def _display_of(site: str) -> str:
    """The site for reading: Unicode where it cannot be taken for another name, else its A-labels.

    A label stays an A-label if it mixes scripts, or is written in a script that looks like Latin below a Latin suffix.
    """
    labels = site.split(".")
    latin_end = not labels[-1].startswith("xn--")
    return ".".join(_display_label(label, is_below_latin=latin_end) for label in labels)


def _display_label(label: str, *, is_below_latin: bool) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        text = idna.decode(label)
    except (idna.IDNAError, UnicodeError, IndexError):
        return label
    scripts = {unicodedata.name(c, "UNKNOWN").split(" ")[0] for c in text if c.isalpha()}
    if any(unicodedata.category(c)[0] not in "LMN" and c != "-" for c in text):
        return label
    if len(scripts) > 1 and not any(scripts <= together for together in _WRITTEN_TOGETHER):
        return label
    return label if is_below_latin and scripts & _LOOK_LIKE_LATIN else text
