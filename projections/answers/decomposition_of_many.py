"""What changed the progress of a container's goals, or of all: their doing, moved goalposts, or which goals count?"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from goals.progress import comparable
from goals.rollup import Change, Course, Move, Part, Shares, told_apart
from projections import containers
from projections.answers import forms, missing, moment
from projections.answers.asking import Asking
from projections.answers.assembled import Member, in_container_between, in_workspace
from projections.answers.between import Between, Said, day_before
from projections.answers.held import held
from projections.answers.missing import Missing
from projections.answers.shares import counts
from projections.answers.stages import is_read, part_of, stages


def of_container(asking: Asking, container_id: str, said: Said, *, nested: bool) -> dict[str, Any] | None:
    """None if there was no such container. Raises what `Said.between` does."""
    if containers.view_at(asking.rows, asking.workspace_id, container_id, asking.position) is None:
        return None
    between = _between(asking, said)
    found = in_container_between(asking, container_id, between, nested=nested)
    return {"container_id": container_id, "nested": nested, **_answer(asking, found, between)}


def of_workspace(asking: Asking, said: Said) -> dict[str, Any]:
    """Of all goals, in containers or not. Raises what `Said.between` does."""
    return _answer(asking, in_workspace(asking), _between(asking, said))


def _between(asking: Asking, said: Said) -> Between:
    return said.between(asking, _fiscal_year_before(asking, said.last or asking.on))


def _answer(asking: Asking, found: Sequence[Member], between: Between) -> dict[str, Any]:
    courses = {each.goal_id: _course(asking, each, between) for each in found}
    change = told_apart({goal_id: one for goal_id, one in courses.items() if (one.before, one.after) != (None, None)})
    return {
        "from": {
            "at": forms.day(between.first),
            "progress": forms.share(change.before),
            "began": change.has_begun,
        },
        "to": {"at": forms.day(between.last), "progress": forms.share(change.after)},
        "performance": forms.share(change.performance),
        "retarget": forms.share(change.retarget),
        "composition": forms.share(change.composition),
        "total": forms.share(change.total),
        "goals": [_goal(goal_id, one, change.shares.get(goal_id)) for goal_id, one in sorted(change.courses.items())],
        "reason": missing.told(_why_not(change, between)),
        **moment.told(asking),
    }


def _fiscal_year_before(asking: Asking, day: date) -> date:
    """The day before the fiscal year in which a day lies."""
    month = asking.workspace.policy.fiscal_year_start
    year = day.year if day.month >= month else day.year - 1
    return day_before(date(max(year, 1), month, 1))


def _course(asking: Asking, member: Member, between: Between) -> Course:
    """A goal without a value at an end does not count there, as in the roll-up."""
    goal_id, view = member.goal_id, member.view
    if view.goal.activated_on is None:
        return Course(before=None, performed=None, after=None)
    first, last = (held(asking.about(day), goal_id, view)[1].goal for day in (between.first, between.last))
    found = stages(asking, goal_id, view, between)
    yardsticks = found.yardsticks
    start = part_of(found.first, yardsticks, 0)
    parts = [part_of(stage, yardsticks, place) for place, stage in enumerate(found.lasts)]
    before = start if member.at_first and counts(first) and is_read(found.first) else None
    return Course(
        before=before,
        performed=parts[0],
        moves=tuple(
            Move(place=stage.position, part=part if comparable(old, new) else None)
            for stage, part, (old, new) in zip(found.lasts[1:], parts[1:], pairwise(yardsticks), strict=True)
        ),
        after=parts[-1] if member.at_last and counts(last) and is_read(found.lasts[-1]) else None,
        began=start if member.at_first and before is None else None,
    )


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
    if change.after is None:
        return missing.nothing_counted(between.last)
    return None if change.unweighted is None else missing.unweighted(change.unweighted)
