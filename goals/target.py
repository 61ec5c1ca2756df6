"""What was said a goal should reach, and the number or range it comes to."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from goals.vocabulary import BaselineState


class Absolute(Struct, frozen=True, kw_only=True, tag_field="kind", tag="absolute"):
    """"Reach 1,500"."""

    value: Decimal


class FromTo(Struct, frozen=True, kw_only=True, tag_field="kind", tag="from_to", rename={"from_": "from"}):
    """"From 4 % to 8 %". `from_` is the baseline, said together with the target."""

    from_: Decimal
    to: Decimal


class Delta(Struct, frozen=True, kw_only=True, tag_field="kind", tag="delta"):
    """"Lose 20 pounds": the baseline plus `by`, in the KPI's unit."""

    by: Decimal


class RelativePercent(Struct, frozen=True, kw_only=True, tag_field="kind", tag="relative_percent"):
    """"15 % more than now": `by` is in percent of the baseline's size."""

    by: Decimal


class PercentagePoints(Struct, frozen=True, kw_only=True, tag_field="kind", tag="percentage_points"):
    """"15 points more": the baseline plus `by`, for KPIs in percent."""

    by: Decimal


class Multiplier(Struct, frozen=True, kw_only=True, tag_field="kind", tag="multiplier"):
    """"Double it": the baseline times `factor`."""

    factor: Decimal


class Range(Struct, frozen=True, kw_only=True, tag_field="kind", tag="range"):
    """"Keep it between 10 and 15", both ends included."""

    low: Decimal
    high: Decimal


class AtLeast(Struct, frozen=True, kw_only=True, tag_field="kind", tag="at_least"):
    value: Decimal


class AtMost(Struct, frozen=True, kw_only=True, tag_field="kind", tag="at_most"):
    value: Decimal


class Point(Struct, frozen=True, kw_only=True):
    """The value a path should have at the end of a day."""

    on: date
    value: Decimal


class Path(Struct, frozen=True, kw_only=True, tag_field="kind", tag="path"):
    """A target told as a course: the last point is the target, on the window's last day."""

    points: tuple[Point, ...]


TargetExpression = (
    Absolute
    | FromTo
    | Delta
    | RelativePercent
    | PercentagePoints
    | Multiplier
    | Range
    | AtLeast
    | AtMost
    | Path
)


class Bounds(Struct, frozen=True, kw_only=True):
    """A resolved range, both ends included."""

    low: Decimal
    high: Decimal


Resolved = Decimal | Bounds


class Levels(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Two more marks beside the target: what was promised, and what was hoped for."""

    commit: Decimal | None = None
    stretch: Decimal | None = None


class Baseline(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the KPI stood when the goal was set; `value` is there if it is known or assumed."""

    state: BaselineState
    value: Decimal | None = None
    observed_on: date | None = None
    source: str | None = None
