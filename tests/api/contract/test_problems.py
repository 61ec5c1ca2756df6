"""Every answer that is no success, in one form."""

from collections.abc import Iterator

import pytest

from api.contract import problems
from goals.errors import GoalpostError
from tests.api.client import Api
from tests.sides import side_on, table_on

MEMBERS = {"type", "title", "status", "detail", "instance", "code", "request_id", "errors"}


@pytest.mark.parametrize(
    "method, path, status",
    [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/kpis/not-an-id", 404),
        ("GET", "/v1/kpis/00000000-0000-0000-0000-000000000000", 404),
        ("PUT", "/v1/kpis", 405),
        ("DELETE", "/v1/clock", 405),
        ("TRACE", "/v1/clock", 405),
        ("POST", "/v1/clock", 415),
        ("GET", "/v1/clock?x=1", 400),
        ("GET", "/v1/clock/", 404),
    ],
)
def test_a_problem_says_what_every_problem_says(api: Api, method: str, path: str, status: int):
    answer = api.open(method, path)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json.keys() >= MEMBERS
    assert answer.json["status"] == status
    assert answer.json["instance"] == path.partition("?")[0]
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]


def test_what_happened_is_neither_replaced_nor_removed(api: Api):
    answer = api.open("DELETE", "/v1/kpis/00000000-0000-0000-0000-000000000000")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "PATCH"}


def test_every_problem_is_explained_at_its_type(api: Api):
    for slug in problems.slugs():
        told = api.get(f"/problems/{slug}").json
        assert told["code"] == slug
        assert told["cause"] and told["mend"]


@pytest.mark.parametrize("slug", problems.slugs())
def test_a_problem_tells_more_than_its_name(slug: str):
    told = problems.explained(slug)
    assert told is not None
    assert told["cause"].endswith(".") and told["mend"].endswith(".")
    assert told["cause"].rstrip(".").lower() != told["title"].lower()


@pytest.mark.parametrize("slug", ["refused", "unprocessable", "faulty", "incomplete", "step-refused", "goal-exists"])
def test_what_is_never_answered_is_not_listed(slug: str):
    assert slug not in problems.slugs()


def test_errors_of_one_name_tell_the_same():
    told: dict[str, set[tuple[object, ...]]] = {}
    for error in every(GoalpostError):
        told.setdefault(error.__name__, set()).add((error.__doc__, error.mend, problems.STATUS.get(error)))
    assert [name for name, tellings in told.items() if len(tellings) > 1] == []


def every(error: type[GoalpostError]) -> Iterator[type[GoalpostError]]:
    for heir in error.__subclasses__():
        yield heir
        yield from every(heir)


def test_a_problem_is_explained_on_a_page_too(api: Api):
    answer = api.get("/problems/body-too-large", headers={"Accept": "text/html"})
    assert answer.mimetype == "text/html"
    assert "'self'" in answer.headers["Content-Security-Policy"]


def test_a_mistake_of_ours_shows_no_trace(api: Api):
    kpis = table_on("kpis", side_on(api.doors.database)).name
    with api.doors.database.writing() as rows:
        rows.tell(f"ALTER TABLE {kpis} RENAME TO gone")
    answer = api.get("/v1/kpis")
    assert answer.status_code == 500
    assert answer.json["code"] == "internal-error"
    assert "Traceback" not in answer.text and kpis not in answer.json["detail"]


def test_a_head_is_a_get_without_its_body(api: Api):
    answer = api.open("HEAD", "/v1/clock")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["ETag"] == api.get("/v1/clock").headers["ETag"]


def test_options_say_what_is_allowed(api: Api):
    answer = api.open("OPTIONS", "/v1/clock")
    assert answer.status_code == 200
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
