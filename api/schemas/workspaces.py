"""The workspace, its policy and its anchors."""

from typing import Any

from api.contract import fields
from api.contract.schemas import Answer, Request
from api.schemas import examples
from goals.vocabulary import Anchor, ApprovalRule, WorkspaceKind

MOST_DAYS = 3650
LONGEST_ZONE = 64


def days(said: str, **more: Any) -> fields.Whole:
    return fields.Whole(most=MOST_DAYS, metadata={"description": said}, **more)


def pace(said: str, **more: Any) -> fields.Decimal:
    return fields.Decimal(metadata={"description": f"The lowest pace that is {said}, 0 to 1."}, **more)


def month(**more: Any) -> fields.Whole:
    return fields.Whole(least=1, most=12, metadata={"description": "The month a fiscal year starts in."}, **more)


def zone(**more: Any) -> fields.Line:
    said = {"description": "The time zone of the workspace's days, such as Europe/Berlin."}
    return fields.Line(most=LONGEST_ZONE, metadata=said, **more)


class ChangePolicy(Request):
    """What is not there stays as it is."""

    example = examples.CHANGE_POLICY

    approval = fields.Choice(ApprovalRule)
    easing_notice_days = days("How many days after it is recorded an easing takes effect.")
    freeze_days = days("In how many last days of a window easing is refused unless approved.")
    on_track = pace("on track")
    at_risk = pace("at risk")
    grace_days = days("How many days beyond its cadence a KPI may be silent.")
    fiscal_year_start = month()
    tz = zone()
    reason = fields.Text(allow_none=True)


class PolicyAnswer(Answer):
    approval = fields.Choice(ApprovalRule, required=True)
    easing_notice_days = fields.Whole(required=True)
    freeze_days = fields.Whole(required=True)
    on_track = fields.Decimal(required=True)
    at_risk = fields.Decimal(required=True)
    grace_days = fields.Whole(required=True)
    fiscal_year_start = month(required=True)
    tz = zone(required=True)
    policy_version = fields.Whole(required=True, metadata={"description": "1 as opened, one more for each change."})
    reason = fields.Text(required=True, allow_none=True)
    recorded_at = fields.Instant(required=True)
    recorded_position = fields.Whole(required=True)
    version = fields.Whole(required=True)
    position = fields.Whole(required=True)


class RecordAnchor(Request):
    example = examples.RECORD_ANCHOR

    anchor = fields.Choice(Anchor, required=True)
    on = fields.Date(required=True)
    note = fields.Text(allow_none=True)


class AnchorItem(Answer):
    anchor = fields.Choice(Anchor, required=True)
    on = fields.Date(required=True)
    note = fields.Text(required=True, allow_none=True)
    recorded_at = fields.Instant(required=True)
    recorded_position = fields.Whole(required=True)


class AnchorAnswer(AnchorItem):
    version = fields.Whole(required=True)
    position = fields.Whole(required=True)


class WorkspaceAnswer(Answer):
    id = fields.Id(required=True)
    name = fields.Line(required=True)
    kind = fields.Choice(WorkspaceKind, required=True)
    tz = zone(required=True)
    note = fields.Text(
        required=True, allow_none=True, metadata={"description": "Where its contents come from, if that was said."}
    )
    now = fields.Instant(required=True, metadata={"description": "What its clock shows."})
    head = fields.Whole(required=True, metadata={"description": "The last position of its log."})
    opened_at = fields.Instant(required=True)
    version = fields.Whole(required=True)
    position = fields.Whole(required=True)
