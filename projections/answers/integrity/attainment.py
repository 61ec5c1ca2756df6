"""How far had goals come by what was promised, and by what it became?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from goals.completion import weighted
from goals.goal.definition import Definition
from goals.quantity import EXACT, clamp
from projections.answers import forms
from projections.answers.asking import Asking
from projections.answers.integrity.considered import Considered
from projections.meeting import first_met_on


@dataclass(frozen=True, slots=True)
class Attained:
    """By one definition, had it been in force all along: `clamped` is None where it has no value."""

    weight: Decimal
    clamped: Decimal | None
    achieved: bool


def told(asking: Asking, considered: Sequence[Considered]) -> dict[str, Any]:
    """Means weighted as each definition says, over the goals that have a value by it; and goal by goal."""
    pairs = [(each.goal_id, *_both(asking, each)) for each in considered]
    before, after = [original for _, original, _ in pairs], [current for _, _, current in pairs]
    return {
        "original": _together(before),
        "current": _together(after),
        "difference": _difference(_mean(before), _mean(after)),
        "goals": [_goal(goal_id, original, current) for goal_id, original, current in pairs],
    }


def _both(asking: Asking, each: Considered) -> tuple[Attained, Attained]:
    original = _attained(asking, each.original)
    return original, original if each.current is each.original else _attained(asking, each.current)


def _attained(asking: Asking, definition: Definition) -> Attained:
    standing = asking.question.standing(definition)
    raw = None if standing is None else standing.raw
    return Attained(
        weight=definition.weight,
        clamped=None if raw is None else clamp(raw),
        achieved=first_met_on(asking.question, definition) is not None,
    )


def _mean(attained: Sequence[Attained]) -> Decimal | None:
    return weighted([(each.weight, each.clamped) for each in attained])


def _together(attained: Sequence[Attained]) -> dict[str, Any]:
    return {
        "mean": forms.share(_mean(attained)),
        "achieved": sum(each.achieved for each in attained),
        "n": sum(each.clamped is not None for each in attained),
    }


def _goal(goal_id: str, original: Attained, current: Attained) -> dict[str, Any]:
    return {
        "goal_id": goal_id,
        "original": forms.share(original.clamped),
        "current": forms.share(current.clamped),
        "difference": _difference(original.clamped, current.clamped),
        "achieved_by_original": original.achieved,
        "achieved_by_current": current.achieved,
    }


def _difference(before: Decimal | None, after: Decimal | None) -> str | None:
    return None if before is None or after is None else forms.share(EXACT.subtract(after, before))
