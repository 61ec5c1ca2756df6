"""What is decided about a workspace's rules and anchors."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from goals.vocabulary import Anchor, ApprovalRule
from goals.workspace.anchors import RecordAnchor
from goals.workspace.commands import ChangePolicy
from goals.workspace.errors import AnchorIsNotRecorded, PolicyCannotBe
from goals.workspace.facts import AnchorRecorded, Policy, PolicyChanged
from tests.workspace.acting import Acting, acting

MAY, JUNE = date(2023, 5, 2), date(2023, 6, 1)


@pytest.fixture
def here() -> Acting:
    return acting()


def policy(here: Acting, **rules: Any) -> ChangePolicy:
    return ChangePolicy(workspace_id=here.workspace_id, **rules)


def launched(here: Acting, on: date, **more: Any) -> RecordAnchor:
    return RecordAnchor(workspace_id=here.workspace_id, anchor=Anchor.PRODUCT_LAUNCH, on=on, **more)


def test_a_changed_rule_is_recorded_with_all_the_others(here: Acting):
    facts = here.when(policy(here, approval=ApprovalRule.ALWAYS, reason="the auditors asked"))
    assert facts == [PolicyChanged(policy=Policy(approval=ApprovalRule.ALWAYS), reason="the auditors asked")]


def test_rules_not_named_stay_as_they_were(here: Acting):
    here.given(policy(here, approval=ApprovalRule.ALWAYS, freeze_days=14))
    assert here.when(policy(here, freeze_days=0)) == [
        PolicyChanged(policy=Policy(approval=ApprovalRule.ALWAYS, freeze_days=0))
    ]


def test_the_same_policy_again_records_nothing(here: Acting):
    here.given(policy(here, on_track=Decimal("0.95")))
    assert here.when(policy(here, on_track=Decimal("0.950"))) == []
    assert here.when(policy(here)) == []


@pytest.mark.parametrize(
    ("rules", "pointer"),
    [
        ({"easing_notice_days": -1}, "/easing_notice_days"),
        ({"freeze_days": -1}, "/freeze_days"),
        ({"grace_days": -7}, "/grace_days"),
        ({"on_track": Decimal("1.01")}, "/on_track"),
        ({"at_risk": Decimal("-0.1")}, "/at_risk"),
        ({"on_track": Decimal("0.6")}, "/at_risk"),
        ({"fiscal_year_start": 0}, "/fiscal_year_start"),
        ({"fiscal_year_start": 13}, "/fiscal_year_start"),
        ({"tz": "Mars/Olympus"}, "/tz"),
        ({"tz": ""}, "/tz"),
    ],
)
def test_an_impossible_rule_is_refused_at_its_pointer(here: Acting, rules: dict[str, Any], pointer: str):
    with pytest.raises(PolicyCannotBe) as refusal:
        here.when(policy(here, **rules))
    assert [fault.pointer for fault in refusal.value.faults] == [pointer]


def test_all_that_is_wrong_with_a_policy_is_said_at_once(here: Acting):
    with pytest.raises(PolicyCannotBe) as refusal:
        here.when(policy(here, freeze_days=-1, tz="Mars/Olympus"))
    assert [fault.pointer for fault in refusal.value.faults] == ["/freeze_days", "/tz"]


def test_thresholds_may_be_equal_and_at_their_bounds(here: Acting):
    here.given(policy(here, on_track=Decimal(1), at_risk=Decimal(1)))
    here.given(policy(here, on_track=Decimal(0), at_risk=Decimal(0)))


def test_an_anchor_is_recorded_on_its_day(here: Acting):
    assert here.when(launched(here, MAY, note="at last")) == [
        AnchorRecorded(anchor=Anchor.PRODUCT_LAUNCH, on=MAY, note="at last")
    ]


def test_the_same_day_again_records_nothing(here: Acting):
    here.given(launched(here, MAY))
    assert here.when(launched(here, MAY, note="to be sure")) == []


def test_another_day_moves_the_anchor(here: Acting):
    here.given(launched(here, MAY))
    assert here.when(launched(here, JUNE)) == [AnchorRecorded(anchor=Anchor.PRODUCT_LAUNCH, on=JUNE)]


def test_the_start_of_a_goal_is_not_the_workspaces_to_record(here: Acting):
    with pytest.raises(AnchorIsNotRecorded) as refusal:
        here.when(RecordAnchor(workspace_id=here.workspace_id, anchor=Anchor.GOAL_START, on=MAY))
    assert refusal.value.pointer == "/anchor"
