"""What one event changed: fact in, fields before and after it out."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from goals.container.facts import ContainerOpened, ContainerRenamed
from goals.facts import Fact
from goals.goal.facts import (
    CheckedIn,
    Commented,
    FlagAcknowledged,
    GoalAligned,
    GoalClosed,
    OwnerChanged,
    WaiverGranted,
)
from goals.identity import reading_id
from goals.kpi.facts import KpiEdited
from goals.milestone.facts import MilestoneAdded, MilestoneProgressed, MilestoneRescheduled
from goals.milestone.shape import Counted
from goals.reading.facts import ReadingCorrected, ReadingVoided
from goals.sealing import Sealed
from goals.vocabulary import AlignmentKind, Anchor, ContainerKind, FlagId, Outcome
from goals.workspace.facts import AnchorRecorded, Policy, PolicyChanged
from projections.answers.what_changed import what_changed
from tests.projections.story import (
    GOAL,
    KPI,
    MRR,
    OTHER,
    REASON,
    START,
    WORKSPACE,
    Told,
    activated,
    aiming,
    created,
    retargeted,
    telling,
)

FEBRUARY, MARCH = date(2023, 2, 1), date(2023, 3, 1)
READING = reading_id(kpi_id=KPI, key=FEBRUARY.isoformat())
MILESTONE = "0190a0a0-0000-7000-8000-0000000000c1"
CONTAINER = "0190a0a0-0000-7000-8000-0000000000d1"
ADDED = MilestoneAdded(
    milestone_id=MILESTONE, title="Articles", shape=Counted(required_count=Decimal(15)), due=date(2023, 6, 30)
)
OPENED = ContainerOpened(name="Growth", kind=ContainerKind.FOLDER)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        yield told


def last(told: Told) -> dict[str, Any]:
    """What the last event changed."""
    with told.asking() as asking:
        return what_changed(asking, told.events[-1])


def changes(told: Told) -> list[tuple[str, Any, Any]]:
    return [(each["field"], each["before"], each["after"]) for each in last(told)["changes"]]


def test_a_retarget_changes_the_target_for_a_reason(told: Told):
    told.tell(MARCH, GOAL, retargeted(MRR, aiming(500000), on=MARCH))
    assert changes(told) == [("target", "600000", "500000")]
    found = last(told)
    assert (found["type"], found["goal_id"], found["position"]) == ("goalpost.goal.retargeted.v1", GOAL, 5)
    assert (found["reason_code"], found["reason"]) == ("under_performance", REASON)
    assert (found["actor"], found["effective_at"]) == ({"type": "user", "id": "ana"}, "2023-03-01T00:00:00.000000Z")


def test_a_creation_brings_every_field_that_says_something(told: Told):
    told.tell(MARCH, OTHER, created(owner="bo"))
    found = {field: after for field, before, after in changes(told) if before is None}
    assert found["title"] == "Increase revenue"
    assert (found["owner"], found["state"], found["target"], found["end"]) == ("bo", "draft", "600000", "2023-12-31")
    assert {"tags", "links", "comments", "outcome"}.isdisjoint(found)


def test_a_reading_is_recorded_corrected_and_voided(told: Told):
    told.read(FEBRUARY, 450000)
    assert changes(told) == [("value", None, "450000")]
    assert (last(told)["kpi_id"], last(told)["observed_at"]) == (KPI, "2023-02-01T00:00:00.000000Z")
    told.tell(MARCH, READING, ReadingCorrected(kpi_id=KPI, value=Decimal(460000), reason="Counted twice"))
    assert changes(told) == [("value", "450000", "460000")]
    told.tell(MARCH, READING, ReadingVoided(kpi_id=KPI, reason="Of another product"))
    assert changes(told) == [("value", "460000", None)]
    assert (last(told)["reason"], last(told)["observed_at"]) == ("Of another product", "2023-02-01T00:00:00.000000Z")


def test_what_a_reading_was_is_told_from_before_it_was_changed_again(told: Told):
    told.read(FEBRUARY, 450000)
    told.tell(MARCH, READING, ReadingCorrected(kpi_id=KPI, value=Decimal(460000), reason="Counted twice"))
    told.tell(MARCH, READING, ReadingCorrected(kpi_id=KPI, value=Decimal(470000), reason="Counted thrice"))
    with told.asking() as asking:
        first = what_changed(asking, told.events[-2])["changes"]
    assert first == [{"field": "value", "before": "450000", "after": "460000"}]


def test_a_milestone_changes_in_its_own_fields(told: Told):
    told.tell(FEBRUARY, GOAL, ADDED)
    assert ("due", None, "2023-06-30") in changes(told)
    assert (last(told)["goal_id"], last(told)["milestone_id"]) == (GOAL, MILESTONE)
    rescheduled = MilestoneRescheduled(
        milestone_id=MILESTONE, before=date(2023, 6, 30), after=date(2023, 9, 30), reason="The author is ill"
    )
    told.tell(MARCH, GOAL, rescheduled)
    assert changes(told) == [("due", "2023-06-30", "2023-09-30")]
    told.tell(MARCH, GOAL, MilestoneProgressed(milestone_id=MILESTONE, effective_on=MARCH, amount=Decimal(3)))
    assert changes(told) == [
        ("state", "planned", "in_progress"),
        ("amount", "0", "3"),
        ("progressed_on", None, "2023-03-01"),
    ]


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (Commented(text="Hm"), [("comment", None, "Hm")]),
        (OwnerChanged(owner="bo"), [("owner", None, "bo")]),
        (
            GoalAligned(parent_id=OTHER, kind=AlignmentKind.SUPPORTS),
            [("parents", [], [{"parent_id": OTHER, "kind": "supports"}])],
        ),
        (
            FlagAcknowledged(flag=FlagId.R01, event_id=OTHER, note="Seen"),
            [("acknowledgement", None, {"flag": "R01", "event_id": OTHER, "note": "Seen"})],
        ),
    ],
    ids=["a comment", "an owner", "an alignment", "an acknowledgement"],
)
def test_what_is_said_of_a_goal_is_a_field(told: Told, fact: Fact, expected: list[Any]):
    told.tell(MARCH, GOAL, fact)
    assert changes(told) == expected


def test_a_closing_tells_its_outcome_its_reason_and_what_was_learnt(told: Told):
    told.tell(MARCH, GOAL, GoalClosed(on=MARCH, outcome=Outcome.MISSED, reason="Two fell through", lessons="Ask first"))
    found = {field: after for field, _, after in changes(told)}
    assert (found["state"], found["outcome"], found["closed_on"]) == ("closed", "missed", "2023-03-01")
    assert (found["closing"]["reason"], found["closing"]["lessons"]) == ("Two fell through", "Ask first")


def test_a_check_in_and_a_waiver_are_told_whole(told: Told):
    told.tell(MARCH, GOAL, CheckedIn(on=MARCH, confidence=Decimal("0.7"), story="Close"))
    ((field, before, after),) = changes(told)
    assert (field, before, after["confidence"], after["story"]) == ("check_in", None, "0.7", "Close")
    told.tell(MARCH, GOAL, WaiverGranted(on=MARCH, until=date(2023, 4, 1), reason="The provider is replaced"))
    ((field, before, after),) = changes(told)
    assert (field, before, after[0]["until"]) == ("waivers", None, "2023-04-01")


def test_kpis_containers_and_the_workspace_change_field_by_field(told: Told):
    told.tell(MARCH, KPI, KpiEdited(name="Recurring revenue"))
    assert (changes(told), last(told)["kpi_id"]) == ([("name", "Revenue", "Recurring revenue")], KPI)
    told.tell(MARCH, CONTAINER, OPENED, ContainerRenamed(name="Growth at last"))
    assert (changes(told), last(told)["container_id"]) == ([("name", "Growth", "Growth at last")], CONTAINER)
    told.tell(MARCH, WORKSPACE, PolicyChanged(policy=Policy(grace_days=14), reason="Holidays"))
    assert changes(told) == [("grace_days", 7, 14), ("policy_version", 1, 2)]
    told.tell(MARCH, WORKSPACE, AnchorRecorded(anchor=Anchor.PRODUCT_LAUNCH, on=FEBRUARY))
    assert changes(told) == [("anchors.product_launch", None, "2023-02-01")]


def test_personal_text_is_opened(told: Told):
    sealed = Sealed(subject="ana", nonce=b"", ciphertext=b"")
    told.tell(MARCH, GOAL, Commented(text=sealed))
    assert changes(told) == [("comment", None, "[sealed]")]
