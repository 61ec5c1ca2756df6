"""Which goal may serve which."""

from decimal import Decimal

from msgspec.structs import replace

from goals.goal.errors import (
    AlignedWithItself,
    AlignmentCycle,
    NoSuchReference,
    ShareOutOfRange,
    SupportHasNoWeight,
)
from goals.goal.state import Alignment
from goals.quantity import ONE
from goals.surroundings import Surroundings
from goals.vocabulary import AlignmentKind


def sound_alignment(alignment: Alignment, *, goal_id: str, around: Surroundings, pointer: str = "") -> Alignment:
    """The alignment as it is recorded: a contribution without a weight is whole.

    Raises an Unprocessable, NoSuchReference or AlignmentCycle. `pointer` is where in the request the alignment stands.
    """
    if alignment.parent_id == goal_id:
        raise AlignedWithItself(pointer=f"{pointer}/parent_id")
    if around.goal(alignment.parent_id) is None:
        raise NoSuchReference("goal", alignment.parent_id, pointer=f"{pointer}/parent_id")
    if goal_id in _above(alignment.parent_id, around):
        raise AlignmentCycle(alignment.parent_id, pointer=f"{pointer}/parent_id")
    return replace(alignment, weight=_sound_weight(alignment, pointer=f"{pointer}/weight"))


def _sound_weight(alignment: Alignment, *, pointer: str) -> Decimal | None:
    if alignment.kind is AlignmentKind.SUPPORTS:
        if alignment.weight is not None:
            raise SupportHasNoWeight(pointer=pointer)
        return None
    weight = ONE if alignment.weight is None else alignment.weight
    if not 0 <= weight <= 1:
        raise ShareOutOfRange(weight, pointer=pointer)
    return weight


def _above(goal_id: str, around: Surroundings) -> set[str]:
    """All goals that this one serves, however indirectly."""
    found: set[str] = set()
    waiting = [goal_id]
    while waiting:
        goal = around.goal(waiting.pop())
        parents = {each.parent_id for each in goal.parents} - found if goal is not None else set()
        found |= parents
        waiting.extend(parents)
    return found
