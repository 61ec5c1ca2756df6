"""What a goal is measured by, read from the stored definition: exact fractions, plain dates."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Any

from tests.oracle.oracle_events import day_in

EXACT = Context(prec=200, rounding=ROUND_HALF_EVEN)
ONE_DAY = timedelta(days=1)
KEPT = ("maintain", "at_most")
UP = ("increase", "at_least")


@dataclass(frozen=True, eq=False)
class Definition:
    """`low` and `high` are equal where the target is one number, None while it is pending."""

    kpi_id: str | None
    series: int | None
    direction: str | None
    baseline: Fraction | None
    authored: Any
    low: Fraction | None
    high: Fraction | None
    is_range: bool
    tolerance: Fraction | None
    start: date | None
    end: date | None
    tz: str
    path: tuple[tuple[date, Fraction], ...]
    levels: tuple[Fraction | None, Fraction | None]
    weight: Fraction
    raw: Any

    @property
    def number(self) -> Fraction | None:
        """The target, where it is one number."""
        return None if self.is_range else self.low

    @property
    def days(self) -> int:
        assert self.start is not None and self.end is not None
        return (self.end - self.start).days + 1

    def day_of(self, instant: datetime) -> date:
        return day_in(self.tz, instant)


def read(said: Any, tz: str) -> Definition:
    """The definition as it is stored; `tz` are the workspace's days, for a window that names none."""
    span, resolved, target = said.get("span"), said.get("resolved"), said.get("target")
    low, high = bounds(resolved)
    points = target["points"] if target and target["kind"] == "path" else ()
    return Definition(
        kpi_id=said.get("kpi_id"),
        series=said.get("series"),
        direction=said.get("direction"),
        baseline=fraction((said.get("baseline") or {}).get("value")),
        authored=target,
        low=low,
        high=high,
        is_range=isinstance(resolved, dict),
        tolerance=fraction(said.get("tolerance")),
        start=date.fromisoformat(span["start"]) if span else None,
        end=date.fromisoformat(span["end"]) if span else None,
        tz=(span or said.get("window") or {}).get("tz", tz),
        path=tuple((date.fromisoformat(point["on"]), Fraction(point["value"])) for point in points),
        levels=levels(said.get("levels") or {}),
        weight=Fraction(said.get("weight", "1")),
        raw=said,
    )


def levels(said: Any) -> tuple[Fraction | None, Fraction | None]:
    """What was promised, and what was hoped for."""
    return fraction(said.get("commit")), fraction(said.get("stretch"))


def bounds(resolved: Any) -> tuple[Fraction | None, Fraction | None]:
    if isinstance(resolved, dict):
        return Fraction(resolved["low"]), Fraction(resolved["high"])
    return fraction(resolved), fraction(resolved)


def resolved(target: Any, baseline: Fraction) -> Fraction | None:
    """The number a target relative to its baseline comes to, to nine places; None where it can come to none."""
    if target["kind"] == "multiplier":
        return rounded(baseline * Fraction(target["factor"]), 9) if baseline > 0 else None
    by = Fraction(target["by"])
    return rounded(baseline + (abs(baseline) * by / 100 if target["kind"] == "relative_percent" else by), 9)


def fraction(said: str | None) -> Fraction | None:
    return None if said is None else Fraction(said)


def clamped(value: Fraction) -> Fraction:
    return min(max(value, Fraction(0)), Fraction(1))


def rounded(value: Fraction, places: int) -> Fraction:
    """Half-even, exactly."""
    return Fraction(round(value * 10**places), 10**places)


def shown(value: Fraction | None) -> str | None:
    """To four places."""
    if value is None:
        return None
    counted = round(value * 10_000)
    return f"{'-' if counted < 0 else ''}{abs(counted) // 10_000}.{abs(counted) % 10_000:04d}"


def plain(value: Fraction | None) -> str | None:
    """Without trailing zeros; every number asked for has at most nine places."""
    if value is None:
        return None
    exact = EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return format(exact.normalize(EXACT), "f") if exact else "0"
