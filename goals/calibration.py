"""How well did stated confidence foresee what came?"""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from goals.quantity import EXACT, ONE, ZERO, mean

BINS = 10


class Forecast(Struct, frozen=True, kw_only=True):
    """A confidence in [0, 1] that a goal would be achieved, and whether it was."""

    confidence: Decimal
    achieved: bool


class Bin(Struct, frozen=True, kw_only=True):
    """Forecasts from a confidence up to, and not including, another; in the last bin 1 is included. The means are
    unrounded, None of no forecast."""

    lowest: Decimal
    below: Decimal
    n: int
    mean_confidence: Decimal | None
    share_achieved: Decimal | None


def brier(forecasts: Sequence[Forecast]) -> Decimal | None:
    """The mean square of how far the confidence was from what came: 0 foresaw all, 1 the contrary of all, and 0.25 is
    what a coin is worth. Unrounded; None of no forecast."""
    return mean([_missed_by(each) for each in forecasts])


def histogram(forecasts: Sequence[Forecast]) -> list[Bin]:
    """Ten bins of a tenth each, the empty ones too."""
    sorted_in: list[list[Forecast]] = [[] for _ in range(BINS)]
    for each in forecasts:
        sorted_in[_place(each.confidence)].append(each)
    return [_bin(place, some) for place, some in enumerate(sorted_in)]


def _place(confidence: Decimal) -> int:
    return min(int(EXACT.multiply(confidence, Decimal(BINS))), BINS - 1)


def _bin(place: int, forecasts: Sequence[Forecast]) -> Bin:
    return Bin(
        lowest=EXACT.divide(Decimal(place), Decimal(BINS)),
        below=EXACT.divide(Decimal(place + 1), Decimal(BINS)),
        n=len(forecasts),
        mean_confidence=mean([each.confidence for each in forecasts]),
        share_achieved=mean([_came(each) for each in forecasts]),
    )


def _missed_by(forecast: Forecast) -> Decimal:
    off = EXACT.subtract(forecast.confidence, _came(forecast))
    return EXACT.multiply(off, off)


def _came(forecast: Forecast) -> Decimal:
    return ONE if forecast.achieved else ZERO
