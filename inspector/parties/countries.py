"""The countries that can be named: ISO 3166-1 alpha-2 codes."""

from functools import cache

from inspector.parties.reference import read_toml
from inspector.resources import resource_path


@cache
def country_codes() -> frozenset[str]:
    """Every code that has a name; raises InputUnreadable where the shipped table is damaged."""
    return frozenset(read_toml(resource_path("i18n", "en", "countries.toml")))
