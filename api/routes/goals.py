"""Goals, and everything that happens to them."""

from typing import Any

from api.contract.accesses import Action
from api.contract.calls import Call
from api.contract.commands import Doing
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.routes.paging import sliced
from api.routes.retargets import moved, previewed, proposed_in
from api.schemas import goals as schemas
from api.schemas import retargets as retarget_schemas
from api.schemas import said as said_schemas
from api.schemas.values import tupled
from goals.goal.commands import activating, arranging, assessing, closing, drafting, pausing
from goals.goal.commands.retargeting import Retarget
from goals.writing import Receipt
from projections.answers import assessments, goal_list, goals, versions
from projections.answers import forecast as forecasts
from projections.answers.asking import Asking

routes = Routes("goals", "Goals")

ANSWER = schemas.GoalAnswer()
FILTERS = {
    "state": "state",
    "container": "container_id",
    "owner": "owner",
    "kpi": "kpi_id",
    "maturity": "maturity",
    "outcome": "outcome",
}


@routes.command(
    "POST",
    "/v1/goals",
    Role.OWNER,
    body=schemas.NewGoal(),
    answer=ANSWER,
    status=201,
    location="/v1/goals/{id}",
)
def create(call: Call) -> Doing:
    """Draft a goal: it may lack anything but a title, and counts for nothing until it is activated."""
    return Doing(drafting.CreateGoal(**tupled(call.body)), told)


@routes.list(
    "/v1/goals",
    Role.VIEWER,
    item=ANSWER,
    params=schemas.GoalParams,
    sorts=("due", "title", "created_at"),
    order=(("created_at", False),),
)
def index(asking: Asking, params: dict[str, Any], page: Page) -> Listed:
    """The goals, oldest first.

    Filtered and sorted as they stood at `as_of`. With `on`, by the `state`, `outcome`, `kpi`, `health`, flags, `due`,
    `container` and `owner` of that day; maturity and words are those known.
    """
    filters = {column: params[name] for name, column in FILTERS.items() if name in params}
    wanted = page.wanted(filters)
    found = goal_list.listed(
        asking,
        wanted,
        tag=params.get("tag"),
        health=params.get("health"),
        flag=params.get("flag"),
        lens=params.get("lens"),
    )
    return Listed(*found)


@routes.query("/v1/goals/{goal_id}", Role.VIEWER, answer=ANSWER, versioned=True)
def show(asking: Asking, params: dict[str, Any], goal_id: str) -> dict[str, Any] | None:
    """A goal as it stands: how far it has come, how far it should be, and how often it was moved."""
    return goals.answer(asking, goal_id)


@routes.command("PATCH", "/v1/goals/{goal_id}", Role.OWNER, body=schemas.EditGoal(), answer=ANSWER, if_match=True)
def edit(call: Call, goal_id: str) -> Doing:
    """Change a goal's words; while it is a draft, what it is measured by too."""
    return Doing(drafting.EditGoal(goal_id=goal_id, **tupled(call.body)), told)


@routes.command(
    "POST", "/v1/goals/{goal_id}/activate", Role.OWNER, body=schemas.Activate(), answer=ANSWER, if_match=True
)
def activate(call: Call, goal_id: str) -> Doing:
    """Pursue a goal. What it lacks is listed, all at once."""
    return Doing(activating.ActivateGoal(goal_id=goal_id, **call.body), told)


@routes.command("POST", "/v1/goals/{goal_id}/commit", Role.OWNER, body=schemas.Commit(), answer=ANSWER, if_match=True)
def commit(call: Call, goal_id: str) -> Doing:
    """Mean a preliminary goal from here on: its definition now is the original."""
    return Doing(activating.CommitGoal(goal_id=goal_id, **call.body), told)


@routes.command(
    "POST", "/v1/goals/{goal_id}/baseline", Role.OWNER, body=schemas.Establish(), answer=ANSWER, if_match=True
)
def baseline(call: Call, goal_id: str) -> Doing:
    """Say what the baseline was that was unknown or being measured. That is no retarget."""
    return Doing(activating.EstablishBaseline(goal_id=goal_id, **call.body), told)


@routes.command(
    "POST",
    "/v1/goals/{goal_id}/retargets",
    Role.OWNER,
    body=schemas.Retarget(),
    answer=retarget_schemas.RetargetedAnswer(),
    if_match=True,
    dry_run=True,
    other_statuses={202: "Somebody else has to approve it: it is proposed, and nothing moved."},
)
def retarget(call: Call, goal_id: str) -> Doing:
    """Move the goalposts, and say why. `dry_run=true` tells what that would do, and stores nothing.

    Where somebody else has to approve it, it is proposed, and nothing moves.
    """
    command = Retarget(goal_id=goal_id, **tupled(call.body))
    if call.params["dry_run"]:
        return Doing(command, previewed)
    return Doing(command, moved, status=lambda receipt: None if proposed_in(receipt) is None else 202)


@routes.command("POST", "/v1/goals/{goal_id}/reviews", Role.OWNER, body=schemas.Review(), answer=ANSWER, if_match=True)
def review(call: Call, goal_id: str) -> Doing:
    """Say whether it is still the right goal."""
    return Doing(assessing.ReviewGoal(goal_id=goal_id, **call.body), told)


@routes.command(
    "POST",
    "/v1/goals/{goal_id}/checkins",
    Role.CONTRIBUTOR,
    body=schemas.CheckIn(),
    answer=said_schemas.CheckedInAnswer(),
)
def check_in(call: Call, goal_id: str) -> Doing:
    """Give an own assessment. It stands beside the derived health."""
    return Doing(assessing.CheckIn(goal_id=goal_id, **call.body), assessed)


@routes.command("POST", "/v1/goals/{goal_id}/comments", Role.CONTRIBUTOR, body=schemas.Comment(), answer=ANSWER)
def comment(call: Call, goal_id: str) -> Doing:
    """Say something about a goal."""
    return Doing(assessing.Comment(goal_id=goal_id, **call.body), told)


@routes.command("POST", "/v1/goals/{goal_id}/pause", Role.OWNER, body=schemas.Pause(), answer=ANSWER, if_match=True)
def pause(call: Call, goal_id: str) -> Doing:
    """Pursue a goal no further for now. Its window does not wait."""
    return Doing(pausing.PauseGoal(goal_id=goal_id, **call.body), told)


@routes.command("POST", "/v1/goals/{goal_id}/resume", Role.OWNER, body=schemas.Resume(), answer=ANSWER, if_match=True)
def resume(call: Call, goal_id: str) -> Doing:
    """Pursue a paused goal again."""
    return Doing(pausing.ResumeGoal(goal_id=goal_id, **call.body), told)


@routes.command("POST", "/v1/goals/{goal_id}/close", Role.OWNER, body=schemas.Close(), answer=ANSWER, if_match=True)
def close(call: Call, goal_id: str) -> Doing:
    """Say how a goal ended; what its readings say stands beside it."""
    return Doing(closing.CloseGoal(goal_id=goal_id, **call.body), told)


@routes.command("POST", "/v1/goals/{goal_id}/reopen", Role.OWNER, body=schemas.Reopen(), answer=ANSWER, if_match=True)
def reopen(call: Call, goal_id: str) -> Doing:
    """Withdraw the closing of a goal."""
    return Doing(closing.ReopenGoal(goal_id=goal_id, **call.body), told)


@routes.command("POST", "/v1/goals/{goal_id}/archive", Role.OWNER, body=schemas.Archive(), answer=ANSWER, if_match=True)
def archive(call: Call, goal_id: str) -> Doing:
    """Put a goal out of sight. Its history stays."""
    return Doing(closing.ArchiveGoal(goal_id=goal_id, **call.body), told)


@routes.command(
    "POST", "/v1/goals/{goal_id}/supersede", Role.OWNER, body=schemas.Supersede(), answer=ANSWER, if_match=True
)
def supersede(call: Call, goal_id: str) -> Doing:
    """Let another goal take its place."""
    return Doing(closing.SupersedeGoal(goal_id=goal_id, **call.body), told)


@routes.command("POST", "/v1/goals/{goal_id}/move", Role.OWNER, body=schemas.Move(), answer=ANSWER, if_match=True)
def move(call: Call, goal_id: str) -> Doing:
    """Assemble a goal in another container, or in none."""
    return Doing(arranging.MoveGoal(goal_id=goal_id, **call.body), told)


@routes.command("POST", "/v1/goals/{goal_id}/align", Role.OWNER, body=schemas.Align(), answer=ANSWER, if_match=True)
def align(call: Call, goal_id: str) -> Doing:
    """Let a goal serve a parent goal."""
    return Doing(arranging.AlignGoal(goal_id=goal_id, **call.body), told)


@routes.command("POST", "/v1/goals/{goal_id}/unalign", Role.OWNER, body=schemas.Unalign(), answer=ANSWER, if_match=True)
def unalign(call: Call, goal_id: str) -> Doing:
    """Let a goal serve a parent goal no more."""
    return Doing(arranging.UnalignGoal(goal_id=goal_id, **call.body), told)


@routes.command(
    "POST", "/v1/goals/{goal_id}/owner", Role.OWNER, body=schemas.ChangeOwner(), answer=ANSWER, if_match=True
)
def owner(call: Call, goal_id: str) -> Doing:
    """Have somebody else answer for a goal."""
    return Doing(arranging.ChangeOwner(goal_id=goal_id, **call.body), told)


@routes.list("/v1/goals/{goal_id}/versions", Role.VIEWER, item=schemas.VersionAnswer(), accessed=Action.TRAIL)
def history(asking: Asking, params: dict[str, Any], page: Page, goal_id: str) -> Listed | None:
    """What the goal was measured by, and between which positions; with `on`, what was in effect by that day."""
    return sliced(versions.answer(asking, goal_id), page)


@routes.query("/v1/goals/{goal_id}/forecast", Role.VIEWER, answer=schemas.ForecastAnswer())
def forecast(asking: Asking, params: dict[str, Any], goal_id: str) -> dict[str, Any] | None:
    """Where the trend of the last readings leads, and how far the goal is from falling behind."""
    return forecasts.answer(asking, goal_id)


def assessed(asking: Asking, receipt: Receipt) -> dict[str, Any]:
    """The goal as it stands, and the check-in beside how it stood."""
    check_in = assessments.check_in(asking, receipt.stream_id)
    return {**(goals.answer(asking, receipt.stream_id) or {}), "check_in": check_in}


def told(asking: Asking, receipt: Receipt) -> dict[str, Any] | None:
    return goals.answer(asking, receipt.stream_id)
