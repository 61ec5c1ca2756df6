"""What a diff says leads from the goal as it was answered at one moment to the goal as it was answered at another."""

from datetime import timedelta
from decimal import Decimal
from itertools import count, pairwise
from random import Random
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

from goals.vocabulary import WorkspaceKind
from tests.api.client import opened
from tests.oracle.aims import FIRST_DAY
from tests.oracle.histories import histories
from tests.oracle.telling import Telling
from tests.soak import scale

Told = dict[str, Any]

TRIES = 4
OK = 200
ROUNDED = Decimal("0.0001")
SAME = (
    "title",
    "aim",
    "why",
    "state",
    "outcome",
    "owner",
    "reviewer",
    "container_id",
    "tags",
    "links",
    "provenance",
    "maturity",
    "trigger",
    "parents",
    "superseded_by",
    "activated_on",
    "closed_on",
    "direction",
    "weight",
    "tolerance",
    "notice",
    "check_in",
    "review",
    "closing",
    "comments",
)
numbers = count()


@pytest.mark.soak
@settings(
    max_examples=scale(12, 500),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(history=histories())
def test_a_diff_leads_from_one_answer_to_the_other(server: Flask, history: Told):
    api = opened(server, name=f"diff-{next(numbers)}", kind=WorkspaceKind.TEST)
    telling = Telling(api, api.as_role("approver"))
    telling.tell(history)
    head = telling.ask("/v1/workspace")["head"]
    random = Random(history["pairs"][0][2])
    wrong = []
    for _ in range(TRIES):
        moments = sorted(random.choices(range(1, head + 1), k=3))
        wrong += [fault for goal_id in telling.goals for fault in faults(telling, goal_id, moments)]
        wrong += faults_of_all(telling, moments[0], moments[-1])
        on = f"&on={FIRST_DAY + timedelta(days=random.randint(-5, 60))}"
        wrong += [fault for goal_id in telling.goals for fault in faults_of_a_day(telling, goal_id, moments, on)]
        wrong += [fault for each in telling.containers for fault in faults_of_container(telling, each, moments)]
    wrong += [fault for each in telling.containers for fault in faults_of_days(telling, each, random)]
    assert wrong == [], "\n".join(["", *telling.said, "", *wrong])


def faults(telling: Telling, goal_id: str, moments: list[int]) -> list[str]:
    path = f"/v1/goals/{goal_id}"
    if telling.api.get(f"{path}?as_of={moments[0]}").status_code == 404:
        return []
    goals = [telling.ask(f"{path}?as_of={at}") for at in moments]
    diffs = [telling.ask(f"{path}/diff?from={first}&to={last}") for first, last in pairwise(moments)]
    whole = telling.ask(f"{path}/diff?from={moments[0]}&to={moments[-1]}")
    wrong = [fault for diff, ends in zip(diffs, pairwise(goals), strict=True) for fault in leads(diff, *ends)]
    wrong += leads(whole, goals[0], goals[-1])
    wrong += [f"{goal_id} {moments}: {name} in two steps" for name in composed(diffs, whole)]
    return [f"{goal_id} {moments}: {fault}" for fault in wrong]


def faults_of_a_day(telling: Telling, goal_id: str, moments: list[int], on: str) -> list[str]:
    """What is wrong with a diff about one day; its milestones lead from one list to the other, too."""
    path, (first, *_, last) = f"/v1/goals/{goal_id}", moments
    if telling.api.get(f"{path}?as_of={first}").status_code == OK:
        before, after = (telling.ask(f"{path}?as_of={at}{on}") for at in (first, last))
        diff = telling.ask(f"{path}/diff?from={first}&to={last}{on}")
        were, are = (
            {each["id"]: each for each in telling.ask(f"{path}/milestones?as_of={at}{on}&limit=200")["items"]}
            for at in (first, last)
        )
        told = {
            each["milestone_id"]: {field["field"]: field for field in each["fields"]} for each in diff["milestones"]
        }
        wrong = [fault for fault in leads(diff, before, after) if not fault.startswith("caused by")]
        for name in were:
            for field in ("title", "state", "completed_on"):
                change = told.get(name, {}).get(field, {"before": were[name][field], "after": were[name][field]})
                if (change["before"], change["after"]) != (were[name][field], are[name][field]):
                    wrong.append(f"milestone {name}: {field} {change}, not {were[name][field]} to {are[name][field]}")
        return [f"{goal_id} {moments}{on}: {fault}" for fault in wrong]
    return []


def leads(diff: Told, before: Told, after: Told) -> list[str]:
    """What is wrong with a diff between two answers."""
    applied = flat(before) | {each["field"]: resolved(each, after) for each in diff["fields"]}
    wrong = [f"{name}: {applied[name]} is not {told}" for name, told in flat(after).items() if applied[name] != told]
    for name in diff["derived"]["after"]:
        if diff["derived"]["before"][name] != before[name] or diff["derived"]["after"][name] != after[name]:
            wrong.append(f"the figure {name}")
    return [*wrong, *adds_up(diff["progress"]), *stands(diff["progress"], before, after), *accounted(diff)]


def adds_up(told: Told) -> list[str]:
    parts = ("revision", "performance", "retarget")
    if told["total"] is None:
        return [] if told["reason"] is not None else ["no reason why nothing is told apart"]
    gap = sum(Decimal(told[name]) for name in parts if told[name] is not None) - Decimal(told["total"])
    change = Decimal(told["after"]["raw"]) - Decimal(told["before"]["raw"]) - Decimal(told["total"])
    return [] if abs(gap) <= 2 * ROUNDED and abs(change) <= 2 * ROUNDED else [f"parts {told}"]


def stands(told: Told, before: Told, after: Told) -> list[str]:
    """The ends are the progress that was answered, where there was any."""
    return [
        f"stood {end} at {told[end]['raw']}, not {goal['progress']['raw']}"
        for end, goal in (("before", before), ("after", after))
        if told[end] is not None and goal["progress"] is not None and told[end]["raw"] != goal["progress"]["raw"]
    ]


def accounted(diff: Told) -> list[str]:
    """Every difference has a cause, and none but what was recorded in between, or came into force."""
    fields = [*diff["fields"], *(field for each in diff["milestones"] for field in each["fields"])]
    first, last = diff["from"]["position"], diff["to"]["position"]
    causes = [event for field in fields for event in field["events"]]
    strange = [each for each in causes if not first < each["position"] <= last and "retargeted" not in each["type"]]
    empty = [field["field"] for field in fields if not field["events"] and field["field"] != "notice"]
    return [*(f"caused by {each}" for each in strange), *(f"{name} changed by itself" for name in empty)]


def composed(diffs: list[Told], whole: Told) -> list[str]:
    """The fields that differ otherwise in one step than in two."""
    found: dict[str, list[Any]] = {}
    for each in [field for diff in diffs for field in diff["fields"]]:
        found.setdefault(each["field"], [each["before"], None])[1] = each["after"]
    together = {name: tuple(ends) for name, ends in found.items() if ends[0] != ends[1]}
    at_once = {each["field"]: (each["before"], each["after"]) for each in whole["fields"]}
    names = {*together, *at_once} - {"target", "baseline", "window"}
    return sorted(name for name in names if together.get(name) != at_once.get(name))


def faults_of_all(telling: Telling, first: int, last: int) -> list[str]:
    told = telling.ask(f"/v1/diff?from={first}&to={last}")
    rollup = told["rollup"]
    wrong = []
    if rollup["total"] is not None:
        parts = ("revision", "performance", "retarget", "composition")
        gap = sum(Decimal(rollup[name]) for name in parts) - Decimal(rollup["total"])
        change = Decimal(rollup["after"]) - Decimal(rollup["before"]) - Decimal(rollup["total"])
        wrong = [] if max(abs(gap), abs(change)) <= 2 * ROUNDED else [f"{first} to {last}: {rollup}"]
    for each in told["goals"]:
        alone = telling.ask(f"/v1/goals/{each['goal_id']}/diff?from={first}&to={last}")
        if each | {"change": None} != {name: alone.get(name) for name in each}:
            wrong.append(f"{each['goal_id']} alone is {alone}, and among all {each}")
    return wrong


def faults_of_container(telling: Telling, container_id: str, moments: list[int]) -> list[str]:
    """The ends of the change in its roll-up are the roll-ups that were answered."""
    path, (first, *_, last) = f"/v1/containers/{container_id}", moments
    if telling.api.get(f"{path}?as_of={first}").status_code == 404:
        return []
    told = telling.ask(f"{path}/diff?from={first}&to={last}&nested=true")["rollup"]
    return [
        f"{container_id} {first} to {last}: {told[end]} {end}, not {expected}"
        for end, at in (("before", first), ("after", last))
        if told[end] != (expected := telling.ask(f"{path}?as_of={at}")["rollup_nested"]["progress"])
        and not (end == "before" and told["began"] and expected is None)
    ]


def faults_of_days(telling: Telling, container_id: str, random: Random) -> list[str]:
    """The same of days, by all that is known; while nothing was ever moved from one container to another."""
    if any(path in said for said in telling.said for path in ("/move ", "/move?")):
        return []
    path, today = f"/v1/containers/{container_id}", telling.now.date()
    first, last = sorted(today - timedelta(days=random.randint(0, 60)) for _ in "12")
    told = telling.ask(f"{path}/decomposition?from={first}&to={last}&nested=true")
    return [
        f"{container_id} on {told[end]['at']}: {told[end]} {end}, not {expected}"
        for end in ("from", "to")
        if told[end]["progress"]
        != (expected := telling.ask(f"{path}?on={told[end]['at']}")["rollup_nested"]["progress"])
        and not (told[end].get("began") and expected is None)
    ]


def flat(goal: Told) -> Told:
    kpi, window = goal["kpi"] or {}, goal["window"] or {}
    return {name: goal[name] for name in SAME} | {
        "kpi": kpi.get("id"),
        "start": window.get("start"),
        "end": window.get("end"),
        "tz": window.get("tz") if window.get("start") else None,
        "target": goal["target"]["resolved"],
        "baseline": goal["baseline"]["value"],
        "waivers": [waiver | {"in_force": None} for waiver in goal["waivers"]],
    }


def resolved(change: Told, after: Told) -> Any:
    """What a field came to; where only its wording changed, or it is pending, what that comes to."""
    told = change["after"]
    if change["field"] == "target" and isinstance(told, dict) and "kind" in told:
        return after["target"]["resolved"]
    if change["field"] == "baseline" and isinstance(told, dict):
        return told.get("value")
    return told
