"""What a request looks like, told with the sample's ids: pasted while the sample is served, it is understood."""

from collections.abc import Mapping
from typing import Any

from api.sample import names
from goals.identity import reading_id

Example = Mapping[str, Any]

GOAL, OTHER_GOAL = names.goal_id("G6"), names.goal_id("G5")
KPI = names.kpi_id("mrr")
MILESTONE = names.milestone_id("M2.4")
CONTAINER, OTHER_CONTAINER = names.container_id("Revenue"), names.container_id("Growth")

VARIABLES: Mapping[str, str] = {
    "goal_id": GOAL,
    "kpi_id": KPI,
    "milestone_id": MILESTONE,
    "container_id": CONTAINER,
    "reading_id": reading_id(kpi_id=KPI, key="2023-11-30"),
    "name": "2023-Q4",
    "flag": "R01",
    "period": "2023-Q4",
    "retarget_id": names.proposal_id("G6.longer"),
}
"""The variables of paths, by name."""

MOVE_CLOCK = {"now": "2024-01-02T09:00:00Z"}
NEW_KEY = {"role": "contributor", "actor": "billing", "actor_type": "service"}

CHANGE_POLICY = {"easing_notice_days": 7, "freeze_days": 14, "reason": "Nobody eases a goal in its last fortnight"}
RECORD_ANCHOR = {"anchor": "product_launch", "on": "2023-02-02", "note": "A day later than planned"}

OPEN_CYCLE = {
    "period": "2024-Q1",
    "edit_until": "2024-01-31",
    "update_until": "2024-04-15",
    "reason": "Goals are set in January, and settled two weeks after the quarter",
}
TURN_CYCLE = {"reason": "The board has seen the goals"}
REVIEW_PERIOD = {
    "period": "2023-Q3",
    "scope": {"kind": "workspace"},
    "note": "Every easing of the quarter was looked at with its owner",
}
NEW_SUBJECT = {"id": "s-17", "name": "Ana Example", "email": "ana@example.com"}
HOLD_SUBJECT = {"reason": "Evidence in the dispute 2024/14"}
ERASE_SUBJECT = {
    "ground": "request_of_the_subject",
    "asked_by": "s-17",
    "reason": "Asked for in writing on 2 January",
}
GRANT_WAIVER = {"until": "2024-02-29", "reason": "The payment provider is being replaced, which we decided"}
ACKNOWLEDGE_FLAG = {"note": "Discussed with the owner: the contract fell through"}

NEW_CONTAINER = {"name": "Pricing", "kind": "objective", "parent_id": OTHER_CONTAINER, "max_active_goals": 3}
EDIT_CONTAINER = {"description": "Everything that brings recurring revenue", "max_active_goals": 2}
MOVE_CONTAINER = {"parent_id": OTHER_CONTAINER}
ARCHIVE_CONTAINER = {"reason": "The year is over"}

NEW_KPI = {
    "key": "new_mrr",
    "name": "New monthly recurring revenue",
    "unit": "USD",
    "unit_kind": "currency",
    "currency": "USD",
    "scale": 2,
    "value_kind": "level",
    "aggregation": "last",
    "cadence": "month",
}
EDIT_KPI = {"name": "Recurring revenue", "description": "At the end of the month, without taxes"}
REDEFINE_KPI = {"cadence": "week", "reason": "Billing reports every Monday from now on"}
RETIRE_KPI = {"reason": "Replaced by net recurring revenue"}

RECORD_READING = {"observed_at": "2023-12-31T00:00:00Z", "value": "485000", "key": "2023-12", "source": "billing"}
CORRECT_READING = {"value": "479000", "reason": "One contract was counted twice"}
VOID_READING = {"reason": "Of another product"}

NEW_GOAL = {
    "title": "Increase revenue",
    "aim": "Grow MRR from $400,000 to $600,000",
    "why": "Break-even is at $600,000 a month",
    "kpi_id": KPI,
    "container_id": None,
    "owner": "ana",
    "tags": ["revenue"],
    "direction": "increase",
    "baseline": {"state": "known", "value": "400000", "observed_on": "2023-01-01", "source": "billing"},
    "target": {"kind": "from_to", "from": "400000", "to": "600000"},
    "window": {"start": "2023-01-01", "duration": "P12M", "tz": "UTC"},
    "maturity": "committed",
    "links": [{"system": "roadmap", "ref": "EPIC-12", "url": "https://roadmap.example/EPIC-12"}],
}
EDIT_GOAL = {"why": "Break-even is at $600,000 a month", "tags": ["revenue", "board"]}
ACTIVATE = {"on": "2023-12-31"}
COMMIT = {"note": "The baseline is measured"}
ESTABLISH = {"value": "400000", "observed_on": "2023-01-01", "source": "billing"}
RETARGET = {
    "target": {"kind": "absolute", "value": "500000"},
    "window": {"end": "2024-03-31"},
    "reason_code": "under_performance",
    "reason": "Sales cycle is twice what we assumed",
    "evidence": [{"url": "https://wiki.example/q3-review", "title": "Q3 review"}],
}
APPROVE_RETARGET = {"n": 2, "note": "Two of the three contracts were lost, as said in the review"}
REJECT_RETARGET = {"reason": "First we look at what the third contract brings"}
WITHDRAW_RETARGET = {"reason": "The third contract was signed"}
REVIEW = {"verdict": "reaffirmed", "note": "Half the year, a seventh of the way. The aim stands."}
CHECK_IN = {"confidence": "0.7", "status": "on_track", "story": "Three large contracts are close"}
PAUSE = {"reason": "The price list is being redone"}
RESUME = {"note": "The new prices are out"}
CLOSE = {"outcome": "missed", "reason": "Two of three contracts fell through", "lessons": "Ask for the budget first"}
REOPEN = {"reason": "A contract of December was signed in time"}
ARCHIVE = {"reason": "The year is over"}
SUPERSEDE = {"by_goal_id": OTHER_GOAL, "reason": "Conversions are what we can move"}
COMMENT = {"text": "The third contract is with their lawyers"}
MOVE = {"container_id": OTHER_CONTAINER}
ALIGN = {"parent_id": OTHER_GOAL, "kind": "contributes", "weight": "0.5"}
UNALIGN = {"parent_id": OTHER_GOAL}
CHANGE_OWNER = {"owner": "hugo"}

NEW_MILESTONE = {
    "title": "Add 15 items to knowledge base",
    "kind": "counted",
    "required_count": "15",
    "unit": "articles",
    "due": "2023-12-31",
}
EDIT_MILESTONE = {"title": "Add 15 articles to the knowledge base"}
PROGRESS = {"amount": "3", "effective_on": "2023-12-20"}
COMPLETE = {"effective_on": "2023-12-20", "note": "The last one is online"}
RESCHEDULE = {"due": "2024-01-31", "reason": "The author is ill"}
RESCOPE = {
    "kind": "counted",
    "required_count": "18",
    "unit": "articles",
    "reason": "Three more questions are asked often",
}
REASON = {"reason": "Nobody reads it"}
