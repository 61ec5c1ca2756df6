"""Where does the trend lead?"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, Decimal

from msgspec import Struct

from goals.progress import Yardstick, raw_progress
from goals.quantity import EXACT, ONE, ZERO, quotient, resolved, total
from goals.target import number
from goals.vocabulary import Direction

METHOD = "ordinary_least_squares"
READINGS = 12
DISTINCT_DAYS = 3

STUDENT_T = (
    Decimal("3.077683537"),
    Decimal("1.885618083"),
    Decimal("1.637744354"),
    Decimal("1.533206274"),
    Decimal("1.475884049"),
    Decimal("1.439755747"),
    Decimal("1.414923928"),
    Decimal("1.396815310"),
    Decimal("1.383028738"),
    Decimal("1.372183641"),
)
"""What a Student t variable exceeds one time in ten, for 1 to 10 degrees of freedom."""


class Forecast(Struct, frozen=True, kw_only=True):
    """The straight line through the last `n` readings, as seen on `made_on`.

    Values are in the KPI's unit, to 9 places; `low` and `high` enclose four of five values on the
    deadline. `reached_on` is None if the line does not lead to the target.
    """

    method: str
    made_on: date
    n: int
    slope_per_day: Decimal
    at_deadline: Decimal
    low: Decimal
    high: Decimal
    attainment: Decimal | None
    reached_on: date | None


class _Line(Struct, frozen=True, kw_only=True):
    """Fitted through points of (day as ordinal, value); `spread` is Σ(day − mean day)²."""

    n: int
    mean_day: Decimal
    mean_value: Decimal
    slope: Decimal
    spread: Decimal
    variance: Decimal

    def at(self, day: int) -> Decimal:
        return EXACT.fma(self.slope, EXACT.subtract(Decimal(day), self.mean_day), self.mean_value)

    def margin(self, day: int) -> Decimal:
        """Half the width of the 80 % prediction interval on a day."""
        distance = EXACT.subtract(Decimal(day), self.mean_day)
        leverage = EXACT.divide(EXACT.multiply(distance, distance), self.spread)
        share = total([ONE, EXACT.divide(ONE, Decimal(self.n)), leverage])
        return EXACT.multiply(STUDENT_T[self.n - 3], EXACT.sqrt(EXACT.multiply(self.variance, share)))


def forecast(yardstick: Yardstick, readings: Sequence[tuple[date, Decimal]], *, today: date) -> Forecast | None:
    """The trend of the last 12 readings (of increments: of their running aggregate), in order of time.

    None where these are from fewer than 3 days. Readings after the window's end do not count.
    """
    used = [(day.toordinal(), value) for day, value in readings if day <= yardstick.end][-READINGS:]
    if len({day for day, _ in used}) < DISTINCT_DAYS:
        return None
    line = _fitted(used)
    deadline = yardstick.end.toordinal()
    at_deadline, margin = line.at(deadline), line.margin(deadline)
    return Forecast(
        method=METHOD,
        made_on=today,
        n=line.n,
        slope_per_day=resolved(line.slope),
        at_deadline=resolved(at_deadline),
        low=resolved(EXACT.subtract(at_deadline, margin)),
        high=resolved(EXACT.add(at_deadline, margin)),
        attainment=raw_progress(yardstick, resolved(at_deadline)),
        reached_on=_reached_on(yardstick, line, today),
    )


def _fitted(points: Sequence[tuple[int, Decimal]]) -> _Line:
    n = Decimal(len(points))
    mean_day = EXACT.divide(Decimal(sum(day for day, _ in points)), n)
    mean_value = EXACT.divide(total(value for _, value in points), n)
    away = [(EXACT.subtract(Decimal(day), mean_day), EXACT.subtract(value, mean_value)) for day, value in points]
    spread = total(EXACT.multiply(days, days) for days, _ in away)
    slope = EXACT.divide(total(EXACT.multiply(days, units) for days, units in away), spread)
    misses = [EXACT.subtract(units, EXACT.multiply(slope, days)) for days, units in away]
    squares = total(EXACT.multiply(miss, miss) for miss in misses)
    return _Line(
        n=len(points),
        mean_day=mean_day,
        mean_value=mean_value,
        slope=slope,
        spread=spread,
        variance=EXACT.divide(squares, EXACT.subtract(n, Decimal(2))),
    )


def _reached_on(yardstick: Yardstick, line: _Line, today: date) -> date | None:
    """The first day, not before today, on which the line is at the target."""
    target = number(yardstick.target)
    if target is None or yardstick.direction is Direction.MAINTAIN:
        return None
    upward = yardstick.direction in (Direction.INCREASE, Direction.AT_LEAST)
    if line.slope == 0 or (line.slope > 0) is not upward:
        return None
    missing = quotient(EXACT.subtract(target, line.at(today.toordinal())), line.slope)
    days = max(missing, ZERO).to_integral_value(ROUND_CEILING)
    if days > date.max.toordinal() - today.toordinal():
        return None
    return date.fromordinal(today.toordinal() + int(days))
