"""By how much did the days slip on which milestones were due?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from tests.oracle.oracle_events import Event, Log, day_in
from tests.oracle.oracle_goals import Goal
from tests.oracle.oracle_log import Known, replayed
from tests.oracle.oracle_milestones import Milestone, written

ENDINGS = ("milestone.completed", "milestone.dropped")
WINDOWED = ("goal.retargeted", "goal.window-resolved")


@dataclass(frozen=True)
class Due:
    """A day it was due, and the event that said so, be it that it moved the goal's window."""

    day: date | None
    event: Event
    is_planned: bool = False


@dataclass(frozen=True)
class Move:
    event: Event
    days: int | None
    is_open: bool
    is_after_due: bool


@dataclass(frozen=True)
class Slip:
    milestone: Milestone
    goal: Goal
    moves: list[Move]
    completed_on: date | None
    days_late: int | None
    dropped_on: date | None


def slips(events: Log, known: Known, goal: Goal, milestones: Iterable[Milestone], on: date) -> list[Slip]:
    return [slip(events, known, goal, each, on) for each in milestones]


def slip(events: Log, known: Known, goal: Goal, milestone: Milestone, on: date) -> Slip:
    tz = goal.definition.tz if goal.definition.start is not None else known.tz
    state = milestone.state_on(on)
    is_over = state in ("done", "dropped") and milestone.told is not None and milestone.told.what in ENDINGS
    ending = milestone.told if is_over else None
    was_due = dues(events, known, goal, milestone, on)
    completed_on = milestone.completed_on if state == "done" else None
    then = [due.day for due in was_due if ending is None or due.event.position < ending.position][-1:]
    late = (completed_on - then[0]).days if completed_on is not None and then and then[0] is not None else None
    dropped_on = day_in(tz, ending.at) if state == "dropped" and ending is not None else None
    return Slip(milestone, goal, moved(was_due, ending, tz), completed_on, late, dropped_on)


def moved(was_due: list[Due], ending: Event | None, tz: str) -> list[Move]:
    found = []
    for before, after in pairwise(was_due):
        days = None if before.day is None or after.day is None else (after.day - before.day).days
        is_open = ending is None or after.event.position < ending.position
        is_after_due = is_open and before.day is not None and day_in(tz, after.event.at) > before.day
        if days != 0:
            found.append(Move(after.event, days, is_open, is_after_due))
    return found


def dues(events: Log, known: Known, goal: Goal, milestone: Milestone, on: date) -> list[Due]:
    """In turn: as it was said, and where it follows the goal's window, as that was moved meanwhile."""
    found: list[Due] = []
    said = [*milestone.dues, (None, None)]
    for (day, event), (_, until) in pairwise(said):
        assert event is not None
        end = known.position + 1 if until is None else until.position
        if day is not None:
            found.append(Due(day, event))
            continue
        found.append(Due(window_end(events, goal, event.position, on), event))
        for moving in goal.events:
            if event.position < moving.position < end and moving.what in WINDOWED and goal.was_activated:
                now = window_end(events, goal, moving.position, on)
                if now != found[-1].day:
                    found.append(Due(now, moving))
    return found


def window_end(events: Log, goal: Goal, position: int, on: date) -> date | None:
    """The last day of the window as it was recorded by then, and took effect by the day; of a draft's, as it was
    activated, or as it stands."""
    if not goal.was_activated:
        return goal.definition.end
    began = next(event for event in goal.events if event.what == "goal.activated")
    first, *later = replayed(events, max(position, began.position)).goals[goal.id].versions
    last = [version for version in later if version.effective_on <= on][-1:]
    return (last[0] if last else first).definition.end


def told(found: Slip) -> dict[str, Any]:
    """What `GET /v1/goals/{id}/slips` has to say of it."""
    return {
        "milestone_id": found.milestone.id,
        "moves": len(found.moves),
        "moved_after_due": any(move.is_after_due for move in found.moves),
        "completed_on": written(found.completed_on),
        "days_late": found.days_late,
        "dropped_on": written(found.dropped_on),
    }
