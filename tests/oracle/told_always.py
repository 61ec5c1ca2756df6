"""Histories that are rare by chance, and have to be told every time."""

from typing import Any

from tests.oracle.aims import day
from tests.oracle.histories import CODES, REASONS, Action


def aimed(value: str) -> Action:
    said = {
        "direction": "increase",
        "window": {"start": day(-10), "end": day(60), "tz": "UTC"},
        "baseline": {"state": "known", "value": "0"},
        "target": {"kind": "absolute", "value": value},
        "maturity": "committed",
        "weight": "1",
    }
    return {"do": "goal", "said": {**said, "title": "A goal"}, "kpi": 0, "back": 10}


def moved(goal: int, **changes: Any) -> Action:
    return {
        "do": "retarget",
        "goal": goal,
        "changes": changes,
        "effective": None,
        "code": CODES[0],
        "reason": REASONS[0],
    }


def assured(goal: int) -> Action:
    return {"do": "check_in", "goal": goal, "status": "on_track", "confidence": "0.9", "back": None}


MISTAKEN: dict[str, Any] = {
    "kpis": [{"value_kind": "level", "aggregation": "last", "cadence": None}],
    "goals": [aimed("4"), aimed("30")],
    "actions": [
        {"do": "reading", "kpi": 0, "back": 1, "hours": 0, "value": "4"},
        assured(1),
        {"do": "clock", "days": 2, "hours": 1},
        assured(1),
        moved(0, target=5),
        moved(1, target=-6),
        {"do": "close", "goal": 1, "outcome": "abandoned", "back": 0},
        {"do": "clock", "days": 60, "hours": 0},
        {"do": "correct", "reading": 0, "value": "9"},
    ],
    "containers": [],
    "pairs": [(3, None, 0), (9, ("since the beginning", 20), 1), (12, ("since the beginning", 12), 2)],
}
"""One target raised in the week it was met, another given up after two mistaken assurances: rare by chance."""

SOFTENED: dict[str, Any] = {
    "kpis": [{"value_kind": "level", "aggregation": "last", "cadence": None}],
    "goals": [aimed("20"), aimed("30")],
    "actions": [
        {"do": "reading", "kpi": 0, "back": 1, "hours": 0, "value": "3"},
        moved(0, course=2),
        moved(0, course=-3),
        moved(1, levels=(4, 2)),
        {"do": "policy", "said": {"easing_notice_days": 7}},
        moved(1, levels=(6, 2)),
        moved(1, target=-3),
        {"do": "clock", "days": 3, "hours": 0},
        {"do": "reading", "kpi": 0, "back": 0, "hours": 0, "value": "5"},
        moved(1, window={"end": 20}),
        {"do": "clock", "days": 45, "hours": 0},
        {"do": "supersede", "goal": 0, "by": 1},
    ],
    "containers": [],
    "pairs": [(8, None, 0), (11, ("since the beginning", 30), 1), (13, ("since the beginning", 55), 2)],
}
"""A path flattened, a promise lowered with notice and moved on meanwhile, a goal replaced at its end."""
