"""By what is a goal measured while the notice of an easing is running?"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest

from projections.answers import flags, goals
from projections.answers import trail as trail_answers
from projections.answers.asking import Asking
from projections.listing import Wanted
from tests.projections.flagged import ids, one
from tests.projections.story import (
    GOAL,
    MRR,
    START,
    Told,
    activated,
    aiming,
    created,
    ending,
    retargeted,
    telling,
)

RECORDED, LAST_DAY, EFFECTIVE = date(2023, 12, 20), date(2023, 12, 26), date(2023, 12, 27)
NOTICE = {"n": 2, "effective_on": "2023-12-27", "target": "500000", "end": "2023-12-31"}


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    """Lowered with seven days of notice."""
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        told.read(date(2023, 11, 30), 480000)
        told.tell(RECORDED, GOAL, retargeted(MRR, aiming(500000), on=EFFECTIVE))
        yield told


def stands(asking: Asking) -> tuple[Any, ...]:
    goal = goals.answer(asking, GOAL)
    assert goal is not None
    return goal["target"]["resolved"], goal["progress"]["raw"], goal["notice"]


def test_until_the_day_it_takes_effect_the_old_target_holds_and_the_new_one_is_announced(told: Told):
    for day in (RECORDED, LAST_DAY):
        with told.asking(day) as asking:
            assert stands(asking) == ("600000", "0.4000", NOTICE)


def test_from_the_day_it_takes_effect_the_new_target_holds(told: Told):
    with told.asking(EFFECTIVE) as asking:
        assert stands(asking) == ("500000", "0.8000", None)


def test_a_day_that_is_named_is_judged_by_what_is_in_force_on_it(told: Told):
    with told.asking(RECORDED) as asking:
        assert stands(asking.about(LAST_DAY)) == ("600000", "0.4000", NOTICE)
        assert stands(asking.about(EFFECTIVE)) == ("500000", "0.8000", None)


def test_a_retarget_in_force_at_once_announces_nothing_about_the_days_before_it(database_url: str):
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        told.tell(RECORDED, GOAL, retargeted(MRR, aiming(500000), on=RECORDED))
        with told.asking(LAST_DAY) as asking:
            goal = goals.answer(asking.about(date(2023, 6, 1)), GOAL)
        assert goal is not None
        assert (goal["target"]["resolved"], goal["notice"]) == ("600000", None)


def last_move(told: Told) -> dict[str, Any]:
    with told.asking() as asking:
        found: dict[str, Any] = msgspec.json.decode(trail_answers.page(asking, Wanted({}))[0][-1])
    return found


def test_how_a_goal_stood_when_it_was_moved_again_is_told_as_the_goal_told_it_then(told: Told):
    position = len(told.events)
    extended = ending(date(2024, 6, 30), aiming(500000))
    told.tell(LAST_DAY, GOAL, retargeted(aiming(500000), extended, on=LAST_DAY))
    move = last_move(told)
    with told.asking(LAST_DAY, position=position) as asking:
        goal = goals.answer(asking, GOAL)
    assert goal is not None
    assert (move["progress_then"], move["expected_then"], move["pace_then"]) == (
        goal["progress"]["raw"],
        goal["expected"],
        goal["pace"],
    )
    assert move["progress_then"] == "0.4000"


def test_what_a_second_move_did_is_told_from_what_was_announced(told: Told):
    told.tell(LAST_DAY, GOAL, retargeted(aiming(500000), aiming(550000), on=LAST_DAY))
    move = last_move(told)
    assert (move["effect"], move["ratio"], move["magnitude"]) == ("harder", "3.5000", "0.2500")


def test_an_announced_end_is_not_yet_the_deadline(database_url: str):
    announced, later = ending(date(2024, 6, 30)), ending(date(2024, 12, 31))
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        told.read(date(2023, 11, 30), 580000)
        told.tell(date(2023, 12, 28), GOAL, retargeted(MRR, announced, on=date(2024, 1, 4)))
        told.tell(date(2024, 1, 2), GOAL, retargeted(announced, later, on=date(2024, 1, 9)))
        move = last_move(told)
        assert (move["days_to_deadline"], move["window_elapsed"]) == (-2, "1.0000")
        assert {"R01", "R03"} <= ids(told, date(2024, 1, 9))
        assert one(told, "R03", date(2024, 1, 9))["inputs"] == {
            "old_end": "2023-12-31",
            "new_end": "2024-12-31",
            "recorded_on": "2024-01-02",
        }


def test_an_end_that_was_moved_in_time_is_not_moved_again_by_another_change(database_url: str):
    announced = ending(date(2024, 6, 30))
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        told.tell(date(2023, 12, 28), GOAL, retargeted(MRR, announced, on=date(2024, 1, 4)))
        told.tell(date(2024, 1, 2), GOAL, retargeted(announced, aiming(590000, announced), on=date(2024, 1, 9)))
        assert "R03" not in ids(told, date(2024, 1, 9))


def test_what_is_announced_hides_no_miss(told: Told):
    told.read(date(2023, 12, 21), 495000)
    told.tell(LAST_DAY, GOAL, retargeted(aiming(500000), aiming(496000), on=date(2024, 1, 2)))
    miss = told.events[-1].envelope.event_id
    with told.asking(LAST_DAY) as asking:
        assert (miss, "0.4750") in {
            (flag["event_ids"][-1], flag["inputs"]["progress"])
            for flag in (flags.of_goal(asking.about(date(2024, 1, 2)), GOAL) or [])
            if flag["flag"] == "R02"
        }


def test_a_target_only_announced_was_not_met(told: Told):
    told.read(date(2023, 12, 22), 510000)
    told.tell(LAST_DAY, GOAL, retargeted(aiming(500000), aiming(650000), on=LAST_DAY))
    assert "R08" not in ids(told, LAST_DAY)
