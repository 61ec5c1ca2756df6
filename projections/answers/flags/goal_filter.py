"""Which goals have a flag?"""

from collections.abc import Callable
from datetime import date

from goals.vocabulary import FlagId
from projections import flags
from projections.answers.asking import Asking
from projections.answers.flags.goal import ids_of
from projections.goals import View

COMPUTED = frozenset((FlagId.R11, FlagId.R13, FlagId.R14, FlagId.R15, FlagId.R17))
"""Those that depend on what came later, or on the day."""

HasFlag = Callable[[Asking, str, View], bool]


def goals_flagged(asking: Asking, flag: FlagId) -> HasFlag:
    """Whether a goal, as it was held on the day, has the flag."""
    if flag in COMPUTED:
        return lambda there, goal_id, view: flag.value in _ids(there, goal_id, view)
    by = asking.on if asking.is_on_given else date.max
    having = flags.goals_with(asking.rows, asking.workspace_id, flag, asking.position, by=by)
    return lambda there, goal_id, view: goal_id in having


def _ids(asking: Asking, goal_id: str, view: View) -> list[str]:
    return ids_of(asking, goal_id, view, asking.question.standing(view.goal.definition))
