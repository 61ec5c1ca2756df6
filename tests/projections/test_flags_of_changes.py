"""Which questions does moving the goalposts raise?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from msgspec.structs import replace

from goals.actor import Actor
from goals.goal.facts import Approval, GoalCommitted, GoalRetargeted
from goals.kpi.facts import KpiDefined, KpiRedefined
from goals.target import Baseline
from goals.vocabulary import ActorType, ApprovalRule, BaselineState, Direction, Maturity, ReasonCode
from goals.window import Window
from goals.workspace.facts import Policy, PolicyChanged
from tests.projections.flagged import ids, items, one
from tests.projections.story import (
    END,
    GOAL,
    KPI,
    MEASURE,
    MRR,
    OTHER,
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

JULY = date(2023, 7, 1)
IMPORT = Actor(type=ActorType.IMPORT, id="import")
ANA = Actor(type=ActorType.USER, id="ana")
BEN = Actor(type=ActorType.USER, id="ben")


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        yield told


def move(told: Told, fact: GoalRetargeted, *, on: date, by: Actor = ANA) -> set[str]:
    told.tell(on, GOAL, fact, by=by)
    return ids(told, on)


def test_the_worked_example_is_eased_late_and_after_a_miss(told: Told):
    told.read(date(2023, 6, 30), 450000)
    told.read(date(2023, 9, 30), 480000)
    assert move(told, retargeted(MRR, aiming(500000), on=date(2023, 12, 20)), on=date(2023, 12, 20)) == {"R01", "R02"}
    late = one(told, "R01")
    assert (late["name"], late["policy_version"], late["acknowledged"]) == ("LATE_EASING", 1, [])
    assert late["inputs"] == {"effect": "easier", "days_to_deadline": 11, "window_elapsed": "0.9699"}
    assert (late["position"], late["raised_at"]) == (7, "2023-12-20T09:00:00.000000Z")
    assert late["event_ids"] == [told.events[-1].envelope.event_id]


@pytest.mark.parametrize(("day", "expected"), [(date(2023, 10, 19), False), (date(2023, 10, 20), True)])
def test_the_last_fifth_of_the_window_begins_on_its_293rd_day(told: Told, day: date, expected: bool):
    told.read(day - timedelta(days=1), 560000)
    assert ("R01" in move(told, retargeted(MRR, aiming(590000), on=day), on=day)) is expected


@pytest.mark.parametrize(("value", "expected"), [("480000", False), ("479999.99", True)])
def test_a_tenth_behind_to_the_cent_is_no_miss(told: Told, value: str, expected: bool):
    ten_days = Window(start=START, end=date(2023, 1, 10), tz="UTC")
    short = replace(MRR, span=ten_days)
    told.read(date(2023, 1, 5), value)
    raised = move(told, retargeted(short, aiming(590000, short), on=date(2023, 1, 5)), on=date(2023, 1, 5))
    assert ("R02" in raised) is expected


@pytest.mark.parametrize(("day", "expected"), [(END, False), (date(2024, 1, 1), True)])
def test_an_end_is_moved_after_due_from_the_day_after(told: Told, day: date, expected: bool):
    assert ("R03" in move(told, retargeted(MRR, ending(date(2024, 3, 31)), on=day), on=day)) is expected


@pytest.mark.parametrize(("target", "expected"), [(480001, False), (480000, True)])
def test_a_target_is_lowered_to_what_was_read(told: Told, target: int, expected: bool):
    told.read(date(2023, 6, 30), 480000)
    assert ("R04" in move(told, retargeted(MRR, aiming(target), on=JULY), on=JULY)) is expected


def test_a_target_that_was_met_already_is_not_lowered_to_be_met(told: Told):
    told.read(date(2023, 6, 30), 600000)
    assert "R04" not in move(told, retargeted(MRR, aiming(590000), on=JULY), on=JULY)


def test_what_cannot_be_compared_is_lowered_to_be_met_though_the_one_before_was_met_too(told: Told):
    told.read(date(2023, 6, 30), 600000)
    other_way = replace(MRR, direction=Direction.AT_LEAST)
    assert "R04" in move(told, retargeted(MRR, other_way, on=JULY), on=JULY)


@pytest.mark.parametrize(("effective_on", "expected"), [(date(2023, 6, 30), False), (date(2023, 6, 29), True)])
def test_a_change_of_the_day_before_is_not_backdated(told: Told, effective_on: date, expected: bool):
    assert ("R05" in move(told, retargeted(MRR, aiming(700000), on=effective_on), on=JULY)) is expected


def test_a_baseline_is_rewritten_once_something_was_read(told: Told):
    lower = replace(MRR, baseline=Baseline(state=BaselineState.KNOWN, value=Decimal(390000)))
    assert "R06" not in move(told, retargeted(MRR, lower, on=JULY), on=JULY)
    told.read(date(2023, 6, 1), 450000, recorded=JULY)
    assert "R06" in move(told, retargeted(lower, MRR, on=JULY), on=JULY)


def test_the_third_move_in_one_window_is_churn_and_names_the_others(told: Told):
    steps = [MRR, aiming(601000), aiming(602000), aiming(603000)]
    raised = [move(told, retargeted(before, after, on=JULY), on=JULY) for before, after in pairwise(steps)]
    assert ["R07" in each for each in raised] == [False, False, True]
    churn = one(told, "R07")
    assert churn["inputs"] == {"moves": 3, "gross": "0.0150"}
    assert churn["event_ids"] == [event.envelope.event_id for event in told.events[-3:]]


def test_moves_of_another_window_are_no_churn_of_this_one(told: Told):
    later = replace(MRR, span=Window(start=date(2024, 1, 1), end=date(2024, 12, 31), tz="UTC"))
    steps = [MRR, aiming(601000), later, aiming(602000, later)]
    for before, after in pairwise(steps):
        move(told, retargeted(before, after, on=JULY), on=JULY)
    assert "R07" not in ids(told, JULY)


@pytest.mark.parametrize(("target", "expected"), [(700000, False), (700001, True), (500000, False), (499999, True)])
def test_more_than_half_of_the_way_at_once_is_churn(told: Told, target: int, expected: bool):
    assert ("R07" in move(told, retargeted(MRR, aiming(target), on=JULY), on=JULY)) is expected


@pytest.mark.parametrize(("day", "expected"), [(date(2023, 7, 1), True), (date(2023, 7, 2), False)])
def test_a_target_raised_thirty_days_after_it_was_met_is_a_ratchet(told: Told, day: date, expected: bool):
    told.read(date(2023, 6, 1), 600000)
    told.read(date(2023, 6, 20), 610000)
    assert ("R08" in move(told, retargeted(MRR, aiming(650000), on=day), on=day)) is expected


def test_another_direction_and_another_unit_are_a_swapped_metric(told: Told):
    told.tell(JULY, KPI, KpiRedefined(measure=replace(MEASURE, unit="EUR"), series=2, reason="in euros now"))
    assert "R09" in move(told, retargeted(MRR, replace(MRR, series=2), on=JULY), on=JULY)
    assert one(told, "R09")["inputs"] == {"changed": "unit"}
    down = replace(MRR, series=2, direction=Direction.DECREASE)
    assert "R09" in move(told, retargeted(replace(MRR, series=2), down, on=JULY), on=JULY)


def test_a_series_that_measures_the_same_is_no_swapped_metric(told: Told):
    told.tell(JULY, KPI, KpiRedefined(measure=replace(MEASURE, scale=3), series=2, reason="more decimals"))
    assert "R09" not in move(told, retargeted(MRR, replace(MRR, series=2), on=JULY), on=JULY)
    told.tell(JULY, OTHER, KpiDefined(key="arr", name="Yearly revenue", measure=MEASURE))
    assert "R09" in move(told, retargeted(replace(MRR, series=2), replace(MRR, kpi_id=OTHER), on=JULY), on=JULY)


def test_an_imported_move_is_flagged_where_its_approver_proposed_it(told: Told):
    eased = retargeted(MRR, aiming(590000), on=JULY)
    own = replace(eased, approval=Approval(approver=BEN, proposer=BEN))
    assert "R10" not in move(told, own, on=JULY), "a live one is refused, not flagged"
    assert "R10" in move(told, own, on=JULY, by=IMPORT)


def test_an_imported_move_needs_an_approver_where_the_policy_then_asked(told: Told):
    eased = retargeted(MRR, aiming(590000), on=JULY)
    assert "R10" not in move(told, eased, on=JULY, by=IMPORT)
    told.tell(JULY, WORKSPACE, PolicyChanged(policy=Policy(approval=ApprovalRule.EASIER_ONLY)))
    assert "R10" not in move(told, replace(eased, approval=Approval(approver=BEN)), on=JULY, by=IMPORT)
    assert "R10" in move(told, eased, on=JULY, by=IMPORT)
    assert (one(told, "R10")["policy_version"], one(told, "R10")["inputs"]["grounds"]) == (2, "policy")


def test_a_freeze_asks_for_an_approver_in_its_last_days_only(told: Told):
    told.tell(START, WORKSPACE, PolicyChanged(policy=Policy(freeze_days=14)))
    eased = retargeted(MRR, aiming(590000), on=date(2023, 12, 17))
    assert "R10" not in move(told, eased, on=date(2023, 12, 17), by=IMPORT)
    assert "R10" in move(told, eased, on=date(2023, 12, 18), by=IMPORT)


def test_the_code_other_is_no_reason(told: Told):
    assert "R11" in move(told, retargeted(MRR, aiming(590000), on=JULY, code=ReasonCode.OTHER), on=JULY)


def test_the_same_words_for_the_third_time_flag_all_three(told: Told):
    told.tell(START, OTHER, created(), activated())
    told.tell(JULY, OTHER, retargeted(MRR, aiming(590000), on=JULY))
    spaced = replace(retargeted(MRR, aiming(610000), on=JULY), reason="Sales  cycle is\ntwice what we assumed ")
    assert "R11" not in move(told, spaced, on=JULY)
    second = len(told.events)
    assert "R11" in move(told, retargeted(aiming(610000), aiming(611000), on=JULY), on=JULY)
    assert "R11" in ids(told, JULY, goal_id=OTHER)
    assert "R11" not in ids(told, JULY, position=second)
    found = [item for item in items(told, JULY) if item["flag"] == "R11"]
    assert [item["inputs"] for item in found] == [{"repeats": 3}, {"repeats": 3}]
    assert [item["position"] for item in found] == [second, second + 1]


def test_what_follows_from_elsewhere_repeats_nobodys_words(told: Told):
    for target in (590000, 591000, 592000):
        told.tell(JULY, GOAL, replace(retargeted(MRR, aiming(target), on=JULY), follows=KPI))
    assert "R11" not in ids(told, JULY)


def test_the_calibration_of_a_preliminary_goal_raises_nothing(told: Told):
    told.tell(START, OTHER, created(Maturity.PRELIMINARY), activated())
    told.tell(END, OTHER, retargeted(MRR, aiming(500000), on=START, code=ReasonCode.OTHER))
    told.tell(END, OTHER, GoalCommitted(on=END))
    assert ids(told, goal_id=OTHER) == set()


def test_a_flag_stands_as_far_as_it_was_known(told: Told):
    told.read(date(2023, 9, 30), 480000)
    move(told, retargeted(MRR, aiming(500000), on=date(2023, 12, 20)), on=date(2023, 12, 20))
    assert ids(told, position=len(told.events) - 1) == set()
    assert ids(told) == {"R01", "R02"}
