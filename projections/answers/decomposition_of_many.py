"""What changed the progress of a container's goals, or of all: their doing, moved goalposts, or which goals count?"""

from datetime import date
from itertools import pairwise
from typing import Any

from goals.progress import comparable
from goals.quantity import clamp
from goals.rollup import Change, Course, Move, Part, Shares, told_apart
from goals.window import period_window
from projections import containers
from projections.answers import forms, missing
from projections.answers.asking import Asking
from projections.answers.assembled import Assembled, in_container, in_workspace
from projections.answers.between import Between, Said, day_before
from projections.answers.held import held
from projections.answers.missing import Missing
from projections.answers.shares import counts
from projections.answers.stages import Stage, stages
from projections.goals import View
from projections.standing import yardstick_of


def of_container(asking: Asking, container_id: str, said: Said, *, nested: bool) -> dict[str, Any] | None:
    """None if there was no such container. Raises what `Said.between` does."""
    if containers.view_at(asking.rows, asking.workspace_id, container_id, asking.position) is None:
        return None
    below = containers.below(asking.rows, asking.workspace_id, container_id, asking.position) if nested else []
    found = [goal for each in (container_id, *below) for goal in in_container(asking, each)]
    return {"container_id": container_id, "nested": nested, **_answer(asking, found, said)}


def of_workspace(asking: Asking, said: Said) -> dict[str, Any]:
    """Of all goals, in containers or not. Raises what `Said.between` does."""
    return _answer(asking, in_workspace(asking), said)


def _answer(asking: Asking, found: Assembled, said: Said) -> dict[str, Any]:
    between = said.between(asking, _fiscal_year_before(asking, said.last or asking.on))
    courses = {goal_id: _course(asking, goal_id, view, between) for goal_id, view in found}
    counting = {goal_id: one for goal_id, one in courses.items() if (one.before, one.after) != (None, None)}
    change = told_apart(counting)
    return {
        "from": {"at": forms.day(between.first), "progress": forms.share(change.before)},
        "to": {"at": forms.day(between.last), "progress": forms.share(change.after)},
        "performance": forms.share(change.performance),
        "retarget": forms.share(change.retarget),
        "composition": forms.share(change.composition),
        "total": forms.share(change.total),
        "goals": [_goal(goal_id, counting[goal_id], change.shares.get(goal_id)) for goal_id in sorted(counting)],
        "reason": missing.told(_why_not(change, between)),
        "position": asking.position,
        "as_of": forms.instant(asking.as_of),
        "on": forms.day(asking.on),
    }


def _fiscal_year_before(asking: Asking, day: date) -> date:
    """The day before the fiscal year in which a day lies."""
    month = asking.workspace.policy.fiscal_year_start
    year = day.year if day.month >= month else day.year - 1
    return day_before(period_window(f"{max(year, 1):04}", month)[0])


def _course(asking: Asking, goal_id: str, view: View, between: Between) -> Course:
    if view.goal.activated_on is None:
        return Course(before=None, performed=None, after=None)
    first, last = (held(asking.about(day), goal_id, view)[1].goal for day in (between.first, between.last))
    found = stages(asking, goal_id, view, between)
    moves = [
        Move(place=new.position, part=_part(new) if _are_comparable(old, new) else None)
        for old, new in pairwise(found.lasts)
    ]
    return Course(
        before=_part(found.first) if counts(first) else None,
        performed=_part(found.lasts[0]),
        moves=tuple(moves),
        after=_part(found.lasts[-1]) if counts(last) else None,
    )


def _part(stage: Stage) -> Part | None:
    return None if stage.raw is None else Part(weight=stage.definition.weight, clamped=clamp(stage.raw))


def _are_comparable(old: Stage, new: Stage) -> bool:
    one, other = yardstick_of(old.definition), yardstick_of(new.definition)
    return one is not None and other is not None and comparable(one, other)


def _goal(goal_id: str, course: Course, shares: Shares | None) -> dict[str, Any]:
    """Its contributions to the parts. One that was not there throughout counts for composition alone."""
    return {
        "goal_id": goal_id,
        "from": _told(course.before),
        "to": _told(course.after),
        "throughout": course.is_throughout,
        "performance": None if shares is None else forms.share(shares.performance),
        "retarget": None if shares is None else forms.share(shares.retarget),
        "composition": None if shares is None else forms.share(shares.composition),
    }


def _told(part: Part | None) -> dict[str, Any] | None:
    return None if part is None else {"weight": forms.decimal(part.weight), "clamped": forms.share(part.clamped)}


def _why_not(change: Change, between: Between) -> Missing | None:
    if change.before is None:
        return missing.nothing_counted(between.first)
    return missing.nothing_counted(between.last) if change.after is None else None
