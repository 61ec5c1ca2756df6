"""How far has a goal come by each version it had, and what of a change was performance?"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tests.oracle.oracle_definition import KEPT, Definition, clamped, plain, shown
from tests.oracle.oracle_goals import Goal, Version
from tests.oracle.oracle_log import Known
from tests.oracle.oracle_moves import same_measure
from tests.oracle.oracle_progress import current, met, progress, values


def versions(goal: Goal) -> list[Version]:
    """Those there are to look through; of a goal not committed what it was last calibrated to."""
    return goal.counted or [Version(0, date.min, goal.definition)]


def effective_by(goal: Goal, day: date) -> Version:
    """The highest effective by the day; before all of them, the first."""
    found = versions(goal)
    return next((each for each in reversed(found) if each.effective_on <= day), found[0])


def lenses(goal: Goal, on: date, dates: Sequence[date]) -> dict[str, Version]:
    """By what each lens looks."""
    found = {"current": effective_by(goal, on)}
    if not goal.committed:
        return found
    original = goal.counted[0]
    assert original.definition.end is not None
    found |= {"original": original, "at_deadline": effective_by(goal, original.definition.end)}
    found |= {f"version:{version.n}": version for version in goal.counted}
    return found | {day.isoformat(): effective_by(goal, day) for day in dates}


def attainment(known: Known, version: Version, on: date) -> dict[str, Any]:
    definition = version.definition
    found = current(known, definition, on)
    raw = None if found is None else progress(definition, found.value)
    return {
        "version": version.n,
        "baseline": plain(definition.baseline),
        "target": told(definition),
        "value": None if found is None else plain(found.value),
        "raw": shown(raw),
        "clamped": None if raw is None else shown(clamped(raw)),
        "achieved": was_met(known, definition, on),
    }


def told(definition: Definition) -> Any:
    if definition.is_range:
        return {"low": plain(definition.low), "high": plain(definition.high)}
    return plain(definition.low)


def was_met(known: Known, definition: Definition, on: date) -> bool:
    """On some day of its window; what has to be kept, on the last."""
    assert definition.end is not None
    if definition.direction in KEPT:
        found = current(known, definition, definition.end)
        return on >= definition.end and found is not None and met(definition, found.value)
    return any(met(definition, step.value) for step in values(known, definition, on))


def decomposition(known: Known, goal: Goal, since: date, until: date) -> dict[str, Any]:
    """What the readings did by the version in force at first, and what each retarget since did to where they ended."""
    first, last = effective_by(goal, since), effective_by(goal, until)
    passed = [version for version in versions(goal) if first.n <= version.n <= last.n]
    passed_by = [version.definition for version in passed]
    began = at(known, first.definition, since, first.definition.baseline)
    ended = [at(known, one, until, b) for one, b in zip(passed_by, baselines(passed_by), strict=True)]
    steps = [
        less(after, before) if comparable(one.definition, other.definition) else None
        for one, other, before, after in zip(passed, passed[1:], ended, ended[1:], strict=False)
    ]
    performance, retarget = less(ended[0], began), added(steps)
    return {
        "from": {"version": first.n, "raw": shown(began)},
        "to": {"version": last.n, "raw": shown(ended[-1])},
        "performance": shown(performance),
        "retarget": shown(retarget),
        "total": shown(added([performance, retarget])),
        "steps": [(version.n, shown(step)) for version, step in zip(passed[1:], steps, strict=True)],
    }


def comparable(one: Definition, other: Definition) -> bool:
    return same_measure(one, other) and one.direction == other.direction


def baselines(definitions: Sequence[Definition]) -> list[Fraction | None]:
    """Where the value of each was, if nothing was read: where the first stood that it can be compared with."""
    found = [definitions[0].baseline]
    for before, after in pairwise(definitions):
        found.append(found[-1] if comparable(before, after) else after.baseline)
    return found


def at(known: Known, definition: Definition, day: date, unread: Fraction | None) -> Fraction | None:
    """Progress at the end of a day; at `unread`, if nothing was read."""
    found = current(known, definition, day)
    return progress(definition, unread if found is None else found.value)


def less(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one - other


def added(parts: Sequence[Fraction | None]) -> Fraction | None:
    known = [part for part in parts if part is not None]
    return sum(known, Fraction(0)) if len(known) == len(parts) else None
