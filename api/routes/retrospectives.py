"""What came of a period."""

from typing import Any

from api.contract.accesses import Action
from api.contract.roles import Role
from api.contract.routes import Routes
from api.markdown.retrospective.report import markdown
from api.schemas.retrospectives import DaysParams, RetrospectiveAnswer, RetrospectiveParams
from goals.period import PeriodHasNotBegun, period_of
from projections.answers.asking import Asking
from projections.answers.replay.errors import TwoScopes
from projections.answers.retrospective import report
from projections.answers.scope import Scope
from projections.answers.supposing import suppose

routes = Routes("retrospectives", "Retrospectives")

ANSWER = RetrospectiveAnswer()


@routes.query(
    "/v1/retrospectives/{period:string}",
    Role.VIEWER,
    answer=ANSWER,
    params=RetrospectiveParams,
    document=markdown,
    absent=True,
    accessed=Action.TRAIL,
)
def of_period(asking: Asking, params: dict[str, Any], period: str) -> dict[str, Any] | None:
    """What came of a year, half or quarter of the fiscal calendar, or of a month.

    Where goals stood when it began and when it was over, what was aimed at, what was changed, by whom and why, which
    milestones were done or slipped, how much of the change was achieved and how much was moved goalposts, what was
    known when, what had been forecast, and what was learnt. Of as much of it as has gone by.
    """
    return _told(asking, params, period)


@routes.query(
    "/v1/retrospectives",
    Role.VIEWER,
    answer=ANSWER,
    params=DaysParams,
    document=markdown,
    absent=True,
    accessed=Action.TRAIL,
)
def of_days(asking: Asking, params: dict[str, Any]) -> dict[str, Any] | None:
    """What came of the days from one to another: as of a named period."""
    return _told(asking, params, None)


def _told(asking: Asking, params: dict[str, Any], name: str | None) -> dict[str, Any] | None:
    if "goal" in params and "container" in params:
        raise TwoScopes
    period = period_of(
        name=name,
        first=params.get("from_"),
        last=params.get("to"),
        fiscal_year_start=asking.workspace.policy.fiscal_year_start,
    )
    supposed = suppose(asking, without=params.get("without", ()), original="targets" in params)
    scope = Scope(goal_id=params.get("goal"), container_id=params.get("container"))
    try:
        return report.answer(supposed, period, axis=params["axis"], scope=scope)
    except PeriodHasNotBegun as early:
        raise PeriodHasNotBegun(early.first, early.on, named=_to_blame(params, name)) from None


def _to_blame(params: dict[str, Any], name: str | None) -> str:
    """What was said that makes the period one that has not begun."""
    said = next((each for each in ("on", "as_of") if each in params), None)
    return said or ("from" if name is None else "period")
