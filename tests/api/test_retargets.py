"""Who lets the goalposts move, over HTTP: proposing, approving, rejecting, withdrawing."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from goals.vocabulary import ActorType
from projections.rebuild import rebuild
from tests.api.client import Answer, Api
from tests.api.deciding import HARDER, WHY, actor, decided, proposed, refused, state, under
from tests.api.known import NOBODY, RETARGET, act, faults, made


def test_a_retarget_that_needs_approval_is_proposed_and_nothing_moves(api: Api):
    goal = under(api, approval="easier_only")
    answer = made(api.post(f"/v1/goals/{goal['id']}/retargets", RETARGET, at="*"), 202)
    assert (answer["id"], answer["target"]["resolved"], answer["retarget"]) == (goal["id"], "600000", None)
    assert answer["retargets"]["count"] == 0
    proposal = answer["proposal"]
    assert answer["retarget_id"] == proposal["id"]
    assert (proposal["state"], proposal["n"], proposal["effect"]) == ("open", 2, "easier")
    assert (proposal["grounds"], proposal["policy_version"]) == (["policy"], 2)
    assert proposal["changes"] == [{"field": "target", "before": "600000", "after": "500000"}]
    assert proposal["proposer"] == {"type": "service", "id": "admin"}
    assert made(api.get(f"/v1/retargets/{proposal['id']}"), 200) == proposal


def test_what_makes_a_goal_harder_needs_no_approval(api: Api):
    goal = under(api, approval="easier_only")
    answer = made(api.post(f"/v1/goals/{goal['id']}/retargets", HARDER, at="*"), 200)
    assert (answer["target"]["resolved"], answer["proposal"]) == ("700000", None)
    assert answer["retarget"]["effect"] == "harder"


def test_an_approved_proposal_moves_the_goal_and_tells_both(api: Api):
    goal = under(api, approval="always")
    proposal = proposed(actor(api, "owner", "ana"), goal)
    approver = actor(api, "approver", "bo")
    api.clock("2023-07-04T09:00:00Z")
    at = made(approver.get(f"/v1/retargets/{proposal['id']}"), 200)["version"]
    done = made(decided(approver, proposal, "approve", {"n": 2, "note": "As we discussed"}, at=at), 200)
    assert (done["id"], done["goal_id"], done["state"]) == (proposal["id"], goal["id"], "approved")
    assert (done["proposer"]["id"], done["approver"]["id"]) == ("ana", "bo")
    assert done["settled"]["note"] == "As we discussed"
    now = made(api.get(f"/v1/goals/{goal['id']}"), 200)
    assert (now["target"]["resolved"], now["retargets"]["count"]) == ("500000", 1)
    recorded = made(api.get(f"/v1/retargets/{done['retarget_id']}"), 200)
    assert (recorded["state"], recorded["n"], recorded["proposal_id"]) == ("recorded", 2, proposal["id"])
    assert (recorded["proposer"]["id"], recorded["approver"]["id"]) == ("ana", "bo")
    assert recorded["effective_on"] == "2023-07-04"
    (moved,) = made(api.get("/v1/trail"), 200)["items"]
    assert (moved["event_id"], moved["approved_by"]["id"]) == (done["retarget_id"], "bo")


def test_a_retarget_that_needed_nobody_is_told_by_its_events_id(api: Api):
    goal = under(api)
    moved = act(api, goal, "retargets", RETARGET)
    told = made(api.get(f"/v1/retargets/{moved['retarget_id']}"), 200)
    assert (told["id"], told["state"], told["approver"]) == (moved["retarget_id"], "recorded", None)
    assert (told["before"]["target"]["resolved"], told["after"]["target"]["resolved"]) == ("600000", "500000")
    assert refused(api.get(f"/v1/retargets/{NOBODY}"), 404, "not-found")


def test_nobody_approves_their_own_proposal(api: Api):
    goal = under(api, approval="always")
    proposal = proposed(actor(api, "owner", "ana"), goal)
    told = refused(decided(actor(api, "approver", "ana"), proposal, "approve"), 403, "self-approval")
    assert told.startswith("ana ")
    assert state(api, proposal) == "open"


@pytest.mark.parametrize(
    ("proposing", "approving"),
    [
        (("bot", "ana"), ("ana", None)),
        (("ana", None), ("bot", "ana")),
        (("bot", "ana"), ("app", "ana")),
        (("bot", "ana"), ("bot", "bo")),
    ],
)
def test_nor_does_anybody_through_somebody_else(
    api: Api, proposing: tuple[str, str | None], approving: tuple[str, str | None]
):
    goal = under(api, approval="always")
    behalf = [{} if each is None else {"Goalpost-On-Behalf-Of": each} for _, each in (proposing, approving)]
    proposal = proposed(actor(api, "owner", proposing[0]), goal, headers=behalf[0])
    by = actor(api, "approver", approving[0])
    refused(decided(by, proposal, "approve", headers=behalf[1]), 403, "self-approval")
    assert made(api.get(f"/v1/goals/{goal['id']}"), 200)["target"]["resolved"] == "600000"


def test_an_administrator_proposes_and_cannot_approve(api: Api):
    proposal = proposed(api, under(api, approval="always"))
    refused(decided(api, proposal, "approve"), 403, "not-permitted")
    refused(decided(api.as_role("viewer"), proposal, "reject", WHY), 403, "not-permitted")
    refused(decided(api.as_role("approver"), proposal, "withdraw"), 403, "not-permitted")


def test_a_proposal_is_approved_only_once(api: Api):
    proposal = proposed(api, under(api, approval="always"))
    approver = api.as_role("approver")
    made(decided(approver, proposal, "approve"), 200)
    told = refused(decided(approver, proposal, "approve"), 409, "proposal-is-settled")
    assert told == "The proposal was approved and cannot be approved."


def test_a_rejected_and_a_withdrawn_proposal_stay_so(api: Api):
    goal = under(api, approval="always")
    approver = api.as_role("approver")
    rejected, withdrawn = proposed(api, goal), proposed(api, goal, HARDER)
    assert made(decided(approver, rejected, "reject", WHY), 200)["settled"]["note"] == WHY["reason"]
    assert made(decided(api, withdrawn, "withdraw"), 200)["state"] == "withdrawn"
    for proposal in (rejected, withdrawn):
        refused(decided(approver, proposal, "approve"), 409, "proposal-is-settled")
    assert made(api.get(f"/v1/goals/{goal['id']}"), 200)["retargets"]["count"] == 0


def test_a_rejection_says_why(api: Api):
    proposal = proposed(api, under(api, approval="always"))
    assert faults(decided(api.as_role("approver"), proposal, "reject")) == [("/reason", "required")]


def test_only_its_proposer_withdraws_a_proposal(api: Api):
    goal = under(api, approval="always")
    proposal = proposed(actor(api, "owner", "ana"), goal)
    refused(decided(actor(api, "owner", "hugo"), proposal, "withdraw"), 403, "not-the-proposer")
    made(decided(actor(api, "owner", "ana"), proposal, "withdraw"), 200)


def test_of_two_proposals_the_one_that_is_not_approved_lapses(api: Api):
    goal = under(api, approval="always")
    one, other = proposed(api, goal), proposed(api, goal, HARDER)
    approver = api.as_role("approver")
    made(decided(approver, one, "approve"), 200)
    assert (state(api, one), state(api, other)) == ("approved", "lapsed")
    told = refused(decided(approver, other, "approve"), 409, "proposal-is-settled")
    assert told == "The proposal has lapsed and cannot be approved."


def test_an_approval_names_the_version_it_is_for(api: Api):
    goal = under(api, approval="always")
    proposal = proposed(api, goal)
    approver = api.as_role("approver")
    told = decided(approver, proposal, "approve", {"n": 3})
    refused(told, 409, "other-version-proposed")
    assert faults(told) == [("/n", "other-version-proposed")]
    refused(decided(approver, proposal, "approve", at=goal["version"]), 412, "changed")
    answer = approver.post(f"/v1/retargets/{proposal['id']}/approve", {})
    assert answer.status_code == 428
    assert state(api, proposal) == "open"


def test_what_was_never_proposed_is_not_found(api: Api):
    approver = api.as_role("approver")
    refused(decided(approver, {"id": NOBODY}, "approve"), 404, "not-found")
    moved = act(api, under(api), "retargets", RETARGET)
    refused(decided(approver, {"id": moved["retarget_id"]}, "approve"), 404, "not-found")


def test_another_workspace_sees_and_decides_nothing_of_it(api: Api):
    proposal = proposed(api, under(api, approval="always"))
    there = api.other()
    refused(there.get(f"/v1/retargets/{proposal['id']}"), 404, "not-found")
    refused(decided(there.as_role("approver"), proposal, "approve"), 404, "not-found")
    assert made(there.get("/v1/retargets"), 200)["items"] == []


def test_an_approver_finds_what_waits(api: Api):
    goal = under(api, approval="always")
    waiting = proposed(actor(api, "owner", "ana"), goal)
    gone = proposed(actor(api, "owner", "hugo"), goal, HARDER)
    made(decided(actor(api, "owner", "hugo"), gone, "withdraw"), 200)
    approver = api.as_role("approver")

    def found(query: str) -> list[str]:
        return [each["id"] for each in made(approver.get(f"/v1/retargets?{query}"), 200)["items"]]

    assert found("") == [waiting["id"], gone["id"]]
    assert found("state=open") == [waiting["id"]]
    assert found("state=withdrawn&proposer=hugo") == [gone["id"]]
    assert found(f"goal={goal['id']}&proposer=ana") == [waiting["id"]]
    assert found(f"goal={NOBODY}") == []
    assert found(f"container={NOBODY}") == []


def test_what_it_was_is_told_as_of_then(api: Api):
    proposal = proposed(api, under(api, approval="always"))
    then = proposal["position"]
    made(decided(api.as_role("approver"), proposal, "approve"), 200)
    assert made(api.get(f"/v1/retargets/{proposal['id']}?as_of={then}"), 200)["state"] == "open"
    assert api.get(f"/v1/retargets/{proposal['id']}?as_of={then - 1}").status_code == 404
    assert made(api.get(f"/v1/retargets?state=open&as_of={then}"), 200)["items"][0]["id"] == proposal["id"]


def test_what_was_proposed_and_decided_is_the_same_after_a_rebuild(api: Api):
    goal = under(api, approval="always")
    one, _, gone = proposed(api, goal), proposed(api, goal, HARDER), proposed(api, goal)
    made(decided(api.as_role("approver"), gone, "reject", WHY), 200)
    made(decided(api.as_role("approver"), one, "approve"), 200)
    before = made(api.get("/v1/retargets"), 200)
    assert sorted(each["state"] for each in before["items"]) == ["approved", "lapsed", "rejected"]
    assert rebuild(api.doors.hub, api.workspace_id).difference is None
    assert made(api.get("/v1/retargets"), 200) == before


def test_a_proposal_sent_twice_is_proposed_once(api: Api):
    goal = under(api, approval="always")
    path = f"/v1/goals/{goal['id']}/retargets"
    first, again = (api.post(path, RETARGET, at="*", once="once-only") for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json == again.json
    assert len(made(api.get("/v1/retargets"), 200)["items"]) == 1


def test_an_approval_sent_twice_with_one_key_is_answered_twice_and_done_once(api: Api):
    proposal = proposed(api, under(api, approval="always"))
    approver = api.as_role("approver")
    first, again = (decided(approver, proposal, "approve", once="once-only") for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json
    assert len(made(api.get("/v1/trail"), 200)["items"]) == 1


def test_of_two_who_approve_at_once_one_is_the_approver(api: Api):
    goal = under(api, approval="always")
    proposal = proposed(api, goal)
    approvers = [actor(api, "approver", name) for name in ("bo", "cy", "di", "eli")]
    with ThreadPoolExecutor(len(approvers)) as pool:
        statuses = list(pool.map(lambda by: decided(by, proposal, "approve").status_code, approvers))
    assert sorted(statuses) == [200, 409, 409, 409]
    assert made(api.get(f"/v1/goals/{goal['id']}"), 200)["retargets"]["count"] == 1


def test_of_two_rivals_approved_at_once_one_lapses(api: Api):
    goal = under(api, approval="always")
    rivals = [proposed(api, goal), proposed(api, goal, HARDER)]
    approvers = [actor(api, "approver", name) for name in ("bo", "cy")]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda by, which: decided(by, which, "approve"), approvers, rivals))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert sorted(state(api, each) for each in rivals) == ["approved", "lapsed"]


def test_an_easing_is_announced_and_holds_from_the_last_day_of_its_notice(api: Api):
    goal = under(api, easing_notice_days=7)
    moved = act(api, goal, "retargets", RETARGET)
    assert moved["target"]["resolved"] == "600000"
    assert made(api.get(f"/v1/retargets/{moved['retarget_id']}"), 200)["effective_on"] == "2023-07-08"
    for day, target in (("2023-07-07", "600000"), ("2023-07-08", "500000")):
        api.clock(f"{day}T12:00:00Z")
        assert made(api.get(f"/v1/goals/{goal['id']}"), 200)["target"]["resolved"] == target


def test_an_easing_before_its_notice_is_refused_and_the_earliest_day_named(api: Api):
    goal = under(api, easing_notice_days=7)
    early = {**RETARGET, "effective_on": "2023-07-07"}
    answer = api.post(f"/v1/goals/{goal['id']}/retargets", early, at="*")
    assert "2023-07-08" in refused(answer, 422, "notice-is-too-short")
    assert faults(answer) == [("/effective_on", "notice-is-too-short")]


def test_a_policy_has_no_negative_days(api: Api):
    for name in ("easing_notice_days", "freeze_days", "grace_days"):
        assert faults(api.post("/v1/policy", {name: -1})) == [(f"/{name}", "out-of-range")]


def imported(api: Api, goal: dict[str, Any], **told: Any) -> Answer:
    by = actor(api, "owner", "migration", ActorType.IMPORT)
    return by.post(f"/v1/goals/{goal['id']}/retargets", {**RETARGET, **told}, at="*")


def test_an_import_tells_who_proposed_and_approved_elsewhere(api: Api):
    goal = under(api, approval="always", easing_notice_days=30)
    moved = made(imported(api, goal, proposed_by="ana", approved_by="bo", effective_on="2023-06-01"), 200)
    assert (moved["target"]["resolved"], moved["retarget"]["approved_by"]["id"]) == ("500000", "bo")
    told = made(api.get(f"/v1/retargets/{moved['retarget_id']}"), 200)
    assert (told["proposer"]["id"], told["approver"]["id"], told["effective_on"]) == ("ana", "bo", "2023-06-01")


@pytest.mark.parametrize("field", ["approved_by", "proposed_by"])
def test_nobody_else_tells_who_approved(api: Api, field: str):
    goal = under(api)
    answer = api.post(f"/v1/goals/{goal['id']}/retargets", {**RETARGET, field: "bo"}, at="*")
    refused(answer, 403, "only-imports-tell")
    assert faults(answer) == [(f"/{field}", "only-imports-tell")]


def test_who_proposed_alone_is_half_of_it(api: Api):
    refused(imported(api, under(api), proposed_by="ana"), 422, "proposer-needs-approver")
