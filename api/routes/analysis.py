"""How far by which version, how much was achieved and how much moved, and does it all add up."""

from typing import Any

from api.contract.accesses import Action
from api.contract.roles import Role
from api.contract.routes import Routes
from api.schemas import analysis as schemas
from api.schemas import lenses as lens_schemas
from projections.answers import attainments, decomposition, decomposition_of_many, lenses, reconciliation
from projections.answers.asking import Asking
from projections.answers.between import Said

routes = Routes("analysis", "Analysis")


@routes.query(
    "/v1/goals/{goal_id}/attainment",
    Role.VIEWER,
    answer=lens_schemas.AttainmentAnswer(),
    params=lens_schemas.LensParams,
)
def attainment(asking: Asking, params: dict[str, Any], goal_id: str) -> dict[str, Any] | None:
    """How far a goal has come by one of its versions: the same readings, that version's baseline, target and window."""
    return lenses.answer(asking, goal_id, params["lens"])


@routes.query(
    "/v1/goals/{goal_id}/decomposition",
    Role.VIEWER,
    answer=schemas.DecompositionAnswer(),
    params=schemas.BetweenParams,
    accessed=Action.TRAIL,
)
def decompose(asking: Asking, params: dict[str, Any], goal_id: str) -> dict[str, Any] | None:
    """How much of a goal's change was achieved, and how much came from moving the goalposts, retarget by retarget.

    From the end of one day to the end of another: from the day before the original's window to that of `on`, unless
    `from` and `to` or a `period` are given.
    """
    return decomposition.answer(asking, goal_id, said(params))


@routes.query(
    "/v1/goals/{goal_id}/reconciliation", Role.VIEWER, answer=schemas.ReconciliationAnswer(), accessed=Action.TRAIL
)
def reconcile(asking: Asking, params: dict[str, Any], goal_id: str) -> dict[str, Any] | None:
    """Step by step from what a goal was committed with to what it is, each with its event, and whether that adds up."""
    return reconciliation.answer(asking, goal_id)


@routes.query(
    "/v1/containers/{container_id}/attainment",
    Role.VIEWER,
    answer=lens_schemas.RolledUpAnswer(),
    params=lens_schemas.LensParams,
)
def attainment_of_container(asking: Asking, params: dict[str, Any], container_id: str) -> dict[str, Any] | None:
    """How far a container's goals have come together, each by the version that the lens shows of it."""
    return attainments.answer(asking, container_id, params["lens"])


@routes.query(
    "/v1/containers/{container_id}/decomposition",
    Role.VIEWER,
    answer=schemas.DecompositionOfContainer(),
    params=schemas.BetweenNestedParams,
    accessed=Action.TRAIL,
)
def decompose_container(asking: Asking, params: dict[str, Any], container_id: str) -> dict[str, Any] | None:
    """What changed the progress of a container's goals: readings, moved goalposts, or which goals count.

    From the end of one day to the end of another: this fiscal year so far, unless `from` and `to` or a `period` are
    given. Which goals were in the container at either end is what had been recorded by the end of that day; a goal that
    was recorded only later was where it was created.
    """
    return decomposition_of_many.of_container(asking, container_id, said(params), nested=params["nested"])


@routes.query(
    "/v1/decomposition",
    Role.VIEWER,
    answer=schemas.DecompositionOfMany(),
    params=schemas.BetweenParams,
    accessed=Action.TRAIL,
)
def decompose_workspace(asking: Asking, params: dict[str, Any]) -> dict[str, Any]:
    """What changed the progress of all goals of the workspace: as for a container."""
    return decomposition_of_many.of_workspace(asking, said(params))


def said(params: dict[str, Any]) -> Said:
    return Said(first=params.get("from_"), last=params.get("to"), period=params.get("period"))
