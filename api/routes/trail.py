"""Who moved the goalposts, when, how far, and why."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.contract.accesses import Action
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.routes.paging import position_after, positioned
from api.schemas.trail import EventAnswer, GoalTrailParams, MoveAnswer, TrailParams
from api.schemas.trail_sheet import TRAIL
from goals.instants import to_us
from goals.period import period_of
from goals.window import day_end, day_start
from projections.answers import feed, trail
from projections.answers.asking import Asking

routes = Routes("trail", "Trail")

FILTERS = (
    "goal",
    "container",
    "actor",
    "approver",
    "reason_code",
    "effect",
    "flag",
    "field",
    "backdated",
    "evidence",
    "counted",
)


@routes.list("/v1/trail", Role.VIEWER, item=MoveAnswer(), params=TrailParams, sheet=TRAIL, accessed=Action.TRAIL)
def index(asking: Asking, params: dict[str, Any], page: Page) -> Listed | None:
    """Every retarget in the workspace, in the order they were recorded; with `on`, those in effect by that day."""
    return Listed(*trail.page(asking, page.wanted(filters(asking, params))))


@routes.list(
    "/v1/goals/{goal_id}/trail",
    Role.VIEWER,
    item=MoveAnswer(),
    params=GoalTrailParams,
    sheet=TRAIL,
    accessed=Action.TRAIL,
)
def of_goal(asking: Asking, params: dict[str, Any], page: Page, goal_id: str) -> Listed | None:
    """Every retarget of a goal, in the order they were recorded; with `on`, those in effect by that day."""
    found = trail.of_goal(asking, goal_id, page.wanted(filters(asking, params)))
    return None if found is None else Listed(*found)


@routes.list("/v1/goals/{goal_id}/timeline", Role.VIEWER, item=EventAnswer(), accessed=Action.TRAIL)
def timeline(asking: Asking, params: dict[str, Any], page: Page, goal_id: str) -> Listed | None:
    """All that was recorded of a goal and its milestones, event by event.

    The log is in the order of recording: `as_of` ends it at a moment, `on` leaves nothing out.
    """
    return positioned(feed.timeline(asking, goal_id, after=position_after(page) or 0, limit=page.limit))


def filters(asking: Asking, params: Mapping[str, Any]) -> dict[str, str | int]:
    """As `projections.answers.trail` takes them. Raises NoSuchPeriod."""
    chosen: dict[str, str | int] = {name: params[name] for name in FILTERS if name in params}
    if params.get("since_review"):
        chosen["since_review"] = 1
    first, last = _days(asking, params)
    tz = asking.workspace.policy.tz
    if first is not None:
        chosen["since"] = to_us(day_start(first, tz))
    if last is not None:
        chosen["before"] = to_us(day_end(last, tz))
    return chosen


def _days(asking: Asking, params: Mapping[str, Any]) -> tuple[date | None, date | None]:
    first, last = params.get("from_"), params.get("to")
    if "period" not in params and (first is None or last is None):
        return first, last
    calendar = asking.workspace.policy.fiscal_year_start
    period = period_of(name=params.get("period"), first=first, last=last, fiscal_year_start=calendar)
    return period.first, period.last
