"""Cycles: named periods that are opened, locked and closed."""

from typing import Any

from api.contract.calls import Call
from api.contract.commands import Doing
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.routes.paging import sliced
from api.schemas import cycles as schemas
from goals.workspace.cycles import CloseCycle, LockCycle, OpenCycle
from projections.answers import cycles
from projections.answers.asking import Asking

routes = Routes("cycles", "Cycles")

ANSWER = schemas.CycleAnswer()


@routes.command(
    "POST",
    "/v1/cycles",
    Role.ADMIN,
    body=schemas.OpenCycle(),
    answer=ANSWER,
    status=201,
    location="/v1/cycles/{name}",
)
def begin(call: Call) -> Doing:
    """Open a cycle, or open it again with other days: until when its goals are retargeted, and change at all."""
    command = OpenCycle(workspace_id=call.caller.workspace_id, **call.body)
    return Doing(command, lambda asking, receipt: cycles.answer(asking, command.called or ""))


@routes.list("/v1/cycles", Role.VIEWER, item=schemas.CycleItem())
def index(asking: Asking, params: dict[str, Any], page: Page) -> Listed | None:
    """The cycles in the order of their days, each with what it allows on the day asked about."""
    return sliced(cycles.answers(asking), page)


@routes.query("/v1/cycles/{name:string}", Role.VIEWER, answer=ANSWER, versioned=True)
def show(asking: Asking, params: dict[str, Any], name: str) -> dict[str, Any] | None:
    """A cycle: what it allows on the day asked about, who put it there, and why."""
    return cycles.answer(asking, name)


@routes.command("POST", "/v1/cycles/{name:string}/lock", Role.ADMIN, body=schemas.TurnCycle(), answer=ANSWER)
def lock(call: Call, name: str) -> Doing:
    """Have every retarget in a cycle approved from here on, before its `edit_until` has passed."""
    return _about(LockCycle(workspace_id=call.caller.workspace_id, name=name, **call.body), name)


@routes.command("POST", "/v1/cycles/{name:string}/close", Role.ADMIN, body=schemas.TurnCycle(), answer=ANSWER)
def close(call: Call, name: str) -> Doing:
    """Let the goals of a cycle change no more, before its `update_until` has passed. Readings go on arriving."""
    return _about(CloseCycle(workspace_id=call.caller.workspace_id, name=name, **call.body), name)


def _about(command: OpenCycle | LockCycle | CloseCycle, name: str) -> Doing:
    return Doing(command, lambda asking, receipt: cycles.answer(asking, name))
