"""By what is a goal measured while the notice of an easing is running?"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from projections.answers import goals
from projections.answers.asking import Asking
from tests.projections.story import GOAL, MRR, START, Told, activated, aiming, created, retargeted, telling

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
