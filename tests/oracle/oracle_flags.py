"""Which questions does a goal raise? R01 to R12, by each retarget and each milestone that was moved."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from tests.oracle.oracle_definition import ONE_DAY, Definition
from tests.oracle.oracle_events import Event, Log, once
from tests.oracle.oracle_goals import Goal
from tests.oracle.oracle_log import Known, replayed
from tests.oracle.oracle_moves import Move, judged
from tests.oracle.oracle_progress import current, expected, is_of, met, met_on

Flag = tuple[str, tuple[str, ...]]

LATE_DAYS, LATE_SHARE = 14, Fraction(8, 10)
MISSED_BY = Fraction(1, 10)
MOST_RETARGETS, MOST_GROSS = 2, Fraction(1, 2)
RATCHET_DAYS, SLIP_DAYS = 30, 14
SAME_TEXTS = 3
MEASURED_BY = ("unit", "unit_kind", "currency", "aggregation", "value_kind")


def of_changes(events: Log, known: Known, goal: Goal, until: date) -> list[Flag]:
    """R01 to R11, of each retarget since it was committed that is effective by the day; R12 of its milestones."""
    moved = [judged(events, event) for event in goal.retargets]
    counted = [move for move in moved if move.counted]
    repeated = texts_said_often(events, known)
    found: list[Flag] = []
    for place, move in enumerate(counted):
        if move.effective_on > until:
            continue
        then = replayed(events, move.event.position - 1)
        raised = {*of_move(then, move)}
        if move.event.data["reason_code"] == "other" or (is_own(move.event) and said(move.event) in repeated):
            raised.add("R11")
        found += [(flag, (move.event.id,)) for flag in raised]
        found += of_course(counted[: place + 1])
    slips = [event for event in goal.events if is_slip(events, event) and day_there(events, event) <= until]
    return found + [("R12", (event.id,)) for event in slips]


def of_move(then: Known, move: Move) -> Iterator[str]:
    before, held, after, day = move.before, move.held, move.after, move.day
    if move.effect == "easier":
        if is_late(held, day):
            yield "R01"
        if is_behind(move):
            yield "R02"
    if held.end is not None and after.end not in (before.end, held.end) and day > held.end:
        yield "R03"
    if is_met(then, after, day) and (move.effect == "incomparable" or not is_met(then, before, day)):
        yield "R04"
    if (day - move.effective_on).days > 1:
        yield "R05"
    if before.baseline is not None and after.baseline != before.baseline and is_read(then, before):
        yield "R06"
    if move.effect == "harder" and is_ratchet(then, held, day):
        yield "R08"
    if is_swap(then, before, after):
        yield "R09"


def is_late(held: Definition, day: date) -> bool:
    if held.end is None or held.start is None:
        return False
    share = Fraction((day - held.start).days + 1, held.days)
    return (held.end - day).days <= LATE_DAYS or share > LATE_SHARE


def is_behind(move: Move) -> bool:
    e = expected(move.held, move.day)
    return move.raw is not None and e is not None and move.raw < e - MISSED_BY


def is_met(then: Known, definition: Definition, day: date) -> bool:
    found = current(then, definition, day)
    return found is not None and met(definition, found.value)


def is_read(then: Known, definition: Definition) -> bool:
    return any(is_of(definition, reading) for reading in then.readings.values())


def is_ratchet(then: Known, held: Definition, day: date) -> bool:
    first = first_met(then, held, day)
    return first is not None and (day - first).days <= RATCHET_DAYS


def first_met(then: Known, definition: Definition, until: date) -> date | None:
    if definition.start is None:
        return None
    day = definition.start
    while day <= until:
        if met_on(then, definition, day):
            return day
        day += ONE_DAY
    return None


def is_swap(then: Known, before: Definition, after: Definition) -> bool:
    if before.kpi_id != after.kpi_id or before.direction != after.direction:
        return True
    old, new = (then.measure(each.kpi_id, each.series) for each in (before, after))
    return old is not None and new is not None and any(old[name] != new[name] for name in MEASURED_BY)


def of_course(so_far: Sequence[Move]) -> list[Flag]:
    """R07, of the last: by those whose window overlaps the one that was in force before it."""
    last = so_far[-1].before
    together = [move for move in so_far if overlap(move.before, last)]
    gross = sum((abs(move.magnitude) for move in together if move.magnitude is not None), Fraction(0))
    is_churn = len(together) > MOST_RETARGETS or gross > MOST_GROSS
    return [("R07", tuple(move.event.id for move in together))] if is_churn else []


def overlap(one: Definition, other: Definition) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return True
    return one.start <= other.end and other.start <= one.end


def texts_said_often(events: Log, known: Known) -> set[str]:
    """Reasons given word for word for three retargets of the workspace."""
    given = [event for goal in known.goals.values() for event in goal.retargets if is_own(event)]
    counted = [said(event) for event in given if judged(events, event).counted]
    return {text for text in counted if counted.count(text) >= SAME_TEXTS}


def is_own(event: Event) -> bool:
    """Whether somebody asked for it; what followed from something else, nobody gave a reason for."""
    return event.data.get("follows") is None


def said(event: Event) -> str:
    return " ".join(str(event.data["reason"]).split())


def day_there(events: Log, event: Event) -> date:
    """On which it was recorded, where its goal was then."""
    return replayed(events, event.position - 1).goals[event.stream].definition.day_of(event.at)


@once
def is_slip(events: Log, event: Event) -> bool:
    """R12: rescheduled when it was overdue, or dropped in its last days."""
    if event.type not in ("milestone.rescheduled.v1", "milestone.dropped.v1"):
        return False
    goal = replayed(events, event.position - 1).goals[event.stream]
    day = goal.definition.day_of(event.at)
    due = due_day(goal.in_force(day), goal.milestones[event.data["milestone_id"]].due)
    if due is None:
        return False
    return due < day if "rescheduled" in event.type else (due - day).days <= SLIP_DAYS


def due_day(definition: Definition, due: date | None) -> date | None:
    return definition.end if due is None else due
