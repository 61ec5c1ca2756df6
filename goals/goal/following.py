"""What follows for goals when something else happens: an anchor is recorded, a KPI redefined.

No back door: what would need approval if it were asked for by itself, is proposed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from goals.command import Elsewhere
from goals.goal.approval import lapses
from goals.goal.commands.retargeting import next_version
from goals.goal.definition import Definition
from goals.goal.facts import GoalEdited, GoalFact, GoalRetargeted, WindowResolved
from goals.goal.proposal import ProposalLapsed, RetargetProposed
from goals.goal.state import Goal, evolve
from goals.goal.weighing import Weighed, weighed
from goals.identity import new_id
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import Anchor, GoalState, ProposalState, ReasonCode, Trigger
from goals.window import resolve_window


@dataclass(frozen=True, kw_only=True)
class Following:
    """Why a goal is retargeted by something else: `stream_id` is what it follows."""

    stream_id: str
    reason_code: ReasonCode
    reason: Text


def window_resolved_facts(around: Surroundings, *, anchor: Anchor, on: date) -> list[Elsewhere]:
    """For every goal whose window hangs on `anchor`, now that it is on this day.

    A window that waited for it, or is only a draft's, is resolved; one already resolved is retargeted.
    """
    hanging = around.lookups.goals_anchored_on(anchor)
    return _each(around, hanging, lambda goal_id, goal: _anchor_followed(goal_id, goal, around, anchor=anchor, on=on))


def redefinition_facts(around: Surroundings, *, kpi_id: str, series: int, reason: Text) -> list[Elsewhere]:
    """For every goal measured by a KPI whose series is another from here on: a draft follows, an active
    goal is retargeted."""
    measured = around.lookups.goals_measured_by(kpi_id)
    why = Following(stream_id=kpi_id, reason_code=ReasonCode.SCOPE_CHANGE, reason=reason)
    return _each(around, measured, lambda goal_id, goal: _series_followed(goal_id, goal, around, series, why))


def missed_facts(goal_id: str, goal: Goal, around: Surroundings) -> list[GoalFact]:
    """What would have followed for the goal, open again, had it been so all the time."""
    facts: list[GoalFact] = []
    for missed in (_anchor_missed, _series_missed):
        for fact in missed(goal_id, goal, around):
            facts.append(fact)
            goal = evolve(goal, fact)
    return facts


def _anchor_missed(goal_id: str, goal: Goal, around: Surroundings) -> Sequence[GoalFact]:
    window = goal.definition.window
    anchor = None if window is None else window.anchor
    on = None if anchor is None else around.anchors.get(anchor)
    return [] if anchor is None or on is None else _anchor_followed(goal_id, goal, around, anchor=anchor, on=on)


def _series_missed(goal_id: str, goal: Goal, around: Surroundings) -> Sequence[GoalFact]:
    kpi_id = goal.definition.kpi_id
    kpi = None if kpi_id is None else around.kpi(kpi_id)
    if kpi is None or kpi_id is None:
        return []
    reason = f"The KPI {kpi.key} was redefined while the goal was closed."
    why = Following(stream_id=kpi_id, reason_code=ReasonCode.SCOPE_CHANGE, reason=reason)
    return _series_followed(goal_id, goal, around, kpi.series, why)


def _anchor_followed(goal_id: str, goal: Goal, around: Surroundings, *, anchor: Anchor, on: date) -> Sequence[GoalFact]:
    before = goal.definition
    after = _anchored(before, anchor, on)
    if after.span is None:
        return []
    if after != before and (before.span is None or goal.state is GoalState.DRAFT):
        return [WindowResolved(anchor=anchor, on=on, span=after.span), *lapses(goal)]
    why = Following(
        stream_id=around.workspace_id,
        reason_code=ReasonCode.EXTERNAL_DEPENDENCY,
        reason=f"The {anchor}, which the window hangs on, was moved to {on}.",
    )
    return _retargeted(goal_id, goal, after, around, why)


def _series_followed(goal_id: str, goal: Goal, around: Surroundings, series: int, why: Following) -> Sequence[GoalFact]:
    after = replace(goal.definition, series=series)
    if goal.state is GoalState.DRAFT:
        return [] if after == goal.definition else [GoalEdited(definition=after)]
    return _retargeted(goal_id, goal, after, around, why)


def _retargeted(
    goal_id: str, goal: Goal, after: Definition, around: Surroundings, why: Following
) -> Sequence[GoalFact]:
    """It is retargeted, or that is proposed; what was proposed to follow the same stream before, is overtaken."""
    if after == goal.definition:
        return _overtaken(goal, why)
    found = weighed(goal, after, around, goal_id=goal_id)
    if not found.grounds:
        return [_done(goal, after, found, why), *lapses(goal)]
    if any(proposal.after == after for proposal in _proposed_before(goal, why)):
        return []
    return [_proposed(goal, after, found, around, why), *_overtaken(goal, why)]


def _done(goal: Goal, after: Definition, found: Weighed, why: Following) -> GoalRetargeted:
    return GoalRetargeted(
        before=goal.definition,
        after=after,
        reason_code=why.reason_code,
        reason=why.reason,
        effective_on=found.earliest,
        trigger=Trigger.EXTERNAL_CHANGE,
        follows=why.stream_id,
    )


def _proposed(goal: Goal, after: Definition, found: Weighed, around: Surroundings, why: Following) -> RetargetProposed:
    return RetargetProposed(
        proposal_id=new_id(),
        n=next_version(goal),
        before=goal.definition,
        after=after,
        reason_code=why.reason_code,
        reason=why.reason,
        trigger=Trigger.EXTERNAL_CHANGE,
        proposer=around.asked.actor,
        proposer_for=around.asked.on_behalf_of,
        grounds=found.grounds,
        policy_version=around.policy_version,
        follows=why.stream_id,
    )


def _overtaken(goal: Goal, why: Following) -> list[ProposalLapsed]:
    return [ProposalLapsed(proposal_id=proposed.proposal_id) for proposed in _proposed_before(goal, why)]


def _proposed_before(goal: Goal, why: Following) -> list[RetargetProposed]:
    still_open = (each.proposed for each in goal.proposals.values() if each.state is ProposalState.OPEN)
    return [proposed for proposed in still_open if proposed.follows == why.stream_id]


def _each(
    around: Surroundings, goal_ids: Sequence[str], followed: Callable[[str, Goal], Sequence[GoalFact]]
) -> list[Elsewhere]:
    found = ((goal_id, around.goal(goal_id)) for goal_id in goal_ids)
    facts = ((goal_id, followed(goal_id, goal)) for goal_id, goal in found if goal is not None and goal.is_open)
    return [Elsewhere(goal_id, fact) for goal_id, each in facts for fact in each]


def _anchored(definition: Definition, anchor: Anchor, on: date) -> Definition:
    window = definition.window
    if window is None or window.anchor is not anchor:
        return definition
    try:
        span = resolve_window(window, fiscal_year_start=1, anchors={anchor: on})
    except ValueError:
        return definition
    return replace(definition, span=span)
