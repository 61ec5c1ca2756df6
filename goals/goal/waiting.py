"""What a definition waited for, filled in where it is known."""

from datetime import date

from msgspec.structs import replace

from goals.goal.definition import Definition
from goals.target import Baseline, Resolved, TargetExpression, direction_of, resolve
from goals.vocabulary import Anchor, Direction
from goals.window import AuthoredWindow, Window, resolve_window


def with_baseline(definition: Definition, baseline: Baseline) -> Definition:
    """With a baseline that was unknown or being measured, and what follows from it."""
    return replace(
        definition,
        baseline=baseline,
        resolved=_resolved(definition.target, baseline),
        direction=_direction(definition.target, baseline) if definition.direction is None else definition.direction,
    )


def with_anchor(definition: Definition, anchor: Anchor, on: date) -> Definition:
    """With the days of a window that waited for an anchor, if it was for this one."""
    return replace(definition, span=_span(definition.window, anchor, on))


def _resolved(target: TargetExpression | None, baseline: Baseline) -> Resolved | None:
    try:
        return None if target is None else resolve(target, baseline=baseline.value)
    except ValueError:
        return None


def _direction(target: TargetExpression | None, baseline: Baseline) -> Direction | None:
    try:
        return None if target is None else direction_of(target, baseline=baseline.value)
    except ValueError:
        return None


def _span(window: AuthoredWindow | None, anchor: Anchor, on: date) -> Window | None:
    try:
        return None if window is None else resolve_window(window, fiscal_year_start=1, anchors={anchor: on})
    except ValueError:
        return None
