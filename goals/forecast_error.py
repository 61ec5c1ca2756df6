"""How well did forecasts foresee what came?"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from goals.quantity import EXACT, mean, quotient


class Horizon(StrEnum):
    """How far ahead of its deadline a forecast was made: up to so many days."""

    WEEK = "7"
    MONTH = "30"
    QUARTER = "90"
    MORE = "more"


_UP_TO = ((7, Horizon.WEEK), (30, Horizon.MONTH), (90, Horizon.QUARTER))


class Foreseen(Struct, frozen=True, kw_only=True):
    """What was forecast for a deadline, and what came; values are in the KPI's unit.

    `span` is the way from the baseline to the target, below 0 where it leads down; None or 0 where there is none.
    """

    days_ahead: int
    forecast: Decimal
    low: Decimal
    high: Decimal
    actual: Decimal
    span: Decimal | None


class Missed(Struct, frozen=True, kw_only=True):
    """By how much a forecast was off: `error` in the KPI's unit, above 0 where more was forecast than came; `share` of
    the way to the target, above 0 where more progress was forecast than came, None where there is no way."""

    days_ahead: int
    error: Decimal
    share: Decimal | None
    inside: bool


class Summary(Struct, frozen=True, kw_only=True):
    """Over `n` forecasts, of which `n_shares` have a share of a way. All unrounded, each None of nothing.

    `bias` is the mean share, above 0 where forecasts hoped for too much; `mean_absolute` that of the shares without
    their signs; `coverage` the share of forecasts whose interval what came lies in.
    """

    n: int
    n_shares: int
    bias: Decimal | None
    mean_absolute: Decimal | None
    coverage: Decimal | None


def missed(foreseen: Foreseen) -> Missed:
    """The borders of the interval belong to it."""
    error = EXACT.subtract(foreseen.forecast, foreseen.actual)
    return Missed(
        days_ahead=foreseen.days_ahead,
        error=error,
        share=None if foreseen.span is None or foreseen.span == 0 else quotient(error, foreseen.span),
        inside=foreseen.low <= foreseen.actual <= foreseen.high,
    )


def mean_error(told: Sequence[Missed]) -> Decimal | None:
    """In the KPI's unit, of forecasts of one KPI; unrounded, None of none."""
    return mean([each.error for each in told])


def summary(told: Sequence[Missed]) -> Summary:
    shares = [each.share for each in told if each.share is not None]
    return Summary(
        n=len(told),
        n_shares=len(shares),
        bias=mean(shares),
        mean_absolute=mean([EXACT.abs(share) for share in shares]),
        coverage=mean([Decimal(each.inside) for each in told]),
    )


def by_horizon(told: Sequence[Missed]) -> dict[Horizon, Summary]:
    """Of each horizon, also where nothing was forecast within it."""
    return {horizon: summary([each for each in told if horizon_of(each.days_ahead) is horizon]) for horizon in Horizon}


def horizon_of(days_ahead: int) -> Horizon:
    return next((horizon for most, horizon in _UP_TO if days_ahead <= most), Horizon.MORE)
