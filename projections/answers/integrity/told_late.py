"""Of which goals was something read in a period, though nobody pursued them in it any more?"""

from sqlalchemy import bindparam, select

from goals.database import Prepared
from projections.answers.achievement import measured
from projections.answers.asking import Asking
from projections.answers.assembled import Assembled
from projections.answers.periods import Stretch
from projections.goals import View
from projections.readings import readings as table

Series = tuple[str, int]

TOLD_IN = Prepared(
    select(table.c.from_position)
    .where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.kpi_id == bindparam("kpi_id"),
        table.c.series == bindparam("series"),
        table.c.from_position > bindparam("after"),
        table.c.from_position <= bindparam("through"),
    )
    .limit(1)
)


def told_late(asking: Asking, stretch: Stretch, found: Assembled) -> Assembled:
    """Those among some goals of whose KPIs something was recorded, corrected or voided in the stretch."""
    by_goal = [(goal_id, view, _series(asking, goal_id, view)) for goal_id, view in found]
    told = {each for each in set().union(*(series for *_, series in by_goal)) if _is_told(asking, stretch, each)}
    return [(goal_id, view) for goal_id, view, series in by_goal if series & told]


def _series(asking: Asking, goal_id: str, view: View) -> set[Series]:
    """All that its versions measured."""
    if view.goal.activated_on is None:
        return set()
    definitions = [each.definition for each in measured(asking, goal_id, view)]
    return {(each.kpi_id, each.series) for each in definitions if each.kpi_id is not None and each.series is not None}


def _is_told(asking: Asking, stretch: Stretch, series: Series) -> bool:
    kpi_id, number = series
    about = {"kpi_id": kpi_id, "series": number, "after": stretch.after, "through": stretch.through}
    return asking.rows.one(TOLD_IN, workspace_id=asking.workspace_id, **about) is not None
