"""What is compared, replayed or looked back on may be asked about any day there is."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import KPI, active, kpi, made

ENDS = ("0001-01-01", "0001-01-02", "9999-12-30", "9999-12-31")
ZONES = ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago")
MOMENTS = {"sqlite": ("", *(f"&on={day}" for day in ENDS)), "postgresql": ("", f"&on={ENDS[-1]}")}
"""A day that is asked about is no engine's matter, as a zone is none; a replay of thousands of frames takes a while."""
QUESTIONS = (
    *(f"/v1/replay?axis={axis}&step={step}" for axis in ("recorded", "effective") for step in ("week", "event")),
    *(
        f"/v1/replay?axis={axis}&step={step}&from={first}&to={last}"
        for axis in ("recorded", "effective")
        for step in ("day", "week", "event")
        for first, last in (("2023-02-01", "2023-03-31"), ENDS[:2], ENDS[2:])
    ),
    *(f"/v1/diff?from={day}" for day in ("2023-03-01", *ENDS)),
    *(f"/v1/diff?from=2023-03-01&to={day}" for day in ENDS),
    *(
        f"/v1/retrospectives?axis={axis}&from={first}&to={last}"
        for axis in ("recorded", "effective")
        for first, last in (("2023-02-01", "2023-03-31"), ENDS[:2], ENDS[2:])
    ),
    *(f"/v1/retrospectives/{name}?axis={axis}" for name in ("0001", "9999") for axis in ("recorded", "effective")),
)


IN_ZONES = [*(("sqlite", zone) for zone in ZONES), ("postgresql", ZONES[-1])]

pytestmark = pytest.mark.parametrize(("engine_name", "zone"), IN_ZONES, indirect=["engine_name"])


@pytest.fixture
def known(api: Api, zone: str) -> Api:
    """Readings of the first day and of the spring of 2023; a goal of that year, closed late."""
    if zone != "UTC":
        made(api.post("/v1/policy", {"tz": zone, "reason": "We are there"}), 200)
    api.clock("2023-02-01T09:00:00Z")
    measured = kpi(api)
    goal = active(api, measured, window={"start": "2023-01-01", "end": "2023-03-31", "tz": zone})
    active(api, kpi(api, key="other", name=KPI["name"]), window={"start": "2023-01-01", "duration": "P3M", "tz": "UTC"})
    api.clock("2023-04-20T09:00:00Z")
    for at in ("0001-01-01T00:00:00Z", "2023-02-20T00:00:00Z"):
        made(api.post(f"/v1/kpis/{measured}/readings", {"observed_at": at, "value": "450000"}))
    made(api.post(f"/v1/goals/{goal['id']}/close", {"outcome": "missed"}, at="*"), 200)
    return api


def test_the_first_and_the_last_day_can_be_asked_about(known: Api):
    failed: list[Any] = []
    for question in QUESTIONS:
        for moment in MOMENTS[known.doors.database.engine.dialect.name]:
            asked = question + (moment if "?" in question else moment.replace("&", "?", 1))
            answer = known.get(asked)
            is_whole = "/replay" not in asked or answer.status_code == 422 or b'"end":true' in answer.data
            if answer.status_code not in (200, 422) or not is_whole:
                failed.append((asked, answer.status_code))
    assert not failed


def test_a_day_that_is_asked_about_adds_no_frames_to_what_was_recorded(known: Api):
    said, usual = (known.get(f"/v1/replay?step=day{on}") for on in ("&on=9999-12-31", ""))
    assert said.text.count("\n") == usual.text.count("\n"), said.text[:300]
