"""What a claim is worth, and the table of `bench_rivals`."""

from collections.abc import Iterable
from typing import NamedTuple

from tests.bench.rival_hars import Planted
from tests.bench.rival_tools import Claim

_SILENT_GROUPS = frozenset({"technical", "page", "search"})


class Outcome(NamedTuple):
    """What one tool made of one planted thing: `found`, `wrong` or `-`, whether it knew the planted value again, and
    its own words."""

    planted: Planted
    mark: str
    is_known: bool = False
    how: str = ""


type Rows = dict[tuple[str, str], dict[str, list[Outcome]]]


def judge(planted: Planted, claims: Iterable[Claim]) -> Outcome:
    """What a tool's claims about an entry are worth. For a decoy, `wrong` is a false hit."""
    telling = [claim for claim in claims if claim.group not in _SILENT_GROUPS - planted.groups]
    known = [claim for claim in telling if _is_it(planted, claim)]
    right = known or [claim for claim in telling if claim.group in planted.groups]
    if right:
        return Outcome(planted, "found", bool(known), right[0].how)
    return Outcome(planted, "wrong", how=telling[0].how) if telling else Outcome(planted, "-")


def _is_it(planted: Planted, claim: Claim) -> bool:
    return planted.value is not None and claim.value == planted.value


def print_rows(rows: Rows, tools: list[str]) -> None:
    """One line for each disguise or payload, a column for each tool."""
    width = 40
    print(f"{'':{width + 14}}" + "".join(f"{tool:28}" for tool in tools))
    for (table, row), by_tool in rows.items():
        cells = "".join(f"{_cell(by_tool[tool]):28}" for tool in tools)
        print(f"{table:12}  {row[: width - 1]:{width}}{cells}")


def _cell(outcomes: list[Outcome]) -> str:
    """`found` for a lone flow, else how many of how many and, where few are missing, which."""
    wrong = sum(outcome.mark == "wrong" for outcome in outcomes)
    if not outcomes[0].planted.groups:
        return f"{wrong} false" if wrong else "silent"
    if len(outcomes) == 1:
        return {"found": "found", "wrong": "wrong", "-": "not found"}[outcomes[0].mark]
    lacking = [outcome.planted.channel for outcome in outcomes if outcome.mark != "found"]
    good = f"{len(outcomes) - len(lacking)}/{len(outcomes)}"
    if wrong:
        return f"{good} ({wrong} wrong)"
    return f"{good} not {','.join(lacking)}" if 0 < len(lacking) < min(3, len(outcomes)) else good


def print_totals(rows: Rows, tools: list[str]) -> None:
    """What each tool found of each table, and its false hits."""
    print()
    for table in dict.fromkeys(table for table, _ in rows):
        chosen = {tool: [row[tool] for (name, _), row in rows.items() if name == table] for tool in tools}
        if table == "decoys":
            _print_total(table, "false hits in flows", [_false(chosen[tool]) for tool in tools])
            continue
        _print_total(table, "flows (rows in all their flows)", [_found(chosen[tool]) for tool in tools])
        if any(outcome.planted.value for outcomes in chosen[tools[0]] for outcome in outcomes):
            _print_total("", "of these, the planted value known again", [_known(chosen[tool]) for tool in tools])
    sent = {tool: [_sent(row[tool]) for (name, _), row in rows.items() if name != "decoys"] for tool in tools}
    _print_total("requests", "all tables, without what is answered", [_found(sent[tool]) for tool in tools])
    print()


def _print_total(table: str, what: str, cells: list[str]) -> None:
    print(f"{table:12}  {what:40}" + "".join(f"{cell:28}" for cell in cells))


def _sent(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.planted.channel != "answer"]


def _found(rows: list[list[Outcome]]) -> str:
    marks = [[outcome.mark for outcome in outcomes] for outcomes in rows if outcomes]
    wrong = sum(row.count("wrong") for row in marks)
    found, flows = sum(row.count("found") for row in marks), sum(map(len, marks))
    whole = sum(set(row) == {"found"} for row in marks)
    return f"{found}/{flows} ({whole}/{len(marks)})" + (f", {wrong} wrong" if wrong else "")


def _known(rows: list[list[Outcome]]) -> str:
    return str(sum(outcome.is_known for outcomes in rows for outcome in outcomes))


def _false(rows: list[list[Outcome]]) -> str:
    marks = [outcome.mark for outcomes in rows for outcome in outcomes]
    return f"{marks.count('wrong')} in {len(marks)}"


def print_details(rows: Rows, tool: str, *, with_found: bool) -> None:
    """What one tool missed or called wrongly; with what it found, where asked."""
    wanted = ("found", "wrong", "-") if with_found else ("wrong", "-")
    print()
    for (table, row), by_tool in rows.items():
        for planted, mark, is_known, how in by_tool[tool]:
            if mark in wanted if planted.groups else mark == "wrong":
                known = "" if is_known or not planted.value or mark != "found" else " (not as the planted value)"
                print(f"{table}: {row} [{planted.channel}]: {mark}{known} {how}".rstrip())
