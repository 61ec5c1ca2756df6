"""Milestones: facts of their goal, changed with its version."""

from collections.abc import Callable
from typing import Any

from api.contract.accesses import Action
from api.contract.calls import Call
from api.contract.commands import Doing
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.routes.paging import sliced
from api.schemas import milestones as schemas
from goals.command import Command
from goals.errors import NotFound
from goals.identity import new_id
from goals.milestone.commands import doing, planning
from goals.surroundings import Lookups
from goals.writing import Receipt
from projections.answers import milestones
from projections.answers.asking import Asking

routes = Routes("milestones", "Milestones")

ANSWER = schemas.MilestoneAnswer()


@routes.command(
    "POST",
    "/v1/goals/{goal_id}/milestones",
    Role.OWNER,
    body=schemas.NewMilestone(),
    answer=ANSWER,
    status=201,
    if_match=True,
    location="/v1/milestones/{id}",
    accessed=Action.TRAIL,
)
def add(call: Call, goal_id: str) -> Doing:
    """Plan a step towards a goal."""
    milestone_id = new_id()
    command = planning.AddMilestone(goal_id=goal_id, milestone_id=milestone_id, **call.body)
    return Doing(command, lambda asking, receipt: milestones.answer(asking, milestone_id))


@routes.list("/v1/goals/{goal_id}/milestones", Role.VIEWER, item=ANSWER, accessed=Action.TRAIL)
def index(asking: Asking, params: dict[str, Any], page: Page, goal_id: str) -> Listed | None:
    """A goal's milestones in the order they were added, dropped ones too; with `on`, as they stood that day."""
    return sliced(milestones.of_goal(asking, goal_id), page)


@routes.query("/v1/milestones/{milestone_id}", Role.VIEWER, answer=ANSWER, versioned=True, accessed=Action.TRAIL)
def show(asking: Asking, params: dict[str, Any], milestone_id: str) -> dict[str, Any] | None:
    """A milestone: how far it has come, and every due date it had.

    With `on`: by the goal's definition in effect that day, and by what was done by then. Rescheduling, rescoping,
    dropping and reopening count from the day they were recorded on; one added later is as it was added.
    """
    return milestones.answer(asking, milestone_id)


@routes.command(
    "PATCH",
    "/v1/milestones/{milestone_id}",
    Role.OWNER,
    body=schemas.EditMilestone(),
    answer=ANSWER,
    if_match=True,
    accessed=Action.TRAIL,
)
def edit(call: Call, milestone_id: str) -> Doing:
    """Change a milestone's words."""
    return _about(milestone_id, planning.EditMilestone, call.body)


@routes.command(
    "POST",
    "/v1/milestones/{milestone_id}/progress",
    Role.CONTRIBUTOR,
    body=schemas.Progress(),
    answer=ANSWER,
    accessed=Action.TRAIL,
)
def progress(call: Call, milestone_id: str) -> Doing:
    """Tell that some of a milestone was done."""
    return _about(milestone_id, doing.ProgressMilestone, call.body)


@routes.command(
    "POST",
    "/v1/milestones/{milestone_id}/complete",
    Role.OWNER,
    body=schemas.Complete(),
    answer=ANSWER,
    if_match=True,
    accessed=Action.TRAIL,
)
def complete(call: Call, milestone_id: str) -> Doing:
    """Tell that a milestone is done. Its goal is not thereby attained."""
    return _about(milestone_id, doing.CompleteMilestone, call.body)


@routes.command(
    "POST",
    "/v1/milestones/{milestone_id}/reschedule",
    Role.OWNER,
    body=schemas.Reschedule(),
    answer=ANSWER,
    if_match=True,
    accessed=Action.TRAIL,
)
def reschedule(call: Call, milestone_id: str) -> Doing:
    """Have a milestone due on another day."""
    return _about(milestone_id, planning.RescheduleMilestone, call.body)


@routes.command(
    "POST",
    "/v1/milestones/{milestone_id}/rescope",
    Role.OWNER,
    body=schemas.Rescope(),
    answer=ANSWER,
    if_match=True,
    accessed=Action.TRAIL,
)
def rescope(call: Call, milestone_id: str) -> Doing:
    """Change what is to be done, or tell what became known of it. Its kind stays."""
    return _about(milestone_id, planning.RescopeMilestone, call.body)


@routes.command(
    "POST",
    "/v1/milestones/{milestone_id}/reopen",
    Role.OWNER,
    body=schemas.Reason(),
    answer=ANSWER,
    if_match=True,
    accessed=Action.TRAIL,
)
def reopen(call: Call, milestone_id: str) -> Doing:
    """Tell that a milestone was not done, or not dropped, after all."""
    return _about(milestone_id, doing.ReopenMilestone, call.body)


@routes.command(
    "POST",
    "/v1/milestones/{milestone_id}/drop",
    Role.OWNER,
    body=schemas.Reason(),
    answer=ANSWER,
    if_match=True,
    accessed=Action.TRAIL,
)
def drop(call: Call, milestone_id: str) -> Doing:
    """Tell that a milestone will not be done."""
    return _about(milestone_id, doing.DropMilestone, call.body)


def _about(milestone_id: str, make: Callable[..., Command], said: dict[str, Any]) -> Doing:
    """A command whose goal is looked up where it is carried out."""

    def command(lookups: Lookups) -> Command:
        goal_id = lookups.goal_of_milestone(milestone_id)
        if goal_id is None:
            raise NotFound("milestone", milestone_id)
        return make(goal_id=goal_id, milestone_id=milestone_id, **said)

    def told(asking: Asking, receipt: Receipt) -> dict[str, Any] | None:
        return milestones.answer(asking, milestone_id)

    return Doing(command, told)
