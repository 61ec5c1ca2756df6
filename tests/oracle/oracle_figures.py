"""What is told of a goal beside its progress: its levels, how long it was in range, and what today asks of it."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.oracle_definition import KEPT, ONE_DAY, Definition, clamped, plain, rounded, shown
from tests.oracle.oracle_log import Known
from tests.oracle.oracle_progress import Value, expected, health, met, pace, progress, series_of

NOTHING: dict[str, Any] = dict.fromkeys(
    ("current", "progress", "expected", "pace", "levels", "compliance", "days_until_behind", "needed_today")
)


def figures(known: Known, state: str, definition: Definition, found: Value | None, on: date) -> dict[str, Any]:
    """`found` is where its KPI stands."""
    if not is_measured(known, definition):
        return NOTHING | {"health": "no_data" if state == "active" else None}
    raw = None if found is None else progress(definition, found.value)
    return {
        "current": None if found is None else (plain(found.value), found.at, found.reading_id),
        "progress": both(raw),
        "expected": shown(expected(definition, on)),
        "pace": shown(pace(definition, raw, on)),
        "health": health(known, state, definition, on),
        "levels": levels(definition, found),
        "compliance": shown(compliance(known, definition, on)),
        "days_until_behind": None if found is None else until_behind(known, definition, raw, on),
        "needed_today": plain(needed(definition, on)),
    }


def is_measured(known: Known, definition: Definition) -> bool:
    return None not in (definition.direction, definition.start, known.measure(definition.kpi_id, definition.series))


def both(raw: Fraction | None) -> dict[str, str | None] | None:
    return None if raw is None else {"raw": shown(raw), "clamped": shown(clamped(raw))}


def levels(definition: Definition, found: Value | None) -> dict[str, Any] | None:
    commit, stretch = definition.levels
    if definition.raw.get("levels") is None:
        return None
    marks = {"commit": commit, "target": definition.number, "stretch": stretch}
    return {name: level(definition, mark, found) for name, mark in marks.items() if mark is not None}


def level(definition: Definition, mark: Fraction, found: Value | None) -> dict[str, Any]:
    by = replace(definition, low=mark, high=mark, is_range=False, path=())
    raw = None if found is None else progress(by, found.value)
    return {"value": plain(mark), "progress": both(raw), "met": found is not None and met(by, found.value)}


def compliance(known: Known, definition: Definition, on: date) -> Fraction | None:
    """The share of the days of the window that had gone by on which it was in range, by what was last read."""
    assert definition.start is not None and definition.end is not None
    last = min(on, definition.end)
    read = [(definition.day_of(one.at), one.value) for one in series_of(known, definition)]
    if definition.direction != "maintain" or on < definition.start or all(day > last for day, _ in read):
        return None
    days = [definition.start + n * ONE_DAY for n in range((last - definition.start).days + 1)]
    standing = [[value for read_on, value in read if read_on <= day][-1:] for day in days]
    return Fraction(sum(met(definition, value) for values in standing for value in values), len(days))


def until_behind(known: Known, definition: Definition, raw: Fraction | None, on: date) -> int | None:
    """In how many days the pace is below on track, if nothing is read any more."""
    assert definition.start is not None and definition.end is not None
    on_track = Fraction(known.policy["on_track"])
    if raw is None:
        return None
    if definition.direction in KEPT:
        return 0 if raw < on_track else None
    day = max(on, definition.start)
    while day <= definition.end:
        found = pace(definition, raw, day)
        if found is not None and found < on_track:
            return (day - on).days
        day += ONE_DAY
    return None


def needed(definition: Definition, on: date) -> Fraction | None:
    """The value that would be on pace."""
    share, b, t = expected(definition, on), definition.baseline, definition.number
    if share is None or t is None or definition.direction == "maintain":
        return None
    if definition.direction == "at_most":
        return t
    if definition.direction == "at_least" and (b is None or b >= t):
        return rounded(share * t, 9) if t > 0 else t
    return None if b is None else rounded(b + share * (t - b), 9)
