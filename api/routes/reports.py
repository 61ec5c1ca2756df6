"""Reports of a period: which due dates slipped, and how honestly goals were pursued."""

from typing import Any

from api.contract.accesses import Action
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.routes.paging import told_sliced
from api.schemas.reports import IntegrityAnswer, PeriodParams, SlipAnswer
from goals.period import Period, period_of
from projections.answers import slip_list
from projections.answers.asking import Asking
from projections.answers.integrity import report
from projections.answers.periods import stretch_of
from projections.answers.slips import told

routes = Routes("reports", "Reports")

WAYS = ("period", "from_", "to")


@routes.list("/v1/goals/{goal_id}/slips", Role.VIEWER, item=SlipAnswer(), accessed=Action.TRAIL)
def of_goal(asking: Asking, params: dict[str, Any], page: Page, goal_id: str) -> Listed | None:
    """Every due date each of a goal's milestones had, who moved it, and by how many days."""
    return told_sliced(slip_list.of_goal(asking, goal_id), page, lambda slip: told(asking, slip))


@routes.list("/v1/slips", Role.VIEWER, item=SlipAnswer(), params=PeriodParams, absent=True, accessed=Action.TRAIL)
def slips(asking: Asking, params: dict[str, Any], page: Page) -> Listed | None:
    """Milestones whose due date was moved, or that were done late or dropped: in a period, or ever."""
    asked = any(name in params for name in WAYS)
    stretch = stretch_of(asking, _period(asking, params)) if asked else None
    found = slip_list.listed(asking, stretch, params.get("container"))
    return told_sliced(found, page, lambda slip: told(asking, slip))


@routes.query(
    "/v1/integrity", Role.VIEWER, answer=IntegrityAnswer(), params=PeriodParams, absent=True, accessed=Action.TRAIL
)
def integrity(asking: Asking, params: dict[str, Any]) -> dict[str, Any] | None:
    """How honestly goals were pursued in a period.

    Of the goals pursued in it: how many were retargeted and how; how far they came by what was promised and by what it
    became; which flags were raised, also of goals that had ended before; which due dates slipped; and what stated
    confidence was worth.
    """
    return report.answer(asking, _period(asking, params), params.get("container"))


def _period(asking: Asking, params: dict[str, Any]) -> Period:
    return period_of(
        name=params.get("period"),
        first=params.get("from_"),
        last=params.get("to"),
        fiscal_year_start=asking.workspace.policy.fiscal_year_start,
    )
