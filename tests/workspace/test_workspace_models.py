"""What a workspace's facts come to in its answers."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from goals.vocabulary import Anchor, ApprovalRule, WorkspaceKind
from goals.workspace.facts import AnchorRecorded, Policy, PolicyChanged, WorkspaceOpened
from projections import workspaces
from projections.answers import workspaces as answers
from tests.workspace.telling import START, WORKSPACE, Told, telling

OPENED = WorkspaceOpened(name="Ours", kind=WorkspaceKind.TEST, note="a sample")
STRICT = Policy(approval=ApprovalRule.ALWAYS, on_track=Decimal("0.95"), tz="Europe/Paris")


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        yield told


def test_a_workspace_says_its_name_kind_zone_and_clock(told: Told):
    told.tell(WORKSPACE, OPENED, PolicyChanged(policy=STRICT))
    with told.asking() as asking:
        answer = answers.answer(asking, now=START, head=7)
    assert (answer["name"], answer["kind"], answer["tz"]) == ("Ours", "test", "Europe/Paris")
    assert (answer["now"], answer["head"], answer["note"]) == ("2023-01-01T09:00:00.000000Z", 7, "a sample")


def test_the_first_policy_is_the_plain_one(told: Told):
    told.tell(WORKSPACE, OPENED)
    with told.asking() as asking:
        policy = answers.policy(asking)
    assert (policy["approval"], policy["on_track"], policy["policy_version"]) == ("none", "0.9", 1)


def test_a_policy_is_answered_with_why_and_since_when(told: Told):
    told.tell(WORKSPACE, OPENED, PolicyChanged(policy=STRICT, reason="the auditors asked"))
    with told.asking() as asking:
        policy = answers.policy(asking)
    assert (policy["approval"], policy["on_track"], policy["policy_version"]) == ("always", "0.95", 2)
    assert (policy["reason"], policy["recorded_at"]) == ("the auditors asked", "2023-01-02T09:00:00.000000Z")


def test_an_earlier_position_knows_the_earlier_policy(told: Told):
    told.tell(WORKSPACE, OPENED, PolicyChanged(policy=STRICT))
    with told.asking(1) as asking:
        assert answers.policy(asking)["approval"] == "none"
    with told.asking() as asking:
        assert workspaces.at(asking.rows, WORKSPACE, 1).policy == Policy()
        assert workspaces.at(asking.rows, WORKSPACE, 2).policy == STRICT


def test_a_moved_anchor_keeps_its_earlier_day_for_earlier_positions(told: Told):
    may, june = date(2023, 5, 2), date(2023, 6, 1)
    launched = AnchorRecorded(anchor=Anchor.PRODUCT_LAUNCH, on=may)
    told.tell(
        WORKSPACE,
        OPENED,
        launched,
        AnchorRecorded(anchor=Anchor.PRODUCT_LAUNCH, on=june, note="it slipped"),
    )
    with told.asking() as asking:
        assert [(each["on"], each["note"]) for each in answers.anchors(asking)] == [("2023-06-01", "it slipped")]
    with told.asking(2) as asking:
        assert [each["on"] for each in answers.anchors(asking)] == ["2023-05-02"]


def test_anchors_are_listed_by_name(told: Told):
    told.tell(
        WORKSPACE,
        OPENED,
        AnchorRecorded(anchor=Anchor.PRODUCT_LAUNCH, on=date(2023, 5, 2)),
        AnchorRecorded(anchor=Anchor.MARKET_ENTRY, on=date(2023, 7, 1)),
    )
    with told.asking() as asking:
        assert [each["anchor"] for each in answers.anchors(asking)] == ["market_entry", "product_launch"]
        assert answers.anchor(asking, "goal_start") is None
