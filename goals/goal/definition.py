"""What a goal is measured by: the controlled fields, whose change after activation is a retarget."""

from decimal import Decimal

from msgspec import Struct

from goals.target import Baseline, Levels, Resolved, TargetExpression
from goals.vocabulary import BaselineState, Direction
from goals.window import AuthoredWindow, Window

CONTROLLED = (
    "kpi_id",
    "series",
    "direction",
    "baseline",
    "target",
    "levels",
    "tolerance",
    "window",
    "span",
    "weight",
)
"""The fields that are told of, before and after, when a definition changes."""


class Definition(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The controlled fields of a goal, as authored and as resolved.

    `series` is the version of the KPI's definition; `resolved` is None while the baseline it needs is
    unknown, `span` while the window's anchor is not recorded. `weight` is the goal's share in its
    container's roll-up.
    """

    kpi_id: str | None = None
    series: int | None = None
    direction: Direction | None = None
    baseline: Baseline = Baseline(state=BaselineState.UNKNOWN)
    target: TargetExpression | None = None
    resolved: Resolved | None = None
    levels: Levels | None = None
    tolerance: Decimal | None = None
    window: AuthoredWindow | None = None
    span: Window | None = None
    weight: Decimal = Decimal(1)


def changed(before: Definition, after: Definition) -> tuple[str, ...]:
    """The controlled fields in which the two differ."""
    return tuple(name for name in CONTROLLED if getattr(before, name) != getattr(after, name))
