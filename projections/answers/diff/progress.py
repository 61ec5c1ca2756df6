"""How much of a goal's change was learnt late, how much achieved, and how much came from moving the goalposts?"""

from datetime import date
from itertools import pairwise
from typing import Any

from goals.revision import difference
from projections.answers import forms, missing
from projections.answers.decomposition import end_told, step_told, why_no_step, why_undefined
from projections.answers.diff.ends import Ends
from projections.answers.diff.stages import Passed
from projections.answers.missing import Missing
from projections.answers.stages import Stage
from projections.standing import yardstick_of

_FIGURES = ("revision", "performance", "retarget", "total")


def told(ends: Ends, passed: Passed | None) -> dict[str, Any]:
    """`ends` are as the goal was held. Null, and why, where there is nothing to compare; at the baseline where nothing
    was read. The parts add up to the total, each rounded by itself."""
    if passed is None or passed.known is None:
        return _undefined(ends, passed)
    yardsticks, first = passed.yardsticks, yardstick_of(passed.known.definition)
    parts = difference(
        first,
        yardsticks,
        known=passed.known.value,
        learnt=passed.learnt.value,
        after=[stage.value for stage in passed.lasts],
    )
    reasons = _reasons(passed, passed.known)
    moves = zip(passed.lasts[1:], parts.steps, reasons[3:], strict=True)
    return {
        "before": end_told(ends.before.on, passed.known, [first], 0),
        "learnt": end_told(ends.before.on, passed.learnt, yardsticks, 0),
        "after": _after(ends.after.on, passed),
        **{name: forms.share(getattr(parts, name)) for name in _FIGURES},
        "steps": [step_told(ends.after, stage, moved, why) for stage, moved, why in moves],
        "reason": missing.told(next((why for why in reasons if why is not None), None)),
    }


def _undefined(ends: Ends, passed: Passed | None) -> dict[str, Any]:
    return {
        "before": None,
        "learnt": None,
        "after": None if passed is None else _after(ends.after.on, passed),
        **dict.fromkeys(_FIGURES),
        "steps": [],
        "reason": missing.told(missing.NOT_ACTIVATED if passed is None else missing.NOT_ACTIVE_YET),
    }


def _after(on: date, passed: Passed) -> dict[str, Any]:
    return end_told(on, passed.lasts[-1], passed.yardsticks, len(passed.lasts) - 1)


def _reasons(passed: Passed, known: Stage) -> list[Missing | None]:
    """Why there is no revision, no performance, and, retarget by retarget, why what it did cannot be told."""
    yardsticks = passed.yardsticks
    return [
        why_undefined(known, [yardstick_of(known.definition)], 0),
        why_undefined(passed.learnt, yardsticks, 0),
        why_undefined(passed.lasts[0], yardsticks, 0),
        *(why_no_step(old, new, yardsticks, place) for place, (old, new) in enumerate(pairwise(passed.lasts), start=1)),
    ]
