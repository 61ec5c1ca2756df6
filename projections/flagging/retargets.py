"""Which questions does moving the goalposts raise? It need not have been recorded yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from goals.facts import Asked
from goals.flags import Figure, Raised, raised
from goals.flags_of_changes import (
    Metric,
    after_miss,
    backdated,
    baseline_rewrite,
    churned,
    extended_after_due,
    late_easing,
    lowered_to_met,
    metric_swap,
    ratchet,
    swapped,
    thin_code,
    words,
)
from goals.goal.definition import Definition
from goals.goal.facts import Approval
from goals.progress import met
from goals.retargeting import churn
from goals.vocabulary import Effect, FlagId, ReasonCode
from goals.window import Window, day_end
from projections import trail, versions
from projections.flagging.approvals import of_approval
from projections.judging import Judgement
from projections.meeting import first_met_on
from projections.readings import Series
from projections.standing import Question


@dataclass(frozen=True, slots=True)
class Earlier:
    """A counted retarget of the goal before this one; `span` is the window it moved, None while that was not known."""

    event_id: str
    span: Window | None
    magnitude: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Retargeting:
    """A counted retarget, recorded or only thought of on the day of the question; `event_id` is None for the latter.

    `held` is the definition in force on that day: not `before` while the notice of an earlier retarget runs. `original`
    is the one the goal was committed with, None where that is not told. `today` is that day in the workspace's days.
    """

    before: Definition
    after: Definition
    held: Definition
    judgement: Judgement
    effective_on: date
    today: date
    reason_code: ReasonCode
    asked: Asked
    approval: Approval | None = None
    original: Definition | None = None
    earlier: Sequence[Earlier] = ()
    event_id: str | None = None

    @property
    def event_ids(self) -> tuple[str, ...]:
        return () if self.event_id is None else (self.event_id,)


def of_retarget(question: Question, moved: Retargeting) -> list[Raised]:
    """R01 to R11, of the reasons only what the code says: whether they repeat is asked later."""
    return [
        *_by_effect(question, moved),
        *_by_what_was_read(question, moved),
        *_by_days(question, moved),
        *_by_history(moved),
        *_by_metric(question, moved),
        *of_approval(
            question,
            before=(moved.before, moved.held),
            after=moved.after,
            original=moved.original,
            today=moved.today,
            asked=moved.asked,
            approval=moved.approval,
            event_ids=moved.event_ids,
        ),
        *raised(FlagId.R11, thin_code, moved.event_ids, reason_code=moved.reason_code),
    ]


def earlier(question: Question, goal_id: str) -> list[Earlier]:
    """The goal's counted retargets that were recorded before the position of the question."""
    of = (question.rows, question.workspace_id, goal_id, question.position)
    spans = {placed.to_position: placed.definition.span for placed in versions.of(*of)}
    return [
        Earlier(step.event_id, spans.get(step.position), step.magnitude)
        for step in trail.steps(*of)
        if step.position < question.position
    ]


def _by_effect(question: Question, moved: Retargeting) -> list[Raised]:
    judged = moved.judgement
    late: dict[str, Figure] = {"days_to_deadline": judged.days_to_deadline, "window_elapsed": judged.window_elapsed}
    missed: dict[str, Figure] = {"progress": judged.progress, "expected": judged.expected}
    is_harder = judged.effect is Effect.HARDER
    ratcheted: dict[str, Figure] = {
        "first_met_on": first_met_on(question, moved.held) if is_harder else None,
        "recorded_on": question.on,
    }
    return [
        *raised(FlagId.R01, late_easing, moved.event_ids, effect=judged.effect, **late),
        *raised(FlagId.R02, after_miss, moved.event_ids, effect=judged.effect, **missed),
        *raised(FlagId.R08, ratchet, moved.event_ids, effect=judged.effect, **ratcheted),
    ]


def _by_what_was_read(question: Question, moved: Retargeting) -> list[Raised]:
    is_incomparable = moved.judgement.effect is Effect.INCOMPARABLE
    was_met = None if is_incomparable else _is_met(question, moved.before)
    is_met = _is_met(question, moved.after)
    before, after = moved.before.baseline.value, moved.after.baseline.value
    rewritten = before is not None and before != after and _was_read(question, moved.before)
    return [
        *raised(FlagId.R04, lowered_to_met, moved.event_ids, met_before=was_met, met_after=is_met),
        *raised(FlagId.R06, baseline_rewrite, moved.event_ids, before=before, after=after, was_read=rewritten),
    ]


def _by_days(question: Question, moved: Retargeting) -> list[Raised]:
    today, old_end = question.on, _end(moved.held)
    new_end = old_end if _end(moved.before) == _end(moved.after) else _end(moved.after)
    return [
        *raised(FlagId.R03, extended_after_due, moved.event_ids, old_end=old_end, new_end=new_end, recorded_on=today),
        *raised(FlagId.R05, backdated, moved.event_ids, effective_on=moved.effective_on, recorded_on=today),
    ]


def _by_history(moved: Retargeting) -> list[Raised]:
    together = [each for each in moved.earlier if _overlap(each.span, moved.before.span)]
    magnitudes = [*(each.magnitude for each in together), moved.judgement.magnitude]
    event_ids = (*(each.event_id for each in together), *moved.event_ids)
    return raised(FlagId.R07, churned, event_ids, moves=len(magnitudes), gross=churn(magnitudes).gross)


def _by_metric(question: Question, moved: Retargeting) -> list[Raised]:
    before, after = moved.before, moved.after
    if (before.kpi_id, before.series, before.direction) == (after.kpi_id, after.series, after.direction):
        return []
    changed = swapped(_metric(question, before), _metric(question, after))
    return raised(FlagId.R09, metric_swap, moved.event_ids, changed=words(changed))


def _metric(question: Question, definition: Definition) -> Metric:
    measure = question.measure(definition)
    return Metric(
        kpi=definition.kpi_id,
        direction=definition.direction,
        unit=None if measure is None else measure.unit,
        aggregation=None if measure is None else measure.aggregation,
        value_kind=None if measure is None else measure.value_kind,
    )


def _is_met(question: Question, definition: Definition) -> bool:
    standing = question.standing(definition)
    return standing is not None and standing.value is not None and met(standing.yardstick, standing.value)


def _was_read(question: Question, definition: Definition) -> bool:
    if definition.kpi_id is None or definition.series is None:
        return False
    series = Series(question.workspace_id, definition.kpi_id, definition.series, question.position)
    return series.latest(question.rows, before=day_end(date.max, "UTC")) != []


def _end(definition: Definition) -> date | None:
    return None if definition.span is None else definition.span.end


def _overlap(one: Window | None, other: Window | None) -> bool:
    """A window that is not known may be any."""
    return one is None or other is None or (one.start <= other.end and other.start <= one.end)
