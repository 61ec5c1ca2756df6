"""What was recorded, in order, for programs that follow."""

from typing import Any

from api.contract.accesses import Action
from api.contract.roles import Role
from api.contract.routes import Routes
from api.schemas.feed import FeedAnswer, FeedParams
from projections.answers import feed
from projections.answers.asking import Asking

routes = Routes("events", "Feed")


@routes.query(
    "/v1/events",
    Role.VIEWER,
    answer=FeedAnswer(),
    params=FeedParams,
    lasting="full",
    onwards=("after", "next_after"),
    accessed=Action.TRAIL,
    holding="items",
)
def page(asking: Asking, params: dict[str, Any]) -> dict[str, Any]:
    """Events after a position, as CloudEvents. A full page stays the same for ever.

    The log is in the order of recording: `as_of` ends it at a moment, `on` leaves nothing out.
    """
    items, next_after = feed.page(asking, after=params["after"], types=params.get("types", ()), limit=params["limit"])
    return {"items": items, "next_after": next_after, "full": len(items) == params["limit"]}
