"""One flag is asked for: of a goal, or of all; what is told is what is told among all flags, and nothing else is looked
for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace as changed

from goals.goal.facts import GoalClosed
from goals.identity import reading_id
from goals.reading.facts import ReadingVoided
from goals.vocabulary import FlagId, Outcome, ReasonCode
from projections.answers import flags, goal_list
from projections.answers.flags import Filters
from projections.listing import Wanted
from tests.counting import Counting
from tests.projections.flagged import items
from tests.projections.story import END, GOAL, KPI, MRR, OTHER, START, Told, activated, aiming, created, retargeted
from tests.projections.story import telling as telling_one

MARCH, AFTER, LATER = date(2023, 3, 1), date(2024, 1, 10), date(2024, 3, 1)
THIRD = "0190a0a0-0000-7000-8000-0000000000f3"


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    """Two goals that were moved, one of them closed and read again, and one that nobody spoke of."""
    with telling_one(database_url) as told:
        for goal_id, definition in ((GOAL, MRR), (OTHER, MRR), (THIRD, aiming(450000))):
            told.tell(START, goal_id, created(definition=definition), activated(definition))
        told.read(MARCH, 750000)
        told.read(date(2023, 4, 1), 500000)
        for goal_id in (GOAL, OTHER):
            told.tell(MARCH, goal_id, retargeted(MRR, aiming(610000), on=MARCH))
        eased = retargeted(aiming(610000), aiming(590000), on=END, code=ReasonCode.OTHER)
        told.tell(END, GOAL, eased, GoalClosed(on=END, outcome=Outcome.ABANDONED, reason="No longer wanted"))
        told.tell(AFTER, reading_id(kpi_id=KPI, key=MARCH.isoformat()), ReadingVoided(kpi_id=KPI, reason="Never taken"))
        told.read(END, 700000, recorded=AFTER)
        yield told


def test_the_story_raises_all_that_is_computed(told: Told):
    assert {"R11", "R13", "R14", "R15", "R17"} <= {
        item["flag"] for goal_id in (GOAL, OTHER, THIRD) for item in items(told, LATER, goal_id=goal_id)
    }


@pytest.mark.parametrize("flag", FlagId)
def test_one_flag_is_told_as_among_all(told: Told, flag: FlagId):
    with told.asking(LATER) as asking:
        everything, _ = flags.listed(asking, Filters(), limit=500)
        only, _ = flags.listed(asking, Filters(flag=flag), limit=500)
        of_goal = flags.of_goal(asking, GOAL, flag)
        goals, _ = goal_list.listed(asking, Wanted({}), flag=flag)
    assert only == [item for item in everything if item["flag"] == flag]
    assert of_goal == [item for item in only if item["goal_id"] == GOAL]
    assert [goal["id"] for goal in goals] == sorted({item["goal_id"] for item in only})


@pytest.mark.parametrize("flag", FlagId)
def test_a_page_of_one_flag_goes_on_where_the_last_one_ended(told: Told, flag: FlagId):
    with told.asking(LATER) as asking:
        whole, _ = flags.listed(asking, Filters(flag=flag), limit=500)
        paged: list[dict[str, Any]] = []
        after: flags.Place | None = (None, 0)
        while after is not None:
            found, after = flags.listed(asking, Filters(flag=flag), after=after, limit=1)
            paged += found
    assert paged == whole


def test_where_a_flag_was_never_recorded_no_goal_is_looked_at(told: Told):
    with told.asking(LATER) as asking:
        counting = Counting(asking.rows)
        assert flags.listed(replace(asking, rows=counting), Filters(flag=FlagId.R18), limit=50) == ([], None)
    assert counting.asked == 1


def test_nothing_is_looked_for_but_the_flag_that_is_asked_for(told: Told):
    with told.asking(LATER) as asking:
        counting = Counting(asking.rows)
        assert flags.of_goal(replace(asking, rows=counting), THIRD, FlagId.R14) == []
    assert counting.asked == 2, "the goal, and what was acknowledged"


def test_the_same_words_are_counted_to_a_hundred(told: Told):
    fact = retargeted(aiming(450000), aiming(451000), on=MARCH)
    told.tell(MARCH, THIRD, *[changed(fact, reason="Sales moved")] * 99)
    assert one_repeat(told) == 99
    told.tell(MARCH, THIRD, *[changed(fact, reason="Sales moved")] * 2)
    assert one_repeat(told) == 100


def one_repeat(told: Told) -> int:
    found = [item for item in items(told, MARCH, goal_id=THIRD) if item["flag"] == "R11"]
    (repeats,) = {item["inputs"]["repeats"] for item in found}
    return int(repeats)
