"""Where does a KPI stand, by what was observed of it?"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from goals.quantity import EXACT, resolved
from goals.vocabulary import Aggregation, ValueKind


class Observation(Struct, frozen=True, kw_only=True):
    """One observed value. `day` is the local day of `observed_at`; of two at the same instant the one
    with the later `position` in the log holds."""

    observed_at: datetime
    day: date
    value: Decimal
    position: int


def in_order(observations: Sequence[Observation]) -> list[Observation]:
    return sorted(observations, key=lambda one: (one.observed_at, one.position))


def current_value(
    observations: Sequence[Observation],
    *,
    value_kind: ValueKind,
    aggregation: Aggregation,
    start: date,
    end: date,
) -> Observation | None:
    """The last observation that counts; None if there is none.

    Of a level it is the latest up to the window's end, be it from before the start. Of increments its
    value is the aggregate of all within the window, a mean to 9 places. Whoever asks has cut off what
    lies after the moment asked about.
    """
    steps = running(observations, value_kind=value_kind, aggregation=aggregation, start=start, end=end)
    return steps[-1] if steps else None


def running(
    observations: Sequence[Observation],
    *,
    value_kind: ValueKind,
    aggregation: Aggregation,
    start: date,
    end: date,
) -> list[Observation]:
    """The current value as it stood after each observation, in order of time.

    Of a level the last from before the window comes first, as long as nothing was observed within it.
    """
    known = [one for one in in_order(observations) if one.day <= end]
    inside = [one for one in known if one.day >= start]
    if value_kind is ValueKind.LEVEL:
        return inside or known[-1:]
    return _aggregated(inside, aggregation)


def _aggregated(increments: Sequence[Observation], aggregation: Aggregation) -> list[Observation]:
    steps: list[Observation] = []
    added = Decimal(0)
    for count, one in enumerate(increments, start=1):
        added = EXACT.add(added, one.value)
        before = steps[-1].value if steps else one.value
        match aggregation:
            case Aggregation.LAST:
                value = one.value
            case Aggregation.SUM:
                value = added
            case Aggregation.AVG:
                value = resolved(EXACT.divide(added, Decimal(count)))
            case Aggregation.MIN:
                value = min(before, one.value)
            case Aggregation.MAX:
                value = max(before, one.value)
        steps.append(replace(one, value=value))
    return steps
