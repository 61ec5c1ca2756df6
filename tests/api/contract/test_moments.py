"""What moment a question is about."""

import pytest

from tests.api.client import Api
from tests.api.contract.test_versions import KPI


@pytest.fixture
def renamed(api: Api) -> str:
    """The path of a KPI defined on 1 March at position 2, and renamed on 1 April at position 3."""
    api.clock("2023-03-01T12:00:00Z")
    path = f"/v1/kpis/{api.post('/v1/kpis', KPI).json['id']}"
    api.clock("2023-04-01T12:00:00Z")
    api.patch(path, {"name": "Revenue"}, at=1)
    return path


@pytest.mark.parametrize(
    "as_of, position, name",
    [
        ("2", "2", "MRR"),
        ("3", "3", "Revenue"),
        ("2023-03-31T00:00:00Z", "2", "MRR"),
        ("2023-04-01T12:00:00Z", "3", "Revenue"),
    ],
)
def test_a_thing_is_told_as_the_log_knew_it(api: Api, renamed: str, as_of: str, position: str, name: str):
    answer = api.get(f"{renamed}?as_of={as_of}")
    assert answer.json["name"] == name
    assert answer.headers["Goalpost-Position"] == position


def test_an_answer_pinned_to_a_position_is_immutable(api: Api, renamed: str):
    assert api.get(f"{renamed}?as_of=2").headers["Cache-Control"] == "private, immutable, max-age=31536000"
    assert api.get(renamed).headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    "as_of, caching",
    [
        ("2023-03-31T00:00:00Z", "private, immutable, max-age=31536000"),
        ("2023-04-01T11:59:59.999999Z", "private, immutable, max-age=31536000"),
        ("2023-04-01T12:00:00Z", "private, no-cache"),
        ("2023-04-02T00:00:00Z", "private, no-cache"),
    ],
)
def test_an_instant_before_the_last_event_is_settled_and_a_later_one_is_not(
    api: Api, renamed: str, as_of: str, caching: str
):
    api.clock("2023-05-01T12:00:00Z")
    assert api.get(f"{renamed}?as_of={as_of}").headers["Cache-Control"] == caching
    assert api.get(f"/v1/kpis?as_of={as_of}").headers["Cache-Control"] == caching


def test_an_instant_after_the_last_event_is_the_head(api: Api, renamed: str):
    api.clock("2023-05-01T12:00:00Z")
    assert api.get(f"{renamed}?as_of=2023-04-30T12:00:00Z").headers["Goalpost-Position"] == "3"


def test_a_settled_instant_is_told_the_same_after_whatever_follows(api: Api, renamed: str):
    asked = f"{renamed}?as_of=2023-03-31T00:00:00Z"
    before = api.get(asked)
    api.patch(renamed, {"name": "Income"}, at=2)
    after = api.get(asked)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])


def test_what_was_not_there_yet_is_not_found(api: Api, renamed: str):
    assert api.get(f"{renamed}?as_of=1").status_code == 404


@pytest.mark.parametrize(
    "as_of, code",
    [
        ("4", "beyond-head"),
        ("9" * 30, "beyond-head"),
        ("0", "before-the-workspace"),
        ("1969-12-31T23:59:59Z", "before-the-workspace"),
        ("2023-04-01T12:06:00Z", "in-the-future"),
    ],
)
def test_a_moment_the_log_does_not_have_is_refused(api: Api, renamed: str, as_of: str, code: str):
    answer = api.get(f"{renamed}?as_of={as_of}")
    assert answer.status_code in (400, 422)
    (fault,) = answer.json["errors"]
    assert (fault["parameter"], fault["code"]) == ("as_of", code)


@pytest.mark.parametrize(
    "asked", ["as_of=yesterday", "as_of=2023-04-01", "as_of=-1", "on=2023-02-31", "on=2023-04-01T00:00:00Z"]
)
def test_a_malformed_moment_is_refused(api: Api, renamed: str, asked: str):
    assert api.get(f"{renamed}?{asked}").status_code == 400
