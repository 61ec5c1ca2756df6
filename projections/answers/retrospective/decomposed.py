"""How much of the period's change was achieved, and how much came from moving the goalposts?"""

from typing import Any

from projections.answers import decomposition, decomposition_of_many
from projections.answers.asking import Asking
from projections.answers.between import Said
from projections.answers.retrospective.seen import Seen


def section(seen: Seen) -> dict[str, Any]:
    """From the end of the day before to that of the last day, by what was known then: of all goals of the scope, if it
    is not one, and step by step of each."""
    asking = seen.closing.about(seen.stretch.last)
    said = Said(first=seen.between.first, last=seen.between.last)
    found = (decomposition.answer(asking, each.goal_id, said) for each in seen.goals if each.is_there_at_last)
    return {
        "together": _together(seen, asking, said),
        "goals": [each for each in found if each is not None],
    }


def _together(seen: Seen, asking: Asking, said: Said) -> dict[str, Any] | None:
    """None of a single goal."""
    if seen.scope.goal_id is not None:
        return None
    if seen.scope.container_id is None:
        return decomposition_of_many.of_workspace(asking, said)
    return decomposition_of_many.of_container(asking, seen.scope.container_id, said, nested=True)
