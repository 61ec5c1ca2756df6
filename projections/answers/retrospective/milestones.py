"""Which milestones were done, slipped, pulled forward, dropped or added, and which were still open and overdue?"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from goals.vocabulary import MilestoneState
from projections import milestones
from projections.answers import feed, slips
from projections.answers.asking import Asking
from projections.answers.held import held
from projections.answers.milestones import ENDED
from projections.answers.retrospective import completed
from projections.answers.retrospective.seen import Regarded, Seen
from projections.answers.slips import Move, Slip


def section(seen: Seen) -> dict[str, Any]:
    """Of the goals regarded, by id of these and in the order they were added; one may be in several lists."""
    found = [slip for each in seen.goals for slip in _slips(seen.closing, each)]
    kinds: dict[str, Callable[[Seen, Slip], bool]] = {
        "done": _is_done,
        "slipped": lambda seen, slip: (_moved_days(seen, slip) or 0) > 0,
        "pulled_forward": lambda seen, slip: (_moved_days(seen, slip) or 0) < 0,
        "dropped": _is_dropped,
        "added": lambda seen, slip: _is_within(seen, slip.view.dues[0].position),
        "overdue": _is_overdue,
    }
    return {name: [_told(seen, slip) for slip in found if is_one(seen, slip)] for name, is_one in kinds.items()}


def _slips(asking: Asking, each: Regarded) -> list[Slip]:
    asking, view = held(asking, each.goal_id, each.view)
    known = (
        (milestone_id, milestones.view_at(asking.rows, asking.workspace_id, milestone_id, asking.position))
        for milestone_id in view.goal.milestones
    )
    views = [(milestone_id, found) for milestone_id, found in known if found is not None]
    return slips.slips_of(asking, each.goal_id, view.goal, views) if views else []


def _is_done(seen: Seen, slip: Slip) -> bool:
    """One that nobody said was done was so on the day on which all of it had been entered."""
    if slip.state is not MilestoneState.DONE:
        return False
    told = slip.view.told
    if told is None or told.fact not in slips.ENDINGS:
        return seen.stretch.has(slip.completed_on)
    return _is_within(seen, told.position)


def _is_dropped(seen: Seen, slip: Slip) -> bool:
    told = slip.view.told
    return slip.dropped_on is not None and told is not None and _is_within(seen, told.position)


def _is_overdue(seen: Seen, slip: Slip) -> bool:
    due = slip.moves[-1].was.day
    if due is None or slip.state in ENDED:
        return False
    goal_id = slip.view.goal_id
    asking, _ = held(seen.closing, goal_id, seen.by_id[goal_id].view)
    return due < asking.on


def _moved_days(seen: Seen, slip: Slip) -> int | None:
    """How much later it is due, by all moves of the period together; None if there was none, or a day is not known."""
    moved = [(before, move) for before, move in pairwise(slip.moves) if _is_moved(seen, move)]
    if not moved:
        return None
    was, due = moved[0][0].was.day, moved[-1][1].was.day
    return None if was is None or due is None else (due - was).days


def _is_moved(seen: Seen, move: Move) -> bool:
    return move.is_slip and move.is_open and _is_within(seen, move.was.said.position)


def _is_within(seen: Seen, position: int) -> bool:
    return seen.has(feed.at(seen.closing, position))


def _told(seen: Seen, slip: Slip) -> dict[str, Any]:
    told = slip.view.told
    return {
        **slips.told(seen.closing, slip),
        "moved_days": _moved_days(seen, slip),
        "completed": completed.told(seen.closing, slip),
        "said": None if told is None else seen.asking.open_text(told.text),
    }
