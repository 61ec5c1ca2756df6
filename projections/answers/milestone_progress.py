"""How far has a milestone come?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, assert_never

from msgspec.structs import replace

from goals import cadence, completion
from goals.goal.definition import Definition
from goals.goal.state import Goal
from goals.milestone.shape import Counted, Deliverable, Measured, Rhythm, Staged
from goals.milestone.state import Milestone
from goals.progress import met
from goals.quantity import ONE, clamp, plain, total
from goals.target import Resolved, direction_of, resolve, stated_baseline
from goals.vocabulary import MilestoneState
from goals.window import Window, resolve_due
from projections import kpis
from projections.answers import forms
from projections.answers.asking import Asking
from projections.milestones import Entry
from projections.standing import Standing


@dataclass(frozen=True, slots=True)
class Come:
    """`share` is how much of it is done, unrounded; None where that cannot be told. `told` is JSON-ready."""

    share: Decimal | None
    told: dict[str, Any]


def state_on(milestone: Milestone, entries: Sequence[Entry], on: date) -> MilestoneState:
    """Its state, as far as the day goes: what was completed later was not done yet."""
    later = milestone.completed_on is not None and milestone.completed_on > on
    if milestone.state is MilestoneState.DROPPED or (milestone.state is MilestoneState.DONE and not later):
        return milestone.state
    begun = any(entry.effective_on <= on for entry in entries)
    return MilestoneState.IN_PROGRESS if begun else MilestoneState.PLANNED


def counted_share(asking: Asking, goal: Goal, milestone: Milestone, entries: Sequence[Entry]) -> Decimal | None:
    """What it counts in a mean over milestones: all of it once it is done, whatever was counted."""
    if state_on(milestone, entries, asking.on) is MilestoneState.DONE:
        return ONE
    return come(asking, goal, milestone, entries).share


def come(asking: Asking, goal: Goal, milestone: Milestone, entries: Sequence[Entry]) -> Come:
    """By what was entered up to the day asked about, and for a measured one by its KPI's readings."""
    known = [entry for entry in entries if entry.effective_on <= asking.on]
    match milestone.shape:
        case Deliverable():
            done = state_on(milestone, entries, asking.on) is MilestoneState.DONE
            return Come(completion.deliverable(done), {"done": done})
        case Counted() as counted:
            return _counted(counted, known)
        case Staged() as staged:
            return _staged(staged, known)
        case Measured() as measured:
            return _measured(asking, measured, span_of(asking, goal, milestone))
        case Rhythm() as rhythm:
            return _kept_up(asking, goal, rhythm, span_of(asking, goal, milestone), known)
        case _:
            assert_never(milestone.shape)


def span_of(asking: Asking, goal: Goal, milestone: Milestone) -> Window | None:
    """From the goal's first day to the day the milestone is due."""
    span = goal.definition.span
    due = resolve_due(milestone.due, window=span, anchors=asking.workspace.anchors)
    if span is None or due is None:
        return None
    return Window(start=span.start, end=max(due, span.start), tz=span.tz)


def _counted(shape: Counted, known: Sequence[Entry]) -> Come:
    done = total(entry.amount for entry in known if entry.amount is not None)
    required = shape.required_count
    told = {
        "done": plain(done),
        "required": forms.decimal(required),
        "text": f"{plain(done)} of ?" if required is None else f"{plain(done)}/{plain(required)}",
    }
    return Come(completion.counted(done=done, required=required), told)


def _staged(shape: Staged, known: Sequence[Entry]) -> Come:
    done = {entry.stage for entry in known}
    stages = [{"name": stage.name, "weight": plain(stage.weight), "done": stage.name in done} for stage in shape.stages]
    share = completion.staged([(stage.weight, stage.name in done) for stage in shape.stages])
    return Come(share, {"stages": stages})


def _measured(asking: Asking, shape: Measured, span: Window | None) -> Come:
    definition = _definition(asking, shape, span)
    standing = asking.question.standing(definition)
    told = {
        "target": forms.resolved(definition.resolved),
        "baseline": forms.decimal(definition.baseline.value),
        "direction": None if definition.direction is None else definition.direction.value,
        "current": None if standing is None else _current(standing),
        "met": None if standing is None or standing.value is None else met(standing.yardstick, standing.value),
    }
    raw = None if standing is None else standing.raw
    return Come(None if raw is None else clamp(raw), told | {"raw": forms.share(raw)})


def _current(standing: Standing) -> dict[str, Any] | None:
    if standing.value is None or standing.reading is None:
        return None
    return {
        "value": forms.decimal(standing.value),
        "observed_at": forms.instant(standing.reading.observed_at),
        "reading_id": standing.reading.reading_id,
    }


def _definition(asking: Asking, shape: Measured, span: Window | None) -> Definition:
    kpi = kpis.kpi_at(asking.rows, asking.workspace_id, shape.kpi_id, asking.position)
    baseline = shape.baseline.value
    if baseline is None:
        baseline = stated_baseline(shape.target)
    direction = shape.direction
    if direction is None:
        direction = direction_of(shape.target, baseline=baseline)
    return Definition(
        kpi_id=shape.kpi_id,
        series=shape.series if kpi is None or shape.series is not None else kpi.series,
        direction=direction,
        baseline=replace(shape.baseline, value=baseline),
        target=shape.target,
        resolved=_resolved(shape, baseline),
        span=span,
    )


def _resolved(shape: Measured, baseline: Decimal | None) -> Resolved | None:
    try:
        return resolve(shape.target, baseline=baseline)
    except ValueError:
        return None


def _kept_up(asking: Asking, goal: Goal, shape: Rhythm, span: Window | None, known: Sequence[Entry]) -> Come:
    if span is None:
        return Come(None, dict.fromkeys(_CADENCE))
    kept = cadence.adherence(
        cadence.Rhythm(
            comparator=shape.comparator,
            count=shape.count,
            period=shape.period,
            start=span.start,
            end=span.end,
            absent_means_zero=_absent_means_zero(asking, goal.definition),
        ),
        [(entry.effective_on, entry.amount) for entry in known if entry.amount is not None],
        today=asking.on,
    )
    told = {
        "full_periods": kept.full_periods,
        "unknown_periods": kept.unknown,
        "hits": kept.hits,
        "adherence": forms.share(kept.adherence),
        "volume": forms.share(kept.volume),
        "worst_excess": forms.decimal(kept.worst_excess),
        "open_periods": [_open(period) for period in kept.open_periods],
    }
    return Come(kept.adherence, told)


_CADENCE = ("full_periods", "unknown_periods", "hits", "adherence", "volume", "worst_excess", "open_periods")


def _open(period: cadence.Period) -> dict[str, Any]:
    return {
        "start": forms.day(period.start),
        "end": forms.day(period.end),
        "actual": forms.decimal(period.actual),
    }


def _absent_means_zero(asking: Asking, definition: Definition) -> bool:
    """What the goal's KPI says of periods without entries."""
    measure = asking.question.measure(definition)
    return measure is not None and measure.absent_means_zero
