"""Waivers: accepting for a while that a goal is off its way."""

from api.contract.calls import Call
from api.contract.commands import Doing
from api.contract.roles import Role
from api.contract.routes import Routes
from api.routes.goals import told
from api.schemas import goals as goal_schemas
from api.schemas import waivers as schemas
from goals.goal.commands.waiving import GrantWaiver

routes = Routes("waivers", "Waivers")


@routes.command(
    "POST",
    "/v1/goals/{goal_id}/waivers",
    Role.OWNER,
    body=schemas.GrantWaiver(),
    answer=goal_schemas.GoalAnswer(),
)
def grant(call: Call, goal_id: str) -> Doing:
    """Accept until a day that a goal is off its way, and say why. Its target and its health stay as they are."""
    return Doing(GrantWaiver(goal_id=goal_id, **call.body), told)
