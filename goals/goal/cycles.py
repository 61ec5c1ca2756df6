"""The cycles a goal belongs to, and whether they let it change."""

from collections.abc import Iterable, Mapping

from goals.goal.approval_errors import CycleIsClosed
from goals.goal.definition import Definition
from goals.surroundings import Surroundings
from goals.vocabulary import ActorType, CycleState
from goals.workspace.cycle import Cycle


def cycles_holding(definitions: Iterable[Definition], cycles: Mapping[str, Cycle]) -> list[tuple[str, Cycle]]:
    """Those in which the whole window of any of a goal's definitions lies, by name; one whose days are not known lies
    in none."""
    spans = [each.span for each in definitions if each.span is not None]
    named = sorted(cycles.items(), key=lambda each: each[0])
    return [
        (name, cycle)
        for name, cycle in named
        if any(cycle.start <= span.start and span.end <= cycle.end for span in spans)
    ]


def state_of(definitions: Iterable[Definition], around: Surroundings) -> CycleState:
    """The strictest state of their cycles today, in the workspace's days; open where they have none."""
    states = {cycle.state(around.today()) for _, cycle in cycles_holding(definitions, around.cycles)}
    strictest = (CycleState.CLOSED, CycleState.LOCKED)
    return next((state for state in strictest if state in states), CycleState.OPEN)


def require_cycle_open(definitions: Iterable[Definition], around: Surroundings) -> None:
    """Raises CycleIsClosed. What is imported was decided elsewhere, whatever is closed here."""
    if around.asked.actor.type is ActorType.IMPORT:
        return
    for name, cycle in cycles_holding(definitions, around.cycles):
        if cycle.state(around.today()) is CycleState.CLOSED:
            raise CycleIsClosed(name, cycle.update_until)
