"""What was forecast at a week's end, as it was known then?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from goals.forecast import Forecast
from goals.goal.definition import Definition
from projections.answers.asking import Asking
from projections.answers.forecast import made_of
from projections.answers.held import held
from projections.answers.retrospective.weekly import WeekEnd
from projections.goals import View
from projections.standing import Standing


@dataclass(frozen=True, slots=True)
class Foretold:
    """A goal with a deadline to come, by the definition in force then; `made` is None where too little was read.

    `asking` is the question in the goal's own days.
    """

    goal_id: str
    asking: Asking
    definition: Definition
    standing: Standing
    made: Forecast | None

    @property
    def deadline(self) -> date:
        return self.standing.yardstick.end

    @property
    def days_ahead(self) -> int:
        return (self.deadline - self.asking.on).days

    @property
    def series(self) -> tuple[str | None, int | None]:
        return self.definition.kpi_id, self.definition.series


def foretold(week: WeekEnd) -> Iterator[Foretold]:
    """Of the goals still pursued that were measured by something, up to the last day of their window."""
    for goal_id, view in week.pursued:
        found = _foretold(week.asking, goal_id, view)
        if found is not None:
            yield found


def _foretold(asking: Asking, goal_id: str, view: View) -> Foretold | None:
    asking, view = held(asking, goal_id, view)
    if not view.goal.is_pursued:
        return None
    definition = view.goal.definition
    standing = asking.question.standing(definition)
    if standing is None or asking.on > standing.yardstick.end:
        return None
    return Foretold(goal_id, asking, definition, standing, made_of(asking, view, standing))
