"""Where does a goal stand, by what was known at a position of the log, on a day in the world?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from goals.achievement import Version
from goals.database import Rows
from goals.goal.definition import Definition
from goals.kpi.facts import Measure
from goals.observation import Observation, current_value
from goals.progress import Yardstick, expected, pace_on, raw_progress
from goals.target import Path
from goals.vocabulary import ValueKind
from goals.window import day_end, day_start, local_day
from projections import kpis
from projections.readings import Observed, Series
from projections.supposed import Supposition


@dataclass(frozen=True, slots=True)
class Standing:
    """What is measured by, the current value (None if nothing counts), and what follows from both.

    `reading` is the last reading that counts, `last_read_on` the day of the KPI's last one, in the window or not.
    `raw`, `expected` and `pace` are unrounded.
    """

    yardstick: Yardstick
    measure: Measure
    value: Decimal | None
    reading: Observed | None
    last_read_on: date | None
    raw: Decimal | None
    expected: Decimal | None
    pace: Decimal | None


@dataclass(frozen=True, slots=True)
class Question:
    """Of one goal's KPI: what was known at `position`, about the day `on`. `supposing` is what never was, of that."""

    rows: Rows
    workspace_id: str
    position: int
    on: date
    supposing: Supposition | None = None

    def standing(self, definition: Definition) -> Standing | None:
        """None where the definition has no KPI, direction or window yet, or its KPI was never defined."""
        yardstick = yardstick_of(definition)
        measure = None if yardstick is None else self.measure(definition)
        if yardstick is None or measure is None or definition.kpi_id is None or definition.series is None:
            return None
        series = Series(self.workspace_id, definition.kpi_id, definition.series, self.position)
        tz = _zone(definition)
        latest = series.latest(self.rows, before=day_end(self.on, tz))
        reading, value = self._current(series, measure, yardstick, tz, latest[0] if latest else None)
        raw = None if value is None else raw_progress(yardstick, value)
        return Standing(
            yardstick=yardstick,
            measure=measure,
            value=value,
            reading=reading,
            last_read_on=local_day(latest[0].observed_at, tz) if latest else None,
            raw=raw,
            expected=expected(yardstick, self.on),
            pace=pace_on(yardstick, raw=raw, today=self.on),
        )

    def measure(self, definition: Definition) -> Measure | None:
        """None where the definition has no KPI, or none that was defined."""
        if definition.kpi_id is None or definition.series is None:
            return None
        return kpis.measure_at(self.rows, self.workspace_id, definition.kpi_id, definition.series, self.position)

    def observations(self, definition: Definition, *, since: date, until: date) -> list[Observation]:
        """What was read on the days from `since` to `until`, oldest first, led by the last reading before them."""
        if definition.kpi_id is None or definition.series is None:
            return []
        tz = _zone(definition)
        series = Series(self.workspace_id, definition.kpi_id, definition.series, self.position)
        last = min(until, self.on)
        if last < since:
            return [observation(each, tz) for each in series.latest(self.rows, before=day_end(last, tz))]
        start = day_start(since, tz)
        carried = series.latest(self.rows, before=start)
        found = series.between(self.rows, since=start, before=day_end(last, tz))
        return [observation(each, tz) for each in (*carried, *found)]

    def _current(
        self, series: Series, measure: Measure, yardstick: Yardstick, tz: str, latest: Observed | None
    ) -> tuple[Observed | None, Decimal | None]:
        last = min(self.on, yardstick.end)
        if measure.value_kind is ValueKind.LEVEL:
            if last < self.on and latest is not None:
                found = series.latest(self.rows, before=day_end(last, tz))
                latest = found[0] if found else None
            return latest, None if latest is None else latest.value
        if last < yardstick.start:
            return None, None
        inside = series.between(self.rows, since=day_start(yardstick.start, tz), before=day_end(last, tz))
        current = current_value(
            [observation(each, tz) for each in inside],
            value_kind=measure.value_kind,
            aggregation=measure.aggregation,
            start=yardstick.start,
            end=yardstick.end,
        )
        return (inside[-1], current.value) if current is not None else (None, None)


def yardstick_of(definition: Definition) -> Yardstick | None:
    """What progress is measured by; None while direction or window are open."""
    if definition.direction is None or definition.span is None:
        return None
    return Yardstick(
        direction=definition.direction,
        baseline=definition.baseline.value,
        target=definition.resolved,
        start=definition.span.start,
        end=definition.span.end,
        tolerance=definition.tolerance,
        path=definition.target.points if isinstance(definition.target, Path) else (),
        levels=definition.levels,
        kpi_id=None if definition.kpi_id is None else f"{definition.kpi_id}/{definition.series}",
    )


def observation(observed: Observed, tz: str) -> Observation:
    return Observation(
        observed_at=observed.observed_at,
        day=local_day(observed.observed_at, tz),
        value=observed.value,
        position=observed.position,
    )


def version_of(definition: Definition, effective_on: date) -> Version | None:
    yardstick = yardstick_of(definition)
    return None if yardstick is None else Version(effective_on=effective_on, yardstick=yardstick)


def _zone(definition: Definition) -> str:
    return "UTC" if definition.span is None else definition.span.tz
