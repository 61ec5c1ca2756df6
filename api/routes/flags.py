"""Which questions the goals raise."""

from typing import Any

from api.contract.accesses import Action
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.routes.paging import sliced
from api.schemas.flags import FlagAnswer, FlagParams, WorkspaceFlagParams
from projections.answers import flags
from projections.answers.asking import Asking
from projections.answers.flags import Filters

routes = Routes("flags", "Flags")


@routes.list("/v1/flags", Role.VIEWER, item=FlagAnswer(), params=WorkspaceFlagParams, accessed=Action.TRAIL)
def index(asking: Asking, params: dict[str, Any], page: Page) -> Listed:
    """What is asked of the workspace's goals, goal by goal."""
    found, after = flags.listed(asking, _filters(params), after=_place(page), limit=page.limit)
    return Listed(found, None if after is None else [after[0] or "", after[1]])


@routes.list("/v1/goals/{goal_id}/flags", Role.VIEWER, item=FlagAnswer(), params=FlagParams, accessed=Action.TRAIL)
def of_goal(asking: Asking, params: dict[str, Any], page: Page, goal_id: str) -> Listed | None:
    """What is asked of a goal: each flag with its figures, its events, and who has seen it."""
    filters = _filters(params)
    found = flags.of_goal(asking, goal_id, filters.flag)
    return None if found is None else sliced(flags.filtered(found, filters), page)


def _filters(params: dict[str, Any]) -> Filters:
    return Filters(
        flag=params.get("flag"),
        acknowledged=params.get("acknowledged"),
        goal_id=params.get("goal"),
        container_id=params.get("container"),
    )


def _place(page: Page) -> flags.Place:
    if page.after is None:
        return None, 0
    goal_id, shown = page.after
    return str(goal_id) or None, int(shown)
