"""How much of the period's change was learnt late, how much achieved, and how much came from moving the goalposts?"""

from dataclasses import replace
from typing import Any

from goals.vocabulary import GoalState
from projections.answers import forms
from projections.answers.asking import Asking
from projections.answers.decomposition import nowhere
from projections.answers.diff import progress, rollup
from projections.answers.diff.ends import Ends
from projections.answers.diff.goal import Sides, sides_of
from projections.answers.retrospective.seen import Seen

_FIGURES = ("revision", "performance", "retarget", "total")
_OF_MANY = ("revision", "performance", "retarget", "composition", "total", "goals", "reason")


def section(seen: Seen) -> dict[str, Any]:
    """From the opening to the closing, each by what was known then: of all goals of the scope, if it is not one, and
    step by step of each."""
    ends = Ends(seen.opening, seen.closing)
    found = (sides_of(ends, each.goal_id) for each in seen.goals if each.is_there_at_last)
    return {
        "together": None if seen.scope.goal_id is not None else _together(seen, ends),
        "goals": [_goal(sides) for sides in found if sides is not None],
    }


def _together(seen: Seen, ends: Ends) -> dict[str, Any]:
    """From the roll-up of the opening to that of the closing."""
    was, now = _there(seen, ends.before), _there(seen, ends.after)
    sides = {name: sides_of(ends, name) for name in sorted(was | now)}
    told = rollup.told(ends, {name: each for name, each in sides.items() if each is not None}, was, now)
    return {
        "from": {"at": forms.day(ends.before.on), "progress": told["before"], "began": told["began"]},
        "to": {"at": forms.day(ends.after.on), "progress": told["after"]},
        **{name: told[name] for name in _OF_MANY},
    }


def _there(seen: Seen, asking: Asking) -> set[str]:
    return {goal_id for goal_id, _ in seen.scope.goals(asking)}


def _goal(sides: Sides) -> dict[str, Any]:
    """One that began in between is taken from its own beginning: there was nothing to revise of it."""
    passed, has_begun, days = sides.passed, _has_begun(sides), sides.days
    if passed is not None and has_begun:
        passed = replace(passed, known=passed.learnt)
    told = progress.told(days, passed)
    return {
        "goal_id": sides.goal_id,
        "began": has_begun,
        "from": told["before"] or nowhere(days.before.on),
        "learnt": told["learnt"] or nowhere(days.before.on),
        "to": told["after"] or nowhere(days.after.on),
        **{name: told[name] for name in _FIGURES},
        "steps": told["steps"],
        "reason": told["reason"],
    }


def _has_begun(sides: Sides) -> bool:
    """Whether it was activated in between."""
    before, passed = sides.before, sides.passed
    if passed is None:
        return False
    return before is None or passed.known is None or before.view.goal.state is GoalState.DRAFT
