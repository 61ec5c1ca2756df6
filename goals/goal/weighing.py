"""What a retarget has to pass today: whose approval it needs, and from when it may hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from goals.goal.approval import EASING, asks_for_effect, grounds, puts_off_end
from goals.goal.approval_errors import NoticeIsTooLong, NoticeIsTooShort
from goals.goal.commands.command import day_of_life
from goals.goal.cycles import state_of
from goals.goal.definition import Definition
from goals.goal.in_force import changed_from, promised, today_of
from goals.goal.state import Goal
from goals.surroundings import Lookups, Surroundings
from goals.vocabulary import ActorType, ApprovalGround


@dataclass(frozen=True, slots=True)
class Weighed:
    """`grounds` is empty where no approval is needed; `notice_days` is 0 where it may hold at once."""

    today: date
    grounds: tuple[ApprovalGround, ...] = ()
    notice_days: int = 0
    days_to_end: int | None = None

    @property
    def earliest(self) -> date:
        """The first day from which it may hold."""
        return self.today + timedelta(days=self.notice_days)

    @property
    def latest(self) -> date:
        """The last day from which it may hold, once announced: the end of the window, or the earliest day after it."""
        if self.days_to_end is None:
            return date.max
        return max(self.earliest, self.today + timedelta(days=self.days_to_end))


def weighed(goal: Goal, after: Definition, around: Surroundings, *, goal_id: str) -> Weighed:
    """The change of a goal's definition to `after`, on the goal's day.

    It is a change of the last recorded definition and, while the notice of that runs, of the one in force: what either
    asks for, is needed. A preliminary goal is calibrated freely, and what is imported was decided elsewhere.
    """
    policy, today = around.policy, today_of(goal.definition, around)
    if not goal.committed or around.asked.actor.type is ActorType.IMPORT:
        return Weighed(today)
    before = changed_from(goal, around, goal_id=goal_id)
    may_ease = asks_for_effect(policy) and eases_any(before, after, around.lookups, today)
    days_to_end = _days_to_first_end(before, around)
    needed = grounds(
        policy,
        may_ease=may_ease,
        puts_off=puts_off_end(before, after),
        days_to_end=days_to_end,
        cycle=state_of((*promised(goal, around, goal_id=goal_id), after), around),
    )
    return Weighed(today, needed, policy.easing_notice_days if may_ease else 0, days_to_end)


def eases_any(before: Iterable[Definition], after: Definition, lookups: Lookups, today: date) -> bool:
    """Whether any of those before may be eased by it."""
    return any(lookups.effect_of(each, after, today) in EASING for each in before)


def effective_day(asked: date | None, goal: Goal, found: Weighed, around: Surroundings) -> date:
    """From when it holds: the day `asked` for, else the earliest. Raises NoticeIsTooShort, NoticeIsTooLong,
    DayInFuture, or DayBeforeActivation."""
    if found.notice_days == 0:
        return day_of_life(asked, goal, around, pointer="/effective_on")
    if asked is not None and asked < found.earliest:
        raise NoticeIsTooShort(asked, days=found.notice_days, earliest=found.earliest)
    if asked is not None and asked > found.latest:
        raise NoticeIsTooLong(asked, latest=found.latest)
    return found.earliest if asked is None else asked


def _days_to_first_end(before: Iterable[Definition], around: Surroundings) -> int | None:
    days = ((each.span.end - today_of(each, around)).days for each in before if each.span is not None)
    return min(days, default=None)
