"""A change of a goal's definition as it is asked for: the fields given, the others left as they are."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import asdict, replace

from goals.goal.definition import Definition
from goals.target import Baseline, Levels, TargetExpression, stated_baseline
from goals.vocabulary import Anchor, BaselineState, Direction
from goals.window import AuthoredWindow, Window

ENDS = ("end", "duration", "deadline", "period")


class WindowChange(Struct, frozen=True, kw_only=True):
    """Fields of a window; what is UNSET stays as it was said before."""

    start: date | UnsetType | None = UNSET
    end: date | UnsetType | None = UNSET
    duration: str | UnsetType | None = UNSET
    period: str | UnsetType | None = UNSET
    deadline: date | UnsetType | None = UNSET
    anchor: Anchor | UnsetType | None = UNSET
    tz: str | UnsetType = UNSET

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not UNSET}


@dataclass(frozen=True, kw_only=True)
class DefinitionChange:
    """The controlled fields of a goal; what is UNSET stays."""

    kpi_id: str | UnsetType | None = UNSET
    direction: Direction | UnsetType | None = UNSET
    baseline: Baseline | UnsetType = UNSET
    target: TargetExpression | UnsetType | None = UNSET
    levels: Levels | UnsetType | None = UNSET
    tolerance: Decimal | UnsetType | None = UNSET
    window: WindowChange | UnsetType | None = UNSET
    weight: Decimal | UnsetType = UNSET

    def given(self) -> dict[str, Any]:
        asked = ((field.name, getattr(self, field.name)) for field in fields(DefinitionChange))
        return {name: value for name, value in asked if value is not UNSET}

    def applied(self, before: Definition, *, tz: str) -> Definition:
        """`before` as it would be said with the change; what follows from it is not settled yet.

        `tz` is the time zone of a window that names none.
        """
        given = self.given()
        if isinstance(self.window, WindowChange):
            given["window"] = window_applied(self.window, before.window, span=before.span, tz=tz)
        after = replace(before, **given)
        return replace(after, baseline=_said_with_target(after))


def window_applied(
    change: WindowChange, before: AuthoredWindow | None, *, span: Window | None, tz: str
) -> AuthoredWindow:
    """The window as it would be said. One way of saying its end replaces another; days that were counted
    from a period or an anchor stay where they were."""
    given = change.given()
    kept = asdict(AuthoredWindow(tz=tz) if before is None else before)
    named = {name for name, value in given.items() if value is not None}
    if named.intersection(ENDS):
        kept = {**kept, **dict.fromkeys(ENDS)}
    if "period" in named:
        kept = {**kept, "start": None, "anchor": None}
    elif before is not None and span is not None:
        kept = {**kept, **_fixed(before, span, named)}
    if "anchor" in named:
        kept = {**kept, "start": None}
    return AuthoredWindow(**{**kept, **given})


def _fixed(before: AuthoredWindow, span: Window, named: set[str]) -> dict[str, Any]:
    """What was counted, as days, where the change leaves it nothing to be counted from."""
    if before.period is not None and named.intersection(("start", "end", "duration", "deadline")):
        end_named = named.intersection(ENDS)
        return {"start": span.start, "period": None} | ({} if end_named else {"end": span.end})
    if before.anchor is not None and named.intersection(("end", "deadline")):
        return {"start": span.start, "anchor": None}
    if before.anchor is not None and "start" in named:
        return {"anchor": None}
    return {}


def _said_with_target(definition: Definition) -> Baseline:
    """The baseline, which may have been said in the same breath as the target ("from 4 % to 8 %")."""
    if definition.target is None or definition.baseline.state is not BaselineState.UNKNOWN:
        return definition.baseline
    stated = stated_baseline(definition.target)
    return definition.baseline if stated is None else Baseline(state=BaselineState.KNOWN, value=stated)
