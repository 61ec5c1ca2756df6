"""What was recorded, corrected or voided of a goal's readings, after a moment?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from goals.database import Prepared, Row
from goals.quantity import billionths
from projections.answers.asking import Asking
from projections.readings import readings as table

EVER = -(2**62)

CHANGES = select(
    table.c.from_position,
    table.c.recorded_at,
    table.c.observed_at,
    table.c.first_position,
    table.c.value_order,
    table.c.version,
    table.c.voided,
).where(
    table.c.workspace_id == bindparam("workspace_id"),
    table.c.kpi_id == bindparam("kpi_id"),
    table.c.series == bindparam("series"),
    table.c.observed_at >= bindparam("since"),
    table.c.observed_at < bindparam("before"),
    table.c.recorded_at >= bindparam("recorded_since"),
    table.c.from_position > bindparam("after"),
    table.c.from_position <= bindparam("position"),
)


ANY = Prepared(CHANGES.with_only_columns(table.c.from_position).limit(1))
CHANGED = Prepared(CHANGES.order_by(table.c.from_position))
LASTING = Prepared(
    select(table.c.observed_at)
    .where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.kpi_id == bindparam("kpi_id"),
        table.c.series == bindparam("series"),
        table.c.observed_at < bindparam("before"),
        table.c.recorded_at < bindparam("recorded_before"),
        table.c.from_position <= bindparam("position"),
        table.c.to_position > bindparam("position"),
        table.c.voided == 0,
    )
    .order_by(table.c.observed_at.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of one series of a KPI: what was observed from `since` up to, and not including, `before`, in microseconds."""

    kpi_id: str
    series: int
    since: int
    before: int


@dataclass(frozen=True, slots=True)
class Reported:
    """A version of a reading, and where it was recorded. Instants in microseconds."""

    series: tuple[str, int]
    position: int
    recorded_at: int
    observed_at: int
    first_position: int
    order: str
    version: int
    is_voided: bool

    @property
    def place(self) -> tuple[int, int]:
        """By which readings are in order."""
        return self.observed_at, self.first_position

    @property
    def billionths(self) -> int:
        return billionths(self.order)


def changed(asking: Asking, wanted: Sequence[Wanted], *, recorded_since: int = EVER, after: int = 0) -> list[Reported]:
    """By position; recorded from an instant on, after the position `after`."""
    found = [
        _reported((each.kpi_id, each.series), row)
        for each in wanted
        for row in asking.rows.all(CHANGED, **_bound(asking, each, recorded_since, after))
    ]
    return sorted(found, key=lambda each: each.position)


def has_changed(asking: Asking, wanted: Sequence[Wanted], *, recorded_since: int) -> bool:
    return any(asking.rows.one(ANY, **_bound(asking, each, recorded_since, 0)) is not None for each in wanted)


def lasting(asking: Asking, series: tuple[str, int], *, before: int, recorded_before: int) -> int | None:
    """When the last reading was observed that has been believed as it is since an instant; None if there is none."""
    row = asking.rows.one(
        LASTING,
        workspace_id=asking.workspace_id,
        kpi_id=series[0],
        series=series[1],
        before=before,
        recorded_before=recorded_before,
        position=asking.position,
    )
    return None if row is None else int(row[0])


def _reported(series: tuple[str, int], row: Row) -> Reported:
    position, recorded_at, observed_at, first_position, order, version, voided = row
    return Reported(series, position, recorded_at, observed_at, first_position, order, version, bool(voided))


def _bound(asking: Asking, wanted: Wanted, recorded_since: int, after: int) -> dict[str, str | int]:
    return {
        "workspace_id": asking.workspace_id,
        "kpi_id": wanted.kpi_id,
        "series": wanted.series,
        "since": wanted.since,
        "before": wanted.before,
        "recorded_since": recorded_since,
        "after": after,
        "position": asking.position,
    }
