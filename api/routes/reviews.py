"""Periods signed off: what an auditor has looked at."""

from dataclasses import dataclass
from typing import Any

from api.contract.accesses import Action
from api.contract.calls import Call
from api.contract.commands import Doing, Reply
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.routes.paging import sliced
from api.schemas import reviews as schemas
from goals.workspace.reviewing import ReviewPeriod
from goals.writing import Writing
from projections.answers import reviews
from projections.answers.asking import Asking

routes = Routes("reviews", "Reviews")


@dataclass(frozen=True)
class Signing:
    """A review of what is recorded when it is carried out."""

    said: dict[str, Any]

    def perform(self, writing: Writing, call: Call) -> Reply:
        command = ReviewPeriod(workspace_id=call.caller.workspace_id, head=writing.position, **self.said)
        return Doing(command, lambda asking, receipt: reviews.last(asking)).perform(writing, call)


@routes.command(
    "POST", "/v1/reviews", Role.AUDITOR, body=schemas.ReviewPeriod(), answer=schemas.SignedAnswer(), status=201
)
def sign(call: Call) -> Signing:
    """Sign a period off: what was recorded of it up to a position was looked at."""
    return Signing(call.body)


@routes.list("/v1/reviews", Role.VIEWER, item=schemas.SignedItem(), accessed=Action.TRAIL)
def index(asking: Asking, params: dict[str, Any], page: Page) -> Listed | None:
    """The periods that were signed off, the newest last."""
    return sliced(reviews.answers(asking), page)
