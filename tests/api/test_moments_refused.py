"""What is wrong with a moment is said as it was asked, with what can be done about it."""

import pytest

from tests.api.client import Api
from tests.api.known import active, kpi

LATER = "Name an instant, a position or a day since the workspace was opened, up to `as_of` or now."


@pytest.fixture
def short(api: Api) -> Api:
    """Several events of one instant."""
    api.clock("2023-10-01T09:00:00Z")
    active(api, kpi(api))
    return api


@pytest.mark.parametrize("path", ["/v1/diff", "/v1/replay"])
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?from=4&to=3", "It would end at position 3, before it begins at position 4."),
        ("?from=4&as_of=3", f"Position 4 is after position 3, the last one of the moment asked about. {LATER}"),
        ("?from=abc", "Or give a day, or a position, as digits alone."),
        ("?from=2099-01-01", LATER),
        ("?from=2099-01-01T00:00:00Z", LATER),
    ],
)
def test_a_moment_is_refused_in_the_words_it_was_asked_in(short: Api, path: str, query: str, told: str):
    (error,) = short.get(path + query).json["errors"]
    assert error["detail"].endswith(told), error


def test_a_query_too_long_to_be_read_is_documented(api: Api):
    for path in ("/v1/replay", "/v1/retrospectives/{period}"):
        assert "414" in api.get("/openapi.json").json["paths"][path]["get"]["responses"]


def test_more_retargets_than_can_be_left_out_are_refused_as_a_parameter(short: Api):
    (error,) = short.get("/v1/replay?without=" + ",".join(["0190a0a0-0000-7000-8000-00000000dead"] * 51)).json["errors"]
    assert (error["parameter"], error["code"]) == ("without", "wrong-length")
