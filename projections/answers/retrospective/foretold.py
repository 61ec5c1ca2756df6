"""What was forecast at a week's end, as it was known then?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from goals.forecast import Forecast
from goals.goal.definition import Definition
from projections.answers.asking import Asking
from projections.answers.forecast import Trend, trend_of
from projections.answers.retrospective.weekly import Stood, WeekEnd
from projections.standing import Standing


@dataclass(frozen=True, slots=True)
class Foretold:
    """A goal with a deadline to come, by the definition in force then.

    `asking` is the question in the goal's own days.
    """

    goal_id: str
    asking: Asking
    definition: Definition
    standing: Standing
    trend: Trend

    @property
    def made(self) -> Forecast | None:
        """None where too little was read."""
        return self.trend.made

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
    for each in week.pursued:
        found = _foretold(each)
        if found is not None:
            yield found


def _foretold(each: Stood) -> Foretold | None:
    asking, view, standing = each.asking, each.view, each.standing
    if not view.goal.is_pursued or standing is None or asking.on > standing.yardstick.end:
        return None
    return Foretold(each.goal_id, asking, view.goal.definition, standing, trend_of(asking, view, standing))
