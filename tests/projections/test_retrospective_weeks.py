"""What would have been reported at each week's end?"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from goals.container.facts import ContainerOpened
from goals.goal.facts import CheckedIn, GoalClosed, GoalMoved
from goals.period import Period
from goals.vocabulary import ContainerKind, Health, Outcome
from projections.answers import containers, goals
from projections.answers.asking import Asking
from projections.answers.axes import Axis
from projections.answers.retrospective import weeks
from projections.answers.retrospective.seen import Seen
from projections.answers.scope import Scope
from tests.projections.looking_back import LATER, MARCH, QUARTERLY, looking, pursue, until
from tests.projections.story import GOAL, OTHER, REASON, START, Told, aiming, created, retargeted, telling

CONTAINER = "0190a0a0-0000-7000-8000-0000000000c1"
BELOW = "0190a0a0-0000-7000-8000-0000000000c2"
FEBRUARY = Period(first=date(2023, 2, 1), last=date(2023, 2, 28), name="2023-02")
SHARED = ("on", "state", "progress", "expected", "pace", "health", "achieved", "flags")


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        yield told


@pytest.fixture
def lived(told: Told) -> Told:
    """A quarter of two goals: late readings, an easing with notice, one in another zone, one closed, one moved."""
    told.tell(START, CONTAINER, ContainerOpened(name="All", kind=ContainerKind.FOLDER))
    told.tell(START, BELOW, ContainerOpened(name="Some", kind=ContainerKind.FOLDER, parent_id=CONTAINER))
    pursue(told, definition=until(MARCH, tz="Pacific/Auckland"))
    pursue(told, OTHER, definition=until(date(2023, 2, 15), aiming(900_000)))
    told.tell(START, GOAL, GoalMoved(container_id=BELOW))
    told.tell(START, OTHER, GoalMoved(container_id=CONTAINER))
    told.read(date(2023, 1, 10), 420_000)
    told.read(date(2023, 1, 29), 520_000, recorded=date(2023, 2, 7))
    told.tell(date(2023, 2, 3), GOAL, CheckedIn(on=date(2023, 2, 1)))
    before, after = until(MARCH, tz="Pacific/Auckland"), aiming(500_000, until(MARCH, tz="Pacific/Auckland"))
    told.tell(date(2023, 2, 20), GOAL, retargeted(before, after, on=date(2023, 2, 27)))
    told.tell(date(2023, 2, 22), OTHER, GoalClosed(on=date(2023, 2, 21), outcome=Outcome.MISSED, reason=REASON))
    told.read(date(2023, 3, 14), 480_000, recorded=date(2023, 3, 16))
    return told


def served(asking: Asking, goal_id: str) -> dict[str, Any]:
    found = goals.answer(asking, goal_id)
    assert found is not None
    value = None if found["current"] is None else found["current"]["value"]
    return {"goal_id": goal_id, "value": value, **{name: found[name] for name in SHARED}}


def ends(seen: Seen) -> list[tuple[Asking, dict[str, Any]]]:
    found = weeks.section(seen)
    return [(seen.ended(date.fromisoformat(each["on"])), each) for each in found]


@pytest.mark.parametrize("original", [False, True], ids=["as_it_was", "by_the_original_targets"])
@pytest.mark.parametrize("axis", Axis)
def test_each_line_of_a_week_is_what_the_goal_itself_answered_at_its_end(lived: Told, axis: Axis, *, original: bool):
    with looking(lived, axis=axis, original=original) as seen:
        found = ends(seen)
        assert len(found) == 14
        for asking, week in found:
            assert week["goals"] == [served(asking, each["goal_id"]) for each in week["goals"]]
            assert (week["position"], week["as_of"]) == (asking.position, goals.answer(asking, GOAL)["as_of"])  # type: ignore[index]


@pytest.mark.parametrize("axis", Axis)
def test_the_goals_of_a_week_together_are_what_their_container_answered(lived: Told, axis: Axis):
    with looking(lived, axis=axis, scope=Scope(container_id=CONTAINER)) as seen:
        for asking, week in ends(seen):
            answered = containers.answer(asking, CONTAINER)
            assert answered is not None
            rolled = answered["rollup_nested"]
            assert week["rollup"] == rolled | {"without_value": sorted(rolled["without_value"])}


def test_weeks_end_on_sundays_and_the_last_one_with_the_period(told: Told):
    pursue(told)
    with looking(told, period=FEBRUARY) as seen:
        days = [each["on"] for each in weeks.section(seen)]
    assert days == ["2023-02-05", "2023-02-12", "2023-02-19", "2023-02-26", "2023-02-28"]


def test_a_period_that_ends_on_a_sunday_ends_once(told: Told):
    pursue(told)
    with looking(told, period=Period(first=date(2023, 2, 1), last=date(2023, 2, 12))) as seen:
        assert [each["on"] for each in weeks.section(seen)] == ["2023-02-05", "2023-02-12"]


def test_of_a_period_that_runs_there_are_the_weeks_so_far(told: Told):
    pursue(told)
    with looking(told, date(2023, 2, 8), period=FEBRUARY) as seen:
        assert [each["on"] for each in weeks.section(seen)] == ["2023-02-05", "2023-02-08"]


def test_a_late_reading_is_seen_only_from_when_it_was_recorded_or_from_the_day_it_is_of(told: Told):
    pursue(told)
    told.read(date(2023, 1, 10), 420_000)
    told.read(date(2023, 1, 24), 500_000, recorded=date(2023, 2, 7))
    values = {axis: by_week(told, axis) for axis in Axis}
    assert values[Axis.RECORDED]["2023-02-05"] == "420000"
    assert values[Axis.RECORDED]["2023-02-12"] == "500000"
    assert values[Axis.EFFECTIVE]["2023-01-22"] == "420000"
    assert values[Axis.EFFECTIVE]["2023-01-29"] == "500000"


def by_week(told: Told, axis: Axis) -> dict[str, Any]:
    with looking(told, axis=axis) as seen:
        return {week["on"]: week["goals"][0]["value"] for week in weeks.section(seen)}


def test_how_many_were_of_which_health_is_counted_of_those_pursued(lived: Told):
    with looking(lived) as seen:
        for week in weeks.section(seen):
            said = [each["health"] for each in week["goals"]]
            assert week["health"] == {health.value: said.count(health.value) for health in Health}


def test_a_goal_closed_before_the_period_is_in_no_line_but_counts_together(told: Told):
    pursue(told)
    told.read(date(2023, 1, 10), 500_000)
    told.tell(date(2023, 1, 20), GOAL, GoalClosed(on=date(2023, 1, 20), outcome=Outcome.MISSED, reason=REASON))
    with looking(told, period=FEBRUARY) as seen:
        found = weeks.section(seen)
    assert {(len(week["goals"]), week["rollup"]["goals"], week["rollup"]["progress"]) for week in found} == {
        (0, 1, "0.5000")
    }


def test_a_draft_is_not_reported(told: Told):
    told.tell(START, GOAL, created(definition=replace(QUARTERLY)))
    with looking(told) as seen:
        assert all(week["goals"] == [] for week in weeks.section(seen))


def test_before_anything_was_recorded_there_was_nothing_to_report(told: Told):
    pursue(told)
    with looking(told, LATER, period=Period(first=date(2022, 12, 19), last=date(2023, 1, 8))) as seen:
        found = weeks.section(seen)
    assert [(week["position"], len(week["goals"])) for week in found] == [(0, 0), (4, 1), (4, 1)]
