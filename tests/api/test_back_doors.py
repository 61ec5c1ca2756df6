"""Ways around an approval that look like none, over HTTP: by an announced easing, out of the freeze, out of a cycle."""

from typing import Any

from tests.api.client import Api
from tests.api.deciding import actor, decided, proposed, under
from tests.api.known import RETARGET, active, made, read


def asked(api: Api, goal: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What becomes of asking for a retarget: a proposal waits, or not."""
    wish = {name: value for name, value in RETARGET.items() if name != "target"}
    answer = api.post(f"/v1/goals/{goal['id']}/retargets", {**wish, **changes}, at="*")
    assert answer.status_code in (200, 202), answer.text
    found: dict[str, Any] = answer.json
    return found


def target(value: str) -> dict[str, Any]:
    return {"kind": "absolute", "value": value}


def test_an_announced_easing_is_no_step_to_another_that_nobody_approves(api: Api):
    goal = under(api, approval="easier_only", easing_notice_days=7)
    made(decided(actor(api, "approver", "bo"), proposed(api, goal), "approve"), 200)
    hurried = asked(api, goal, target=target("500001"))
    assert hurried["proposal"]["grounds"] == ["policy"]
    assert (hurried["target"]["resolved"], hurried["retargets"]["count"]) == ("600000", 1)
    api.clock("2023-07-08T09:00:00Z")
    assert made(api.get(f"/v1/goals/{goal['id']}"), 200)["target"]["resolved"] == "500000"
    assert asked(api, goal, target=target("500001"))["target"]["resolved"] == "500001"


def test_a_goal_does_not_leave_the_freeze_by_becoming_harder(api: Api):
    goal = under(api, freeze_days=14)
    read(api, goal["kpi"]["id"], "2023-06-30", "450000")
    api.clock("2023-12-20T09:00:00Z")
    out = {"target": target("90000000"), "window": {"end": "2024-01-31", "duration": None}}
    waiting = asked(api, goal, **out)["proposal"]
    assert (waiting["effect"], waiting["grounds"]) == ("harder", ["freeze"])
    assert asked(api, goal, target=target("500000"))["proposal"]["grounds"] == ["freeze"]
    assert asked(api, goal, target=target("90000000"))["proposal"] is None


def test_a_goal_does_not_leave_its_cycle_by_a_day(api: Api):
    api.clock("2023-01-01T09:00:00Z")
    goal = active(api)
    year = {"period": "2023", "edit_until": "2023-01-31", "update_until": "2024-01-15"}
    made(api.post("/v1/cycles", year))
    longer = {"window": {"end": "2024-01-01", "duration": None}}
    assert asked(api, goal, **longer)["proposal"] is None
    api.clock("2023-02-01T09:00:00Z")
    assert asked(api, goal, target=target("500000"))["proposal"]["grounds"] == ["cycle_locked"]
    api.clock("2024-01-16T09:00:00Z")
    assert asked(api, goal, target=target("450000"))["proposal"]["grounds"] == ["cycle_locked"]
