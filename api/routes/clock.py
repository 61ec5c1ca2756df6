"""What time it is in the workspace."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.contract.calls import Call
from api.contract.commands import Reply
from api.contract.roles import Role
from api.contract.routes import Routes
from api.schemas.clock import ClockAnswer, MoveClock
from goals.writing import Writing
from projections.answers.asking import Asking
from projections.answers.forms import instant

routes = Routes("clock", "Clock")


@dataclass(frozen=True)
class Moving:
    to: datetime

    def perform(self, writing: Writing, call: Call) -> Reply:
        now = writing.move_clock(self.to)
        body = {"now": instant(now), "kind": call.caller.kind.value, "position": writing.position}
        return Reply(body=body, position=writing.position)


@routes.query("/v1/clock", Role.VIEWER, answer=ClockAnswer(), moment=False)
def show(asking: Asking, params: dict[str, Any]) -> dict[str, Any]:
    """What the workspace's clock shows: the server's time, or where a test workspace's was put.

    It shows the present and no other moment; `GET /v1/workspace` tells what it showed at one.
    """
    return {
        "now": instant(asking.as_of),
        "kind": asking.workspace.kind.value,
        "position": asking.position,
    }


@routes.command("POST", "/v1/clock", Role.ADMIN, body=MoveClock(), answer=ClockAnswer(), versioned=False)
def move(call: Call) -> Moving:
    """Set a test workspace's clock forward."""
    return Moving(call.body["now"])
