"""The workspace itself: its rules, its launches and market entries."""

from typing import Any

from api.contract.calls import Call
from api.contract.commands import Doing
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.schemas import workspaces as schemas
from goals.workspace.anchors import RecordAnchor
from goals.workspace.commands import ChangePolicy
from projections.answers import workspaces
from projections.answers.asking import Asking

routes = Routes("workspaces", "Workspace")


@routes.query("/v1/workspace", Role.VIEWER, answer=schemas.WorkspaceAnswer(), versioned=True, telling=("now",))
def show(asking: Asking, params: dict[str, Any]) -> dict[str, Any]:
    """The workspace the key belongs to, what its clock shows, and where its log ends.

    At a moment: what it was then, with `now` the instant asked about and `head` the last position known at it. Its
    rules have no day of their own: `on` changes nothing here.
    """
    return workspaces.answer(asking, now=asking.as_of, head=asking.position)


@routes.query("/v1/policy", Role.VIEWER, answer=schemas.PolicyAnswer(), versioned=True)
def policy(asking: Asking, params: dict[str, Any]) -> dict[str, Any]:
    """The rules in force.

    They judge from when they were recorded, whichever day is asked about: they are those of `as_of`.
    """
    return workspaces.policy(asking)


@routes.command("POST", "/v1/policy", Role.ADMIN, body=schemas.ChangePolicy(), answer=schemas.PolicyAnswer())
def change_policy(call: Call) -> Doing:
    """Change the rules from here on. Earlier judgements keep the rules they were made by."""
    command = ChangePolicy(workspace_id=call.caller.workspace_id, **call.body)
    return Doing(command, lambda asking, receipt: workspaces.policy(asking))


@routes.list("/v1/anchors", Role.VIEWER, item=schemas.AnchorItem())
def anchors(asking: Asking, params: dict[str, Any], page: Page) -> Listed:
    """The launches and market entries that were recorded, by name.

    As known at `as_of`, planned ones too: `on` leaves none out.
    """
    begun = "" if page.after is None else str(page.after[0])
    found = [each for each in workspaces.anchors(asking) if each["anchor"] > begun]
    shown = found[: page.limit]
    return Listed(shown, [shown[-1]["anchor"]] if len(found) > page.limit else None)


@routes.command("POST", "/v1/anchors", Role.OWNER, body=schemas.RecordAnchor(), answer=schemas.AnchorAnswer())
def record_anchor(call: Call) -> Doing:
    """Record a launch or a market entry, or that it moved: windows that hang on it follow."""
    command = RecordAnchor(workspace_id=call.caller.workspace_id, **call.body)
    return Doing(command, lambda asking, receipt: workspaces.anchor(asking, command.anchor.value))
