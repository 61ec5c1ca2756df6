"""What was said about a goal, beside how it stood."""

from typing import Any

from api.contract.accesses import Action
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.routes.paging import position_after, positioned
from api.schemas import said as schemas
from projections.answers import assessments
from projections.answers.asking import Asking

routes = Routes("said", "Check-ins, reviews and comments")

SORTS = ("position",)
NEWEST_FIRST = (("position", True),)


@routes.list("/v1/goals/{goal_id}/checkins", Role.VIEWER, item=schemas.CheckInAnswer(), sorts=SORTS, order=NEWEST_FIRST)
def check_ins(asking: Asking, params: dict[str, Any], page: Page, goal_id: str) -> Listed | None:
    """A goal's check-ins, the last first, each beside how the goal stood and what was different the time before.

    With `on`, those about that day or one before it.
    """
    return positioned(assessments.check_ins(asking, goal_id, **_part(page)))


@routes.list(
    "/v1/goals/{goal_id}/reviews",
    Role.VIEWER,
    item=schemas.ReviewAnswer(),
    sorts=SORTS,
    order=NEWEST_FIRST,
    accessed=Action.TRAIL,
)
def reviews(asking: Asking, params: dict[str, Any], page: Page, goal_id: str) -> Listed | None:
    """A goal's reviews, the last first; with `on`, those of that day or one before it."""
    return positioned(assessments.reviews(asking, goal_id, **_part(page)))


@routes.list("/v1/goals/{goal_id}/comments", Role.VIEWER, item=schemas.CommentAnswer(), sorts=SORTS, order=NEWEST_FIRST)
def comments(asking: Asking, params: dict[str, Any], page: Page, goal_id: str) -> Listed | None:
    """What was commented on a goal, the last first. A comment is about no day: `on` leaves none out."""
    return positioned(assessments.comments(asking, goal_id, **_part(page)))


def _part(page: Page) -> dict[str, Any]:
    ((_, newest_first),) = page.order
    return {"newest_first": newest_first, "after": position_after(page), "limit": page.limit}
