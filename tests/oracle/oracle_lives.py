"""Which questions does a goal raise? R13 to R18, by readings that come late or early or not at all, and by its life."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from tests.oracle.oracle_definition import Definition
from tests.oracle.oracle_events import Event, Log, once
from tests.oracle.oracle_flags import Flag
from tests.oracle.oracle_goals import Goal
from tests.oracle.oracle_log import Known, replayed
from tests.oracle.oracle_progress import (
    CADENCES,
    Value,
    achieved_on,
    current,
    elapsed,
    health,
    is_of,
    met,
    pace,
    progress,
    values,
)

PAST_END_DAYS, EXIT_DAYS = 14, 14
SANDBAG, HALF = Fraction(3, 2), Fraction(1, 2)


def of_lives(events: Log, known: Known, goal: Goal, on: date) -> list[Flag]:
    silent = [("R15", (event,)) for event in silence(events[: known.position], known, goal, on)]
    return [*recorded(events, goal, on), *computed(events, known, goal, on), *silent]


def recorded(events: Log, goal: Goal, on: date) -> list[Flag]:
    """R16 and R18: what was said raised them, about a day by then."""
    said = [event for event in goal.events if event.data.get("on") is not None and event.data["on"] <= on.isoformat()]
    return [*(("R16", (event.id,)) for event in said if is_quiet_exit(events, event)), *gaps(events, goal, on)]


def computed(events: Log, known: Known, goal: Goal, on: date) -> list[Flag]:
    """R13, R14 and R17: what was read raised them, and was recorded by the end of the day, or was read by then."""
    told = events[: known.position]
    seen = [event for event in told if goal.definition.day_of(event.at) <= on and event.type.startswith("reading.")]
    found: list[Flag] = [("R13", (event.id,)) for event in seen if is_flip(events, event, goal.id)]
    found += [("R14", (event.id,)) for event in seen if is_after_close(events, event, goal.id)]
    return [*found, *(("R17", (event,)) for event in sandbagged(told, known, goal, on))]


def gaps(events: Log, goal: Goal, on: date) -> list[Flag]:
    """R18: two check-ins running that said on track, while what was read said that it was off."""
    said = [event for event in goal.events if "checked-in" in event.type and event.data["status"] is not None]
    pairs = [(one, other) for one, other in pairwise(said) if other.data["on"] <= on.isoformat()]
    return [("R18", (one.id, other.id)) for one, other in pairs if is_gap(events, one) and is_gap(events, other)]


@once
def is_flip(events: Log, event: Event, goal_id: str) -> bool:
    """R13: it came after the deadline, and changed whether a goal that is meant counts as achieved."""
    before, after = (replayed(events, position) for position in (event.position - 1, event.position))
    goal = before.goals.get(goal_id)
    if goal is None or not goal.committed:
        return False
    day = goal.definition.day_of(event.at)
    end = goal.in_force(day).end
    if end is None or day <= end:
        return False
    was, now = (achieved_on(known, known.goals[goal_id], day) for known in (before, after))
    return (was is None) != (now is None)


@once
def is_after_close(events: Log, event: Event, goal_id: str) -> bool:
    """R14: what was observed in the window was changed after the goal was closed."""
    then = replayed(events, event.position - 1)
    goal, reading = then.goals.get(goal_id), then.readings.get(event.stream)
    if goal is None or reading is None or "closed" not in (state_before_archiving(goal), goal.state):
        return False
    definition = goal.in_force(goal.definition.day_of(event.at))
    if definition.start is None or definition.end is None:
        return False
    day = definition.day_of(reading.at)
    of_it = (reading.kpi_id, reading.series) == (definition.kpi_id, definition.series)
    return of_it and definition.start <= day <= definition.end


def state_before_archiving(goal: Goal) -> str:
    return goal.lives[-2].state if goal.state == "archived" and len(goal.lives) > 1 else goal.state


def silence(told: Sequence[Event], known: Known, goal: Goal, on: date) -> list[str]:
    """R15: the event that was last heard of it, if that is too long ago."""
    definition = goal.in_force(on)
    if goal.life(on).state not in ("active", "paused") or definition.start is None or definition.end is None:
        return []
    if on < definition.start:
        return []
    found = [one for one in known.readings.values() if is_of(definition, one) and definition.day_of(one.at) <= on]
    last = max(found, key=lambda one: (one.at, one.position), default=None)
    began = next(event for event in goal.events if event.type == "goal.activated.v1")
    since = max(definition.start, date.fromisoformat(began.data["on"]))
    heard, event = (since, began.id) if last is None else (definition.day_of(last.at), told[last.position - 1].id)
    cadence = known.measure(definition.kpi_id, definition.series)["cadence"]
    is_silent = cadence is not None and (min(on, definition.end) - heard).days >= 2 * CADENCES[cadence]
    return [event] if is_silent or (on - definition.end).days >= PAST_END_DAYS else []


@once
def is_quiet_exit(events: Log, event: Event) -> bool:
    """R16: given up or replaced close to the deadline, while behind."""
    is_abandoned = event.type == "goal.closed.v1" and event.data["outcome"] == "abandoned"
    is_left = is_abandoned or event.type == "goal.superseded.v1"
    then = replayed(events, event.position - 1)
    goal = then.goals.get(event.stream)
    if goal is None or goal.state not in ("active", "paused") or not (is_left or event.type == "goal.archived.v1"):
        return False
    day = goal.definition.day_of(event.at)
    definition = goal.in_force(day)
    if definition.end is None or abs((definition.end - day).days) > EXIT_DAYS:
        return False
    return is_behind(then, definition, day)


def is_behind(then: Known, definition: Definition, day: date) -> bool:
    found = current(then, definition, day)
    if found is None:
        return True
    reached = pace(definition, progress(definition, found.value), day)
    return reached is not None and reached < Fraction(then.policy["on_track"])


def sandbagged(told: Sequence[Event], known: Known, goal: Goal, on: date) -> list[str]:
    """R17: the first reading by which half as much again was reached before half the window then in force. What was
    never more than a draft promised nothing."""
    if not goal.was_activated:
        return []
    definitions = [version.definition for version in goal.counted] or [goal.definition]
    steps = [(one, step) for one in definitions for step in values(known, one, on)]
    early = [step for definition, step in steps if is_sandbag(goal, definition, step)]
    first = min(early, key=lambda step: (step.day, step.at, known.readings[step.reading_id].position), default=None)
    return [] if first is None else [told[known.readings[first.reading_id].position - 1].id]


def is_sandbag(goal: Goal, definition: Definition, step: Value) -> bool:
    raw, share = progress(definition, step.value), elapsed(definition, step.day)
    is_early = share is not None and share < HALF and goal.in_force(step.day) is definition
    return is_early and raw is not None and raw >= SANDBAG and met(definition, step.value)


@once
def is_gap(events: Log, event: Event) -> bool:
    """Whether it was said to be on track, while what was read said that it was off."""
    then = replayed(events, event.position - 1)
    goal, on = then.goals[event.stream], date.fromisoformat(event.data["on"])
    derived = health(then, goal.life(on).state, goal.in_force(on), on)
    return event.data["status"] == "on_track" and derived == "off_track"
