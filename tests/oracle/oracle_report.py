"""How honestly were goals pursued in a period? What `GET /v1/integrity` has to say."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.oracle import Moment, milestones_asked
from tests.oracle.oracle_definition import ONE_DAY, Definition, clamped, plain, shown
from tests.oracle.oracle_events import Log, day_in
from tests.oracle.oracle_flags import Flag, of_changes
from tests.oracle.oracle_goals import Goal
from tests.oracle.oracle_lenses import effective_by, was_met
from tests.oracle.oracle_lists import below
from tests.oracle.oracle_lives import computed, recorded, silence
from tests.oracle.oracle_log import Known, replayed
from tests.oracle.oracle_milestones import written
from tests.oracle.oracle_moves import Move, moves
from tests.oracle.oracle_progress import achieved_on, current, progress
from tests.oracle.oracle_slips import Slip, slips

EFFECTS = ("easier", "harder", "neutral", "mixed", "incomparable")
FLAGS = [f"R{n:02}" for n in range(1, 19)]
BINS = 10


@dataclass(frozen=True)
class Stretch:
    """The days of the period that had gone by, and the positions of what was recorded on them."""

    first: date
    last: date
    positions: range


@dataclass(frozen=True)
class Considered:
    goal: Goal
    original: Definition
    current: Definition


def report(
    events: Log, moment: Moment, first: date, last: date, container_id: str | None = None
) -> dict[str, Any] | None:
    """None where the period has not begun."""
    known = replayed(events, moment.position)
    on = moment.on or day_in(known.tz, moment.now)
    if on < first:
        return None
    stretch = stretched(events, known, first, min(last, on))
    everything = assembled(known, container_id)
    found = [measured(goal, stretch) for goal in everything if is_considered(events, goal, stretch)]
    counted = sorted(
        (move for each in found for move in moved_in(events, each.goal, stretch)), key=lambda move: move.event.position
    )
    raised = [flag for goal in everything for flag in raised_by(events, known, goal, stretch)]
    raised += [flag for each in found for flag in raised_on(events, known, each.goal, stretch.last)]
    return {
        "goals": of_goals(found, counted),
        "retargets": of_moves(found, counted),
        "attainment": attainment(known, found, stretch.last),
        "churn": churn(counted),
        "flags": {flag: together(raised, flag) for flag in FLAGS},
        "silent": listed(raised, "R15"),
        "quiet_exits": listed(raised, "R16"),
        "thin_reasons": listed(raised, "R11"),
        "milestone_slips": slipped(events, known, found, stretch),
        "calibration": calibration(known, found, stretch),
        "policy_version": known.policy_version,
        "position": moment.position,
        "on": on.isoformat(),
    }


def assembled(known: Known, container_id: str | None) -> list[Goal]:
    within = None if container_id is None else {container_id, *below(known, container_id)}
    found = [known.goals[goal_id] for goal_id in sorted(known.goals)]
    return [goal for goal in found if within is None or goal.container_id in within]


def stretched(events: Log, known: Known, first: date, last: date) -> Stretch:
    days = [day_in(known.tz, event.at) for event in events[: known.position]]
    before, by_its_end = sum(day < first for day in days), sum(day <= last for day in days)
    return Stretch(first, last, range(before + 1, by_its_end + 1))


def is_considered(events: Log, goal: Goal, stretch: Stretch) -> bool:
    """Whether it was pursued on some day, or moved; all of what was only preliminary is no promise."""
    days = [stretch.first + n * ONE_DAY for n in range((stretch.last - stretch.first).days + 1)]
    was_pursued = any(goal.was("active", day) or goal.was("paused", day) for day in days)
    return goal.committed and (was_pursued or bool(moved_in(events, goal, stretch)))


def moved_in(events: Log, goal: Goal, stretch: Stretch) -> list[Move]:
    return [move for move in moves(events, goal) if move.counted and move.event.position in stretch.positions]


def measured(goal: Goal, stretch: Stretch) -> Considered:
    return Considered(goal, goal.counted[0].definition, effective_by(goal, stretch.last).definition)


def of_goals(found: Sequence[Considered], counted: Sequence[Move]) -> dict[str, Any]:
    moved = {move.event.stream for move in counted}
    ways = Counter(effect for _, effect in {(move.event.stream, move.effect) for move in counted})
    share = Fraction(len(moved), len(found)) if found else None
    told = {"considered": len(found), "retargeted": len(moved), "share_retargeted": shown(share)}
    return told | {effect: ways[effect] for effect in EFFECTS}


def of_moves(found: Sequence[Considered], counted: Sequence[Move]) -> dict[str, Any]:
    sizes = [move.magnitude for move in counted if move.magnitude is not None]
    approved = [move for move in counted if (move.event.data.get("approval") or {}).get("approver")]
    return {
        "count": len(counted),
        **{effect: sum(move.effect == effect for move in counted) for effect in EFFECTS},
        "churn_gross": shown(sum(map(abs, sizes), Fraction(0))),
        "churn_net": shown(sum(sizes, Fraction(0))),
        "backdated": sum((move.day - move.effective_on).days > 1 for move in counted),
        "without_evidence": sum(not move.event.data["evidence"] for move in counted),
        "approved": len(approved),
        "awaiting_approval": sum(len(each.goal.open_proposals) for each in found),
    }


def churn(counted: Sequence[Move]) -> list[dict[str, Any]]:
    found = []
    for goal_id in sorted({move.event.stream for move in counted}):
        own = [move for move in counted if move.event.stream == goal_id]
        sizes = [move.magnitude for move in own if move.magnitude is not None]
        gross, net = shown(sum(map(abs, sizes), Fraction(0))), shown(sum(sizes, Fraction(0)))
        found.append({"goal_id": goal_id, "count": len(own), "gross": gross, "net": net})
    return found


Attained = tuple[Fraction, Fraction | None, bool]
"""The weight, how far it came, and whether the target was met."""


def attainment(known: Known, found: Sequence[Considered], on: date) -> dict[str, Any]:
    pairs = [(each.goal.id, attained(known, each.original, on), attained(known, each.current, on)) for each in found]
    before, after = [original for _, original, _ in pairs], [current for *_, current in pairs]
    return {
        "original": overall(before),
        "current": overall(after),
        "difference": shown(less(mean(after), mean(before))),
        "goals": [
            {
                "goal_id": goal_id,
                "original": shown(original[1]),
                "current": shown(current[1]),
                "difference": shown(less(current[1], original[1])),
                "achieved_by_original": original[2],
                "achieved_by_current": current[2],
            }
            for goal_id, original, current in pairs
        ],
    }


def attained(known: Known, definition: Definition, on: date) -> Attained:
    found = current(known, definition, on)
    raw = None if found is None else progress(definition, found.value)
    return definition.weight, None if raw is None else clamped(raw), was_met(known, definition, on)


def overall(found: Sequence[Attained]) -> dict[str, Any]:
    return {
        "mean": shown(mean(found)),
        "achieved": sum(achieved for *_, achieved in found),
        "n": sum(share is not None for _, share, _ in found),
    }


def mean(found: Sequence[Attained]) -> Fraction | None:
    valued = [(weight, share) for weight, share, _ in found if share is not None]
    weights = sum((weight for weight, _ in valued), Fraction(0))
    return sum((weight * share for weight, share in valued), Fraction(0)) / weights if weights else None


def less(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one - other


Raised = tuple[str, str, tuple[str, ...]]
"""The flag, the goal, and the events."""


def raised_by(events: Log, known: Known, goal: Goal, stretch: Stretch) -> Iterator[Raised]:
    """By what was recorded in the stretch. Wherever the goal is, its day is over a day after the workspace's."""
    if goal.state == "draft":
        return
    places = {event.id: event.position for event in events}
    found: list[Flag] = [*of_changes(events, known, goal, date.max), *recorded(events, goal, date.max)]
    found += computed(events, known, goal, stretch.last + ONE_DAY)
    yield from ((flag, goal.id, ids) for flag, ids in found if places[ids[-1]] in stretch.positions)


def raised_on(events: Log, known: Known, goal: Goal, day: date) -> Iterator[Raised]:
    """By the day itself."""
    yield from (("R15", goal.id, (event_id,)) for event_id in silence(events[: known.position], known, goal, day))


def together(raised: Sequence[Raised], flag: str) -> dict[str, Any]:
    own = [goal_id for raised_flag, goal_id, _ in raised if raised_flag == flag]
    return {"count": len(own), "goals": sorted(set(own))}


def listed(raised: Sequence[Raised], flag: str) -> list[Any]:
    return sorted((goal_id, ids[-1]) for raised_flag, goal_id, ids in raised if raised_flag == flag)


def slipped(events: Log, known: Known, found: Sequence[Considered], stretch: Stretch) -> dict[str, Any]:
    every = [
        each
        for one in found
        for each in slips(events, known, one.goal, milestones_asked(known, one.goal, stretch.last), stretch.last)
    ]
    told = [(each, moves_in(each, stretch)) for each in every]
    moved = [move for _, own in told for move in own]
    days = [Fraction(move.days) for move in moved if move.days is not None]
    late = [each for each in every if is_late(each, stretch)]
    dropped = [each for each in every if is_dropped(each, stretch)]
    return {
        "count": len(moved),
        "moved_after_due": sum(move.is_after_due for move in moved),
        "mean_slip_days": shown(sum(days, Fraction(0)) / len(days)) if days else None,
        "late": len(late),
        "dropped": len(dropped),
        "milestones": sorted(
            (each.milestone.id, len(own), any(move.is_after_due for move in own), written(each.completed_on))
            for each, own in told
            if own or each in late or each in dropped
        ),
    }


def moves_in(slip: Slip, stretch: Stretch) -> list[Any]:
    return [move for move in slip.moves if move.is_open and move.event.position in stretch.positions]


def is_late(slip: Slip, stretch: Stretch) -> bool:
    if slip.completed_on is None or not stretch.first <= slip.completed_on <= stretch.last:
        return False
    return slip.days_late is not None and slip.days_late > 0


def is_dropped(slip: Slip, stretch: Stretch) -> bool:
    told = slip.milestone.told
    return slip.dropped_on is not None and told is not None and told.position in stretch.positions


def calibration(known: Known, found: Collection[Considered], stretch: Stretch) -> dict[str, Any]:
    forecasts = [each for one in found for each in forecasts_of(known, one, stretch)]
    bins = [[each for each in forecasts if min(int(each[0] * BINS), BINS - 1) == place] for place in range(BINS)]
    off = [(confidence - came) ** 2 for confidence, came in forecasts]
    return {
        "n": len(forecasts),
        "brier": shown(average(off)),
        "histogram": [
            {
                "from": plain(Fraction(place, BINS)),
                "to": plain(Fraction(place + 1, BINS)),
                "n": len(own),
                "mean_confidence": shown(average([confidence for confidence, _ in own])),
                "share_achieved": shown(average([Fraction(came) for _, came in own])),
            }
            for place, own in enumerate(bins)
        ],
    }


def forecasts_of(known: Known, each: Considered, stretch: Stretch) -> Iterator[tuple[Fraction, int]]:
    """How sure somebody was within the window, and whether it was achieved by its end."""
    start, end = each.current.start, each.current.end
    if start is None or end is None or not stretch.first <= end <= stretch.last:
        return
    came = achieved_on(known, each.goal, end) is not None
    for event in each.goal.events:
        if event.what != "goal.checked-in" or event.data["confidence"] is None:
            continue
        on = date.fromisoformat(event.data["on"])
        if start <= on <= end and each.current.day_of(event.at) <= end:
            yield Fraction(event.data["confidence"]), int(came)


def average(found: Sequence[Fraction]) -> Fraction | None:
    return sum(found, Fraction(0)) / len(found) if found else None
