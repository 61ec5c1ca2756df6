"""What decisions ask about many streams at once, answered inside the write's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, or_, select

from goals.database import Prepared, Rows
from goals.goal.definition import Definition
from goals.goal.state import OPEN as OPEN_STATES
from goals.vocabulary import Anchor, Effect, GoalState
from projections import versions
from projections.goals import goals
from projections.judging import judge
from projections.kpis import kpis
from projections.milestones import milestones
from projections.proposals import proposals
from projections.standing import Question
from projections.versioned import OPEN

NOW = OPEN - 1
"""A position after every other."""

_standing = (goals.c.workspace_id == bindparam("workspace_id"), goals.c.to_position == OPEN)
_open = or_(*(goals.c.state == state.value for state in OPEN_STATES))


def _goals_where(*conditions: object) -> Prepared:
    return Prepared(select(goals.c.id).where(*_standing, *conditions).order_by(goals.c.id))  # type: ignore[arg-type]


ACTIVE_IN = _goals_where(goals.c.state == GoalState.ACTIVE.value, goals.c.container_id == bindparam("container_id"))
MEASURED_BY = _goals_where(_open, goals.c.kpi_id == bindparam("kpi_id"))
ANCHORED_ON = _goals_where(_open, goals.c.anchor == bindparam("anchor"))
KPI_WITH_KEY = Prepared(
    select(kpis.c.id).where(
        kpis.c.workspace_id == bindparam("workspace_id"),
        kpis.c.to_position == OPEN,
        kpis.c.key == bindparam("key"),
    )
)
GOAL_OF_MILESTONE = Prepared(
    select(milestones.c.goal_id).where(
        milestones.c.workspace_id == bindparam("workspace_id"),
        milestones.c.id == bindparam("milestone_id"),
    )
)
GOAL_OF_PROPOSAL = Prepared(
    select(proposals.c.goal_id).where(
        proposals.c.workspace_id == bindparam("workspace_id"),
        proposals.c.id == bindparam("proposal_id"),
    )
)


@dataclass(frozen=True, slots=True)
class ReadModelLookups:
    """`goals.surroundings.Lookups` over the read models."""

    rows: Rows
    workspace_id: str

    def kpi_with_key(self, key: str) -> str | None:
        return self._first(KPI_WITH_KEY, key=key)

    def active_goals_in(self, container_id: str) -> Sequence[str]:
        return self._ids(ACTIVE_IN, container_id=container_id)

    def goals_measured_by(self, kpi_id: str) -> Sequence[str]:
        return self._ids(MEASURED_BY, kpi_id=kpi_id)

    def goals_anchored_on(self, anchor: Anchor) -> Sequence[str]:
        return self._ids(ANCHORED_ON, anchor=anchor.value)

    def goal_of_milestone(self, milestone_id: str) -> str | None:
        return self._first(GOAL_OF_MILESTONE, milestone_id=milestone_id)

    def goal_of_proposal(self, proposal_id: str) -> str | None:
        return self._first(GOAL_OF_PROPOSAL, proposal_id=proposal_id)

    def definition_held(self, goal_id: str, on: date) -> Definition | None:
        counted = versions.counted(self.rows, self.workspace_id, goal_id, NOW)
        return versions.effective_by(counted, on).definition if counted else None

    def effect_of(self, before: Definition, after: Definition, today: date) -> Effect:
        question = Question(self.rows, self.workspace_id, NOW, today)
        return judge(question, before=before, after=after, held=before, original=None).effect

    def _ids(self, statement: Prepared, **values: str) -> list[str]:
        return [row[0] for row in self.rows.all(statement, workspace_id=self.workspace_id, **values)]

    def _first(self, statement: Prepared, **values: str) -> str | None:
        found = self._ids(statement, **values)
        return found[0] if found else None


def lookups_in(rows: Rows, workspace_id: str) -> ReadModelLookups:
    return ReadModelLookups(rows, workspace_id)
