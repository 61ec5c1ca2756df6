"""How much of a goal's change was achieved, and how much came from moving the goalposts?"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from msgspec.structs import replace

from goals.goal.definition import Definition
from goals.goal.facts import BaselineEstablished, GoalClosed, GoalCommitted
from goals.kpi.facts import KpiDefined
from goals.period import NoSuchPeriod, PeriodHasNotBegun
from goals.target import AtMost, Baseline, Bounds, Delta, Range
from goals.vocabulary import Anchor, BaselineState, Direction, Maturity, Outcome
from goals.window import AuthoredWindow
from projections.answers import decomposition
from projections.answers.between import Said
from projections.answers.errors import NotADaySoFar
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
    ending,
    reading,
    retargeted,
    telling,
)

MARCH, JUNE, JULY, NOVEMBER = date(2023, 3, 1), date(2023, 6, 30), date(2023, 7, 1), date(2023, 11, 30)
DECEMBER = date(2023, 12, 20)
PENDING = replace(
    MRR, baseline=Baseline(state=BaselineState.MEASURING), target=Delta(by=Decimal(200000)), resolved=None
)
WAITING = replace(MRR, window=AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M"), span=None)
SECOND_KPI = "0190a0a0-0000-7000-8000-00000000000b"
UNTOLD = (None, None, None)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        yield told


def began(told: Told, definition: Definition = MRR) -> None:
    told.tell(START, GOAL, created(definition=definition), activated(definition))


def moved(told: Told, before: Definition, after: Definition, *, on: date, effective_on: date | None = None) -> int:
    return told.tell(on, GOAL, retargeted(before, after, on=effective_on or on))


def apart(told: Told, *, on: date = END, position: int | None = None, **said: Any) -> dict[str, Any]:
    with told.asking(on, position=position) as asking:
        found = decomposition.answer(asking, GOAL, Said(**said))
    assert found is not None
    return found


def parts(found: dict[str, Any]) -> tuple[str | None, str | None, str | None]:
    return found["performance"], found["retarget"], found["total"]


def steps(found: dict[str, Any]) -> list[tuple[int, str | None]]:
    return [(step["version"], step["retarget"]) for step in found["steps"]]


def test_the_worked_example_to_the_digit(told: Told):
    began(told)
    told.read(JUNE, 450000)
    told.read(NOVEMBER, 480000)
    position = moved(told, MRR, aiming(500000), on=DECEMBER)
    found = apart(told, first=JUNE, last=DECEMBER)
    assert parts(found) == ("0.1500", "0.4000", "0.5500")
    assert found["from"] == {
        "at": "2023-06-30",
        "version": 1,
        "value": "450000",
        "observed_at": "2023-06-30T00:00:00.000000Z",
        "raw": "0.2500",
    }
    assert (found["to"]["at"], found["to"]["version"], found["to"]["raw"]) == ("2023-12-20", 2, "0.8000")
    (step,) = found["steps"]
    assert (step["position"], step["effective_on"], step["retarget"]) == (position, "2023-12-20", "0.4000")
    assert (step["actor"]["id"], step["reason_code"], found["reason"]) == ("ana", "under_performance", None)


def test_from_the_beginning_unless_it_is_said_otherwise(told: Told):
    began(told)
    told.read(NOVEMBER, 480000)
    moved(told, MRR, aiming(500000), on=DECEMBER)
    found = apart(told)
    assert (found["from"]["at"], found["to"]["at"]) == ("2022-12-31", "2023-12-31")
    assert (found["from"]["value"], found["from"]["observed_at"], found["from"]["raw"]) == ("400000", None, "0.0000")
    assert parts(found) == ("0.4000", "0.4000", "0.8000")


def test_a_named_period_begins_at_the_end_of_the_day_before(told: Told):
    began(told)
    told.read(date(2023, 3, 31), 420000)
    told.read(date(2023, 4, 1), 460000)
    found = apart(told, period="2023-Q2")
    assert (found["from"]["at"], found["to"]["at"], found["performance"]) == ("2023-03-31", "2023-06-30", "0.2000")


def test_a_period_that_is_running_ends_on_the_day_asked_about(told: Told):
    began(told)
    assert apart(told, on=date(2023, 5, 5), period="2023-Q2")["to"]["at"] == "2023-05-05"


def test_a_period_without_retargets_has_a_retarget_of_nothing(told: Told):
    began(told)
    told.read(MARCH, 450000)
    moved(told, MRR, aiming(500000), on=JUNE)
    told.read(NOVEMBER, 480000)
    found = apart(told, first=JULY, last=DECEMBER)
    assert (parts(found), found["steps"]) == (("0.3000", "0.0000", "0.3000"), [])


def test_nothing_happens_within_no_time(told: Told):
    began(told)
    moved(told, MRR, aiming(500000), on=JUNE)
    assert parts(apart(told, first=JUNE, last=JUNE)) == ("0.0000", "0.0000", "0.0000")


def test_several_retargets_are_taken_in_recorded_order_at_the_last_value(told: Told):
    began(told)
    told.read(MARCH, 480000)
    moved(told, MRR, aiming(500000), on=JUNE)
    moved(told, aiming(500000), aiming(800000), on=JUNE)
    found = apart(told)
    assert steps(found) == [(2, "0.4000"), (3, "-0.6000")]
    assert parts(found) == ("0.4000", "-0.2000", "0.2000")


def test_a_backdated_retarget_moved_the_goalposts_on_the_day_it_names(told: Told):
    began(told)
    told.read(date(2023, 1, 15), 440000)
    moved(told, MRR, aiming(500000), on=DECEMBER, effective_on=MARCH)
    assert parts(apart(told, first=date(2023, 2, 1), last=JUNE)) == ("0.0000", "0.2000", "0.2000")
    assert parts(apart(told, first=JUNE, last=END)) == ("0.0000", "0.0000", "0.0000")


def test_an_announced_retarget_has_moved_nothing_yet(told: Told):
    began(told)
    told.read(date(2023, 1, 15), 440000)
    moved(told, MRR, aiming(500000), on=MARCH, effective_on=date(2023, 3, 8))
    assert parts(apart(told, last=date(2023, 3, 7))) == ("0.2000", "0.0000", "0.2000")
    assert parts(apart(told, last=date(2023, 3, 8))) == ("0.2000", "0.2000", "0.4000")


def test_one_that_never_came_to_be_in_force_is_a_step_on_the_way(told: Told):
    began(told)
    told.read(date(2023, 1, 15), 440000)
    moved(told, MRR, aiming(500000), on=MARCH, effective_on=date(2023, 3, 8))
    moved(told, aiming(500000), aiming(800000), on=date(2023, 3, 2))
    assert steps(apart(told, last=date(2023, 3, 5))) == [(2, "0.2000"), (3, "-0.3000")]


def test_each_version_cuts_the_last_value_at_its_own_window(told: Told):
    began(told)
    told.read(NOVEMBER, 480000)
    moved(told, MRR, ending(date(2024, 6, 30)), on=DECEMBER)
    told.read(date(2024, 3, 1), 500000)
    assert parts(apart(told, on=date(2024, 4, 1))) == ("0.4000", "0.1000", "0.5000")


def test_readings_after_the_window_change_nothing(told: Told):
    began(told)
    told.read(NOVEMBER, 480000)
    told.tell(END, GOAL, GoalClosed(on=END, outcome=Outcome.MISSED))
    told.read(date(2024, 1, 5), 600000)
    assert parts(apart(told, on=date(2024, 2, 1))) == ("0.4000", "0.0000", "0.4000")


def test_where_nothing_was_read_nothing_was_achieved(told: Told):
    began(told)
    moved(told, MRR, aiming(500000), on=JUNE)
    assert parts(apart(told)) == ("0.0000", "0.0000", "0.0000")


@pytest.mark.parametrize(
    ("before", "read", "expected"),
    [
        (replace(aiming(0), direction=Direction.DECREASE), 300000, ("0.2500", "0.2500", "0.5000")),
        (replace(aiming(-100000), direction=Direction.DECREASE), 300000, ("0.2000", "0.3000", "0.5000")),
    ],
)
def test_a_decreasing_target_that_is_zero_or_below_is_told_apart_too(
    told: Told, before: Definition, read: int, expected: tuple[str, str, str]
):
    eased = replace(aiming(200000), direction=Direction.DECREASE)
    began(told, before)
    told.read(MARCH, read)
    moved(told, before, eased, on=JUNE)
    assert parts(apart(told)) == expected


def test_a_widened_range_is_retargeting(told: Told):
    def within(low: int, high: int) -> Definition:
        bounds = Bounds(low=Decimal(low), high=Decimal(high))
        said = Range(low=bounds.low, high=bounds.high)
        none = Baseline(state=BaselineState.UNKNOWN)
        return replace(MRR, direction=Direction.MAINTAIN, target=said, resolved=bounds, baseline=none)

    began(told, within(10, 14))
    told.read(MARCH, 13)
    told.read(JUNE, 15)
    moved(told, within(10, 14), within(10, 15), on=JULY)
    assert parts(apart(told, first=MARCH, last=JULY)) == ("-0.5000", "0.5000", "0.0000")


def test_a_ceiling_without_a_baseline_has_no_progress_before_anything_was_read(told: Told):
    ceiling = replace(
        MRR,
        direction=Direction.AT_MOST,
        target=AtMost(value=Decimal(2)),
        resolved=Decimal(2),
        baseline=Baseline(state=BaselineState.UNKNOWN),
    )
    began(told, ceiling)
    told.read(MARCH, 4)
    found = apart(told)
    assert parts(found) == (None, "0.0000", None)
    assert found["reason"] == {"code": "nothing-read", "detail": "By version 1: Nothing was read that counts."}
    assert parts(apart(told, first=MARCH)) == ("0.0000", "0.0000", "0.0000")


def test_a_pending_baseline_leaves_all_untold_and_says_so(told: Told):
    began(told, PENDING)
    told.read(MARCH, 450000)
    assert (parts(apart(told)), apart(told)["reason"]["code"]) == ((None, "0.0000", None), "baseline-pending")
    known = Baseline(state=BaselineState.KNOWN, value=Decimal(400000))
    told.tell(JUNE, GOAL, BaselineEstablished(baseline=known, resolved=Decimal(600000)))
    assert parts(apart(told)) == ("0.2500", "0.0000", "0.2500")


def test_a_window_that_waits_leaves_all_untold_and_says_so(told: Told):
    began(told, WAITING)
    told.read(MARCH, 450000)
    moved(told, WAITING, aiming(500000, WAITING), on=JUNE)
    found = apart(told)
    assert (parts(found), found["reason"]["code"]) == (UNTOLD, "window-unresolved")
    assert steps(found) == [(2, None)]


def test_another_kpi_cannot_be_compared_even_if_it_is_swapped_back(told: Told):
    began(told)
    told.tell(START, SECOND_KPI, KpiDefined(key="arr", name="ARR", measure=MEASURE))
    told.read(MARCH, 500000)
    swapped = replace(MRR, kpi_id=SECOND_KPI)
    moved(told, MRR, swapped, on=JUNE)
    told.tell(JULY, OTHER, replace(reading(JULY, 420000), kpi_id=SECOND_KPI))
    found = apart(told, last=JULY)
    assert (parts(found), steps(found)) == (("0.5000", None, None), [(2, None)])
    assert found["reason"] == {
        "code": "incomparable",
        "detail": "Version 2 measures another KPI, series or direction than version 1.",
    }
    moved(told, swapped, MRR, on=DECEMBER)
    found = apart(told)
    assert (found["from"]["raw"], found["to"]["raw"]) == ("0.0000", "0.5000")
    assert (parts(found), steps(found)) == (("0.5000", None, None), [(2, None), (3, None)])
    assert found["steps"][1]["reason"]["code"] == "incomparable"


def test_a_draft_has_nothing_to_tell_apart(told: Told):
    told.tell(START, GOAL, created())
    found = apart(told)
    assert (parts(found), found["steps"], found["reason"]["code"]) == (UNTOLD, [], "not-activated")


def test_calibration_is_no_retarget(told: Told):
    told.tell(START, GOAL, created(Maturity.PRELIMINARY), activated())
    told.read(MARCH, 450000)
    moved(told, MRR, aiming(800000), on=JUNE)
    assert (parts(apart(told)), apart(told)["to"]["version"]) == (("0.1250", "0.0000", "0.1250"), 0)
    told.tell(JULY, GOAL, GoalCommitted(on=JULY))
    moved(told, aiming(800000), aiming(500000), on=NOVEMBER)
    assert (parts(apart(told)), steps(apart(told))) == (("0.1250", "0.3750", "0.5000"), [(2, "0.3750")])


def test_what_was_not_known_yet_is_no_part_of_it(told: Told):
    began(told)
    told.read(JUNE, 450000)
    known = len(told.events)
    told.read(date(2023, 6, 1), 440000, recorded=NOVEMBER)
    moved(told, MRR, aiming(500000), on=DECEMBER, effective_on=MARCH)
    found = apart(told, on=JULY, position=known)
    assert (parts(found), found["position"]) == (("0.2500", "0.0000", "0.2500"), known)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_of_unrelated_events_changes_nothing(told: Told, order: tuple[int, ...]):
    began(told)
    events: list[Callable[[], int]] = [
        lambda: told.read(MARCH, 450000, recorded=JUNE),
        lambda: told.read(date(2023, 2, 1), 480000, recorded=JUNE),
        lambda: moved(told, MRR, aiming(500000), on=JUNE),
        lambda: told.tell(JUNE, OTHER, created(), activated(), retargeted(MRR, aiming(900000), on=JUNE)),
    ]
    for place in order:
        events[place]()
    found = apart(told, first=date(2023, 2, 1))
    assert (parts(found), len(found["steps"])) == (("-0.1500", "0.2500", "0.1000"), 1)


def test_no_part_can_lie_after_the_day_asked_about(told: Told):
    began(told)
    for first, last in ((None, DECEMBER), (DECEMBER, None), (DECEMBER, DECEMBER)):
        with pytest.raises(NotADaySoFar, match="2023-12-20 is after 2023-07-01"):
            apart(told, on=JULY, first=first, last=last)
    with pytest.raises(PeriodHasNotBegun):
        apart(told, on=JULY, period="2023-Q4")


def test_a_change_does_not_end_before_it_begins(told: Told):
    began(told)
    with pytest.raises(NoSuchPeriod, match="would end on 2023-03-01, before it begins on 2023-06-30"):
        apart(told, first=JUNE, last=MARCH)
    with pytest.raises(NoSuchPeriod, match="not both"):
        apart(told, first=JUNE, period="2023-Q1")
