"""What changed the progress of a container's goals: their doing, moved goalposts, or which goals count?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.container.facts import ContainerMoved, ContainerOpened
from goals.goal.definition import Definition
from goals.goal.facts import GoalArchived, GoalClosed, GoalMoved
from goals.kpi.facts import KpiDefined
from goals.quantity import ONE
from goals.target import Baseline, Delta
from goals.vocabulary import BaselineState, ContainerKind, Outcome
from projections.answers import attainments, containers, decomposition, decomposition_of_many
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
    assert found["from"] == {"at": "2023-06-30", "progress": "0.2250", "began": False}
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


def test_a_goal_counts_from_when_it_was_first_read_and_comes_in_by_composition(told: Told):
    began(told, GOAL, MRR)
    began(told, OTHER, SECOND)
    told.read(MARCH, 450000)
    read_second(told, NOVEMBER, 500000)
    found = apart(told, first=JUNE)
    assert (parts(found), found["from"]["progress"]) == (["0.0000", "0.0000", "0.1250", "0.1250"], "0.2500")
    assert [(goal["from"] is None, goal["throughout"]) for goal in found["goals"]] == [(False, True), (True, False)]
    before = apart(told, first=JUNE, last=JULY)
    assert (parts(before), [goal["goal_id"] for goal in before["goals"]]) == (["0.0000"] * 4, [GOAL])


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize(("first", "last"), [(MARCH, JUNE), (JUNE, JULY), (JUNE, NOVEMBER), (JULY, END)])
def test_with_goals_unread_at_either_end_the_ends_are_still_the_roll_ups(
    told: Told, first: date, last: date, nested: bool
):
    began(told, GOAL, MRR)
    began(told, OTHER, SECOND, INNER)
    began(told, f"{OTHER[:-1]}9", replace(MRR, weight=Decimal(3)), INNER)
    read_second(told, JULY, 500000)
    told.read(MARCH, 450000)
    told.read(NOVEMBER, 480000)
    told.tell(NOVEMBER, GOAL, retargeted(MRR, aiming(500000), on=NOVEMBER))
    found = apart(told, nested=nested, first=first, last=last)
    with told.asking(END) as asking:
        answers = [containers.answer(asking.about(day), OUTER) for day in (first, last)]
    rolled_up = [each and each["rollup_nested" if nested else "rollup"]["progress"] for each in answers]
    assert [found["from"]["progress"], found["to"]["progress"]] == rolled_up


def test_a_goal_that_began_later_than_others_comes_in_by_composition(told: Told):
    began(told, GOAL, MRR)
    told.read(MARCH, 450000)
    told.tell(JULY, OTHER, created(definition=SECOND, container_id=OUTER), activated(SECOND, on=JULY))
    read_second(told, NOVEMBER, 500000)
    found = apart(told, first=JUNE)
    assert (parts(found), found["from"]["began"]) == (["0.0000", "0.0000", "0.1250", "0.1250"], False)
    (other,) = (goal for goal in found["goals"] if goal["goal_id"] == OTHER)
    assert (other["from"], other["to"], other["throughout"]) == (None, {"weight": "1", "clamped": "0.5000"}, False)


def of_goal(told: Told, **said: Any) -> dict[str, Any]:
    with told.asking(END) as asking:
        found = decomposition.answer(asking, GOAL, Said(**said))
    assert found is not None
    return found


@pytest.mark.parametrize(
    "said", [{}, {"period": "2023"}, {"first": date(2022, 6, 30), "last": END}, {"first": JUNE, "last": END}]
)
@pytest.mark.parametrize("earlier", [None, 410000])
def test_alone_in_its_container_a_goal_is_told_apart_as_by_itself(
    told: Told, earlier: int | None, said: dict[str, Any]
):
    if earlier is not None:
        told.read(date(2022, 6, 1), earlier)
    began(told, GOAL, MRR)
    told.read(JUNE, 450000)
    told.read(NOVEMBER, 480000)
    told.tell(NOVEMBER, GOAL, retargeted(MRR, aiming(500000), on=NOVEMBER))
    found, own = apart(told, **said), of_goal(told, **said)
    assert [found[part] for part in ("performance", "retarget", "total")] == [
        own[part] for part in ("performance", "retarget", "total")
    ]
    assert (found["composition"], found["from"]["progress"], found["reason"]) == ("0.0000", own["from"]["raw"], None)
    assert found["from"]["began"] is (said.get("first") != JUNE)


def test_where_all_began_within_they_are_followed_from_their_own_beginning(told: Told):
    began(told, GOAL, MRR)
    told.tell(JULY, OTHER, created(definition=SECOND, container_id=OUTER), activated(SECOND, on=JULY))
    told.read(MARCH, 450000)
    read_second(told, NOVEMBER, 500000)
    found = apart(told)
    assert (parts(found), found["from"]) == (
        ["0.3750", "0.0000", "0.0000", "0.3750"],
        {"at": "2022-12-31", "progress": "0.0000", "began": True},
    )
    assert [goal["throughout"] for goal in found["goals"]] == [True, True]


def test_a_weight_set_to_nothing_and_back_is_a_retarget(both: Told):
    light = replace(SECOND, weight=Decimal(0))
    both.tell(NOVEMBER, OTHER, retargeted(SECOND, light, on=NOVEMBER))
    found = apart(both, first=JUNE)
    assert parts(found) == ["0.1250", "0.4500", "0.0000", "0.5750"]
    assert of_goals(found, "retarget") == {GOAL: "0.2000", OTHER: "0.2500"}
    both.tell(NOVEMBER, OTHER, retargeted(light, SECOND, on=NOVEMBER))
    assert parts(apart(both, first=JUNE)) == ["0.1250", "0.2000", "0.0000", "0.3250"]


def test_while_nothing_has_a_weight_it_says_after_which_retarget(told: Told):
    light = replace(MRR, weight=Decimal(0))
    began(told, GOAL, MRR)
    told.read(MARCH, 450000)
    position = told.tell(JULY, GOAL, retargeted(MRR, light, on=JULY))
    assert apart(told, first=JUNE)["reason"]["code"] == "nothing-counted"
    told.tell(NOVEMBER, GOAL, retargeted(light, MRR, on=NOVEMBER))
    found = apart(told, first=JUNE)
    assert (parts(found), found["from"]["progress"], found["to"]["progress"]) == ([None] * 4, "0.2500", "0.2500")
    assert (found["reason"]["code"], f"position {position} " in found["reason"]["detail"]) == ("no-weight", True)


def test_a_goal_that_was_moved_in_or_out_within_is_composition(both: Told):
    both.tell(NOVEMBER, OTHER, GoalMoved(container_id=INNER))
    out = apart(both, first=JUNE)
    assert parts(out) == ["0.1500", "0.4000", "0.0250", "0.5750"]
    assert [(goal["from"] is None, goal["to"] is None) for goal in out["goals"]] == [(False, False), (False, True)]
    assert parts(apart(both, first=JUNE, nested=True)) == ["0.1250", "0.2000", "0.0000", "0.3250"]
    with both.asking() as asking:
        into = decomposition_of_many.of_container(asking, INNER, Said(first=JUNE), nested=False)
    assert into is not None
    assert (parts(into), into["reason"]["code"]) == ([None] * 4, "nothing-counted")


def test_a_past_period_is_told_of_the_goals_that_were_there(both: Told):
    before = apart(both, first=MARCH, last=JULY)
    both.tell(NOVEMBER, OTHER, GoalMoved(container_id=None))
    assert {**apart(both, first=MARCH, last=JULY), "position": None} == {**before, "position": None}
    assert len(before["goals"]) == 2


def test_a_container_that_was_moved_takes_its_goals_with_it_from_then_on(told: Told):
    began(told, GOAL, MRR)
    began(told, OTHER, SECOND, INNER)
    told.read(MARCH, 450000)
    read_second(told, MARCH, 500000)
    told.tell(NOVEMBER, INNER, ContainerMoved(parent_id=None))
    assert parts(apart(told, first=JUNE, nested=True)) == ["0.0000", "0.0000", "-0.1250", "-0.1250"]
    assert parts(apart(told, first=JUNE, last=JULY, nested=True)) == ["0.0000"] * 4


def test_what_was_recorded_later_was_where_it_was_created(told: Told):
    late = "0190a0a0-0000-7000-8000-0000000000c3"
    told.tell(NOVEMBER, late, ContainerOpened(name="Late", kind=ContainerKind.FOLDER, parent_id=OUTER))
    told.tell(NOVEMBER, GOAL, created(container_id=late), activated())
    told.read(MARCH, 450000, recorded=NOVEMBER)
    told.read(JULY, 480000, recorded=NOVEMBER)
    told.tell(END, GOAL, GoalMoved(container_id=OUTER))
    assert parts(apart(told, first=JUNE, nested=True)) == ["0.1500", "0.0000", "0.0000", "0.1500"]
    assert apart(told, first=JUNE)["reason"]["code"] == "nothing-counted"
    assert parts(apart(told, first=JUNE, last=NOVEMBER, nested=True)) == ["0.1500", "0.0000", "0.0000", "0.1500"]
    assert apart(told, first=JUNE, last=NOVEMBER)["goals"] == []


def test_a_goal_that_measures_something_else_leaves_and_comes_in_again(told: Told):
    began(told, GOAL, MRR)
    told.read(MARCH, 450000)
    read_second(told, MARCH, 500000)
    told.tell(NOVEMBER, GOAL, retargeted(MRR, SECOND, on=NOVEMBER))
    found = apart(told, first=JUNE)
    assert parts(found) == ["0.0000", "0.0000", "0.2500", "0.2500"]
    assert [goal["throughout"] for goal in found["goals"]] == [False]


def test_a_goal_that_is_closed_goes_on_counting_and_an_archived_one_leaves(both: Told):
    both.tell(END, OTHER, GoalClosed(on=END, outcome=Outcome.MISSED))
    assert parts(apart(both, first=JUNE))[2] == "0.0000"
    both.tell(END, OTHER, GoalArchived(on=END))
    found = apart(both, first=JUNE)
    assert parts(found) == ["0.1500", "0.4000", "0.0250", "0.5750"]
    assert of_goals(found, "composition") == {GOAL: "0.0000", OTHER: "0.0250"}


def test_without_a_value_at_one_end_it_says_so(told: Told):
    pending = replace(MRR, baseline=Baseline(state=BaselineState.MEASURING), target=Delta(by=ONE), resolved=None)
    began(told, GOAL, pending)
    told.read(MARCH, 450000)
    found = apart(told, first=JUNE)
    assert (parts(found), found["goals"]) == ([None] * 4, [])
    assert found["reason"]["code"] == "nothing-counted"
    assert "2023-06-30" in found["reason"]["detail"]


def test_where_all_ceased_to_count_it_says_so(told: Told):
    began(told, GOAL, MRR)
    told.read(MARCH, 450000)
    told.tell(NOVEMBER, GOAL, GoalArchived(on=NOVEMBER))
    found = apart(told, first=JUNE)
    assert (parts(found), found["from"]["progress"], found["to"]["progress"]) == ([None] * 4, "0.2500", None)
    assert "2023-12-31" in found["reason"]["detail"]
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
