"""What is decided about cycles: NOW is 15 June 2023."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from goals.errors import NotFound
from goals.workspace.commands import ChangePolicy
from goals.workspace.cycle import CycleClosed, CycleLocked, CycleOpened
from goals.workspace.cycles import CloseCycle, LockCycle, OpenCycle
from goals.workspace.errors import CycleCannotBe, CycleIsOver, ReopeningNeedsReason
from tests.given import Story, given

EDIT, UPDATE = date(2023, 7, 31), date(2023, 10, 15)
QUARTER = CycleOpened(
    cycle="2023-Q3", start=date(2023, 7, 1), end=date(2023, 9, 30), edit_until=EDIT, update_until=UPDATE
)
AGAIN = "The board asked for one more week"


def opened(story: Story, **said: Any) -> Any:
    asked = {"period": "2023-Q3", "edit_until": EDIT, "update_until": UPDATE} | said
    return story.when(OpenCycle, workspace_id=story.workspace_id, **asked)


def locked(story: Story, **said: Any) -> Any:
    return story.when(LockCycle, workspace_id=story.workspace_id, **({"name": "2023-Q3"} | said))


def closed(story: Story, **said: Any) -> Any:
    return story.when(CloseCycle, workspace_id=story.workspace_id, **({"name": "2023-Q3"} | said))


def recorded(outcome: Any) -> list[Any]:
    return [event.fact for event in outcome.events]


def begun() -> Story:
    story = given()
    assert recorded(opened(story)) == [QUARTER]
    return story


def midnight(month: int, day: int) -> datetime:
    return datetime(2023, month, day, tzinfo=UTC)


def faults(outcome: Any) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in outcome.then_refused(CycleCannotBe).faults]


def test_a_period_of_the_fiscal_calendar_is_a_cycle_of_its_name():
    story = given()
    story.change(ChangePolicy(workspace_id=story.workspace_id, fiscal_year_start=4))
    (fact,) = recorded(opened(story, period="2023-Q2"))
    assert (fact.cycle, fact.start, fact.end) == ("2023-Q2", date(2023, 7, 1), date(2023, 9, 30))


def test_other_days_are_a_cycle_of_a_name_of_their_own():
    free = {"period": None, "name": "spring", "start": date(2023, 3, 1), "end": date(2023, 5, 31)}
    (fact,) = recorded(opened(given(), **free))
    assert (fact.cycle, fact.start, fact.end) == ("spring", date(2023, 3, 1), date(2023, 5, 31))


def test_the_same_cycle_again_records_nothing():
    opened(begun(), reason="To be sure").then_nothing()


def test_other_days_of_grace_are_another_term():
    (fact,) = recorded(opened(begun(), update_until=date(2023, 10, 31)))
    assert (fact.edit_until, fact.update_until) == (EDIT, date(2023, 10, 31))


def test_edits_may_end_with_the_updates_and_not_a_day_later():
    assert len(recorded(opened(given(), edit_until=UPDATE))) == 1
    refusal = opened(given(), edit_until=date(2023, 10, 16)).then_refused(CycleCannotBe)
    assert [fault.pointer for fault in refusal.faults] == ["/edit_until", "/update_until"]
    assert "2023-10-16" in refusal.message and "2023-10-15" in refusal.message


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"period": None}, [("/period", "missing")]),
        ({"period": None, "name": "spring"}, [("/start", "missing"), ("/end", "missing")]),
        ({"period": None, "start": EDIT, "end": UPDATE}, [("/name", "missing")]),
        ({"name": "spring"}, [("/name", "said-twice")]),
        ({"start": EDIT}, [("/start", "said-twice")]),
        ({"period": "Q3"}, [("/period", "period-unreadable")]),
        ({"period": "2023-Q5"}, [("/period", "period-unreadable")]),
        ({"period": "9999-Q4"}, [("/period", "period-unreadable")]),
        ({"period": None, "name": "spring", "start": UPDATE, "end": EDIT}, [("/end", "end-before-start")]),
        ({"period": None, "name": "a/b", "start": EDIT, "end": UPDATE}, [("/name", "name-unfit")]),
        ({"period": None, "name": "2023-Q3", "start": EDIT, "end": UPDATE}, [("/name", "name-is-a-period")]),
        (
            {"period": "Q3", "edit_until": date(2024, 1, 1)},
            [("/edit_until", "days-crossed"), ("/update_until", "days-crossed"), ("/period", "period-unreadable")],
        ),
    ],
)
def test_all_that_is_wrong_with_a_cycle_is_said_at_its_pointers(said: dict[str, Any], expected: list[tuple[str, str]]):
    assert faults(opened(given(), **said)) == expected


def test_a_cycle_is_locked_and_closed_by_hand():
    story = begun()
    assert recorded(locked(story, reason="The board has seen it")) == [
        CycleLocked(cycle="2023-Q3", reason="The board has seen it")
    ]
    assert recorded(closed(story)) == [CycleClosed(cycle="2023-Q3")]


def test_what_is_locked_or_closed_already_is_not_so_again():
    story = begun()
    locked(story)
    locked(story).then_nothing()
    closed(story)
    closed(story).then_nothing()


def test_a_closed_cycle_is_not_reopened_by_locking_it():
    story = begun()
    closed(story)
    locked(story).then_refused(CycleIsOver)


def test_a_cycle_that_is_not_there_is_neither_locked_nor_closed():
    locked(given()).then_refused(NotFound)
    closed(given()).then_refused(NotFound)


def test_the_last_day_of_edits_is_open_and_the_next_locked():
    assert len(recorded(locked(begun().at(midnight(7, 31))))) == 1
    locked(begun().at(midnight(8, 1))).then_nothing()


def test_the_last_day_of_updates_is_not_closed_and_the_next_is():
    assert len(recorded(closed(begun().at(midnight(10, 15))))) == 1
    closed(begun().at(midnight(10, 16))).then_nothing()
    locked(begun().at(midnight(10, 16))).then_refused(CycleIsOver)


@pytest.mark.parametrize("turned", [locked, closed])
def test_a_locked_or_closed_cycle_is_opened_again_with_a_reason(turned: Any):
    story = begun()
    turned(story)
    opened(story).then_refused(ReopeningNeedsReason, at="/reason")
    opened(story, reason=" Too short ").then_refused(ReopeningNeedsReason, at="/reason")
    assert recorded(opened(story, reason=AGAIN))[0].reason == AGAIN
    assert len(recorded(locked(story))) == 1, "it is open again"


def test_a_cycle_whose_days_have_passed_needs_a_reason_too():
    story = begun().at(midnight(10, 16))
    later = {"edit_until": date(2023, 10, 31), "update_until": date(2023, 10, 31)}
    opened(story, **later).then_refused(ReopeningNeedsReason)
    assert len(recorded(opened(story, **later, reason=AGAIN))) == 1


def test_an_open_cycle_gets_other_days_without_a_reason():
    assert len(recorded(opened(begun(), edit_until=date(2023, 8, 15)))) == 1


def test_the_days_of_a_cycle_are_those_of_the_workspace():
    story = begun()
    story.change(ChangePolicy(workspace_id=story.workspace_id, tz="Pacific/Auckland"))
    noon = story.at(datetime(2023, 7, 31, 12, tzinfo=UTC))
    locked(noon).then_nothing()
