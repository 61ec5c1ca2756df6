"""What each frame of a replay tells of a goal is what it was answered with then, however little is asked for again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import count, product
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.contract import moments
from api.contract.doors import Doors
from goals.vocabulary import WorkspaceKind
from projections.answers.asking import Asking
from projections.answers.axes import Axis
from projections.answers.lines import line_of, told
from projections.answers.replay import Step, course_of, frames
from projections.answers.scope import Scope
from tests.api.client import Api, opened
from tests.oracle.conftest import server
from tests.oracle.histories import histories
from tests.oracle.telling import Telling
from tests.soak import scale

__all__ = ["server"]

numbers = count()
BEGINNING = date(2023, 12, 1)
"""A while before the histories begin; some of what they tell of happened before."""


@contextmanager
def asked(api: Api) -> Iterator[Asking]:
    doors: Doors = api.doors
    with doors.database.reading() as rows:
        moment = moments.asked(rows, api.workspace_id, {})
        yield doors.asking(rows, api.workspace_id, position=moment.position, as_of=moment.as_of)


def replayed(api: Api, scope: Scope, axis: Axis, step: Step) -> list[dict[str, Any]]:
    with asked(api) as asking:
        course = course_of(asking, scope, axis=axis, step=step, first=BEGINNING, last=None)
    assert course is not None
    *shown, last = frames(course, lambda: asked(api))
    assert last == {"end": True, "frames": len(shown), "position": course.closing.position}
    return shown


def then(asking: Asking, frame: dict[str, Any]) -> Asking:
    """The question as it stood when the frame was."""
    if frame["axis"] == "effective":
        return asking.about(datetime.fromisoformat(frame["on"]).date())
    return asking.known_at(frame["position"], datetime.fromisoformat(frame["moment"]))


def asked_anew(there: Asking, scope: Scope) -> list[dict[str, Any]]:
    found = (line_of(there, goal_id) for goal_id, _ in scope.goals(there))
    return [told(there, line) for line in found if line is not None]


@pytest.mark.soak
@settings(
    max_examples=scale(12, 500),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(history=histories(), which=st.integers(0, 5))
def test_every_frame_tells_of_every_goal_what_is_answered_of_that_moment(
    server: Flask, history: dict[str, Any], which: int
):
    api = opened(server, name=f"replay-{next(numbers)}", kind=WorkspaceKind.TEST)
    telling = Telling(api, api.as_role("approver"))
    telling.tell(history)
    scope = Scope(goal_id=telling.goals[0]) if which == 0 and telling.goals else Scope()
    for axis, step in product(Axis, Step):
        shown = replayed(api, scope, axis, step)
        with asked(api) as asking:
            for frame in shown:
                assert frame["goals"] == asked_anew(then(asking, frame), scope), "\n".join([str(frame), *telling.said])
        positions = [event["position"] for frame in shown for event in frame["events"]]
        assert len(set(positions)) == len(positions)
        if scope == Scope() and axis is Axis.RECORDED:
            assert positions == list(range(asking.position - len(positions) + 1, asking.position + 1))
