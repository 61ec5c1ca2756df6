"""If and when was a goal achieved, by what was read of it?"""

from dataclasses import dataclass
from datetime import date

from goals.achievement import Version, reigns
from goals.goal.definition import Definition
from goals.progress import UNPACED, Yardstick
from projections.answers.asking import Asking
from projections.goals import View
from projections.lives import counted
from projections.meeting import first_met_between, kept_to_the_end
from projections.standing import version_of


@dataclass(frozen=True, slots=True)
class Measured:
    """A version of a goal's definition, and the days from which it was in force."""

    definition: Definition
    version: Version

    @property
    def yardstick(self) -> Yardstick:
        return self.version.yardstick


def day_achieved(asking: Asking, goal_id: str, view: View) -> date | None:
    """The first observed day on which the target in force was met, each version by the KPI it measured.

    As `goals.achievement.achieved_on` says it of one KPI. None if there was none, or it was never active.
    """
    if view.goal.activated_on is None:
        return None
    found = measured(asking, goal_id, view)
    known = [each.version for each in found]
    if not known:
        return None
    for place, first_day, last_day in reigns(known, asking.on):
        day = _day_met(asking, found[place], first_day, last_day)
        if day is not None:
            return day
    return None


def _day_met(asking: Asking, each: Measured, first_day: date, last_day: date) -> date | None:
    """The day among these on which a version in force on them was met; one to be kept is settled on its last day."""
    if each.yardstick.direction not in UNPACED:
        return first_met_between(
            asking.question, each.definition, each.yardstick, first_day=first_day, last_day=last_day
        )
    is_settled = each.yardstick.end == last_day
    return last_day if is_settled and kept_to_the_end(asking.question, each.definition, each.yardstick) else None


def measured(asking: Asking, goal_id: str, view: View) -> list[Measured]:
    """The versions since it was active whose window is known, in recorded order."""
    goal = view.goal
    if goal.retargets == 0:
        told = [(goal.definition, goal.activated_on or asking.on)]
    else:
        told = [(each.definition, each.effective_on) for each in counted(asking.question, goal_id)]
    found = [(definition, version_of(definition, effective_on)) for definition, effective_on in told]
    return [Measured(definition, version) for definition, version in found if version is not None]
