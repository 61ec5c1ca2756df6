"""Who moved the goalposts, when, how far, and why."""

from typing import Any

from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.routes.paging import position_after, positioned
from api.schemas.trail import EventAnswer, MoveAnswer, TrailParams
from goals.instants import to_us
from goals.window import day_end, day_start
from projections.answers import feed, trail
from projections.answers.asking import Asking

routes = Routes("trail", "Trail")

FILTERS = ("goal", "container", "actor", "reason_code", "effect")


@routes.list("/v1/trail", Role.VIEWER, item=MoveAnswer(), params=TrailParams)
def index(asking: Asking, params: dict[str, Any], page: Page) -> Listed | None:
    """Every retarget in the workspace, in the order they were recorded."""
    filters: dict[str, str | int] = {name: params[name] for name in FILTERS if name in params}
    tz = asking.workspace.policy.tz
    if "from_" in params:
        filters["since"] = to_us(day_start(params["from_"], tz))
    if "to" in params:
        filters["before"] = to_us(day_end(params["to"], tz))
    return positioned(trail.page(asking, filters, after=position_after(page), limit=page.limit))


@routes.list("/v1/goals/{goal_id}/trail", Role.VIEWER, item=MoveAnswer())
def of_goal(asking: Asking, params: dict[str, Any], page: Page, goal_id: str) -> Listed | None:
    """Every retarget of a goal, in the order they were recorded."""
    return positioned(trail.of_goal(asking, goal_id, after=position_after(page), limit=page.limit))


@routes.list("/v1/goals/{goal_id}/timeline", Role.VIEWER, item=EventAnswer())
def timeline(asking: Asking, params: dict[str, Any], page: Page, goal_id: str) -> Listed | None:
    """All that was recorded of a goal and its milestones, event by event."""
    return positioned(feed.timeline(asking, goal_id, after=position_after(page) or 0, limit=page.limit))
