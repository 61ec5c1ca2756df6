"""How much of the change was achieved, and how much is moved goalposts?"""

from collections.abc import Iterator
from decimal import Decimal

from api.markdown.retrospective.names import Names
from api.markdown.said import Told, day, percent, points, together, who
from api.markdown.text import blocks, bullets, heading, text

HEADING = heading("What was achieved, and what was moved")

PARTS = {
    "performance": "what was read",
    "retarget": "moved goalposts and weights",
    "composition": "goals that came or went",
}


def section(report: Told, names: Names) -> str:
    found = report["decomposition"]
    goals = found["goals"]
    still = [each for each in goals if _is_still(each)]
    lines = [*(_goal(each, names) for each in goals if each not in still), *_unchanged(still, names)]
    return blocks(HEADING, _together(found["together"]), bullets(lines))


def _together(whole: Told | None) -> str:
    if whole is None:
        return ""
    begins, ends = whole["from"], whole["to"]
    if whole["reason"] is not None:
        return f"Together: not told apart. {text(whole['reason']['detail'])}"
    from_where = f"{percent(begins['progress'])}{', each at its own beginning,' if begins['began'] else ''}"
    return (
        f"By what was known at the end, all goals together went from {from_where} to {percent(ends['progress'])}, "
        f"{points(whole['total'])}: {_parts(whole)}. A goal of which nothing was read stands at its baseline here."
    )


def _parts(whole: Told) -> str:
    """Those that changed anything."""
    changed = [f"{points(whole[name])} by {what}" for name, what in PARTS.items() if Decimal(whole[name])]
    return together(changed) or "no part of it changed"


def _is_still(goal: Told) -> bool:
    parts = (goal["performance"], goal["retarget"], goal["total"])
    return goal["reason"] is None and all(part is not None and not Decimal(part) for part in parts)


def _goal(goal: Told, names: Names) -> str:
    named = names.bold(goal["goal_id"])
    if goal["reason"] is not None:
        return f"{named}: not told apart. {text(goal['reason']['detail'])}"
    went = f"{named}: {percent(goal['from']['raw'])} to {percent(goal['to']['raw'])}, {points(goal['total'])}"
    if not Decimal(goal["retarget"]) and not goal["steps"]:
        return f"{went}, all of it by what was read."
    return f"{went}: {points(goal['performance'])} by what was read, and {_moves(goal)}."


def _moves(goal: Told) -> str:
    steps = [
        f"{points(each['retarget'])} by the retarget by {who(each)} on {day(each['recorded_at'])}"
        for each in goal["steps"]
    ]
    return together(steps) if steps else f"{points(goal['retarget'])} by moved goalposts"


def _unchanged(goals: list[Told], names: Names) -> Iterator[str]:
    if goals:
        told = (f"{names.plain(each['goal_id'])} ({percent(each['to']['raw'])})" for each in goals)
        yield f"Unchanged: {together(told)}."
