"""The cycles a goal belongs to, and whether they let it change."""

from collections.abc import Mapping

from goals.goal.approval_errors import CycleIsClosed
from goals.goal.definition import Definition
from goals.surroundings import Surroundings
from goals.vocabulary import ActorType, CycleState
from goals.workspace.cycle import Cycle


def cycles_holding(definition: Definition, cycles: Mapping[str, Cycle]) -> list[tuple[str, Cycle]]:
    """Those the goal's whole window lies in, by name; none while its days are not known."""
    span = definition.span
    if span is None:
        return []
    named = sorted(cycles.items(), key=lambda each: each[0])
    return [(name, cycle) for name, cycle in named if cycle.start <= span.start and span.end <= cycle.end]


def state_of(definition: Definition, around: Surroundings) -> CycleState:
    """The strictest state of the goal's cycles today, in the workspace's days; open where it has none."""
    states = {cycle.state(around.today()) for _, cycle in cycles_holding(definition, around.cycles)}
    strictest = (CycleState.CLOSED, CycleState.LOCKED)
    return next((state for state in strictest if state in states), CycleState.OPEN)


def require_cycle_open(definition: Definition, around: Surroundings) -> None:
    """Raises CycleIsClosed. What is imported was decided elsewhere, whatever is closed here."""
    if around.asked.actor.type is ActorType.IMPORT:
        return
    for name, cycle in cycles_holding(definition, around.cycles):
        if cycle.state(around.today()) is CycleState.CLOSED:
            raise CycleIsClosed(name, cycle.update_until)
