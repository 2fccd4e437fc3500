"""The filter language of the flow table: `site:tracker.example class:health -role:cdn motif`.

Terms are joined by "and"; a leading `-` negates; a comma gives alternatives (`status:404,5xx`); quotes keep spaces
together. A term without a known key is text looked for in the address. Nothing typed can break a query: an unknown
key is text, and every value travels as a parameter.
"""

import re

from inspector.model.struct import Record

KEYS = (
    "site",
    "host",
    "path",
    "method",
    "status",
    "type",
    "role",
    "operator",
    "party",
    "class",
    "about",
    "finding",
    "delivery",
    "phase",
    "is",
    "capture",
    "has",
    "larger",
    "flow",
)

_TERM = re.compile(r'(-?)(?:([a-z]+):)?("[^"]*"?|\S+)')


class Term(Record, frozen=True, kw_only=True):
    """One term: `key` is empty for plain text."""

    key: str
    values: tuple[str, ...]
    negated: bool = False


class Condition(Record, frozen=True, kw_only=True):
    """SQL for a WHERE clause over `flow` (joined with `flow_site` as `place`), with its parameters."""

    sql: str
    parameters: tuple[str | int, ...] = ()


def read_filter(text: str) -> tuple[Term, ...]:
    """The terms of a filter, in order; never raises."""
    terms = []
    for minus, key, raw in _TERM.findall(text):
        value = raw.strip('"')
        if key and key not in KEYS:
            key, value = "", f"{key}:{value}"
        if value:
            values = tuple(part for part in value.split(",") if part) if key else (value,)
            if values:
                terms.append(Term(key=key, values=values, negated=bool(minus)))
    return tuple(terms)


def write_filter(terms: tuple[Term, ...]) -> str:
    """The text of a filter: `read_filter(write_filter(terms)) == terms` for terms without quotes."""
    return " ".join(_write_term(term) for term in terms)


def _write_term(term: Term) -> str:
    value = ",".join(term.values)
    if " " in value:
        value = f'"{value}"'
    return f"{'-' if term.negated else ''}{term.key + ':' if term.key else ''}{value}"


def build_condition(terms: tuple[Term, ...]) -> Condition:
    """One condition for all terms; "1" where there are none."""
    parts: list[str] = []
    parameters: list[str | int] = []
    for term in terms:
        built = [_alternative(term.key, value) for value in term.values]
        sql = " OR ".join(f"({condition.sql})" for condition in built)
        parts.append(f"NOT coalesce(({sql}), 0)" if term.negated else f"({sql})")
        for condition in built:
            parameters.extend(condition.parameters)
    return Condition(sql=" AND ".join(parts) or "1", parameters=tuple(parameters))


def _alternative(key: str, value: str) -> Condition:
    match key:
        case "site":
            return _equals_or_like("place.site", value)
        case "host":
            return _equals_or_like("flow.host", value)
        case "path":
            return _contains("flow.path", value)
        case "method":
            return Condition(sql="flow.method = ?", parameters=(value.upper(),))
        case "status":
            return _status(value)
        case "type":
            return Condition(
                sql="flow.response_mime LIKE ? ESCAPE '\\' OR flow.resource_type LIKE ? ESCAPE '\\'",
                parameters=(_pattern(value), _pattern(value)),
            )
        case "role":
            return Condition(sql="place.role = ?", parameters=(value,))
        case "operator":
            return _contains("place.operator", value)
        case "party":
            return Condition(sql="place.first_party = ?", parameters=(1 if value in ("first", "1") else 0,))
        case "class":
            return Condition(
                sql="flow.id IN (SELECT flow_id FROM personal_value WHERE class = ? OR class LIKE ? ESCAPE '\\')",
                parameters=(value, _escape(value) + ".%"),
            )
        case "about":
            return Condition(sql="flow.id IN (SELECT flow_id FROM leaf WHERE about = ?)", parameters=(value,))
        case "finding":
            return Condition(
                sql="flow.id IN (SELECT flow_id FROM evidence JOIN finding ON finding.id = finding_id"
                " WHERE finding.id = ? OR rule = ? OR severity = ?)",
                parameters=(value, value.upper(), value.lower()),
            )
        case "delivery":
            return Condition(sql="flow.delivery = ?", parameters=(value,))
        case "phase":
            return _phase(value)
        case "is":
            return Condition(sql=_IS.get(value, "0"))
        case "capture":
            return _number("flow.capture_id", value)
        case "flow":
            return _number("flow.id", value)
        case "has":
            return Condition(sql=_HAS.get(value, "0"))
        case "larger":
            return Condition(sql="flow.response_size > ?", parameters=(_bytes(value),))
        case _:
            return _contains("flow.url", value)


_HAS = {
    "sensitive": "flow.id IN (SELECT flow_id FROM personal_value)",
    "finding": "flow.id IN (SELECT flow_id FROM evidence)",
    "sighting": "flow.id IN (SELECT flow_id FROM sighting)",
    "request-body": "flow.request_body IS NOT NULL",
    "response-body": "flow.response_body IS NOT NULL",
    "error": "flow.error IS NOT NULL",
    "messages": "flow.id IN (SELECT flow_id FROM message)",
}


_IS = {
    "background": "flow.background = 1",
    "unread": "flow.delivery = 'unread'",
    "refused": "flow.delivery = 'refused'",
    "sent": "flow.delivery IN ('network', 'revalidated')",
}


def _phase(value: str) -> Condition:
    """Flows of a phase; `none` are those before the first phase marker."""
    if value == "none":
        return Condition(sql="flow.id NOT IN (SELECT flow_id FROM flow_phase)")
    return Condition(sql="flow.id IN (SELECT flow_id FROM flow_phase WHERE phase = ?)", parameters=(value.lower(),))


def _status(value: str) -> Condition:
    if re.fullmatch(r"[1-5]xx", value, re.IGNORECASE):
        first = int(value[0]) * 100
        return Condition(sql="flow.status BETWEEN ? AND ?", parameters=(first, first + 99))
    return _number("flow.status", value)


def _number(column: str, value: str) -> Condition:
    if re.fullmatch(r"\d{1,15}", value):
        return Condition(sql=f"{column} = ?", parameters=(int(value),))
    return Condition(sql="0")


def _bytes(value: str) -> int:
    found = re.fullmatch(r"(\d{1,12})(k|m|g)?[bo]?", value.lower())
    if not found:
        return 0
    return int(found[1]) * {None: 1, "k": 1000, "m": 1000**2, "g": 1000**3}[found[2]]


def _equals_or_like(column: str, value: str) -> Condition:
    if "*" in value:
        return Condition(sql=f"{column} LIKE ? ESCAPE '\\'", parameters=(_escape(value).replace("*", "%"),))
    return Condition(sql=f"{column} = ?", parameters=(value.lower(),))


def _contains(column: str, value: str) -> Condition:
    return Condition(sql=f"{column} LIKE ? ESCAPE '\\'", parameters=(_pattern(value),))


def _pattern(value: str) -> str:
    return f"%{_escape(value)}%"


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
