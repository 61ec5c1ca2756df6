"""Which questions does a check-in raise that says otherwise than the readings?"""

from dataclasses import replace

from goals.flags import Raised, raised
from goals.flags_of_lives import status_gap
from goals.goal.facts import CheckedIn
from goals.health import Thresholds, health
from goals.vocabulary import FlagId, GoalState, Health
from projections import said, workspaces
from projections.lives import definition_on, state_on, view_of
from projections.said import Kind
from projections.standing import Question

TOGETHER = 20


def of_check_in(question: Question, goal_id: str, fact: CheckedIn, event_id: str) -> list[Raised]:
    """R18. Each check-in beside what was known when it was made, about its day."""
    if fact.status is not Health.ON_TRACK:
        return []
    derived = _derived(replace(question, on=fact.on), goal_id)
    if derived is not Health.OFF_TRACK:
        return []
    before = _before(question, goal_id)
    if before is None:
        return []
    position, last, last_event = before
    return raised(
        FlagId.R18,
        status_gap,
        (last_event, event_id),
        status_before=last.status,
        health_before=_derived(replace(question, position=position, on=last.on), goal_id),
        status=fact.status,
        health=derived,
    )


def _before(question: Question, goal_id: str) -> tuple[int, CheckedIn, str] | None:
    """The last check-in before the position that said how the goal is: where, what, and its event."""
    before = question.position
    while True:
        of = (question.rows, question.workspace_id, goal_id, Kind.CHECK_IN)
        found = said.newest(*of, before=before, most=TOGETHER)
        for each in found:
            if isinstance(each.fact, CheckedIn) and each.fact.status is not None:
                return each.position, each.fact, each.event_id
        if len(found) < TOGETHER:
            return None
        before = found[-1].position


def _derived(question: Question, goal_id: str) -> Health | None:
    view = view_of(question, goal_id)
    if view is None or state_on(view.lives, question.on).state is not GoalState.ACTIVE:
        return None
    standing = question.standing(definition_on(question, goal_id, view.goal))
    if standing is None:
        return Health.NO_DATA
    policy = workspaces.at(question.rows, question.workspace_id, question.position).policy
    return health(
        standing.yardstick,
        active=True,
        value=standing.value,
        last_read_on=standing.last_read_on,
        cadence=standing.measure.cadence,
        today=question.on,
        thresholds=Thresholds(on_track=policy.on_track, at_risk=policy.at_risk, grace_days=policy.grace_days),
    )
