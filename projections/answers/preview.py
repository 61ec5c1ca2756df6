"""What would a retarget do, whom would it have to pass, and which questions would it raise?

Asked of what was just decided, whether it would be done or proposed.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from msgspec import UnsetType

from goals.facts import Event
from goals.flags_of_changes import thin_text
from goals.goal.definition import Definition
from goals.goal.facts import GoalRetargeted
from goals.goal.proposal import RetargetProposed
from goals.goal.state import Goal
from goals.goal.weighing import eases_any
from goals.sealing import Text
from goals.vocabulary import FlagId
from goals.window import local_day
from projections import flagging, goals, moves, trail
from projections.answers import forms
from projections.answers.asking import Asking
from projections.answers.held import held
from projections.answers.lenses import CURRENT, ORIGINAL, Lens, attained, through
from projections.flagging import Retargeting
from projections.goals import View
from projections.judging import Judgement, judge
from projections.lives import held_before
from projections.lookups import lookups_in
from projections.standing import Question

Considered = GoalRetargeted | RetargetProposed


def answer(asking: Asking, event: Event, fact: Considered) -> dict[str, Any]:
    """`event` was just recorded, and will be taken back; `fact` is what it says."""
    before = replace(asking, position=event.position - 1)
    view = _view(before, event.stream_id)
    question = Question(asking.rows, asking.workspace_id, event.position, _day_of(asking, fact))
    in_force = held_before(question, event.stream_id, view.goal, fact.before)
    judgement = judge(question, before=fact.before, after=fact.after, held=in_force, original=view.goal.original)
    days, effective_on = _notice(asking, fact, in_force, question.on)
    moved = replace(
        _moved(question, event, fact, view.goal, judgement, in_force), effective_on=effective_on, today=asking.on
    )
    figures = moves.judged(judgement)
    grounds = fact.grounds if isinstance(fact, RetargetProposed) else ()
    return {
        "n": view.goal.retargets + 2 if view.goal.committed else 0,
        "effect": figures["effect"],
        "ratio": figures["ratio"],
        "magnitude": figures["magnitude"],
        "attainment": _attainment(before, event.stream_id, view, fact),
        "flags": _flags(question, event.position, fact.reason, moved),
        "approval": {"needed": bool(grounds), "grounds": [ground.value for ground in grounds]},
        "notice": {"days": days, "effective_on": forms.day(effective_on)},
        "policy_version": asking.workspace.policy_version,
    }


def _view(asking: Asking, goal_id: str) -> View:
    found = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
    assert found is not None, "only a goal is retargeted"
    return goals.decoded(found[0])


def _day_of(asking: Asking, fact: Considered) -> date:
    span = fact.before.span
    return asking.on if span is None else local_day(asking.as_of, span.tz)


def _notice(asking: Asking, fact: Considered, in_force: Definition, today: date) -> tuple[int, date]:
    """How many days it is announced, and from when it would hold, were it approved today."""
    announced = asking.workspace.policy.easing_notice_days
    if isinstance(fact, GoalRetargeted):
        return announced if fact.effective_on > today else 0, fact.effective_on
    lookups = lookups_in(asking.rows, asking.workspace_id)
    days = announced if eases_any((fact.before, in_force), fact.after, lookups, today) else 0
    earliest = today + timedelta(days=days)
    return days, earliest if fact.effective_on is None else max(fact.effective_on, earliest)


def _attainment(asking: Asking, goal_id: str, view: View, fact: Considered) -> dict[str, Any]:
    asking, view = held(asking, goal_id, view)
    return {
        "original": through(asking, goal_id, view, Lens(ORIGINAL)),
        "current": through(asking, goal_id, view, Lens(CURRENT)),
        "proposed": attained(asking, fact.after),
    }


def _moved(
    question: Question, event: Event, fact: Considered, goal: Goal, judgement: Judgement, held: Definition
) -> Retargeting:
    """As it would be flagged, but for its days."""
    told = fact.approval if isinstance(fact, GoalRetargeted) else None
    return Retargeting(
        before=fact.before,
        after=fact.after,
        held=held,
        original=goal.original,
        judgement=judgement,
        effective_on=question.on,
        today=question.on,
        reason_code=fact.reason_code,
        asked=event.envelope.asked,
        approval=None if isinstance(told, UnsetType) else told,
        earlier=flagging.earlier(question, event.stream_id),
    )


def _flags(question: Question, position: int, reason: Text, moved: Retargeting) -> list[str]:
    if moved.original is None:
        return []
    raised = {each.flag for each in flagging.of_retarget(question, moved)}
    before = trail.uses_of(question.rows, question.workspace_id, reason, position - 1)
    if thin_text(repeats=before + 1):
        raised.add(FlagId.R11)
    return sorted(flag.value for flag in raised)
