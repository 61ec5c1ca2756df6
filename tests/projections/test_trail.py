"""Who moved the goalposts, when, how far, and why?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from goals.facts import Actor
from goals.goal.definition import Definition
from goals.goal.facts import GoalCommitted, GoalMoved
from goals.target import Baseline, Bounds, Delta, Levels, Path, Point, Range
from goals.vocabulary import ActorType, Anchor, BaselineState, Direction, Maturity, ReasonCode
from goals.window import AuthoredWindow
from projections import trail
from projections.answers import trail as answers
from projections.listing import Wanted
from tests.projections.story import (
    END,
    GOAL,
    MRR,
    OTHER,
    REASON,
    START,
    WORKSPACE,
    Told,
    activated,
    aiming,
    created,
    ending,
    retargeted,
    telling,
)

OCTOBER = date(2023, 10, 1)
BEN = Actor(type=ActorType.USER, id="ben")
CONTAINER = "0190a0a0-0000-7000-8000-0000000000c1"


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        yield told


def moves(told: Told, **filters: str | int) -> list[dict[str, Any]]:
    with told.asking() as asking:
        return [msgspec.json.decode(item) for item in answers.page(asking, Wanted(filters))[0]]


def moved(told: Told, after: Definition, *, before: Definition = MRR, on: date = OCTOBER) -> dict[str, Any]:
    told.tell(on, GOAL, retargeted(before, after, on=on))
    return moves(told)[-1]


def tally(told: Told, position: int | None = None) -> dict[str, Any]:
    with told.asking(position=position) as asking:
        return trail.tally(asking.rows, WORKSPACE, GOAL, asking.position)


def test_a_lowered_target_is_easier_by_the_rate_it_then_required(told: Told):
    told.read(date(2023, 9, 30), 480000)
    move = moved(told, aiming(550000))
    assert (move["effect"], move["ratio"], move["magnitude"]) == ("easier", "0.5833", "-0.2500")


def test_a_later_deadline_is_easier_and_moves_no_target(told: Told):
    told.read(date(2023, 9, 30), 480000)
    move = moved(told, ending(date(2024, 3, 31)))
    assert (move["effect"], move["ratio"], move["magnitude"]) == ("easier", "0.5000", "0.0000")
    assert move["changes"] == [
        {"field": "end", "before": "2023-12-31", "after": "2024-03-31"},
    ]


def test_a_move_says_who_when_what_and_why(told: Told):
    told.tell(date(2023, 10, 2), GOAL, retargeted(MRR, aiming(500000), on=OCTOBER), by=BEN)
    (move,) = moves(told)
    assert move["changes"] == [{"field": "target", "before": "600000", "after": "500000"}]
    assert move["actor"] == {"type": "user", "id": "ben"}
    assert (move["reason_code"], move["reason"]) == ("under_performance", REASON)
    assert move["recorded_at"] == "2023-10-02T09:00:00.000000Z"
    assert move["effective_at"] == "2023-10-01T00:00:00.000000Z"
    assert (move["approved_by"], move["flags"]) == (None, [])


def test_a_move_is_judged_by_what_was_known_when_it_was_recorded(told: Told):
    told.read(date(2023, 6, 30), 450000)
    position = moved(told, aiming(500000))["position"]
    told.read(date(2023, 9, 30), 480000, recorded=date(2023, 11, 1))
    (move,) = moves(told)
    assert move["position"] == position
    assert (move["last_reading"]["value"], move["progress_then"], move["pace_then"]) == (
        "450000",
        "0.2500",
        "0.3330",
    )
    assert (move["days_to_deadline"], move["window_elapsed"]) == (91, "0.7507")


def test_a_move_before_anything_was_read_is_compared_by_target_and_date(told: Told):
    move = moved(told, aiming(700000))
    assert (move["effect"], move["ratio"], move["last_reading"]) == ("harder", None, None)


def test_a_lower_target_sooner_is_mixed_where_nothing_was_read(told: Told):
    assert moved(told, aiming(500000, ending(date(2023, 11, 30))))["effect"] == "mixed"


def test_another_kpi_cannot_be_compared(told: Told):
    other = replace(MRR, kpi_id=OTHER)
    move = moved(told, other)
    assert (move["effect"], move["magnitude"]) == ("incomparable", None)
    assert move["changes"][0]["field"] == "kpi"


def test_a_deadline_passed_already_is_a_negative_number_of_days(told: Told):
    move = moved(told, ending(date(2024, 3, 31)), on=date(2024, 1, 10))
    assert (move["days_to_deadline"], move["window_elapsed"]) == (-10, "1.0000")


def test_a_changed_weight_alone_is_neutral(told: Told):
    move = moved(told, replace(MRR, weight=Decimal(2)))
    assert move["effect"] == "neutral"
    assert move["changes"] == [{"field": "weight", "before": "1", "after": "2"}]


def test_a_target_moved_before_its_window_is_known_is_compared_by_the_target(told: Told):
    waiting = replace(MRR, window=AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M"), span=None)
    move = moved(told, aiming(500000, waiting), before=waiting)
    assert (move["effect"], move["days_to_deadline"]) == ("easier", None)


def test_a_range_is_told_by_its_bounds_and_a_wider_one_is_easier(told: Told):
    def keeping(low: int, high: int) -> Definition:
        band = Range(low=Decimal(low), high=Decimal(high))
        bounds = {"direction": Direction.MAINTAIN, "target": band, "baseline": Baseline(state=BaselineState.UNKNOWN)}
        return replace(MRR, resolved=Bounds(low=Decimal(low), high=Decimal(high)), **bounds)

    move = moved(told, keeping(9, 16), before=keeping(10, 15))
    assert move["effect"] == "easier"
    assert move["changes"] == [
        {"field": "target", "before": {"low": "10", "high": "15"}, "after": {"low": "9", "high": "16"}}
    ]


def test_a_target_said_otherwise_is_told_as_it_was_said(told: Told):
    course = Path(points=(Point(on=END, value=Decimal(600000)),))
    move = moved(told, replace(MRR, target=course))
    assert move["changes"] == [
        {
            "field": "target",
            "before": {"kind": "absolute", "value": "600000"},
            "after": {"kind": "path", "points": [{"on": "2023-12-31", "value": "600000"}]},
        }
    ]


def test_a_pending_target_is_told_as_it_was_said(told: Told):
    measuring = Baseline(state=BaselineState.MEASURING)
    before = replace(MRR, baseline=measuring, target=Delta(by=Decimal(2)), resolved=None)
    move = moved(told, replace(before, target=Delta(by=Decimal(3))), before=before)
    assert (move["effect"], move["ratio"], move["magnitude"]) == ("incomparable", None, None)
    assert move["changes"] == [
        {"field": "target", "before": {"kind": "delta", "by": "2"}, "after": {"kind": "delta", "by": "3"}}
    ]


def test_levels_and_tolerance_are_told_too(told: Told):
    after = replace(MRR, levels=Levels(commit=Decimal(500000)), tolerance=Decimal(3))
    assert moved(told, after)["changes"] == [
        {"field": "levels", "before": None, "after": {"commit": "500000"}},
        {"field": "tolerance", "before": None, "after": "3"},
    ]


def test_the_tally_counts_both_ways_and_nets_them_out(told: Told):
    steps = [600000, 650000, 550000, 600000]
    for old, new in pairwise(steps):
        told.tell(OCTOBER, GOAL, retargeted(aiming(old), aiming(new), on=OCTOBER))
    assert tally(told) == {
        "count": 3,
        "easier": 1,
        "harder": 2,
        "churn_gross": "1.0000",
        "churn_net": "0.0000",
    }


def test_the_tally_of_a_past_position_knows_no_later_move(told: Told):
    position = moved(told, aiming(500000))["position"]
    moved(told, aiming(450000), before=aiming(500000))
    assert tally(told, position)["count"] == 1


def test_calibrating_a_preliminary_goal_is_told_and_not_counted(database_url: str):
    with telling(database_url) as told:
        told.tell(START, GOAL, created(Maturity.PRELIMINARY), activated())
        move = moved(told, aiming(500000))
        assert (move["counted"], move["magnitude"]) == (False, None)
        told.tell(OCTOBER, GOAL, GoalCommitted(on=OCTOBER))
        assert tally(told)["count"] == 0
        assert moved(told, aiming(450000), before=aiming(500000))["magnitude"] == "-0.5000"


def test_the_trail_is_found_by_goal_actor_container_code_effect_and_day(told: Told):
    told.tell(START, OTHER, created(container_id=CONTAINER), activated())
    told.tell(OCTOBER, OTHER, retargeted(MRR, aiming(700000), on=OCTOBER, code=ReasonCode.TYPO), by=BEN)
    told.tell(date(2023, 11, 1), GOAL, retargeted(MRR, aiming(500000), on=OCTOBER))
    november = 1698796800000000
    for filters in (
        {"goal": OTHER},
        {"actor": "ben"},
        {"container": CONTAINER},
        {"reason_code": "typo"},
        {"effect": "harder"},
        {"before": november},
    ):
        assert [move["goal_id"] for move in moves(told, **filters)] == [OTHER]
    assert [move["goal_id"] for move in moves(told, since=november, actor="ana")] == [GOAL]


def test_a_move_is_told_with_the_container_the_goal_was_in_then(told: Told):
    told.tell(OCTOBER, GOAL, GoalMoved(container_id=CONTAINER), retargeted(MRR, aiming(500000), on=OCTOBER))
    told.tell(OCTOBER, GOAL, GoalMoved(container_id=None))
    assert [move["container_id"] for move in moves(told)] == [CONTAINER]


def test_the_trail_comes_in_pages(told: Told):
    for old, new in ((600000, 650000), (650000, 700000), (700000, 750000)):
        told.tell(OCTOBER, GOAL, retargeted(aiming(old), aiming(new), on=OCTOBER))
    with told.asking() as asking:
        first, after = answers.page(asking, Wanted({}, limit=2))
        second, end = answers.page(asking, Wanted({}, after=after, limit=2))
    told_after = [msgspec.json.decode(move)["changes"][0]["after"] for move in (*first, *second)]
    assert told_after == ["650000", "700000", "750000"]
    assert end is None


def test_a_goal_nobody_made_has_no_trail(told: Told):
    with told.asking() as asking:
        assert answers.of_goal(asking, OTHER, Wanted({})) is None
