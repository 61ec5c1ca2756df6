"""Every expected figure of the domain, asked of the running server."""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.invariants import stories
from tests.invariants.conftest import Place
from tests.invariants.talking import Client

Case = Mapping[str, Any]
Figures = Mapping[str, Any]

CASES: list[Case] = json.loads((Path(__file__).parents[1] / "data" / "golden_vectors.json").read_text(encoding="utf-8"))
SAID = {"case", "note"}
UNREAD = {
    ("effect", "rate"): "a retarget is answered with the ratio of the two required rates, and not with the rates",
    ("bitemporal", "flag"): "flags are answered null until they are judged",
}
"""What no answer holds, by family and field, and why."""


def family(case: Case) -> str:
    return str(case["case"]).split("/")[0]


def shown(goal: Case) -> Case:
    progress: Case = goal["progress"]
    return progress


def difference(after: str, before: str) -> str:
    return str(Decimal(after) - Decimal(before))


def grown(client: Client, case: Case, **said: Any) -> str:
    """A goal in pursuit, from the case's baseline to its target, that was read."""
    baseline, target = {"state": "known", "value": case["baseline"]}, {"kind": "absolute", "value": case["target"]}
    goal_id = stories.active(client, direction=None, baseline=baseline, target=target, **said)
    stories.read(client, stories.kpi_of(client, goal_id), case["current"])
    return goal_id


def progress(client: Client, case: Case) -> Figures:
    return shown(client.get(f"/v1/goals/{grown(client, case)}"))


def resolving(client: Client, case: Case) -> Figures:
    kind, amount = case["expr"].split()
    by = {"kind": kind, "factor" if kind == "multiplier" else "by": amount.removeprefix("+")}
    kpi_id = stories.kpi(client, unit="%", unit_kind="percent")
    baseline = {"state": "known", "value": case["baseline"]}
    goal_id = stories.draft(client, kpi_id=kpi_id, direction=None, baseline=baseline, target=by)
    target = client.get(f"/v1/goals/{goal_id}")["target"]
    assert target["authored"] == by
    return {"target": target["resolved"]}


def window(client: Client, case: Case) -> Figures:
    said = {"start": case["start"], "duration": f"P{case['months']}M"}
    found = client.get(f"/v1/goals/{stories.draft(client, window=said)}")["window"]
    days = (date.fromisoformat(found["end"]) - date.fromisoformat(found["start"])).days + 1
    return {"end_inclusive": found["end"], "days": days}


def expectation(client: Client, case: Case) -> Figures:
    lost = {"baseline": "200", "target": "180", "current": case["reading"]}
    kpi_id = stories.kpi(client)
    span = {"start": case["start"], "end": case["end"]}
    baseline, target = {"state": "known", "value": "200"}, {"kind": "delta", "by": "-20"}
    goal_id = stories.active(client, kpi_id=kpi_id, direction=None, baseline=baseline, target=target, window=span)
    stories.read(client, kpi_id, lost["current"], on=case["today"])
    goal = client.get(f"/v1/goals/{goal_id}?on={case['today']}")
    return {"expected": goal["expected"], "progress": shown(goal)["raw"], "pace": goal["pace"]}


def cadence(client: Client, case: Case) -> Figures:
    monday = date(2023, 1, 2)
    goal_id = stories.active(client, window={"start": "2023-01-02", "end": "2023-04-01"})
    rhythm = {"kind": "cadence", "comparator": "at_least", "count": "3", "period": "iso_week"}
    milestone_id = stories.milestone(client, goal_id, **rhythm)
    for week, count in enumerate([*case["counts"], 1]):
        if count > 0:
            on = (monday + timedelta(weeks=week)).isoformat()
            client.post(f"/v1/milestones/{milestone_id}/progress", {"amount": str(count), "effective_on": on})
    found = client.get(f"/v1/milestones/{milestone_id}?on=2023-04-02")["progress"]
    (last,) = found["open_periods"]
    assert last["start"] == "2023-03-27"
    return {name: found[name] for name in ("full_periods", "hits", "adherence", "volume")}


def kept_range(client: Client, case: Case) -> Figures:
    kept = {"kind": "range", "low": "10", "high": "15"}
    today = {"start": stories.TODAY.isoformat(), "end": "2023-12-31"}
    said = {"direction": "maintain", "baseline": {"state": "unknown"}, "target": kept, "window": today}
    kpi_id = stories.kpi(client)
    by_default, by_tolerance = (
        stories.active(client, kpi_id=kpi_id, **said, **more) for more in ({}, {"tolerance": case["tolerance"]})
    )
    stories.read(client, kpi_id, case["current"], on=today["start"])
    goal, same = (client.get(f"/v1/goals/{goal_id}") for goal_id in (by_default, by_tolerance))
    assert shown(goal) == shown(same)
    in_range = {"1.0000": True, "0.0000": False}[goal["compliance"]]
    return {"in_range": in_range, "score": shown(goal)["raw"], "tolerance": same["tolerance"]}


def threshold(client: Client, case: Case) -> Figures:
    kind = family(case)
    target = {"kind": kind, "value": case["threshold"]}
    goal_id = stories.active(client, direction=None, baseline={"state": "unknown"}, target=target)
    stories.read(client, stories.kpi_of(client, goal_id), case["current"])
    goal = client.get(f"/v1/goals/{goal_id}")
    assert goal["direction"] == kind
    return {"met": goal["achieved"], "ratio": shown(goal)["raw"]}


def lens(client: Client, case: Case) -> Figures:
    before = {"baseline": case["baseline"], "target": case["t_original"], "current": case["c_before"]}
    goal_id = grown(client, before)
    stories.read(client, stories.kpi_of(client, goal_id), case["c_now"], on="2023-06-10")
    moved = stories.retarget(client, goal_id, target={"kind": "absolute", "value": case["t_current"]})
    original, current = (
        client.get(f"/v1/goals/{goal_id}/attainment?lens={by}")["raw"] for by in ("original", "current")
    )
    assert moved["retarget"]["progress_then"] == original
    parts = client.get(f"/v1/goals/{goal_id}/decomposition?from=2023-06-09")
    return {
        "attainment_original": original,
        "attainment_current": current,
        "gap": difference(current, original),
        **{part: parts[part] for part in ("performance", "retarget", "total")},
        "magnitude": moved["retarget"]["magnitude"],
    }


def effect(client: Client, case: Case) -> Figures:
    stories.clock(client, f"{case['now']}T12:00:00Z")
    before = {"baseline": "400000", "target": case["old"]["target"], "current": case["current"]}
    goal_id = grown(client, before, window={"start": "2023-01-01", "end": case["old"]["end"]})
    target = {"kind": "absolute", "value": case["new"]["target"]}
    moved = stories.retarget(client, goal_id, target=target, window={"end": case["new"]["end"]})
    return {name: moved["retarget"][name] for name in ("ratio", "effect")}


def churn(client: Client, case: Case) -> Figures:
    first, *later = map(str, case["targets"])
    goal_id = stories.active(client, target={"kind": "absolute", "value": first})
    for target in later:
        stories.retarget(client, goal_id, target={"kind": "absolute", "value": target})
    found = client.get(f"/v1/goals/{goal_id}")["retargets"]
    return {name: found[name] for name in ("count", "churn_gross", "churn_net")}


def late_reading(client: Client, case: Case) -> Figures:
    target, deadline = {"kind": "absolute", "value": case["target"]}, case["deadline"]
    kpi_id, baseline = stories.kpi(client), {"state": "known", "value": "40"}
    stories.clock(client, "2023-01-01T09:00:00Z")
    span = {"start": "2023-01-01", "end": deadline}
    goal_id = stories.active(client, kpi_id=kpi_id, baseline=baseline, target=target, window=span)
    for event in sorted(case["events"], key=lambda event: str(event["recorded"])):
        stories.clock(client, f"{event['recorded']}T09:00:00Z")
        stories.read(client, kpi_id, event["value"], on=event["effective"])
    stories.clock(client, "2023-04-06T09:00:00Z")

    def known(as_of: str) -> str:
        found = client.get(
            f"/v1/goals/{goal_id}?as_of={as_of}T10:00:00Z" if as_of < "2023-04-06" else f"/v1/goals/{goal_id}"
        )
        missed = f"missed (latest known {found['current']['value']})"
        met = f"achieved ({found['current']['value']} effective {found['achieved_on']})"
        return met if found["outcome_by_readings"] == "achieved" else missed

    return {f"outcome_known_at_{day.replace('-', '_')}": known(day) for day in ("2023-04-01", "2023-04-06")}


HANDLED: Mapping[str, tuple[Callable[[Client, Case], Figures], set[str]]] = {
    "progress": (progress, {"baseline", "target", "current"}),
    "resolve": (resolving, {"baseline", "expr"}),
    "window": (window, {"start", "months"}),
    "expected": (expectation, {"start", "end", "today", "reading"}),
    "cadence": (cadence, {"counts"}),
    "range": (kept_range, {"current"}),
    "at_least": (threshold, {"threshold", "current"}),
    "at_most": (threshold, {"threshold", "current"}),
    "lens": (lens, {"baseline", "t_original", "t_current", "c_before", "c_now"}),
    "effect": (effect, {"now", "current", "old", "new"}),
    "churn": (churn, {"targets"}),
    "bitemporal": (late_reading, {"events", "target", "deadline"}),
}
"""How the figures of each family are read, and which of its fields are what is sent."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['case']}-{case.get('current', '')}")
def test_the_server_answers_the_expected_figure(place: Place, case: Case):
    """Every field of the vector is sent, read and equal, or listed as unread."""
    client = place.client()
    if family(case) not in ("effect", "bitemporal"):
        stories.clock(client)
    read, sent = HANDLED[family(case)]
    figures = read(client, case)
    assert figures == {name: case[name] for name in figures}
    unread = {field for kind, field in UNREAD if kind == family(case)}
    assert set(figures) | sent | (unread & case.keys()) | SAID >= set(case)
    assert not set(figures) & (sent | unread)


def test_no_vector_is_left_out_and_what_is_unread_is_in_a_vector():
    assert {family(case) for case in CASES} == set(HANDLED)
    assert len(CASES) == 28
    fields = {(family(case), name) for case in CASES for name in (*case, *case.get("old", {}))}
    assert set(UNREAD) <= fields
