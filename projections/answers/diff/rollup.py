"""How much of the change in a roll-up was learnt late, achieved, moved, or came of which goals count?"""

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any

from goals.progress import comparable
from goals.revision import ManyRevised, Revised, difference_of_many, shares_of
from goals.rollup import Course, Move, Part
from projections.answers import forms, missing
from projections.answers.diff.ends import Ends
from projections.answers.diff.goal import Side, Sides
from projections.answers.diff.stages import Passed
from projections.answers.missing import Missing
from projections.answers.shares import counts
from projections.answers.stages import is_read, part_of
from projections.standing import yardstick_of

_FIGURES = ("revision", "performance", "retarget", "composition", "total")


def told(ends: Ends, goals: Mapping[str, Sides], was: Collection[str], now: Collection[str]) -> dict[str, Any]:
    """`was` are those of the goals that were there at the first moment, `now` at the last. The parts add up to the
    total, each rounded by itself; a goal without a value at an end does not count there, as in the roll-up itself."""
    found = difference_of_many(
        {name: _revised(each, at_first=name in was, at_last=name in now) for name, each in goals.items()}
    )
    return {
        "before": forms.share(found.before),
        "after": forms.share(found.after),
        "began": found.has_begun,
        **{name: forms.share(getattr(found, name)) for name in _FIGURES},
        "goals": _goals(found),
        "reason": missing.told(_why_not(found, ends)),
    }


def _revised(sides: Sides, *, at_first: bool, at_last: bool) -> Revised:
    passed = sides.passed
    if passed is None:
        return Revised(known=None, course=Course(before=None, performed=None, after=None))
    counted = at_first and _counts(sides.before)
    learnt, known, parts = _parts(passed)
    before = learnt if counted and is_read(passed.learnt) else None
    yardsticks = pairwise(passed.yardsticks)
    return Revised(
        known=known if counted and is_read(passed.known) else None,
        course=Course(
            before=before,
            performed=parts[0],
            moves=tuple(
                Move(place=stage.position, part=part if comparable(old, new) else None)
                for stage, part, (old, new) in zip(passed.lasts[1:], parts[1:], yardsticks, strict=True)
            ),
            after=parts[-1] if at_last and _counts(sides.after) and is_read(passed.lasts[-1]) else None,
            began=learnt if before is None and (at_first or sides.before is None) else None,
        ),
    )


def _parts(passed: Passed) -> tuple[Part | None, Part | None, list[Part | None]]:
    """What it brought at the first moment, as was learnt and as was known; and at the last, by each version."""
    known, yardsticks = passed.known, passed.yardsticks
    return (
        part_of(passed.learnt, yardsticks, 0),
        None if known is None else part_of(known, [yardstick_of(known.definition)], 0),
        [part_of(stage, yardsticks, place) for place, stage in enumerate(passed.lasts)],
    )


def _counts(side: Side | None) -> bool:
    return side is not None and counts(side.view.goal)


def _goals(found: ManyRevised) -> list[dict[str, Any]]:
    """What each contributed; none where the whole is not told apart."""
    if found.total is None:
        return []
    names = sorted({*found.learnt.courses, *found.change.courses})
    return [_goal(found, name) for name in names]


def _goal(found: ManyRevised, name: str) -> dict[str, Any]:
    revision, shares = shares_of(found, name)
    return {
        "goal_id": name,
        "throughout": _is_throughout(found, name),
        "revision": forms.share(revision),
        "performance": forms.share(shares.performance),
        "retarget": forms.share(shares.retarget),
        "composition": forms.share(shares.composition),
    }


def _is_throughout(found: ManyRevised, name: str) -> bool:
    """Whether it can be followed from what was known of it at the first moment, if anything was of any."""
    steps = (found.change,) if found.has_begun else (found.learnt, found.change)
    courses = (step.courses.get(name) for step in steps if step.before is not None)
    return all(course is not None and course.is_throughout for course in courses)


def _why_not(found: ManyRevised, ends: Ends) -> Missing | None:
    if found.before is None:
        return missing.nothing_counted(ends.before.on)
    if found.after is None:
        return missing.nothing_counted(ends.after.on)
    unweighted = found.learnt.unweighted if found.change.unweighted is None else found.change.unweighted
    return None if found.total is not None or unweighted is None else missing.unweighted(unweighted)
