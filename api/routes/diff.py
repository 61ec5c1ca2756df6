"""What is different between two moments?"""

from typing import Any

from api.contract.accesses import Action
from api.contract.roles import Role
from api.contract.routes import Routes
from api.schemas import diff as schemas
from projections.answers.asking import Asking
from projections.answers.diff import goal, many

routes = Routes("diff", "Differences")


@routes.query(
    "/v1/goals/{goal_id}/diff", Role.VIEWER, answer=schemas.GoalDiff(), params=schemas.DiffParams, accessed=Action.TRAIL
)
def diff_of_goal(asking: Asking, params: dict[str, Any], goal_id: str) -> dict[str, Any] | None:
    """What is different about a goal, field by field with the events that made it so, and what changed its progress.

    Both moments are told as they were known then, each about its own day, or both about `on` where that is given.
    """
    return goal.answer(asking, goal_id, params["from_"], params.get("to"))


@routes.query(
    "/v1/containers/{container_id}/diff",
    Role.VIEWER,
    answer=schemas.ContainerDiff(),
    params=schemas.DiffNestedParams,
    accessed=Action.TRAIL,
)
def diff_of_container(asking: Asking, params: dict[str, Any], container_id: str) -> dict[str, Any] | None:
    """What is different about a container, what came, went and changed in it, and what changed its progress."""
    return many.of_container(asking, container_id, params["from_"], params.get("to"), nested=params["nested"])


@routes.query("/v1/diff", Role.VIEWER, answer=schemas.WorkspaceDiff(), params=schemas.DiffParams, accessed=Action.TRAIL)
def diff_of_workspace(asking: Asking, params: dict[str, Any]) -> dict[str, Any]:
    """What is different about the rules, anchors and cycles, and about every KPI, container and goal."""
    return many.of_workspace(asking, params["from_"], params.get("to"))
