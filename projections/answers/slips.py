"""How far did a milestone's due date slip?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from goals.goal.state import Goal
from goals.milestone.facts import MilestoneCompleted, MilestoneDropped
from goals.vocabulary import Anchor, MilestoneState
from goals.window import Due, EndOfMonth, local_day
from projections import milestones
from projections.answers import feed, forms, planned
from projections.answers.asking import Asking
from projections.answers.dues import Dues, WasDue
from projections.answers.milestone_progress import state_on
from projections.answers.periods import Stretch
from projections.lives import supposed
from projections.milestones import Entry, Told, View

ENDINGS = tuple(fact.__struct_config__.tag for fact in (MilestoneCompleted, MilestoneDropped))


class Cause(StrEnum):
    """Why it was due on a day."""

    PLANNED = "planned"
    RESCHEDULED = "rescheduled"
    WINDOW = "window"
    ANCHOR = "anchor"


@dataclass(frozen=True, slots=True)
class Move:
    """A due date: `slip_days` is how much later it is than the one before, None of the first and where one of the two
    is not known. `is_open` while the milestone had not ended, `is_after_due` where then the day before had passed."""

    was: WasDue
    cause: Cause
    recorded_on: date
    slip_days: int | None
    is_open: bool
    is_after_due: bool

    @property
    def is_slip(self) -> bool:
        return self.cause is not Cause.PLANNED and self.slip_days != 0


@dataclass(frozen=True, slots=True)
class Slip:
    """What became of a milestone's due date. `moves` begins with what was planned.

    `days_late` is how long after the day it was then due it was done; `dropped_on` is when that was recorded.
    """

    milestone_id: str
    view: View
    state: MilestoneState
    moves: Sequence[Move]
    completed_on: date | None
    days_late: int | None
    dropped_on: date | None

    @property
    def slip_days(self) -> int | None:
        """From the first day that was known to the last."""
        first = next((move.was.day for move in self.moves if move.was.day is not None), None)
        last = self.moves[-1].was.day
        return None if first is None or last is None else (last - first).days

    def moved_in(self, stretch: Stretch) -> list[Move]:
        """A due date that moved after the milestone had ended delays nothing, and is left out."""
        moves = [move for move in self.moves if move.is_slip and move.is_open]
        return [move for move in moves if stretch.recorded(move.was.said.position)]

    def is_late_in(self, stretch: Stretch) -> bool:
        return self.days_late is not None and self.days_late > 0 and stretch.has(self.completed_on)

    def is_dropped_in(self, stretch: Stretch) -> bool:
        told = self.view.told
        return self.dropped_on is not None and told is not None and stretch.recorded(told.position)


def slips_of(asking: Asking, goal_id: str, goal: Goal, views: Iterable[tuple[str, View]]) -> list[Slip]:
    """Of some of a goal's milestones, as they stand; or as they were on the day, if one was named."""
    span = supposed(asking.question, goal_id, goal).definition.span
    tz = asking.workspace.policy.tz if span is None else span.tz
    asking = asking.in_zone(tz)
    entries = milestones.entries_of(asking.rows, asking.workspace_id, goal_id, asking.position)
    dues = Dues(asking, goal_id, span)
    then = ((milestone_id, _then(asking, milestone_id, view)) for milestone_id, view in views)
    return [
        _slip(asking, milestone_id, view, dues.of(view.dues), entries.get(milestone_id, ()), tz)
        for milestone_id, view in then
    ]


def _then(asking: Asking, milestone_id: str, view: View) -> View:
    return (planned.view_of(asking, milestone_id) or view) if asking.is_on_given else view


def told(asking: Asking, slip: Slip) -> dict[str, Any]:
    milestone = slip.view.milestone
    return {
        "milestone_id": slip.milestone_id,
        "goal_id": slip.view.goal_id,
        "title": asking.open_text(milestone.title),
        "state": slip.state.value,
        "dues": [_told(asking, move) for move in slip.moves],
        "moves": sum(move.is_slip for move in slip.moves),
        "slip_days": slip.slip_days,
        "moved_after_due": any(move.is_after_due for move in slip.moves),
        "completed_on": forms.day(slip.completed_on),
        "days_late": slip.days_late,
        "dropped_on": forms.day(slip.dropped_on),
        "chart": _chart(slip),
    }


def _told(asking: Asking, move: Move) -> dict[str, Any]:
    return {
        **move.was.told,
        "event_id": feed.at(asking, move.was.said.position).envelope.event_id,
        "recorded_on": forms.day(move.recorded_on),
        "cause": move.cause.value,
        "slip_days": move.slip_days,
        "after_due": move.is_after_due,
    }


def _chart(slip: Slip) -> dict[str, Any]:
    """The line of a slip chart, which ends on the diagonal: on the day it was done, that is the day."""
    end = forms.day(slip.completed_on)
    return {
        "points": [{"recorded_on": forms.day(move.recorded_on), "due": forms.day(move.was.day)} for move in slip.moves],
        "end": None if end is None else {"recorded_on": end, "due": end},
    }


def _slip(
    asking: Asking, milestone_id: str, view: View, dues: Sequence[WasDue], entries: Sequence[Entry], tz: str
) -> Slip:
    state = state_on(view.milestone, entries, asking.on)
    ending = _ending(view, state)
    completed_on = view.milestone.completed_on if state is MilestoneState.DONE else None
    is_dropped = state is MilestoneState.DROPPED and ending is not None
    return Slip(
        milestone_id=milestone_id,
        view=view,
        state=state,
        moves=_moves(view, dues, ending, tz),
        completed_on=completed_on,
        days_late=_days_late(dues, completed_on, ending),
        dropped_on=local_day(ending.recorded_at, tz) if is_dropped and ending is not None else None,
    )


def _moves(view: View, dues: Sequence[WasDue], ending: Told | None, tz: str) -> list[Move]:
    own = {each.position for each in view.dues[1:]}
    moves = [_move(None, dues[0], Cause.PLANNED, None, tz)]
    for before, was in pairwise(dues):
        moves.append(_move(before, was, _cause(was, own), ending, tz))
    return moves


def _move(before: WasDue | None, was: WasDue, cause: Cause, ending: Told | None, tz: str) -> Move:
    recorded_on = local_day(was.said.recorded_at, tz)
    old = None if before is None else before.day
    is_open = ending is None or was.said.position < ending.position
    return Move(
        was=was,
        cause=cause,
        recorded_on=recorded_on,
        slip_days=None if old is None or was.day is None else (was.day - old).days,
        is_open=is_open,
        is_after_due=is_open and old is not None and recorded_on > old != was.day,
    )


def _cause(was: WasDue, own: set[int]) -> Cause:
    if was.said.position in own:
        return Cause.RESCHEDULED
    return Cause.WINDOW if _follows_window(was.said.due) else Cause.ANCHOR


def _follows_window(due: Due | None) -> bool:
    return due is None or (isinstance(due, EndOfMonth) and due.end_of_month is Anchor.GOAL_START)


def _ending(view: View, state: MilestoneState) -> Told | None:
    """What was said when it was done or dropped; None while neither is so."""
    is_over = state in (MilestoneState.DONE, MilestoneState.DROPPED)
    return view.told if is_over and view.told is not None and view.told.fact in ENDINGS else None


def _days_late(dues: Sequence[WasDue], completed_on: date | None, ending: Told | None) -> int | None:
    """By what it was due when it was told to be done."""
    then = [was.day for was in dues if ending is None or was.said.position < ending.position]
    due = then[-1] if then else None
    return None if completed_on is None or due is None else (completed_on - due).days
