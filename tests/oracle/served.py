"""What the oracle tells, out of what was served."""

from datetime import datetime
from typing import Any

AS_SERVED = (
    "id", "title", "tags", "state", "outcome", "owner", "container_id", "maturity", "activated_on", "closed_on",
    "superseded_by", "direction", "tolerance", "weight", "original", "progress", "expected", "pace", "health",
    "levels", "compliance", "days_until_behind", "needed_today", "achieved", "achieved_on", "outcome_by_readings",
    "milestones", "retargets", "notice", "flags", "policy_version", "version", "position", "on",
)  # fmt: skip


def goal(told: dict[str, Any]) -> dict[str, Any]:
    kpi, current, window, target, baseline = (told[each] for each in ("kpi", "current", "window", "target", "baseline"))
    return {name: told[name] for name in AS_SERVED} | {
        "kpi": kpi and (kpi["id"], kpi["key"], kpi["unit"], kpi["series"]),
        "baseline": (baseline["state"], baseline["value"]),
        "target": (target["authored"], target["resolved"], target["state"]),
        "window": window and (window["start"], window["end"], window["tz"]),
        "current": current and (current["value"], instant(current["observed_at"]), current["reading_id"]),
        "check_in": [told["check_in"]["position"]] if told["check_in"] else [],
        "created_at": instant(told["created_at"]),
        "as_of": instant(told["as_of"]),
    }


def move(item: dict[str, Any]) -> dict[str, Any]:
    plain = ("position", "event_id", "goal_id", "counted", "reason_code", "effect", "ratio", "magnitude")
    then = ("days_to_deadline", "window_elapsed", "progress_then", "expected_then", "pace_then", "flags")
    return {name: item[name] for name in (*plain, *then)} | {
        "last_reading": item["last_reading"] and item["last_reading"]["reading_id"]
    }


def container(told: dict[str, Any]) -> dict[str, Any]:
    plain = ("name", "kind", "parent_id", "max_active_goals", "archived", "version", "position", "on")
    return {name: told[name] for name in plain} | {
        "opened_at": instant(told["opened_at"]),
        "containers": sorted(told["containers"]),
        "rollup": rollup(told["rollup"]),
        "rollup_nested": rollup(told["rollup_nested"]),
    }


def rollup(told: dict[str, Any]) -> dict[str, Any]:
    return told | {"without_value": sorted(told["without_value"])}


def reading(told: dict[str, Any]) -> dict[str, Any]:
    plain = ("id", "series", "value", "voided", "corrected", "version")
    found = {name: told[name] for name in plain} | {
        "observed_at": instant(told["observed_at"]),
        "recorded_at": instant(told["recorded_at"]),
    }
    if "versions" in told:
        found["versions"] = [(each["position"], each["event_id"], each["voided"]) for each in told["versions"]]
        found["position"] = told["position"]
    return found


def milestone(told: dict[str, Any]) -> dict[str, Any]:
    plain = ("id", "title", "kind", "state", "due", "due_authored", "overdue", "completed_on")
    return {name: told[name] for name in plain} | {
        "share": told["progress"]["share"],
        "entries": [
            (each["effective_on"], each["amount"], each["stage"], each["position"]) for each in told["entries"]
        ],
        "told": [told["told"]["position"]] if told["told"] else [],
    }


def slip(told: dict[str, Any]) -> dict[str, Any]:
    plain = ("milestone_id", "moves", "moved_after_due", "completed_on", "days_late", "dropped_on")
    return {name: told[name] for name in plain}


def parts(told: dict[str, Any]) -> dict[str, Any]:
    """Of a decomposition."""
    ends = {end: {"version": told[end]["version"], "raw": told[end]["raw"]} for end in ("from", "to")}
    steps = [(step["version"], step["retarget"]) for step in told["steps"]]
    return {**ends, "steps": steps} | {name: told[name] for name in ("performance", "retarget", "total")}


def report(told: dict[str, Any]) -> dict[str, Any]:
    plain = ("goals", "retargets", "attainment", "churn", "calibration", "policy_version", "position", "on")
    slips = told["milestone_slips"]
    milestones = [
        (each["milestone_id"], each["moves"], each["moved_after_due"], each["completed_on"])
        for each in slips["milestones"]
    ]
    return {name: told[name] for name in plain} | {
        "flags": {
            flag: {"count": each["count"], "goals": sorted(each["goals"])} for flag, each in told["flags"].items()
        },
        "silent": raised(told["silent"]),
        "quiet_exits": raised(told["quiet_exits"]),
        "thin_reasons": raised(told["thin_reasons"]),
        "milestone_slips": slips | {"milestones": sorted(milestones)},
    }


def raised(items: list[dict[str, Any]]) -> list[Any]:
    return sorted((each["goal_id"], each["event_ids"][-1]) for each in items)


def instant(written: str) -> datetime:
    return datetime.fromisoformat(written)
