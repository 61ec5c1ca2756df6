"""How the figures of a goal read in one line of a replay."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from api.cli.shown import NOTHING, amount, visible, words

Told = Mapping[str, Any]

WHOLE = Decimal(1)
HUNDREDTH = Decimal("0.01")
ACTIVE, CLOSED = "active", "closed"


def title(goal: Told) -> str:
    """Its id, where the title was erased."""
    return visible(goal["title"] or goal["goal_id"])


def share(told: str | None) -> str:
    """In whole percent, as in "40 %"."""
    if told is None:
        return NOTHING
    return f"{(Decimal(told) * 100).quantize(WHOLE, ROUND_HALF_EVEN) + 0:f} %"


def progress(goal: Told) -> str:
    return share(None if goal["progress"] is None else goal["progress"]["raw"])


def pace(goal: Told) -> str:
    return NOTHING if goal["pace"] is None else f"{Decimal(goal['pace']).quantize(HUNDREDTH, ROUND_HALF_EVEN):f}"


def value(goal: Told) -> str:
    """As in "480000 → 500000"."""
    return visible(f"{amount(goal['value'])} → {amount(goal['target'])}")


def standing(goal: Told) -> str:
    """The health of an active goal, the outcome of a closed one, else its state."""
    return words(code(goal))


def code(goal: Told) -> str:
    if goal["state"] == CLOSED and goal["outcome"] is not None:
        return str(goal["outcome"])
    if goal["state"] == ACTIVE and goal["health"] is not None:
        return str(goal["health"])
    return str(goal["state"])


def flags(goal: Told) -> str:
    return " ".join(goal["flags"])
