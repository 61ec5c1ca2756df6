"""What was each goal measured by, when?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from goals.goal.definition import Definition
from goals.goal.facts import BaselineEstablished, GoalCommitted, GoalEdited, WindowResolved
from goals.target import Baseline, Delta
from goals.vocabulary import Anchor, BaselineState, Maturity
from goals.window import AuthoredWindow, Window
from projections import versions
from projections.answers import versions as answers
from projections.versions import Placed
from tests.projections.story import (
    GOAL,
    MRR,
    START,
    WORKSPACE,
    Told,
    activated,
    aiming,
    created,
    retargeted,
    telling,
)

MARCH, JUNE = date(2023, 3, 1), date(2023, 6, 1)
PENDING = replace(
    MRR,
    baseline=Baseline(state=BaselineState.MEASURING),
    target=Delta(by=Decimal(200000)),
    resolved=None,
)
WAITING = replace(MRR, window=AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M"), span=None)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        yield told


def of(told: Told, position: int | None = None) -> list[Placed]:
    with told.asking(position=position) as asking:
        return versions.of(asking.rows, WORKSPACE, GOAL, asking.position)


def kinds(placed: list[Placed]) -> list[tuple[int, str]]:
    return [(each.n, each.version.kind.value) for each in placed]


def test_a_draft_has_no_version(told: Told):
    told.tell(START, GOAL, created(), GoalEdited(definition=aiming(700000)))
    assert of(told) == []


def test_a_committed_goal_is_version_one_when_it_is_activated(told: Told):
    position = told.tell(START, GOAL, created(), activated())
    (only,) = of(told)
    assert (only.n, only.definition, only.effective_on) == (1, MRR, START)
    assert (only.from_position, only.to_position) == (position, None)
    assert only.version.original == MRR


def test_each_retarget_makes_one_version_more(told: Told):
    told.tell(START, GOAL, created(), activated())
    told.tell(MARCH, GOAL, retargeted(MRR, aiming(550000), on=MARCH))
    last = told.tell(JUNE, GOAL, retargeted(aiming(550000), aiming(500000), on=JUNE))
    found = of(told)
    assert kinds(found) == [(1, "activated"), (2, "retargeted"), (3, "retargeted")]
    assert [each.to_position for each in found] == [last - 1, last, None]
    assert found[-1].version.original == MRR


def test_as_of_a_position_later_versions_are_not_known(told: Told):
    position = told.tell(START, GOAL, created(), activated())
    told.tell(MARCH, GOAL, retargeted(MRR, aiming(550000), on=MARCH))
    (only,) = of(told, position)
    assert (only.n, only.to_position) == (1, None)


def test_a_preliminary_goal_is_version_nought_until_it_is_committed(told: Told):
    told.tell(START, GOAL, created(Maturity.PRELIMINARY), activated())
    told.tell(MARCH, GOAL, retargeted(MRR, aiming(550000), on=MARCH), GoalCommitted(on=MARCH))
    found = of(told)
    assert kinds(found) == [(0, "activated"), (0, "calibrated"), (1, "committed")]
    assert found[-1].version.original == aiming(550000)


def test_an_established_baseline_resolves_the_version_without_making_another(told: Told):
    told.tell(START, GOAL, created(definition=PENDING), activated(PENDING))
    known = Baseline(state=BaselineState.KNOWN, value=Decimal(400000))
    told.tell(MARCH, GOAL, BaselineEstablished(baseline=known, resolved=Decimal(600000)))
    found = of(told)
    assert kinds(found) == [(1, "activated"), (1, "baseline_established")]
    assert (found[-1].definition.resolved, found[-1].effective_on) == (Decimal(600000), START)
    assert found[-1].version.original == found[-1].definition


def test_a_launch_resolves_the_window_of_the_version(told: Told):
    told.tell(START, GOAL, created(definition=WAITING), activated(WAITING))
    span = Window(start=MARCH, end=date(2023, 5, 31), tz="UTC")
    told.tell(MARCH, GOAL, WindowResolved(anchor=Anchor.PRODUCT_LAUNCH, on=MARCH, span=span))
    found = of(told)
    assert kinds(found) == [(1, "activated"), (1, "window_resolved")]
    assert found[-1].definition.span == span


def test_a_number_stands_for_the_version_as_it_was_last_resolved(told: Told):
    told.tell(START, GOAL, created(definition=PENDING), activated(PENDING))
    known = Baseline(state=BaselineState.KNOWN, value=Decimal(400000))
    told.tell(MARCH, GOAL, BaselineEstablished(baseline=known, resolved=Decimal(600000)))
    with told.asking() as asking:
        (only,) = versions.counted(asking.rows, WORKSPACE, GOAL, asking.position)
    assert only.definition.resolved == Decimal(600000)


def test_the_answer_gives_each_definition_as_authored_and_as_resolved(told: Told):
    told.tell(START, GOAL, created(), activated())
    with told.asking() as asking:
        answer = answers.answer(asking, GOAL)
    assert answer is not None
    (only,) = answer
    assert only["target"] == {
        "authored": {"kind": "absolute", "value": "600000"},
        "resolved": "600000",
        "state": "resolved",
    }
    assert (only["window"]["end"], only["window"]["authored"]["duration"]) == ("2023-12-31", "P12M")


def test_a_goal_nobody_made_has_no_answer(told: Told):
    with told.asking() as asking:
        assert answers.answer(asking, GOAL) is None


def test_two_facts_of_one_transaction_are_two_rows(told: Told):
    definition: Definition = aiming(550000)
    told.tell(START, GOAL, created(), activated(), retargeted(MRR, definition, on=START))
    assert kinds(of(told)) == [(1, "activated"), (2, "retargeted")]
