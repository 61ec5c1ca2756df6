"""One well-known goal, MRR from 400,000 to 600,000 in 2023, and how to vary it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from msgspec.structs import replace

from goals.observation import Observation
from goals.progress import Yardstick
from goals.target import Bounds
from goals.vocabulary import Direction

START = date(2023, 1, 1)
END = date(2023, 12, 31)
MRR = Yardstick(
    direction=Direction.INCREASE,
    baseline=Decimal(400000),
    target=Decimal(600000),
    start=START,
    end=END,
)


def number(text: str | int | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def growth(
    *,
    baseline: str | int | None = 400000,
    target: str | int | None = 600000,
    start: date = START,
    end: date = END,
) -> Yardstick:
    return replace(MRR, baseline=number(baseline), target=number(target), start=start, end=end)


def aiming(direction: Direction, target: str | int | None, *, baseline: str | int | None = None) -> Yardstick:
    return replace(MRR, direction=direction, baseline=number(baseline), target=number(target))


def keeping(low: str | int, high: str | int, *, tolerance: str | int | None = None) -> Yardstick:
    bounds = Bounds(low=Decimal(low), high=Decimal(high))
    return replace(MRR, direction=Direction.MAINTAIN, baseline=None, target=bounds, tolerance=number(tolerance))


def observed(on: date, value: str | int, *, hour: int = 9, position: int = 1) -> Observation:
    at = datetime.combine(on, time(hour), UTC)
    return Observation(observed_at=at, day=on, value=Decimal(value), position=position)


def after(days: int, *, start: date = START) -> date:
    return start + timedelta(days=days)
