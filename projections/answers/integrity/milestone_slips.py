"""Which due dates slipped in a period?"""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from goals.quantity import quotient
from projections.answers import forms, slip_list
from projections.answers.asking import Asking
from projections.answers.periods import Stretch
from projections.answers.slips import Slip


def told(asking: Asking, stretch: Stretch, goal_ids: Collection[str]) -> dict[str, Any]:
    """Of the milestones of some goals; the mean is of the moves whose days are known, forward and back."""
    slips = [slip for slip in slip_list.slipped(asking, stretch) if slip.view.goal_id in goal_ids]
    moves = [move for slip in slips for move in slip.moved_in(stretch)]
    days = [Decimal(move.slip_days) for move in moves if move.slip_days is not None]
    return {
        "count": len(moves),
        "moved_after_due": sum(move.is_after_due for move in moves),
        "mean_slip_days": forms.share(quotient(sum(days, Decimal(0)), Decimal(len(days)))) if days else None,
        "late": sum(slip.is_late_in(stretch) for slip in slips),
        "dropped": sum(slip.is_dropped_in(stretch) for slip in slips),
        "milestones": [_slip(asking, stretch, slip) for slip in slips],
    }


def _slip(asking: Asking, stretch: Stretch, slip: Slip) -> dict[str, Any]:
    moves = slip.moved_in(stretch)
    days = [move.slip_days for move in moves if move.slip_days is not None]
    return {
        "milestone_id": slip.milestone_id,
        "goal_id": slip.view.goal_id,
        "title": asking.open_text(slip.view.milestone.title),
        "moves": len(moves),
        "slip_days": sum(days) if days else None,
        "moved_after_due": any(move.is_after_due for move in moves),
        "completed_on": forms.day(slip.completed_on),
        "days_late": slip.days_late,
        "dropped_on": forms.day(slip.dropped_on),
    }
