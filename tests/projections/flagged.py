"""What was flagged of the goal of the story."""

from datetime import date
from typing import Any

from projections.answers import flags, goals
from tests.projections.story import END, GOAL, Told


def items(told: Told, on: date = END, *, goal_id: str = GOAL, position: int | None = None) -> list[dict[str, Any]]:
    with told.asking(on, position=position) as asking:
        found = flags.of_goal(asking, goal_id)
    assert found is not None
    return found


def ids(told: Told, on: date = END, *, goal_id: str = GOAL, position: int | None = None) -> set[str]:
    """What the goal's own answer says, which is what its flags say one by one."""
    found = {item["flag"] for item in items(told, on, goal_id=goal_id, position=position)}
    with told.asking(on, position=position) as asking:
        goal = goals.answer(asking, goal_id)
    assert goal is not None
    assert goal["flags"] == sorted(found)
    return found


def one(told: Told, flag: str, on: date = END) -> dict[str, Any]:
    (found,) = [item for item in items(told, on) if item["flag"] == flag]
    return found
