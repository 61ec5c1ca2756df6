"""What a retarget has to pass today: whose approval it needs, and from when it may hold."""

from dataclasses import dataclass
from datetime import date, timedelta

from goals.goal.approval import EASING, asks_for_effect, grounds
from goals.goal.approval_errors import NoticeIsTooShort
from goals.goal.commands.command import day_of_life
from goals.goal.cycles import state_of
from goals.goal.definition import Definition
from goals.goal.state import Goal
from goals.surroundings import Surroundings
from goals.vocabulary import ActorType, ApprovalGround


@dataclass(frozen=True, slots=True)
class Weighed:
    """`grounds` is empty where no approval is needed; `notice_days` is 0 where it may hold at once."""

    today: date
    grounds: tuple[ApprovalGround, ...] = ()
    notice_days: int = 0

    @property
    def earliest(self) -> date:
        """The first day from which it may hold."""
        return self.today + timedelta(days=self.notice_days)


def weighed(goal: Goal, after: Definition, around: Surroundings, *, goal_id: str) -> Weighed:
    """The change of a goal's definition to `after`, on the goal's day.

    A preliminary goal is calibrated freely, and what is imported was decided elsewhere.
    """
    before, policy = goal.definition, around.policy
    today = today_of(before, around)
    if not goal.committed or around.asked.actor.type is ActorType.IMPORT:
        return Weighed(today)
    may_ease = asks_for_effect(policy) and around.lookups.effect_of(before, after, today) in EASING
    needed = grounds(
        policy,
        may_ease=may_ease,
        days_to_end=None if before.span is None else (before.span.end - today).days,
        cycle=state_of(before, around),
    )
    announced = policy.easing_notice_days > 0 and (may_ease or _eases_held(goal, after, around, today, goal_id))
    return Weighed(today, needed, policy.easing_notice_days if announced else 0)


def effective_day(asked: date | None, goal: Goal, found: Weighed, around: Surroundings) -> date:
    """From when it holds: the day `asked` for, else the earliest. Raises NoticeIsTooShort, DayInFuture, or
    DayBeforeActivation."""
    if found.notice_days == 0:
        return day_of_life(asked, goal, around, pointer="/effective_on")
    if asked is not None and asked < found.earliest:
        raise NoticeIsTooShort(asked, days=found.notice_days, earliest=found.earliest)
    return found.earliest if asked is None else asked


def today_of(definition: Definition, around: Surroundings) -> date:
    """Today where the goal is."""
    if definition.span is not None:
        return around.today(definition.span.tz)
    return around.today(None if definition.window is None else definition.window.tz)


def _eases_held(goal: Goal, after: Definition, around: Surroundings, today: date, goal_id: str) -> bool:
    """While the notice of the last retarget runs, what holds is another definition: whether it would be eased."""
    if goal.effective_on is None or goal.effective_on <= today:
        return False
    held = around.lookups.definition_held(goal_id, today)
    return held is not None and around.lookups.effect_of(held, after, today) in EASING
