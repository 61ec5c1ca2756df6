"""Which goals are looked back at, from when to when, and by what was known when?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from goals.facts import Event
from goals.period import Period
from goals.vocabulary import GoalState
from goals.window import local_day
from projections import goals
from projections.answers.asking import Asking
from projections.answers.assembled import Member, in_container_between
from projections.answers.axes import Axis, at_end_of, at_start_of
from projections.answers.between import Between, day_before
from projections.answers.integrity.considered import was_pursued
from projections.answers.periods import Stretch, stretch_of
from projections.answers.replay.effective import beginning_of
from projections.answers.retrospective import happened
from projections.answers.retrospective.errors import PeriodBeforeWorkspace, PeriodTooLong
from projections.answers.scope import Scope
from projections.goals import View
from projections.lives import state_on

SUNDAY = 7
MOST_DAYS = 3 * 366


@dataclass(frozen=True, slots=True)
class Regarded:
    """A goal that was pursued on a day of the period, or changed in it.

    `view` is the goal as it stood at the end, `opening` as it stood at the beginning: None if it was not there.
    """

    goal_id: str
    view: View
    opening: View | None
    is_there_at_last: bool
    was_pursued: bool


@dataclass(frozen=True)
class Seen:
    """A period that is looked back at.

    `period` is as it was asked for, `stretch` as much of it as has gone by. `opening` is the question as it stood
    before its first day, `closing` as it stood at its end; what was recorded of a recorded past is known at `closing`.
    """

    asking: Asking
    period: Period
    stretch: Stretch
    axis: Axis
    scope: Scope
    opening: Asking
    closing: Asking

    @cached_property
    def goals(self) -> Sequence[Regarded]:
        """By id."""
        changed = {event.stream_id for event in self.changes}
        found = [self._regarded(member, is_changed=member.goal_id in changed) for member in self.members]
        return [each for each in found if each is not None]

    @cached_property
    def pursued(self) -> Sequence[Regarded]:
        return [each for each in self.goals if each.was_pursued]

    @cached_property
    def by_id(self) -> dict[str, Regarded]:
        return {each.goal_id: each for each in self.goals}

    @cached_property
    def titles(self) -> dict[str, str | None]:
        """Of the goals, by id, as they were called at the end."""
        return {each.goal_id: self.asking.open_text(each.view.goal.description.title) for each in self.goals}

    @cached_property
    def members(self) -> Sequence[Member]:
        """All goals of the scope at the beginning or at the end, as they stood at the end."""
        container_id = self.scope.container_id
        if container_id is None:
            return [Member(goal_id, view) for goal_id, view in self.scope.goals(self.closing)]
        return in_container_between(self.closing, container_id, self.between, nested=True)

    @property
    def between(self) -> Between:
        return Between(day_before(self.stretch.first), self.stretch.last)

    @cached_property
    def changes(self) -> Sequence[Event]:
        """What was changed in the period of the scope's goals, in the order it was recorded."""
        return happened.changes_in(self.closing, self.stretch, self.axis, [each.goal_id for each in self.members])

    def has(self, event: Event) -> bool:
        """Whether it was recorded in the period, or took effect in it, as the axis goes."""
        return happened.is_within(self.closing, self.stretch, self.axis, event)

    def ended(self, day: date) -> Asking:
        """The question as it stood at the end of a day of the period."""
        return at_end_of(self.asking, day, self.axis)

    @property
    def week_ends(self) -> Sequence[date]:
        """The Sundays, on which ISO weeks end, and the last day."""
        first, last = self.stretch.first, self.stretch.last
        sunday = first.toordinal() + SUNDAY - first.isoweekday()
        return [*(date.fromordinal(day) for day in range(sunday, last.toordinal(), SUNDAY)), last]

    def _regarded(self, member: Member, *, is_changed: bool) -> Regarded | None:
        is_pursued = was_pursued(member.view.lives, self.stretch)
        if not is_pursued and not is_changed:
            return None
        return Regarded(
            goal_id=member.goal_id,
            view=member.view,
            opening=self._opening(member) if member.at_first else None,
            is_there_at_last=member.at_last,
            was_pursued=is_pursued,
        )

    def _opening(self, member: Member) -> View | None:
        """By what happened in the world, a goal was there when it was recorded or no draft any more."""
        if self.axis is Axis.RECORDED:
            found = goals.versions.at(self.asking.rows, self.asking.workspace_id, member.goal_id, self.opening.position)
            return None if found is None else goals.decoded(found[0])
        created_on = local_day(member.view.created_at, self.asking.workspace.policy.tz)
        is_draft = state_on(member.view.lives, self.opening.on).state is GoalState.DRAFT
        return None if is_draft and created_on > self.opening.on else member.view


def seen(asking: Asking, period: Period, axis: Axis, scope: Scope) -> Seen | None:
    """None if the goal or container was not there. What was imported may have taken effect before the workspace was
    opened, and so is looked back at by effect.

    Raises PeriodHasNotBegun, PeriodTooLong and PeriodBeforeWorkspace.
    """
    if not scope.is_known(asking):
        return None
    known = _up_to_now(asking, axis)
    stretch = stretch_of(known, period)
    if (stretch.last - stretch.first).days >= MOST_DAYS:
        raise PeriodTooLong(stretch.first, stretch.last, MOST_DAYS)
    _require_history(asking, stretch, axis, named="period" if period.name is not None else "to")
    return Seen(
        asking=asking,
        period=period,
        stretch=stretch,
        axis=axis,
        scope=scope,
        opening=at_start_of(asking, stretch.first, axis),
        closing=at_end_of(asking, stretch.last, axis),
    )


def _require_history(asking: Asking, stretch: Stretch, axis: Axis, *, named: str) -> None:
    if stretch.through > 0:
        return
    beginning = beginning_of(asking, axis)
    if stretch.last < beginning:
        raise PeriodBeforeWorkspace(stretch.last, beginning, named=named)


def _up_to_now(asking: Asking, axis: Axis) -> Asking:
    """Nothing was recorded yet on days after the moment asked about."""
    today = local_day(asking.as_of, asking.workspace.policy.tz)
    return replace(asking, on=min(asking.on, today)) if axis is Axis.RECORDED else asking
