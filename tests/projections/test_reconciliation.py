"""Step by step, how did a goal come from what it was committed with to what it is?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.actor import Actor
from goals.goal.definition import Definition
from goals.goal.facts import Approval, BaselineEstablished, GoalCommitted, WindowResolved
from goals.goal.reconciling import reconciled
from goals.target import Baseline, Delta
from goals.vocabulary import ActorType, Anchor, BaselineState, Maturity
from goals.window import AuthoredWindow, Window
from projections.answers import lenses, reconciliation
from projections.answers.lenses import lens_of
from tests.projections.story import (
    END,
    GOAL,
    MRR,
    OTHER,
    START,
    Told,
    activated,
    aiming,
    created,
    ending,
    retargeted,
    telling,
)

MARCH, JUNE, JULY = date(2023, 3, 1), date(2023, 6, 30), date(2023, 7, 1)
BEN = Actor(type=ActorType.USER, id="ben")
PENDING = replace(
    MRR, baseline=Baseline(state=BaselineState.MEASURING), target=Delta(by=Decimal(200000)), resolved=None
)
WAITING = replace(MRR, window=AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M"), span=None)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        yield told


def began(told: Told, definition: Definition = MRR) -> None:
    told.tell(START, GOAL, created(definition=definition), activated(definition))


def answer(told: Told, *, on: date = END, position: int | None = None) -> dict[str, Any]:
    with told.asking(on, position=position) as asking:
        found = reconciliation.answer(asking, GOAL)
    assert found is not None
    return found


def test_an_unmoved_goal_is_what_it_was_committed_with(told: Told):
    began(told)
    found = answer(told)
    assert (found["steps"], found["established"], found["is_reconciled"]) == ([], [], True)
    assert found["original"] == found["current"]


def test_each_step_names_its_event_and_what_it_changed(told: Told):
    began(told)
    first = told.tell(MARCH, GOAL, retargeted(MRR, aiming(500000), on=MARCH))
    extended = ending(date(2024, 6, 30), aiming(500000))
    approval = Approval(approver=BEN, proposal_id=OTHER)
    told.tell(JUNE, GOAL, replace(retargeted(aiming(500000), extended, on=JUNE), approval=approval))
    found = answer(told)
    assert found["is_reconciled"] is True
    assert (found["original"]["target"]["resolved"], found["current"]["target"]["resolved"]) == ("600000", "500000")
    lowered, later = found["steps"]
    assert (lowered["n"], lowered["position"], lowered["event_id"]) == (
        2,
        first,
        told.events[first - 1].envelope.event_id,
    )
    assert lowered["changes"] == [{"field": "target", "before": "600000", "after": "500000"}]
    assert (lowered["effect"], lowered["magnitude"], lowered["approved_by"]) == ("easier", "-0.5000", None)
    assert (lowered["target_after"], lowered["end_after"]) == ("500000", "2023-12-31")
    assert (later["n"], later["approved_by"]["id"], later["end_after"]) == (3, "ben", "2024-06-30")


def test_magnitudes_add_up_there_and_back(told: Told):
    began(told)
    told.tell(MARCH, GOAL, retargeted(MRR, aiming(500000), on=MARCH))
    told.tell(JUNE, GOAL, retargeted(aiming(500000), aiming(550000), on=JUNE))
    assert [step["cumulative"] for step in answer(told)["steps"]] == [
        {"net": "-0.5000", "gross": "0.5000"},
        {"net": "-0.2500", "gross": "0.7500"},
    ]


def test_what_was_waited_for_is_established_and_no_step(told: Told):
    began(told, PENDING)
    eased = replace(PENDING, target=Delta(by=Decimal(100000)))
    told.tell(MARCH, GOAL, retargeted(PENDING, eased, on=MARCH))
    known = Baseline(state=BaselineState.KNOWN, value=Decimal(400000))
    told.tell(JUNE, GOAL, BaselineEstablished(baseline=known, resolved=Decimal(500000)))
    found = answer(told)
    assert (len(found["steps"]), found["is_reconciled"]) == (1, True)
    (established,) = found["established"]
    assert established["type"] == "goalpost.goal.baseline-established.v1"
    assert {"field": "baseline", "before": None, "after": "400000"} in established["changes"]
    assert found["original"]["target"]["state"] == "pending"


def test_a_window_that_was_resolved_is_established_too(told: Told):
    began(told, WAITING)
    span = Window(start=JULY, end=date(2023, 9, 30), tz="UTC")
    told.tell(JUNE, GOAL, WindowResolved(anchor=Anchor.PRODUCT_LAUNCH, on=JULY, span=span))
    found = answer(told)
    assert [each["type"] for each in found["established"]] == ["goalpost.goal.window-resolved.v1"]
    assert (found["is_reconciled"], found["current"]["window"]["end"]) == (True, "2023-09-30")


def test_a_change_that_no_step_explains_is_shown(told: Told):
    began(told)
    told.tell(MARCH, GOAL, retargeted(aiming(550000), ending(date(2024, 6, 30), aiming(500000)), on=MARCH))
    assert answer(told)["is_reconciled"] is True
    told.tell(JUNE, GOAL, retargeted(aiming(500000), aiming(500000), on=JUNE))
    found = answer(told)
    assert found["is_reconciled"] is False
    assert {"field": "end", "before": "2024-06-30", "after": "2023-12-31"} in found["unexplained"]


def test_only_what_was_known_is_reconciled(told: Told):
    began(told)
    known = len(told.events)
    told.tell(MARCH, GOAL, retargeted(MRR, aiming(500000), on=MARCH))
    found = answer(told, position=known)
    assert (found["steps"], found["current"]["target"]["resolved"], found["is_reconciled"]) == ([], "600000", True)


def test_while_a_notice_runs_the_version_in_force_is_the_current_one_and_the_announced_stands_apart(told: Told):
    began(told)
    told.tell(MARCH, GOAL, retargeted(MRR, aiming(500000), on=date(2023, 3, 8)))
    before, after = answer(told, on=date(2023, 3, 7)), answer(told, on=date(2023, 3, 8))
    assert [step["in_force"] for found in (before, after) for step in found["steps"]] == [False, True]
    assert [found["current"]["target"]["resolved"] for found in (before, after)] == ["600000", "500000"]
    assert (before["current"], before["announced"]) == (
        before["original"],
        {**after["current"], "n": 2, "effective_on": "2023-03-08"},
    )
    assert (after["announced"], before["is_reconciled"], after["is_reconciled"]) == (None, True, True)


def test_the_current_version_is_that_of_the_lens(told: Told):
    began(told)
    told.tell(MARCH, GOAL, retargeted(MRR, aiming(500000), on=date(2023, 3, 8)))
    heavier = replace(aiming(500000), weight=Decimal(2))
    told.tell(MARCH, GOAL, retargeted(aiming(500000), heavier, on=date(2023, 3, 2)))
    told.tell(MARCH, GOAL, retargeted(heavier, ending(date(2024, 6, 30), heavier), on=date(2023, 3, 9)))
    for day in (1, 2, 8, 9):
        on = date(2023, 3, day)
        found = answer(told, on=on)
        with told.asking(on) as asking:
            seen = lenses.answer(asking, GOAL, lens_of("current"))
        assert seen is not None
        assert (found["current"]["target"]["resolved"], found["current"]["weight"]) == (seen["target"], seen["weight"])
        in_force = [step["n"] for step in found["steps"] if step["in_force"]]
        assert in_force == list(range(2, seen["version"] + 1))
        assert (found["is_reconciled"], found["announced"] is None) == (True, day == 9)


def test_what_came_to_be_known_under_an_announced_version_is_known_of_the_one_in_force(told: Told):
    began(told, PENDING)
    eased = replace(PENDING, target=Delta(by=Decimal(100000)))
    told.tell(MARCH, GOAL, retargeted(PENDING, eased, on=JULY))
    known = Baseline(state=BaselineState.KNOWN, value=Decimal(400000))
    told.tell(JUNE, GOAL, BaselineEstablished(baseline=known, resolved=Decimal(500000)))
    found = answer(told, on=JUNE)
    assert [found[name]["target"]["resolved"] for name in ("current", "announced")] == ["600000", "500000"]
    assert (found["is_reconciled"], found["unexplained"]) == (True, [])


def test_an_announced_change_that_no_step_explains_is_shown(told: Told):
    began(told)
    told.tell(MARCH, GOAL, retargeted(MRR, aiming(500000), on=MARCH))
    told.tell(JUNE, GOAL, retargeted(ending(date(2024, 6, 30), aiming(500000)), aiming(400000), on=JULY))
    found = answer(told, on=JUNE)
    assert (found["announced"]["target"]["resolved"], found["current"]["target"]["resolved"]) == ("400000", "500000")
    assert found["is_reconciled"] is True
    told.tell(JUNE, GOAL, retargeted(aiming(500000), aiming(500000), on=date(2023, 7, 2)))
    found = answer(told, on=JUNE)
    assert (found["is_reconciled"], found["unexplained"]) == (
        False,
        [{"field": "target", "before": "400000", "after": "500000"}],
    )


def test_calibration_comes_before_the_original(told: Told):
    told.tell(START, GOAL, created(Maturity.PRELIMINARY), activated())
    told.tell(MARCH, GOAL, retargeted(MRR, aiming(700000), on=MARCH))
    found = answer(told)
    assert (found["original"], found["is_reconciled"], found["reason"]["code"]) == (None, None, "not-committed")
    told.tell(JUNE, GOAL, GoalCommitted(on=JUNE))
    found = answer(told)
    assert (found["original"]["target"]["resolved"], found["steps"], found["is_reconciled"]) == ("700000", [], True)


def test_reconciling_applies_no_more_than_a_step_changed():
    elsewhere = retargeted(aiming(1), aiming(2), on=MARCH)
    assert reconciled(replace(MRR, weight=Decimal(5)), [elsewhere]) == replace(aiming(2), weight=Decimal(5))
