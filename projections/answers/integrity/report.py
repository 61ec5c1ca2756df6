"""How honestly were goals pursued in a period?"""

from typing import Any

from goals.period import Period
from goals.vocabulary import FlagId
from projections.answers import forms, moment
from projections.answers.asking import Asking
from projections.answers.integrity import attainment, confidence, flags, milestone_slips, moves
from projections.answers.integrity.considered import assembled, considered
from projections.answers.periods import stretch_of
from projections.answers.within import containers_with


def answer(asking: Asking, period: Period, container_id: str | None) -> dict[str, Any] | None:
    """Of the workspace, or of a container and those below it; None if there was no such container.

    As much of the period as had gone by on the day asked about. Raises PeriodHasNotBegun.
    """
    within = None if container_id is None else containers_with(asking, container_id)
    if container_id is not None and within is None:
        return None
    stretch = stretch_of(asking, period)
    last_day = asking.about(stretch.last)
    recorded = moves.moves_in(asking, stretch)
    everything = assembled(asking, within)
    found = considered(last_day, stretch, everything, moved={move.goal_id for move in recorded})
    goal_ids = {each.goal_id for each in found}
    counted = moves.of_goals(recorded, goal_ids)
    raised = flags.raised_in(last_day, stretch, found, everything)
    return {
        "period": {"from": forms.day(period.first), "to": forms.day(period.last), "name": period.name},
        "container_id": container_id,
        "goals": moves.goals_told(found, counted),
        "retargets": moves.retargets_told(found, counted),
        "attainment": attainment.told(last_day, found),
        "churn": moves.churn_told(counted),
        "flags": flags.told(raised),
        "silent": flags.listed(raised, FlagId.R15),
        "quiet_exits": flags.listed(raised, FlagId.R16),
        "thin_reasons": flags.listed(raised, FlagId.R11),
        "milestone_slips": milestone_slips.told(last_day, stretch, goal_ids),
        "calibration": confidence.told(last_day, stretch, found),
        "policy_version": asking.workspace.policy_version,
        **moment.told(asking),
    }
