"""Which goals were pursued in a period, and by what were they measured on its last day?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from goals.database import Prepared
from goals.goal.definition import Definition
from goals.vocabulary import GoalState
from projections import goals
from projections.answers.asking import Asking
from projections.answers.assembled import Assembled
from projections.answers.periods import Stretch
from projections.goals import Life, View
from projections.lives import counted
from projections.versions import effective_by

PURSUED = (GoalState.ACTIVE, GoalState.PAUSED)

_table = goals.goals
STANDING = Prepared(
    select(_table.c.id, _table.c.container_id, _table.c.doc).where(
        _table.c.workspace_id == bindparam("workspace_id"),
        _table.c.from_position <= bindparam("position"),
        _table.c.to_position > bindparam("position"),
    )
)
"""In no order: for one, a planner without statistics would read every version there ever was."""


@dataclass(frozen=True, slots=True)
class Considered:
    """A goal, what it was committed with, and what was in force on the period's last day."""

    goal_id: str
    view: View
    original: Definition
    current: Definition


def assembled(asking: Asking, within: Collection[str] | None) -> Assembled:
    """All goals of these containers, of all if None, by id."""
    found = asking.rows.all(STANDING, workspace_id=asking.workspace_id, position=asking.position)
    return [
        (goal_id, goals.decoded(doc))
        for goal_id, container_id, doc in sorted(found, key=lambda row: str(row[0]))
        if within is None or container_id in within
    ]


def considered(asking: Asking, stretch: Stretch, found: Assembled, *, moved: Collection[str]) -> list[Considered]:
    """The committed ones among some goals that were pursued on some day of the stretch, or are among the `moved`.

    `asking` is about the stretch's last day.
    """
    return [
        _measured(asking, goal_id, view)
        for goal_id, view in found
        if view.goal.committed and (goal_id in moved or was_pursued(view.lives, stretch))
    ]


def was_pursued(lives: Sequence[Life], stretch: Stretch) -> bool:
    """Whether it went into the stretch active or paused, or became so within; what was told later of a day before did
    away with that."""
    before = next((life for life in reversed(lives) if life.on < stretch.first), None)
    if before is not None and before.state in PURSUED:
        return True
    begun = (life for n, life in enumerate(lives) if all(life.on <= later.on for later in lives[n + 1 :]))
    return any(life.state in PURSUED and stretch.has(life.on) for life in begun)


def _measured(asking: Asking, goal_id: str, view: View) -> Considered:
    definition = view.goal.definition
    if view.goal.retargets == 0:
        return Considered(goal_id, view, original=definition, current=definition)
    known = counted(asking.question, goal_id)
    return Considered(goal_id, view, original=known[0].definition, current=effective_by(known, asking.on).definition)
