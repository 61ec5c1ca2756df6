"""What was recorded, corrected or voided of a goal's readings, after a moment?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import bindparam, select

from goals.database import Prepared
from goals.goal.definition import Definition
from goals.instants import from_us
from projections.answers.achievement import Measured
from projections.answers.asking import Asking
from projections.goals import View
from projections.lives import definition_on, view_of
from projections.readings import readings as table

CHANGED = Prepared(
    select(
        table.c.from_position,
        table.c.recorded_at,
        table.c.observed_at,
        table.c.value,
        table.c.version,
        table.c.voided,
    )
    .where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.kpi_id == bindparam("kpi_id"),
        table.c.series == bindparam("series"),
        table.c.observed_at >= bindparam("since"),
        table.c.observed_at < bindparam("before"),
        table.c.recorded_at >= bindparam("recorded_since"),
        table.c.from_position > bindparam("after"),
        table.c.from_position <= bindparam("position"),
    )
    .order_by(table.c.from_position)
)


@dataclass(frozen=True, slots=True)
class Reported:
    """A version of a reading, and where it was recorded."""

    position: int
    recorded_at: datetime
    observed_at: datetime
    value: Decimal
    version: int
    is_voided: bool

    @property
    def what(self) -> str:
        if self.is_voided:
            return "voided"
        return "recorded" if self.version == 1 else "corrected"


def changed(
    asking: Asking,
    measured: Sequence[Measured],
    *,
    since: int,
    before: int,
    recorded_since: int = -(2**62),
    after: int = 0,
) -> list[Reported]:
    """Of all that was measured, what was observed from `since` up to, and not including, `before`.

    Instants in microseconds; recorded from `recorded_since` on, after the position `after`.
    """
    series = dict.fromkeys((each.definition.kpi_id, each.definition.series) for each in measured)
    found = [
        _reported(row)
        for kpi_id, number in series
        if kpi_id is not None
        for row in asking.rows.all(
            CHANGED,
            workspace_id=asking.workspace_id,
            kpi_id=kpi_id,
            series=number,
            since=since,
            before=before,
            recorded_since=recorded_since,
            after=after,
            position=asking.position,
        )
    ]
    return sorted(found, key=lambda each: each.position)


def known_at(asking: Asking, goal_id: str, position: int, day: date) -> tuple[Asking, View, Definition] | None:
    """The question as of a position about a day, the goal then, and what it was measured by; None if it was no goal."""
    there = replace(asking, position=position, on=day, is_on_given=True)
    view = view_of(there.question, goal_id)
    if view is None or view.goal.activated_on is None:
        return None
    return there, view, definition_on(there.question, goal_id, view.goal)


def _reported(row: Sequence[int | str]) -> Reported:
    position, recorded_at, observed_at, value, version, voided = row
    return Reported(
        position=int(position),
        recorded_at=from_us(int(recorded_at)),
        observed_at=from_us(int(observed_at)),
        value=Decimal(value),
        version=int(version),
        is_voided=bool(voided),
    )
