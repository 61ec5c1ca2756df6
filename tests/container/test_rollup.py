"""How far have the goals of a container come together?"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from goals.container.facts import ContainerMoved, ContainerOpened
from goals.goal.facts import GoalArchived, GoalMoved, GoalSuperseded
from goals.identity import reading_id
from goals.kpi.facts import KpiDefined
from goals.reading.facts import ReadingRecorded
from goals.vocabulary import ContainerKind
from projections.answers import containers as answers
from projections.answers.containers import rollup
from projections.answers.shares import Share
from tests.goal.known import BOX, DOLLARS, MRR, OTHER, OTHER_BOX, THIRD, activated, closed, created, defined, paused
from tests.workspace.telling import Told, telling

JUNE = date(2023, 6, 30)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(MRR, KpiDefined(key="mrr", name="Revenue", measure=DOLLARS))
        told.tell(BOX, ContainerOpened(name="Growth", kind=ContainerKind.OBJECTIVE))
        yield told


def reads(told: Told, value: int, on: date) -> None:
    fact = ReadingRecorded(
        kpi_id=MRR,
        series=1,
        key=on.isoformat(),
        observed_at=datetime(on.year, on.month, on.day, tzinfo=UTC),
        value=Decimal(value),
    )
    told.tell(reading_id(kpi_id=MRR, key=fact.key), fact)


def aims(
    told: Told, goal_id: str, *more: Any, container_id: str | None = BOX, weight: int = 1, to: int = 600_000
) -> None:
    """A goal to come from 400,000 to so much."""
    definition = defined(weight=Decimal(weight), resolved=Decimal(to))
    told.tell(goal_id, created(definition, container_id=container_id), activated(definition), *more)


def answer(told: Told, position: int | None = None, container_id: str = BOX) -> dict[str, Any]:
    with told.asking(position, on=JUNE) as asking:
        found = answers.answer(asking, container_id)
    assert found is not None
    return found


def test_goals_count_by_their_weights(told: Told):
    aims(told, OTHER, to=600_000)
    aims(told, THIRD, to=500_000, weight=3)
    reads(told, 450_000, JUNE)
    assert answer(told)["rollup"] == {"progress": "0.4375", "weight": "4", "goals": 2, "without_value": []}


def test_overshooting_one_goal_does_not_make_up_for_another(told: Told):
    aims(told, OTHER, to=410_000)
    aims(told, THIRD, to=600_000)
    reads(told, 500_000, JUNE)
    assert answer(told)["rollup"]["progress"] == "0.7500"


def test_a_goal_nothing_was_read_for_is_listed(told: Told):
    aims(told, OTHER)
    assert answer(told)["rollup"] == {"progress": None, "weight": "0", "goals": 1, "without_value": [OTHER]}


def test_a_draft_counts_for_nothing(told: Told):
    told.tell(OTHER, created(container_id=BOX))
    reads(told, 500_000, JUNE)
    assert answer(told)["rollup"]["goals"] == 0


@pytest.mark.parametrize("last", [paused(), closed()])
def test_paused_and_closed_goals_still_count(told: Told, last: Any):
    aims(told, OTHER, last)
    reads(told, 500_000, JUNE)
    assert answer(told)["rollup"]["progress"] == "0.5000"


@pytest.mark.parametrize("last", [GoalArchived(on=JUNE), GoalSuperseded(on=JUNE, by_goal_id=THIRD)])
def test_archived_and_superseded_goals_do_not_count(told: Told, last: Any):
    aims(told, OTHER, last)
    reads(told, 500_000, JUNE)
    assert answer(told)["rollup"]["goals"] == 0


def test_a_goal_archived_later_counted_on_the_day_asked_about(told: Told):
    reads(told, 500_000, JUNE)
    aims(told, OTHER, GoalArchived(on=date(2023, 7, 1)))
    with told.asking(on=JUNE) as asking:
        found = answers.answer(asking.about(JUNE), BOX)
    assert found is not None
    assert (found["rollup"]["goals"], answer(told)["rollup"]["goals"]) == (1, 0)


def test_the_containers_below_count_in_the_nested_roll_up_only(told: Told):
    told.tell(OTHER_BOX, ContainerOpened(name="Below", kind=ContainerKind.FOLDER, parent_id=BOX))
    aims(told, OTHER)
    aims(told, THIRD, container_id=OTHER_BOX, to=500_000)
    reads(told, 500_000, JUNE)
    found = answer(told)
    assert found["containers"] == [OTHER_BOX]
    assert (found["rollup"]["progress"], found["rollup"]["goals"]) == ("0.5000", 1)
    assert (found["rollup_nested"]["progress"], found["rollup_nested"]["goals"]) == ("0.7500", 2)


def test_a_moved_goal_and_a_moved_container_still_count_where_they_were_at_earlier_positions(told: Told):
    told.tell(OTHER_BOX, ContainerOpened(name="Below", kind=ContainerKind.FOLDER, parent_id=BOX))
    aims(told, OTHER)
    aims(told, THIRD, container_id=OTHER_BOX)
    reads(told, 500_000, JUNE)
    before = len(told.events)
    told.tell(OTHER, GoalMoved(container_id=None))
    told.tell(OTHER_BOX, ContainerMoved(parent_id=None))
    assert answer(told)["rollup_nested"]["goals"] == 0
    assert answer(told, before)["rollup_nested"]["goals"] == 2


def test_a_reading_recorded_later_is_not_known_at_an_earlier_position(told: Told):
    aims(told, OTHER)
    before = len(told.events)
    reads(told, 500_000, JUNE)
    assert answer(told)["rollup"]["progress"] == "0.5000"
    assert answer(told, before)["rollup"]["progress"] is None


def test_a_goal_at_zero_counts_as_zero():
    found = rollup([Share("a", Decimal(1), Decimal(1)), Share("b", Decimal(1), Decimal(0))])
    assert (found["progress"], found["without_value"]) == ("0.5000", [])


def test_weights_of_nothing_roll_up_to_null():
    assert rollup([Share("a", Decimal(0), Decimal(1))])["progress"] is None
    assert rollup([])["progress"] is None
