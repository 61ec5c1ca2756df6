"""How much of the change was achieved, and how much is moved goalposts?"""

from decimal import Decimal

from api.markdown.retrospective.names import Names
from api.markdown.said import Told, day, percent, points, together, who
from api.markdown.text import blocks, bullets, heading, text

HEADING = heading("What was achieved, and what was moved")

PARTS = {
    "revision": "what was learnt late about the opening",
    "performance": "what was read",
    "retarget": "moved goalposts and weights",
    "composition": "goals that came or went",
}


def section(report: Told, names: Names) -> str:
    found = report["decomposition"]
    goals = found["goals"]
    if not goals:
        return ""
    untold = [_untold(each, names) for each in goals if each["reason"] is not None]
    told = [each for each in goals if each["reason"] is None]
    moved = [_moved(each, names) for each in told if _is_moved(each)]
    read = [_read(each, names) for each in told if not _is_moved(each)]
    by_reading = [f"By what was read alone: {', '.join(read)}."] if read else []
    return blocks(HEADING, _together(found["together"]), bullets([*moved, *by_reading, *untold]))


def _together(whole: Told | None) -> str:
    if whole is None:
        return ""
    begins, ends = whole["from"], whole["to"]
    if whole["reason"] is not None:
        return f"Together: not told apart. {text(whole['reason']['detail'])}"
    from_where = f"{percent(begins['progress'])}{', each at its own beginning,' if begins['began'] else ''}"
    return (
        f"All goals together went from {from_where} to {percent(ends['progress'])}, "
        f"{points(whole['total'])}: {_parts(whole)}. A goal of which nothing was read does not count."
    )


def _parts(whole: Told) -> str:
    """Those that changed anything."""
    changed = [f"{points(whole[name])} by {what}" for name, what in PARTS.items() if Decimal(whole[name])]
    return together(changed) or "no part of it changed"


def _is_moved(goal: Told) -> bool:
    return bool(goal["steps"]) or bool(Decimal(goal["retarget"]))


def _moved(goal: Told, names: Names) -> str:
    read = f"{_learnt(goal)}{points(goal['performance'])} by what was read"
    return f"{names.bold(goal['goal_id'])}: {_went(goal)}, {points(goal['total'])}: {read}, and {_steps(goal)}."


def _learnt(goal: Told) -> str:
    revised = Decimal(goal["revision"])
    return f"{points(goal['revision'])} by what was learnt late about the opening, " if revised else ""


def _steps(goal: Told) -> str:
    steps = [
        f"{points(each['retarget'])} by the retarget by {who(each)} on {day(each['recorded_at'])}"
        for each in goal["steps"]
    ]
    return together(steps) if steps else f"{points(goal['retarget'])} by moved goalposts"


def _read(goal: Told, names: Names) -> str:
    went = f"{_went(goal)}, {points(goal['total'])}" if Decimal(goal["total"]) else f"unchanged, {_at(goal['to'])}"
    late = f", {points(goal['revision'])} of it learnt late about the opening" if Decimal(goal["revision"]) else ""
    return f"{names.bold(goal['goal_id'])} ({went}{late})"


def _untold(goal: Told, names: Names) -> str:
    return f"{names.bold(goal['goal_id'])}: not told apart. {text(goal['reason']['detail'])}"


def _went(goal: Told) -> str:
    return f"{_at(goal['from'])} to {_at(goal['to'])}"


def _at(end: Told) -> str:
    return percent(end["raw"])
