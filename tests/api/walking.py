"""Every question that can be asked about a moment, of what there is in a workspace."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any
from urllib.parse import urlencode

from api import routes
from api.contract.routes import Route
from tests.api.client import Answer, Api

WITHOUT: Mapping[str, str] = {}
CHOICES: Mapping[str, Sequence[Mapping[str, str]]] = {
    "/v1/goals": [
        WITHOUT,
        {"state": "active"},
        {"state": "closed", "sort": "-due"},
        {"health": "off_track"},
        {"flag": "R13"},
        {"sort": "title", "lens": "original"},
        {"limit": "3"},
    ],
    "/v1/goals/{goal_id}/attainment": [{"lens": "original"}, {"lens": "at_deadline"}],
    "/v1/containers/{container_id}/attainment": [{"lens": "current"}],
    "/v1/containers/{container_id}/decomposition": [{"nested": "true"}],
    "/v1/trail": [WITHOUT, {"effect": "easier"}, {"sort": "-magnitude", "limit": "2"}, {"since_review": "true"}],
    "/v1/flags": [WITHOUT, {"flag": "R01"}, {"limit": "2"}],
    "/v1/kpis": [WITHOUT, {"limit": "4", "sort": "name"}],
    "/v1/integrity": [{"period": "2023-Q1"}, {"from": "2023-01-01", "to": "2023-03-31"}],
    "/v1/retrospectives": [{"from": "2023-02-01", "to": "2023-03-31"}],
    "/v1/replay": [{"step": "week"}, {"step": "day", "axis": "effective", "from": "2023-03-01", "to": "2023-03-10"}],
    "/v1/diff": [{"from": "150", "to": "200"}],
    "/v1/containers/{container_id}/diff": [{"from": "150", "to": "200"}],
    "/v1/goals/{goal_id}/diff": [{"from": "150", "to": "200"}],
    "/v1/ledger/bundle": [{"purpose": "The audit of 2023"}],
    "/v1/events": [WITHOUT, {"after": "40", "limit": "7"}, {"types": "goalpost.goal.closed.v1"}],
}
"""What else is said, by path; a path that is not named is asked without more."""
FILES: Sequence[Mapping[str, str]] = ({"format": "csv"}, {"format": "xlsx"})
MOST_OF_A_KIND = 3
NO_ANSWERS = ("/v1/ledger/bundle",)
"""What is taken away and signed when it is asked for, and no answer that stays."""


def asked_of() -> list[Route]:
    """The routes that take a moment."""
    return [route for subject in routes.ALL for route in subject.declared if route.has_moment]


def questions(api: Api) -> list[str]:
    """A path and what is said beside the moment: every route, of each thing there is, in each way of CHOICES."""
    known = things(api)
    routes_asked = [route for route in asked_of() if route.plain_path not in NO_ANSWERS]
    return [question for route in routes_asked for question in _of_route(route, known)]


def things(api: Api) -> dict[str, list[str]]:
    """The ids there are now, by the variable of a path they go into."""
    goals = _ids(api, "/v1/goals")
    kpis = _ids(api, "/v1/kpis")
    return {
        "goal_id": goals,
        "kpi_id": kpis,
        "container_id": _ids(api, "/v1/containers"),
        "milestone_id": [each for goal in goals for each in _ids(api, f"/v1/goals/{goal}/milestones")],
        "reading_id": [each for kpi in kpis for each in _ids(api, f"/v1/kpis/{kpi}/readings?limit=2")],
        "retarget_id": [*_ids(api, "/v1/retargets"), *_ids(api, "/v1/trail", "event_id")],
        "name": _ids(api, "/v1/cycles", "name"),
        "period": ["2023-Q1", "2023-03"],
    }


def at(question: str, moment: Mapping[str, str]) -> str:
    return f"{question}{'&' if '?' in question else '?'}{urlencode(moment)}" if moment else question


def asked(api: Api, questions: Sequence[str], moments: Sequence[Mapping[str, str]]) -> dict[str, Answer]:
    """Each question about each moment, and what was answered."""
    paths = [at(question, moment) for question, moment in product(questions, moments)]
    return {path: api.get(path, buffered=True) for path in paths}


def _of_route(route: Route, known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    names = [name for name, _ in route.variables]
    filled = product(*(known[name][:MOST_OF_A_KIND] for name in names))
    ways = [*CHOICES.get(route.plain_path, [WITHOUT]), *(FILES if route.sheet is not None else ())]
    for ids, way in product(list(filled), ways):
        path = route.plain_path.format(**dict(zip(names, ids, strict=True)))
        yield f"{path}?{urlencode(way)}" if way else path


def _ids(api: Api, path: str, member: str = "id") -> list[str]:
    answer = api.get(path)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json["items"]
    return [str(each[member]) for each in found]
