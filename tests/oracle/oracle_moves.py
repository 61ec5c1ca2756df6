"""How was the goal moved? Every retarget, judged by what was known when it was recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.oracle_definition import UP, Definition, read, shown
from tests.oracle.oracle_events import Event, Log, once
from tests.oracle.oracle_goals import Goal
from tests.oracle.oracle_log import replayed
from tests.oracle.oracle_progress import Value, asked, current, elapsed, expected, pace, progress, tolerance


@dataclass(frozen=True)
class Move:
    """A retarget, and how the goal stood just before it, by what was in force then: `held`, which is not what it
    changed while an earlier one is only announced."""

    event: Event
    counted: bool
    held: Definition
    before: Definition
    after: Definition
    day: date
    effective_on: date
    effect: str
    ratio: Fraction | None
    magnitude: Fraction | None
    last: Value | None
    raw: Fraction | None
    pace: Fraction | None


def moves(events: Log, goal: Goal) -> list[Move]:
    return [judged(events, event) for event in goal.retargets]


@once
def judged(events: Log, event: Event) -> Move:
    known = replayed(events, event.position - 1)
    goal, tz = known.goals[event.stream], known.policy["tz"]
    before, after = read(event.data["before"], tz), read(event.data["after"], tz)
    day = before.day_of(event.at)
    held = goal.in_force(day)
    changed, last = current(known, before, day), current(known, held, day)
    c = None if changed is None else changed.value
    raw = None if last is None else progress(held, last.value)
    ratio = rate_ratio(before, after, c, day)
    original = goal.counted[0].definition if goal.counted else None
    return Move(
        event=event,
        counted=goal.committed,
        held=held,
        before=before,
        after=after,
        day=day,
        effective_on=date.fromisoformat(event.data["effective_on"]),
        effect=effect(before, after, ratio),
        ratio=ratio,
        magnitude=magnitude(before, after, original),
        last=last,
        raw=raw,
        pace=pace(held, raw, day),
    )


def same_measure(*definitions: Definition) -> bool:
    return len({(each.kpi_id, each.series) for each in definitions}) == 1


def rate(definition: Definition, c: Fraction | None, day: date) -> Fraction | None:
    """What has to be gained a day; None where no days are left, or the target is not one number."""
    t = definition.number
    if c is None or t is None or definition.end is None or definition.direction in (None, "maintain"):
        return None
    days = (definition.end - day).days
    if days <= 0:
        return None
    return (t - c if definition.direction in UP else c - t) / days


def rate_ratio(before: Definition, after: Definition, c: Fraction | None, day: date) -> Fraction | None:
    if not same_measure(before, after) or before.direction != after.direction or before.path != after.path:
        return None
    old, new = rate(before, c, day), rate(after, c, day)
    return None if old is None or new is None or old <= 0 else new / old


def effect(before: Definition, after: Definition, ratio: Fraction | None) -> str:
    if not same_measure(before, after) or before.direction != after.direction:
        return "incomparable"
    if ratio is None and is_pending_otherwise(before, after):
        return "incomparable"
    found = called(eased(before, after) if ratio is None else [1 - ratio])
    beside = called(levels_eased(before, after))
    if found == "harder" and beside in ("easier", "mixed"):
        return "mixed"
    return beside if found == "neutral" else found


def is_pending_otherwise(before: Definition, after: Definition) -> bool:
    """Whether one target waits for a baseline and the other does not, or both do and are not the same words."""
    pending = {before.low is None, after.low is None}
    return len(pending) == 2 or (True in pending and before.authored != after.authored)


def called(ways: Sequence[Fraction]) -> str:
    signs = {way > 0 for way in ways if way != 0}
    return "mixed" if len(signs) > 1 else "easier" if True in signs else "harder" if False in signs else "neutral"


def levels_eased(before: Definition, after: Definition) -> list[Fraction]:
    """As `eased`, of what was promised and hoped for beside the target: what is given up eases, what is new does not
    matter."""
    pairs = [(old, new) for old, new in zip(before.levels, after.levels, strict=True) if old is not None]
    return [lowered(before, old, new) for old, new in pairs]


def lowered(before: Definition, old: Fraction | None, new: Fraction | None) -> Fraction:
    """Above zero where less is asked for, or nothing any more."""
    if old is None or new is None:
        return Fraction((new is None) - (old is None))
    return sign(old - new if before.direction in UP else new - old)


def paths_eased(before: Definition, after: Definition) -> list[Fraction]:
    if before.path == after.path:
        return []
    days = [day for day, _ in (*before.path, *after.path)] + [end for end in (before.end, after.end) if end is not None]
    return [lowered(before, asked(before, day), asked(after, day)) for day in days]


def eased(before: Definition, after: Definition) -> list[Fraction]:
    """Above zero for each way in which it became easier, below for each in which it became harder."""
    found = []
    if before.end is not None and after.end is not None:
        found.append(Fraction((after.end - before.end).days))
    if before.low is None or after.low is None or before.high is None or after.high is None:
        return [sign(each) for each in found]
    if before.direction == "maintain":
        found += [before.low - after.low, after.high - before.high, tolerance(after) - tolerance(before)]
    else:
        found.append(before.low - after.low if before.direction in UP else after.low - before.low)
    return [sign(each) for each in found] + paths_eased(before, after)


def sign(value: Fraction) -> Fraction:
    return Fraction((value > 0) - (value < 0))


def magnitude(before: Definition, after: Definition, original: Definition | None) -> Fraction | None:
    if original is None or before.direction != after.direction:
        return None
    old, new, first, b = before.number, after.number, original.number, original.baseline
    if old is None or new is None or first is None or b is None or first == b:
        return None
    return (new - old) / abs(first - b) if same_measure(before, after, original) else None


def told(move: Move) -> dict[str, Any]:
    """As the trail tells of it."""
    held, last = move.held, move.last
    return {
        "position": move.event.position,
        "event_id": move.event.id,
        "goal_id": move.event.stream,
        "counted": move.counted,
        "reason_code": move.event.data["reason_code"],
        "effect": move.effect,
        "ratio": shown(move.ratio),
        "magnitude": shown(move.magnitude),
        "days_to_deadline": None if held.end is None else (held.end - move.day).days,
        "window_elapsed": shown(elapsed(held, move.day)),
        "last_reading": None if last is None else last.reading_id,
        "progress_then": shown(move.raw),
        "expected_then": shown(expected(held, move.day)),
        "pace_then": shown(move.pace),
    }


def tally(found: Sequence[Move]) -> dict[str, Any]:
    """How often and how far, by the counted ones among these."""
    counted = [move for move in found if move.counted]
    sizes = [move.magnitude for move in counted if move.magnitude is not None]
    return {
        "count": len(counted),
        "easier": sum(move.effect == "easier" for move in counted),
        "harder": sum(move.effect == "harder" for move in counted),
        "churn_gross": shown(sum(map(abs, sizes), Fraction(0))),
        "churn_net": shown(sum(sizes, Fraction(0))),
    }
