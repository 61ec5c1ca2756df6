"""Where does a goal stand? By the readings known, and a definition."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise

from tests.oracle.oracle_definition import KEPT, ONE_DAY, UP, Definition, clamped, rounded
from tests.oracle.oracle_events import once
from tests.oracle.oracle_goals import Goal
from tests.oracle.oracle_log import Known, Reading

CADENCES = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


@dataclass(frozen=True)
class Value:
    """Where the KPI stands, and by which reading."""

    value: Fraction
    day: date
    at: datetime
    reading_id: str


def readings_of(known: Known, definition: Definition, on: date) -> list[Reading]:
    """Those that count, in order of time, up to the day asked about and the window's last."""
    last = on if definition.end is None else min(on, definition.end)
    return [reading for reading in series_of(known, definition) if definition.day_of(reading.at) <= last]


@once
def series_of(known: Known, definition: Definition) -> list[Reading]:
    """All that is believed, in order of time."""
    found = [reading for reading in known.readings.values() if is_of(definition, reading)]
    return sorted(found, key=lambda reading: (reading.at, reading.position))


def values(known: Known, definition: Definition, on: date) -> list[Value]:
    """The value after each reading inside the window, in order of time."""
    return [value for value in all_values(known, definition) if value.day <= on]


@once
def all_values(known: Known, definition: Definition) -> list[Value]:
    inside = [one for one in readings_of(known, definition, date.max) if is_inside(definition, one)]
    measure = known.measure(definition.kpi_id, definition.series) if inside else {}
    found = []
    for count, one in enumerate(inside, start=1):
        so_far = [each.value for each in inside[:count]]
        value = one.value if measure["value_kind"] == "level" else aggregated(so_far, measure["aggregation"])
        found.append(Value(value, definition.day_of(one.at), one.at, one.id))
    return found


def is_inside(definition: Definition, reading: Reading) -> bool:
    return definition.start is not None and definition.day_of(reading.at) >= definition.start


def aggregated(amounts: list[Fraction], how: str) -> Fraction:
    found = {
        "last": amounts[-1],
        "sum": sum(amounts, Fraction(0)),
        "avg": rounded(sum(amounts, Fraction(0)) / len(amounts), 9),
        "min": min(amounts),
        "max": max(amounts),
    }
    return found[how]


def current(known: Known, definition: Definition, on: date) -> Value | None:
    """The value on the day; of a level one from before the window only while none lies inside."""
    if definition.start is None or definition.kpi_id is None:
        return None
    inside = values(known, definition, on)
    if inside:
        return inside[-1]
    measure = known.measure(definition.kpi_id, definition.series)
    before = readings_of(known, definition, on)
    if measure["value_kind"] == "increment" or not before:
        return None
    last = before[-1]
    return Value(last.value, definition.day_of(last.at), last.at, last.id)


def progress(definition: Definition, c: Fraction | None) -> Fraction | None:
    """The raw progress at `c`."""
    b, t, direction = definition.baseline, definition.number, definition.direction
    if c is None or definition.low is None or direction is None:
        return None
    if direction == "maintain":
        return kept(definition, c)
    if t is None:
        return None
    if direction == "at_least":
        return at_least(b, t, c)
    if direction == "at_most":
        return at_most(b, t, c)
    return None if b is None or b == t else (c - b) / (t - b)


def at_least(b: Fraction | None, t: Fraction, c: Fraction) -> Fraction:
    if b is not None and b < t:
        return (c - b) / (t - b)
    return clamped(c / t) if t > 0 else Fraction(c >= t)


def at_most(b: Fraction | None, t: Fraction, c: Fraction) -> Fraction:
    if c <= t:
        return Fraction(1)
    if b is not None and b > t:
        return (b - c) / (b - t)
    return t / c if t > 0 else Fraction(0)


def kept(definition: Definition, c: Fraction) -> Fraction:
    low, high = definition.low, definition.high
    assert low is not None and high is not None
    distance = max(low - c, c - high, Fraction(0))
    return Fraction(1) if distance == 0 else max(Fraction(0), 1 - distance / tolerance(definition))


def tolerance(definition: Definition) -> Fraction:
    assert definition.low is not None and definition.high is not None
    return definition.tolerance or (definition.high - definition.low) / 2


def met(definition: Definition, c: Fraction | None) -> bool:
    if c is None or definition.low is None or definition.high is None or definition.direction is None:
        return False
    if definition.direction == "maintain":
        return definition.low <= c <= definition.high
    return c >= definition.low if definition.direction in UP else c <= definition.low


def elapsed(definition: Definition, on: date) -> Fraction | None:
    """The share of the window that has begun, this day included."""
    if definition.start is None:
        return None
    return clamped(Fraction((on - definition.start).days + 1, definition.days))


def expected(definition: Definition, on: date) -> Fraction | None:
    if not definition.path:
        return elapsed(definition, on)
    b, t = definition.baseline, definition.number
    if b is None or t is None or b == t or definition.start is None:
        return None
    points = [(definition.start - ONE_DAY, b), *definition.path]
    return (on_the_way(points, on) - b) / (t - b)


def asked(definition: Definition, on: date) -> Fraction | None:
    """The value asked for on a day: along the path, or straight from the baseline; None while that begins nowhere."""
    if definition.start is None or definition.end is None:
        return None
    ways = [(definition.start - ONE_DAY, definition.baseline)]
    ways += definition.path or ((definition.end, definition.number),)
    if on in dict(ways):
        return dict(ways)[on]
    around = [pair for pair in pairwise(ways) if pair[0][0] < on < pair[1][0]]
    for (day, value), (next_day, next_value) in around:
        if value is None or next_value is None:
            return None
        return on_the_way([(day, value), (next_day, next_value)], on)
    return ways[0 if on < ways[0][0] else -1][1]


def on_the_way(points: list[tuple[date, Fraction]], on: date) -> Fraction:
    if on <= points[0][0]:
        return points[0][1]
    for (day, value), (next_day, next_value) in pairwise(points):
        if on <= next_day:
            return value + (next_value - value) * Fraction((on - day).days, (next_day - day).days)
    return points[-1][1]


def pace(definition: Definition, raw: Fraction | None, on: date) -> Fraction | None:
    if definition.direction in KEPT:
        return raw
    e = expected(definition, on)
    return None if raw is None or e is None or e <= 0 else raw / e


@once
def achieved_on(known: Known, goal: Goal, today: date) -> date | None:
    """The first day on which the target in force that day was met; kept ones are settled on the end day."""
    spans = [version.definition for version in goal.counted] or [goal.definition]
    starts = [definition.start for definition in spans if definition.start is not None]
    day = min(starts, default=today + ONE_DAY)
    while day <= today:
        if met_on(known, goal.in_force(day), day):
            return day
        day += ONE_DAY
    return None


@once
def met_on(known: Known, definition: Definition, day: date) -> bool:
    """Whether the definition, in force on the day, was met on it."""
    if definition.start is None or definition.end is None or not definition.start <= day <= definition.end:
        return False
    if definition.direction in KEPT:
        found = current(known, definition, day)
        return day == definition.end and found is not None and met(definition, found.value)
    steps = values(known, definition, day)
    today = [step for step in steps if step.day == day]
    carried = [step for step in steps if step.day < day][-1:]
    return any(met(definition, step.value) for step in (*carried, *today))


def health(known: Known, state: str, definition: Definition, on: date) -> str | None:
    found = current(known, definition, on)
    raw = None if found is None else progress(definition, found.value)
    if state != "active":
        return None
    if found is None or raw is None:
        return "no_data"
    if definition.start is None or definition.end is None or on < definition.start:
        return "not_started"
    if is_stale(known, definition, on):
        return "stale"
    if on > definition.end:
        return "overdue"
    if met(definition, found.value) and definition.direction not in KEPT:
        return "achieved_early"
    return by_pace(known, definition, raw, on)


def last_read(known: Known, definition: Definition, on: date) -> date | None:
    """The last day up to this one on which the KPI was observed, within the window or not."""
    days = (definition.day_of(reading.at) for reading in known.readings.values() if is_of(definition, reading))
    return max((day for day in days if day <= on), default=None)


def is_of(definition: Definition, reading: Reading) -> bool:
    return not reading.voided and (reading.kpi_id, reading.series) == (definition.kpi_id, definition.series)


def is_stale(known: Known, definition: Definition, on: date) -> bool:
    cadence = known.measure(definition.kpi_id, definition.series)["cadence"]
    last = last_read(known, definition, on)
    if cadence is None or last is None:
        return False
    return (on - last).days > CADENCES[cadence] + int(known.policy["grace_days"])


def by_pace(known: Known, definition: Definition, raw: Fraction, on: date) -> str:
    assert definition.start is not None
    day = (on - definition.start).days + 1
    found = pace(definition, raw, on)
    if found is None or day <= max(Fraction(7), Fraction(definition.days, 10)):
        return "at_risk" if raw < 0 else "on_track"
    if found >= Fraction(known.policy["on_track"]):
        return "on_track"
    return "at_risk" if found >= Fraction(known.policy["at_risk"]) else "off_track"
