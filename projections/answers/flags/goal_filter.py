"""Which goals have a flag?"""

from collections.abc import Callable

from goals.vocabulary import FlagId, GoalState
from projections import flags
from projections.answers.asking import Asking
from projections.answers.flags.computed import COMPUTED, is_seen
from projections.answers.flags.goal import ids_recorded, last_day
from projections.goals import View

HasFlag = Callable[[Asking, str, View], bool]


def goals_flagged(asking: Asking, flag: FlagId) -> HasFlag:
    """Whether a goal, as it was held on the day, has the flag."""
    having = flags.goals_with(asking.rows, asking.workspace_id, flag, asking.position, by=last_day(asking))

    def is_recorded(goal_id: str) -> bool:
        return goal_id in having and (asking.supposing is None or flag.value in ids_recorded(asking, goal_id))

    return lambda there, goal_id, view: (
        view.goal.state is not GoalState.DRAFT
        and (is_recorded(goal_id) or (flag in COMPUTED and is_seen(there, goal_id, view, flag)))
    )
