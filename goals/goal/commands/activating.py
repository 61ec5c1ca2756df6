"""From a draft to a goal that is meant: activation, its baseline, commitment."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from goals.command import Decision
from goals.errors import Fault, Unprocessable
from goals.goal.approval import lapses
from goals.goal.commands.command import (
    GoalCommand,
    day,
    require_container,
    require_kpi_in_use,
    require_room,
    require_state,
)
from goals.goal.cycles import require_cycle_open
from goals.goal.definition import Definition
from goals.goal.errors import (
    BaselineIsAssumed,
    BaselineIsKnown,
    GoalCannotHaveBaseline,
    GoalIsCommitted,
    GoalIsIncomplete,
)
from goals.goal.facts import BaselineEstablished, GoalActivated, GoalCommitted
from goals.goal.settling import settled
from goals.goal.state import OPEN, Goal
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.target import Baseline
from goals.vocabulary import BaselineState, GoalState, Maturity

NEEDED = {
    "kpi_id": "Name the KPI it is measured by: without one nobody can tell if and when it is achieved.",
    "target": "Say the target.",
    "direction": "Say the direction: it does not follow from the target while the baseline is unknown.",
    "window": "Say from when to when it runs.",
}


@dataclass(frozen=True, kw_only=True)
class ActivateGoal(GoalCommand):
    """`on` is today unless given; a window that begins with the goal begins then."""

    on: date | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_state(goal, GoalState.DRAFT, wish="activated again")
        missing = missing_in(goal.definition)
        if missing:
            raise GoalIsIncomplete(missing)
        on = day(self.on, goal, around)
        require_kpi_in_use(goal.definition, around, pointer="/kpi_id")
        require_container(goal.container_id, around)
        require_room(goal.container_id, around)
        definition = settled(goal.definition, around, before=goal.definition, goal_start=on)
        require_cycle_open([definition], around)
        return [GoalActivated(on=on, definition=definition)]


@dataclass(frozen=True, kw_only=True)
class EstablishBaseline(GoalCommand):
    """The baseline becomes known. The target that waited for it is resolved, which is no retarget.

    One that was assumed is only confirmed, except a draft's.
    """

    value: Decimal
    observed_on: date | None = None
    source: str | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_state(goal, *OPEN, wish="given a baseline")
        before = goal.definition
        if before.baseline.state is BaselineState.KNOWN:
            raise BaselineIsKnown(before.baseline.value)
        if goal.is_pursued and before.baseline.value not in (None, self.value):
            raise BaselineIsAssumed(before.baseline.value)
        if self.observed_on is not None:
            day(self.observed_on, goal, around, pointer="/observed_on")
        baseline = Baseline(
            state=BaselineState.KNOWN,
            value=self.value,
            observed_on=self.observed_on,
            source=self.source,
        )
        after = self._settled(replace(before, baseline=baseline), goal, around)
        follows = None if after.direction == before.direction else after.direction
        return [
            BaselineEstablished(baseline=baseline, resolved=after.resolved, direction=follows),
            *lapses(goal),
        ]

    def _settled(self, said: Definition, goal: Goal, around: Surroundings) -> Definition:
        try:
            return settled(said, around, before=goal.definition, goal_start=goal.activated_on)
        except Unprocessable as wrong:
            raise GoalCannotHaveBaseline(self.value, wrong.message) from None


@dataclass(frozen=True, kw_only=True)
class CommitGoal(GoalCommand):
    """A preliminary goal is meant from here on: what it says now is its original."""

    on: date | None = None
    note: Text | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_state(goal, GoalState.ACTIVE, GoalState.PAUSED, wish="committed")
        if goal.maturity is Maturity.COMMITTED:
            raise GoalIsCommitted
        return [GoalCommitted(on=day(self.on, goal, around), note=self.note)]


def missing_in(definition: Definition) -> list[Fault]:
    """Everything a goal lacks to be activated."""
    lacking = [name for name in ("kpi_id", "target", "window") if getattr(definition, name) is None]
    if definition.target is not None and definition.direction is None:
        lacking.append("direction")
    return [Fault(f"/{name}", "missing", NEEDED[name]) for name in lacking]
