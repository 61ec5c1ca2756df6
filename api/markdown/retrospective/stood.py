"""Where did goals stand when it began, and when it was over?"""

from collections.abc import Sequence

from api.markdown.retrospective.names import Names
from api.markdown.said import Told, amount, day, flags, percent, together, words
from api.markdown.text import NOTHING, blocks, heading, table, text

HEADING = heading("Where goals stood")
HEADER = (
    "Goal",
    "Owner",
    "Opening (progress)",
    "Closing (progress)",
    "By the original target",
    "By the current target",
    "State",
)
FIGURES = HEADER[2:4]
SAME = "the same"
NONE = "No goal was pursued."


def section(report: Told, names: Names) -> str:
    opening, closing = report["opening"], report["closing"]
    before = {each["goal_id"]: each for each in opening["goals"]}
    after = {each["goal_id"]: each for each in closing["goals"]}
    rows = [_row(names, goal_id, before.get(goal_id), after.get(goal_id)) for goal_id in {**before, **after}]
    stood = table(HEADER, rows, figures=FIGURES) or NONE
    is_alone = report["scope"]["goal_id"] is not None or not closing["rollup"]["current"]["goals"]
    return blocks(
        HEADING, stood, _known_since(closing["goals"], names), "" if is_alone else _together(opening, closing)
    )


def _known_since(goals: Sequence[Told], names: Names) -> str:
    """Of which goals what was known when it was over is not what is known now."""
    found = [names.plain(each["goal_id"]) for each in goals if each["differs"]]
    return f"More is known since of {together(found)}." if found else ""


def _row(names: Names, goal_id: str, before: Told | None, after: Told | None) -> tuple[str, ...]:
    unit = names.unit(goal_id)
    line = after or before
    assert line is not None, f"{goal_id} was there at one of the two"
    return (
        f"{names.plain(goal_id)}{f' ({unit.strip()})' if unit else ''}",
        NOTHING if line["owner"] is None else text(line["owner"]),
        _stood(before),
        _stood(after),
        *(_lenses(after) if after is not None else (NOTHING, NOTHING)),
        NOTHING if after is None else _state(after),
    )


def _stood(line: Told | None) -> str:
    if line is None or line["value"] is None:
        return NOTHING
    progress = line["progress"]
    return amount(line["value"]) + ("" if progress is None else f" ({percent(progress['raw'])})")


def _lenses(line: Told) -> tuple[str, str]:
    original, current = line["by_original"], line["by_current"]
    ends = [None if each["window"] is None else each["window"]["end"] for each in (original, current)]
    differs = ends[0] != ends[1]
    found = _lens(original, differs), _lens(current, differs)
    return found[0], SAME if found[0] == found[1] and found[0] != NOTHING else found[1]


def _lens(attained: Told, says_end: bool) -> str:
    """How far by one of its versions; where that can be reached only by then, by when."""
    if attained["raw"] is None and attained["target"] is None:
        return NOTHING
    window = attained["window"]
    aim = amount(attained["target"]) + (f" by {day(window['end'])}" if says_end and window is not None else "")
    if attained["raw"] is None:
        return f"towards {aim}: nothing read" if attained["value"] is None else f"towards {aim}"
    if attained["achieved"]:
        return f"{percent(attained['raw'])} towards {aim}, achieved"
    return f"{percent(attained['raw'])} towards {aim}"


def _state(line: Told) -> str:
    state, health = line["state"], line["health"]
    told = [] if state == "active" and health is not None else [words(state)]
    told += [words(each) for each in (line["outcome"], health) if each is not None]
    raised = f"; {flags(line['flags'])}" if line["flags"] else ""
    return f"{', '.join(told)}{raised}"


def _together(opening: Told, closing: Told) -> str:
    """Of all that counted, pursued in the period or not."""
    before, after = opening["rollup"]["progress"], closing["rollup"]
    stood = "had no progress to tell at the opening" if before is None else f"stood at {percent(before)} at the opening"
    return f"All goals that counted, pursued in the period or not, {stood}. At the closing it was {_closing(after)}."


def _closing(rollup: Told) -> str:
    original, current = (_lens_of_all(rollup[lens]) for lens in ("original", "current"))
    if original == current:
        return f"{original}, by their original targets as by their current ones"
    return f"{original} by their original targets, and {current} by their current ones"


def _lens_of_all(rollup: Told) -> str:
    return f"{percent(rollup['progress'])} ({rollup['achieved']} of {rollup['goals']} achieved)"
