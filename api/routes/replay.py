"""How it went, frame by frame."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from api.contract.accesses import Action
from api.contract.roles import Role
from api.contract.routes import Routes
from api.contract.streams import Streamed
from api.schemas.replay import FrameAnswer, ReplayParams
from projections.answers import replay as replays
from projections.answers.asking import Asking
from projections.answers.replay import Course, Snapshot
from projections.answers.replay.errors import TwoScopes
from projections.answers.scope import Scope
from projections.answers.supposing import suppose, supposed_in
from projections.supposed import Supposition

routes = Routes("replay", "Replay")


@routes.stream("/v1/replay", Role.VIEWER, line=FrameAnswer(), params=ReplayParams, accessed=Action.TRAIL)
def replay(asking: Asking, params: dict[str, Any]) -> Streamed | None:
    """Frame by frame, what happened and how each goal stood: one JSON document on each line.

    By recorded time each day is told as it was known at its end, by effective time as it is known at `as_of`. The first
    frame is how it stood at `from`, the last how it stood at `to`; a line `{"end":true}` follows it, and a stream
    without that line is not whole. Nothing is told twice: `events` are those since the frame before.
    """
    if "goal" in params and "container" in params:
        raise TwoScopes
    supposed = suppose(asking, without=params.get("without", ()), original="targets" in params)
    course = replays.course_of(
        supposed,
        Scope(goal_id=params.get("goal"), container_id=params.get("container")),
        axis=params["axis"],
        step=params["step"],
        first=params.get("from_"),
        last=params.get("to"),
    )
    if course is None:
        return None
    lines = partial(_lines, course, supposed.supposing)
    return Streamed(lines=lines, identity=_identity(course), is_lasting=course.is_lasting)


def _lines(course: Course, supposing: Supposition | None, snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    return replays.frames(course, partial(supposed_in, snapshot, supposing))


def _identity(course: Course) -> list[str | int] | None:
    if not course.is_settled:
        return None
    ends = (course.opening, course.closing)
    return [course.tz, *(part for each in ends for part in (each.position, each.moment.isoformat()))]
