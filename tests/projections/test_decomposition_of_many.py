"""What changed the progress of a container's goals: their doing, moved goalposts, or which goals count?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.container.facts import ContainerOpened
from goals.goal.definition import Definition
from goals.goal.facts import GoalArchived, GoalClosed
from goals.kpi.facts import KpiDefined
from goals.vocabulary import ContainerKind, Outcome
from projections.answers import attainments, containers, decomposition_of_many
from projections.answers.between import Said
from projections.answers.lenses import lens_of
from tests.projections.story import (
    END,
    GOAL,
    MEASURE,
    MRR,
    OTHER,
    START,
    Told,
    activated,
    aiming,
    created,
    reading,
    retargeted,
    telling,
)

MARCH, JUNE, JULY, NOVEMBER = date(2023, 3, 1), date(2023, 6, 30), date(2023, 7, 1), date(2023, 11, 30)
OUTER, INNER = "0190a0a0-0000-7000-8000-0000000000c1", "0190a0a0-0000-7000-8000-0000000000c2"
SECOND_KPI = "0190a0a0-0000-7000-8000-00000000000b"
SECOND = replace(MRR, kpi_id=SECOND_KPI)
PARTS = ("performance", "retarget", "composition", "total")


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(START, SECOND_KPI, KpiDefined(key="arr", name="ARR", measure=MEASURE))
        told.tell(START, OUTER, ContainerOpened(name="Year", kind=ContainerKind.OBJECTIVE))
        told.tell(START, INNER, ContainerOpened(name="Half", kind=ContainerKind.FOLDER, parent_id=OUTER))
        yield told


def began(told: Told, goal_id: str, definition: Definition, container_id: str = OUTER) -> None:
    told.tell(START, goal_id, created(definition=definition, container_id=container_id), activated(definition))


def read_second(told: Told, on: date, value: int) -> None:
    one = replace(reading(on, value), kpi_id=SECOND_KPI)
    told.tell(on, f"0190a0a0-0000-7000-9000-{value:012}", one)


def apart(told: Told, *, on: date = END, nested: bool = False, **said: Any) -> dict[str, Any]:
    with told.asking(on) as asking:
        found = decomposition_of_many.of_container(asking, OUTER, Said(**said), nested=nested)
    assert found is not None
    return found


def parts(found: dict[str, Any]) -> list[str | None]:
    return [found[name] for name in PARTS]


def of_goals(found: dict[str, Any], part: str) -> dict[str, str | None]:
    return {goal["goal_id"]: goal[part] for goal in found["goals"]}


@pytest.fixture
def both(told: Told) -> Told:
    """Two goals of one weight, of which one is eased."""
    began(told, GOAL, MRR)
    began(told, OTHER, SECOND)
    told.read(MARCH, 450000)
    read_second(told, MARCH, 440000)
    told.read(NOVEMBER, 480000)
    told.tell(NOVEMBER, GOAL, retargeted(MRR, aiming(500000), on=NOVEMBER))
    read_second(told, NOVEMBER, 460000)
    return told


def test_what_each_goal_did_adds_up_to_what_all_did(both: Told):
    found = apart(both, first=JUNE, last=END)
    assert found["from"] == {"at": "2023-06-30", "progress": "0.2250"}
    assert found["to"] == {"at": "2023-12-31", "progress": "0.5500"}
    assert parts(found) == ["0.1250", "0.2000", "0.0000", "0.3250"]
    assert of_goals(found, "performance") == {GOAL: "0.0750", OTHER: "0.0500"}
    assert of_goals(found, "retarget") == {GOAL: "0.2000", OTHER: "0.0000"}
    assert found["reason"] is None


def test_the_ends_are_what_the_roll_up_says_of_those_days(both: Told):
    found = apart(both, first=JUNE, last=END)
    with both.asking(END) as asking:
        rolled_up = [containers.answer(asking.about(day), OUTER) for day in (JUNE, END)]
    assert [each and each["rollup"]["progress"] for each in rolled_up] == [
        found["from"]["progress"],
        found["to"]["progress"],
    ]


def test_a_changed_weight_is_a_retarget(both: Told):
    both.tell(NOVEMBER, OTHER, retargeted(SECOND, replace(SECOND, weight=Decimal(3)), on=NOVEMBER))
    found = apart(both, first=JUNE, last=END)
    assert parts(found) == ["0.1250", "0.0750", "0.0000", "0.2000"]
    assert of_goals(found, "retarget") == {GOAL: "0.2000", OTHER: "-0.1250"}


def test_beyond_its_target_a_goal_brings_no_more(told: Told):
    began(told, GOAL, MRR)
    told.read(MARCH, 500000)
    told.read(NOVEMBER, 900000)
    assert parts(apart(told, first=JUNE)) == ["0.5000", "0.0000", "0.0000", "0.5000"]


def test_a_goal_that_was_first_read_later_comes_in_by_composition(told: Told):
    began(told, GOAL, MRR)
    began(told, OTHER, SECOND)
    told.read(MARCH, 450000)
    read_second(told, NOVEMBER, 500000)
    found = apart(told, first=JUNE)
    assert parts(found) == ["0.0000", "0.0000", "0.1250", "0.1250"]
    (other,) = (goal for goal in found["goals"] if goal["goal_id"] == OTHER)
    assert (other["from"], other["to"], other["throughout"]) == (None, {"weight": "1", "clamped": "0.5000"}, False)


def test_a_goal_that_is_closed_goes_on_counting_and_an_archived_one_leaves(both: Told):
    both.tell(END, OTHER, GoalClosed(on=END, outcome=Outcome.MISSED))
    assert parts(apart(both, first=JUNE))[2] == "0.0000"
    both.tell(END, OTHER, GoalArchived(on=END))
    found = apart(both, first=JUNE)
    assert parts(found) == ["0.1500", "0.4000", "0.0250", "0.5750"]
    assert of_goals(found, "composition") == {GOAL: "0.0000", OTHER: "0.0250"}


def test_a_goal_that_measures_something_else_leaves_and_comes_in_again(told: Told):
    began(told, GOAL, MRR)
    told.read(MARCH, 450000)
    read_second(told, MARCH, 500000)
    told.tell(NOVEMBER, GOAL, retargeted(MRR, SECOND, on=NOVEMBER))
    found = apart(told, first=JUNE)
    assert parts(found) == ["0.0000", "0.0000", "0.2500", "0.2500"]
    assert [goal["throughout"] for goal in found["goals"]] == [False]


def test_without_a_value_at_one_end_it_says_so(told: Told):
    began(told, GOAL, MRR)
    told.read(NOVEMBER, 450000)
    found = apart(told, first=JUNE)
    assert (parts(found), found["to"]["progress"]) == ([None] * 4, "0.2500")
    assert found["reason"]["code"] == "nothing-counted"
    assert "2023-06-30" in found["reason"]["detail"]
    assert of_goals(found, "performance") == {GOAL: None}


def test_unless_it_is_said_otherwise_it_is_the_fiscal_year_so_far(both: Told):
    assert apart(both)["from"]["at"] == "2022-12-31"
    assert apart(both, period="2023-Q4")["from"]["at"] == "2023-09-30"


def test_nested_containers_count_where_they_are_asked_for(told: Told):
    began(told, GOAL, MRR)
    began(told, OTHER, SECOND, INNER)
    told.read(MARCH, 450000)
    read_second(told, MARCH, 500000)
    told.read(NOVEMBER, 480000)
    assert parts(apart(told, first=JUNE))[0] == "0.1500"
    assert parts(apart(told, first=JUNE, nested=True))[0] == "0.0750"


def test_the_workspace_counts_goals_in_no_container_too(both: Told):
    lone = f"{OTHER[:-1]}9"
    both.tell(START, lone, created(), activated())
    with both.asking() as asking:
        found = decomposition_of_many.of_workspace(asking, Said(first=JUNE))
    assert [goal["goal_id"] for goal in found["goals"]] == [GOAL, OTHER, lone]
    assert found["performance"] == "0.1333"


def test_an_unknown_container_has_no_answer(told: Told):
    with told.asking() as asking:
        assert decomposition_of_many.of_container(asking, GOAL, Said(), nested=False) is None
        assert attainments.answer(asking, GOAL, lens_of("original")) is None


def test_a_container_by_a_lens_takes_each_goals_version_and_its_weight(both: Told):
    both.tell(NOVEMBER, OTHER, retargeted(SECOND, replace(SECOND, weight=Decimal(3)), on=NOVEMBER))
    with both.asking() as asking:
        original, current = (attainments.answer(asking, OUTER, lens_of(lens)) for lens in ("original", "current"))
    assert original is not None
    assert current is not None
    assert (original["progress"], original["weight"]) == ("0.3500", "2")
    assert (current["progress"], current["weight"]) == ("0.4250", "4")
    assert [(goal["goal_id"], goal["version"], goal["raw"]) for goal in original["goals"]] == [
        (GOAL, 1, "0.4000"),
        (OTHER, 1, "0.3000"),
    ]


def test_goals_without_a_value_by_the_lens_are_named_with_the_reason(both: Told):
    with both.asking() as asking:
        found = attainments.answer(asking, OUTER, lens_of("version:2"))
    assert found is not None
    assert found["progress"] == "0.8000"
    assert [(each["goal_id"], each["reason"]["code"]) for each in found["without_value"]] == [
        (OTHER, "no-such-version")
    ]


def test_containers_below_are_rolled_up_beside(told: Told):
    began(told, GOAL, MRR)
    began(told, OTHER, SECOND, INNER)
    told.read(MARCH, 450000)
    read_second(told, MARCH, 500000)
    with told.asking() as asking:
        found = attainments.answer(asking, OUTER, lens_of("original"))
    assert found is not None
    assert (found["progress"], found["nested"]["progress"]) == ("0.2500", "0.3750")
    assert [goal["goal_id"] for goal in found["nested"]["goals"]] == [GOAL, OTHER]
