"""A replay by event has as many frames as there are events, up to a limit."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from projections.answers.replay.opened import MOST_FRAMES
from tests.api.client import Api
from tests.api.known import GOAL, active, draft, kpi, made

BEGINNING = datetime(2023, 10, 1, tzinfo=UTC)
EVENTS = MOST_FRAMES + 1
TOGETHER = 1_000


@pytest.fixture
def busy(api: Api) -> dict[str, Any]:
    """A goal whose KPI was read every minute, once too often to be replayed."""
    api.clock("2023-10-01T09:00:00Z")
    measured = kpi(api)
    goal = active(api, measured)
    api.clock("2023-10-09T09:00:00Z")
    for first in range(0, EVENTS, TOGETHER):
        minutes = range(first, min(first + TOGETHER, EVENTS))
        rows = [{"observed_at": (BEGINNING + timedelta(minutes=n)).isoformat(), "value": "450000"} for n in minutes]
        made(api.post(f"/v1/kpis/{measured}/readings", rows), 207)
    return goal


@pytest.mark.parametrize("scope", ["", "&goal={id}", "&goal={id}&axis=effective", "&axis=effective"])
def test_too_many_events_are_refused_and_what_can_be_done_is_said(api: Api, busy: dict[str, Any], scope: str):
    answer = api.get("/v1/replay?step=event" + scope.format(**busy))
    assert answer.status_code == 422, answer.text[:300]
    (error,) = answer.json["errors"]
    assert (error["parameter"], error["code"]) == ("step", "too-many-frames")
    assert all(f"`{name}`" in error["detail"] for name in ("step", "from", "to", "goal"))


def test_only_the_events_of_what_is_replayed_count(api: Api, busy: dict[str, Any]):
    other = draft(api, kpi(api, key="other"), title=f"Another than: {GOAL['title']}")
    for axis in ("recorded", "effective"):
        answer = api.get(f"/v1/replay?step=event&goal={other['id']}&axis={axis}&from=2023-10-08")
        assert answer.status_code == 200, answer.text[:300]
        assert answer.text.count("\n") < 10


def test_by_event_a_shorter_way_is_replayed(api: Api, busy: dict[str, Any]):
    head = int(api.get("/v1/goals").headers["Goalpost-Position"])
    assert api.get(f"/v1/replay?step=event&from={head - MOST_FRAMES - 1}", buffered=False).status_code == 422
    assert api.get(f"/v1/replay?step=event&from={head - MOST_FRAMES}", buffered=False).status_code == 200
