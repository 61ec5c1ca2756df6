"""How much of a goal's change was achieved, and how much came from moving the goalposts?"""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from goals.progress import Yardstick, comparable
from goals.retargeting import decompose
from projections import goals, trail
from projections.answers import forms, missing, moment
from projections.answers.asking import Asking
from projections.answers.between import Between, Said, day_before
from projections.answers.held import held
from projections.answers.lenses import known_versions
from projections.answers.missing import Missing
from projections.answers.stages import Stage, Stages, raw_of, stages, value_of
from projections.goals import View

_PARTS = ("performance", "retarget", "total")


def answer(asking: Asking, goal_id: str, said: Said) -> dict[str, Any] | None:
    """None if there was no such goal. Raises what `Said.between` does."""
    found = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
    if found is None:
        return None
    asking, view = held(asking, goal_id, goals.decoded(found[0]))
    between = said.between(asking, _beginning(asking, goal_id, view))
    return {
        "goal_id": goal_id,
        **_told_apart(asking, goal_id, view, between),
        **moment.told(asking),
    }


def _beginning(asking: Asking, goal_id: str, view: View) -> date:
    """The day before the original's window, or where that is not known before the goal was activated."""
    known = known_versions(asking, goal_id, view)
    definition = known[0].definition if known else view.goal.definition
    if definition.span is not None:
        return day_before(definition.span.start)
    return day_before(view.goal.activated_on or asking.on)


def _told_apart(asking: Asking, goal_id: str, view: View, between: Between) -> dict[str, Any]:
    if view.goal.activated_on is None:
        ends = {"from": nowhere(between.first), "to": nowhere(between.last)}
        return {**ends, **dict.fromkeys(_PARTS), "steps": [], "reason": missing.told(missing.NOT_ACTIVATED)}
    found = stages(asking, goal_id, view, between)
    yardsticks = found.yardsticks
    values = [stage.value for stage in found.lasts]
    parts = decompose(yardsticks, before=found.first.value, after=values)
    unperformed = why_undefined(found.first, yardsticks, 0) or why_undefined(found.lasts[0], yardsticks, 0)
    reasons = [unperformed, *_why_not_steps(found, yardsticks)]
    steps = [
        step_told(asking, stage, moved, why)
        for stage, moved, why in zip(found.lasts[1:], parts.steps, reasons[1:], strict=True)
    ]
    reason = next((why for why in reasons if why is not None), None)
    return {
        "from": end_told(between.first, found.first, yardsticks, 0),
        "to": end_told(between.last, found.lasts[-1], yardsticks, len(yardsticks) - 1),
        "performance": forms.share(parts.performance),
        "retarget": forms.share(parts.retarget),
        "total": forms.share(parts.total),
        "steps": steps,
        "reason": missing.told(reason),
    }


def nowhere(at: date) -> dict[str, Any]:
    return {"at": forms.day(at), "version": None, "value": None, "observed_at": None, "raw": None}


def end_told(at: date, stage: Stage, yardsticks: list[Yardstick | None], place: int) -> dict[str, Any]:
    """Where the goal stood: at the baseline, if nothing was read."""
    reading = None if stage.standing is None else stage.standing.reading
    return {
        "at": forms.day(at),
        "version": stage.n,
        "value": forms.decimal(value_of(stage, yardsticks, place)),
        "observed_at": None if reading is None else forms.instant(reading.observed_at),
        "raw": forms.share(raw_of(stage, yardsticks, place)),
    }


def _why_not_steps(found: Stages, yardsticks: list[Yardstick | None]) -> list[Missing | None]:
    """For each retarget, why what it did cannot be told; None where it can."""
    return [
        why_no_step(before, after, yardsticks, place)
        for place, (before, after) in enumerate(pairwise(found.lasts), start=1)
    ]


def why_no_step(before: Stage, after: Stage, yardsticks: list[Yardstick | None], place: int) -> Missing | None:
    old, new = yardsticks[place - 1], yardsticks[place]
    if old is not None and new is not None and not comparable(old, new):
        return missing.incomparable(before.n, after.n)
    return why_undefined(before, yardsticks, place - 1) or why_undefined(after, yardsticks, place)


def why_undefined(stage: Stage, yardsticks: list[Yardstick | None], place: int) -> Missing | None:
    if raw_of(stage, yardsticks, place) is not None:
        return None
    return _of_version(stage.n, missing.why_no_progress(stage.definition, value_of(stage, yardsticks, place)))


def _of_version(n: int, why: Missing) -> Missing:
    return Missing(why.code, f"By version {n}: {why.detail}")


def step_told(asking: Asking, stage: Stage, moved: Decimal | None, why: Missing | None) -> dict[str, Any]:
    move = trail.at(asking.rows, asking.workspace_id, stage.position)
    assert move is not None, f"version {stage.n} was made by a retarget"
    return {
        "version": stage.n,
        "event_id": move.event_id,
        "position": move.position,
        "recorded_at": forms.instant(move.recorded_at),
        "effective_on": forms.day(move.effective_on),
        "actor": forms.struct(move.actor),
        "reason_code": move.reason_code.value,
        "retarget": forms.share(moved),
        "reason": missing.told(why),
    }
