"""Retention in the first quarter, told by two times: when it was known, and the day that is asked about.

44 by the figure of 24 March; closed as missed on 3 April; 46.2 on 31 March, recorded on 5 April; closed again, as
achieved, on 6 April.
"""

from typing import Any, NamedTuple

import pytest

from api.sample import names
from tests.api.client import Api

RETENTION = names.goal_id("G2")
KPI = names.kpi_id("user_retention_rate")
UNKNOWN_YET, CLOSED, READ, CLOSED_AGAIN = (f"2023-04-0{day}T12:00:00Z" for day in (1, 3, 5, 6))
BEFORE, LAST_DAY, MISSED_ON, ACHIEVED_ON = "2023-03-24", "2023-03-31", "2023-04-03", "2023-04-06"


class Known(NamedTuple):
    value: str
    by_readings: str
    state: str
    outcome: str | None
    health: str | None
    flags: tuple[str, ...] = ()


OPEN_AT_44 = Known("44", "missed", "active", None, "overdue")
ON_ITS_WAY = Known("44", "missed", "active", None, "at_risk")
BEHIND = Known("44", "missed", "active", None, "off_track")
MISSED = Known("44", "missed", "closed", "missed", None)
REACHED = Known("46.2", "achieved", "active", None, "achieved_early")
MISSED_BY_ERROR = Known("46.2", "achieved", "closed", "missed", None)
FLAGGED = MISSED_BY_ERROR._replace(flags=("R13",))
ACHIEVED = Known("46.2", "achieved", "closed", "achieved", None, ("R13",))

TABLE = {
    (UNKNOWN_YET, BEFORE): ON_ITS_WAY,
    (UNKNOWN_YET, LAST_DAY): BEHIND,
    (UNKNOWN_YET, MISSED_ON): OPEN_AT_44,
    (UNKNOWN_YET, ACHIEVED_ON): OPEN_AT_44,
    (UNKNOWN_YET, None): OPEN_AT_44,
    (CLOSED, BEFORE): ON_ITS_WAY,
    (CLOSED, LAST_DAY): BEHIND,
    (CLOSED, MISSED_ON): MISSED,
    (CLOSED, ACHIEVED_ON): MISSED,
    (CLOSED, None): MISSED,
    (READ, BEFORE): ON_ITS_WAY,
    (READ, LAST_DAY): REACHED,
    (READ, MISSED_ON): MISSED_BY_ERROR,
    (READ, ACHIEVED_ON): FLAGGED,
    (READ, None): FLAGGED,
    (CLOSED_AGAIN, BEFORE): ON_ITS_WAY,
    (CLOSED_AGAIN, LAST_DAY): REACHED,
    (CLOSED_AGAIN, MISSED_ON): MISSED_BY_ERROR,
    (CLOSED_AGAIN, ACHIEVED_ON): ACHIEVED,
    (CLOSED_AGAIN, None): ACHIEVED,
    (None, BEFORE): ON_ITS_WAY,
    (None, LAST_DAY): REACHED,
    (None, MISSED_ON): MISSED_BY_ERROR,
    (None, ACHIEVED_ON): ACHIEVED,
    (None, None): ACHIEVED,
}
each = pytest.mark.parametrize(("as_of", "on", "known"), [(*moment, known) for moment, known in TABLE.items()])
VALUES = ["41.2", "42.7", "44", "46.2"]


def told(api: Api, path: str, as_of: str | None, on: str | None, **more: str) -> Any:
    moment = {name: value for name, value in (("as_of", as_of), ("on", on)) if value is not None}
    answer = api.get(path, query_string={**moment, **more})
    assert answer.status_code == 200, answer.text
    return answer.json


@each
def test_the_goal(sample: Api, as_of: str | None, on: str | None, known: Known):
    goal = told(sample, f"/v1/goals/{RETENTION}", as_of, on)
    found = (goal["current"]["value"], goal["outcome_by_readings"], goal["state"], goal["outcome"], goal["health"])
    assert Known(*found, tuple(goal["flags"])) == known


@each
def test_how_it_was_closed(sample: Api, as_of: str | None, on: str | None, known: Known):
    goal = told(sample, f"/v1/goals/{RETENTION}", as_of, on)
    day = {"missed": MISSED_ON, "achieved": ACHIEVED_ON, None: None}[known.outcome]
    assert (goal["closed_on"], goal["closing"] and goal["closing"]["on"]) == (day, day)


@each
@pytest.mark.parametrize("name", ["state", "outcome", "health", "flag"])
def test_the_list_is_filtered_by_what_it_tells(sample: Api, as_of: str | None, on: str | None, known: Known, name: str):
    words = {
        "state": ("active", "closed"),
        "outcome": ("missed", "achieved"),
        "health": ("at_risk", "off_track", "overdue", "achieved_early"),
        "flag": ("R13",),
    }
    having = known.flags if name == "flag" else (getattr(known, name),)
    for word in words[name]:
        items = told(sample, "/v1/goals", as_of, on, **{name: word})["items"]
        assert (RETENTION in [item["id"] for item in items]) == (word in having)


@each
def test_its_flags(sample: Api, as_of: str | None, on: str | None, known: Known):
    items = told(sample, f"/v1/goals/{RETENTION}/flags", as_of, on)["items"]
    assert tuple(item["flag"] for item in items) == known.flags
    everywhere = told(sample, "/v1/flags", as_of, on, goal=RETENTION)["items"]
    assert everywhere == items


@each
def test_its_attainment_by_the_original_target(sample: Api, as_of: str | None, on: str | None, known: Known):
    seen = told(sample, f"/v1/goals/{RETENTION}/attainment", as_of, on, lens="original")
    assert (seen["value"], seen["achieved"]) == (known.value, known.by_readings == "achieved")


@each
def test_its_forecast_follows_from_the_readings_known(sample: Api, as_of: str | None, on: str | None, known: Known):
    forecast = told(sample, f"/v1/goals/{RETENTION}/forecast", as_of, on)
    assert forecast["n"] == 1 + VALUES.index(known.value)


@each
def test_the_readings_known(sample: Api, as_of: str | None, on: str | None, known: Known):
    items = told(sample, f"/v1/kpis/{KPI}/readings", as_of, on)["items"]
    assert [item["value"] for item in items] == VALUES[: 1 + VALUES.index(known.value)]
