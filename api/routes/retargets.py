"""Retargets by their ids: what was proposed, and who lets it happen."""

from collections.abc import Callable
from typing import Any

from api.contract.accesses import Action
from api.contract.calls import Call
from api.contract.commands import Doing
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.schemas import retargets as schemas
from goals.command import Command
from goals.errors import NotFound
from goals.goal.commands.proposing import ApproveRetarget, RejectRetarget, WithdrawRetarget
from goals.goal.facts import GoalRetargeted
from goals.goal.proposal import RetargetProposed
from goals.surroundings import Lookups
from goals.writing import Receipt
from projections import trail as trail_model
from projections.answers import goals, preview, proposals, trail
from projections.answers.asking import Asking

routes = Routes("retargets", "Retargets")

ANSWER = schemas.RetargetAnswer()
FILTERS = {"state": "state", "goal": "goal_id", "proposer": "proposer"}


@routes.list(
    "/v1/retargets",
    Role.VIEWER,
    item=ANSWER,
    params=schemas.ProposalParams,
    sorts=("proposed_at",),
    order=(("proposed_at", False),),
    accessed=Action.TRAIL,
)
def index(asking: Asking, params: dict[str, Any], page: Page) -> Listed:
    """What was proposed, oldest first: with `state=open` what waits for an approver.

    As known at `as_of`: a proposal stands from when it was recorded, and `on` leaves none out.
    """
    filters = {column: params[name] for name, column in FILTERS.items() if name in params}
    return Listed(*proposals.listed(asking, page.wanted(filters), container_id=params.get("container")))


@routes.query("/v1/retargets/{retarget_id}", Role.VIEWER, answer=ANSWER, versioned=True, accessed=Action.TRAIL)
def show(asking: Asking, params: dict[str, Any], retarget_id: str) -> dict[str, Any] | None:
    """A proposal by its id, or a recorded retarget by its event's."""
    return proposals.answer(asking, retarget_id)


@routes.command(
    "POST",
    "/v1/retargets/{retarget_id}/approve",
    Role.APPROVER,
    body=schemas.Approve(),
    answer=ANSWER,
    if_match=True,
    accessed=Action.TRAIL,
)
def approve(call: Call, retarget_id: str) -> Doing:
    """Let happen what somebody else proposed; from then on it is done."""
    return _about(retarget_id, ApproveRetarget, call.body)


@routes.command(
    "POST",
    "/v1/retargets/{retarget_id}/reject",
    Role.APPROVER,
    body=schemas.Reject(),
    answer=ANSWER,
    if_match=True,
    accessed=Action.TRAIL,
)
def reject(call: Call, retarget_id: str) -> Doing:
    """Say that a proposal will not be done, and why."""
    return _about(retarget_id, RejectRetarget, call.body)


@routes.command(
    "POST",
    "/v1/retargets/{retarget_id}/withdraw",
    Role.OWNER,
    body=schemas.Withdraw(),
    answer=ANSWER,
    if_match=True,
    accessed=Action.TRAIL,
)
def withdraw(call: Call, retarget_id: str) -> Doing:
    """Take an own proposal back."""
    return _about(retarget_id, WithdrawRetarget, call.body)


def moved(asking: Asking, receipt: Receipt) -> dict[str, Any]:
    """The goal as it stands, and what the retarget did to it, or what was proposed; null where nothing moved."""
    made = [event.position for event in receipt.events if isinstance(event.fact, GoalRetargeted)]
    move = trail_model.at(asking.rows, asking.workspace_id, made[0]) if made else None
    proposal_id = proposed_in(receipt)
    return {
        **(goals.answer(asking, receipt.stream_id) or {}),
        "retarget_id": proposal_id if move is None else move.event_id,
        "retarget": None if move is None else trail.told(asking, move),
        "proposal": None if proposal_id is None else proposals.answer(asking, proposal_id),
    }


def previewed(asking: Asking, receipt: Receipt) -> dict[str, Any]:
    """As `moved`, and what would come of it."""
    first = receipt.events[0] if receipt.events else None
    told = None
    if first is not None and isinstance(first.fact, GoalRetargeted | RetargetProposed):
        told = preview.answer(asking, first, first.fact)
    return {**moved(asking, receipt), "preview": told}


def proposed_in(receipt: Receipt) -> str | None:
    """The id of what was proposed, if that is what became of it."""
    return next((each.fact.proposal_id for each in receipt.events if isinstance(each.fact, RetargetProposed)), None)


def _about(proposal_id: str, make: Callable[..., Command], said: dict[str, Any]) -> Doing:
    """A command whose goal is looked up where it is carried out."""

    def command(lookups: Lookups) -> Command:
        goal_id = lookups.goal_of_proposal(proposal_id)
        if goal_id is None:
            raise NotFound("proposal", proposal_id)
        return make(goal_id=goal_id, proposal_id=proposal_id, **said)

    def told(asking: Asking, receipt: Receipt) -> dict[str, Any] | None:
        return proposals.answer(asking, proposal_id)

    return Doing(command, told)
