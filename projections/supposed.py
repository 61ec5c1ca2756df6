"""What would a goal have been measured by, had some of its retargets never been made?

The others are made as they were said: a field that one changed is what it made it, and what it did not change is as it
was supposed to be. What follows from the fields (a target relative to its baseline, the days of a window) follows anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from msgspec.structs import replace as changed

from goals.goal.definition import Definition
from goals.goal.waiting import with_anchor
from goals.target import Resolved, resolve
from goals.window import AuthoredWindow, Window
from projections.versions import Kind, Placed, resolved_by

AUTHORED = ("direction", "baseline", "target", "levels", "tolerance", "weight")
MOVED = (Kind.RETARGETED, Kind.CALIBRATED)


@dataclass(frozen=True, slots=True)
class Supposition:
    """Never made were the retargets of the goals `goal_ids` at the positions `without`; if `original`, all that any
    goal had since it was committed."""

    without: frozenset[int] = frozenset()
    goal_ids: frozenset[str] = frozenset()
    original: bool = False

    def touches(self, goal_id: str) -> bool:
        return self.original or goal_id in self.goal_ids

    def leaves_out(self, placed: Placed) -> bool:
        """Whether the version would never have been."""
        if self.original:
            return placed.version.kind is Kind.RETARGETED
        return placed.from_position in self.without


def replayed(placed: Sequence[Placed], supposition: Supposition) -> Sequence[Placed]:
    """The versions of one goal that there would be, numbered without a gap; `placed` itself if none is left out."""
    if not any(supposition.leaves_out(each) for each in placed):
        return placed
    told = list(placed[:1])
    fewer = 0
    for before, each in pairwise(placed):
        if supposition.leaves_out(each):
            fewer += each.version.kind is Kind.RETARGETED
        else:
            told.append(_supposed(told[-1], before, each, n=each.n - fewer))
    ends = [*(each.from_position for each in told[1:]), None]
    return [replace(each, to_position=end) for each, end in zip(told, ends, strict=True)]


def _supposed(last: Placed, before: Placed, after: Placed, *, n: int) -> Placed:
    """What `after` made of `before`, made of the `last` supposed one instead."""
    makes_a_day = after.version.kind in (*MOVED, Kind.COMMITTED)
    version = changed(
        after.version,
        n=n,
        definition=_defined(last.definition, before.definition, after),
        effective_on=after.effective_on if makes_a_day else last.effective_on,
    )
    return replace(after, version=version)


def _defined(supposed: Definition, before: Definition, after: Placed) -> Definition:
    if supposed == before:
        return after.definition
    if after.version.kind in MOVED:
        return moved(supposed, before, after.definition)
    return resolved_by(supposed, after.version)


def moved(supposed: Definition, before: Definition, after: Definition) -> Definition:
    """A definition with the fields that were changed `before` and `after` a retarget of another one."""
    given = {name: getattr(after, name) for name in AUTHORED if getattr(before, name) != getattr(after, name)}
    window, span = _days(supposed, before, after)
    said = changed(supposed, **_measured(supposed, before, after), **given, window=window, span=span)
    return changed(said, resolved=_resolved(said, supposed, after))


def _measured(supposed: Definition, before: Definition, after: Definition) -> dict[str, str | int | None]:
    """The KPI and its series: a redefinition concerns only what is measured by the same KPI."""
    if before.kpi_id != after.kpi_id:
        return {"kpi_id": after.kpi_id, "series": after.series}
    if before.series != after.series and supposed.kpi_id == after.kpi_id:
        return {"series": after.series}
    return {}


def _resolved(said: Definition, supposed: Definition, after: Definition) -> Resolved | None:
    """What the target comes to; where it does not go with the baseline, what it came to when it was said."""
    for each in (supposed, after):
        if (said.target, said.baseline.value) == (each.target, each.baseline.value):
            return each.resolved
    try:
        return None if said.target is None else resolve(said.target, baseline=said.baseline.value)
    except ValueError:
        return after.resolved


def _days(supposed: Definition, before: Definition, after: Definition) -> tuple[AuthoredWindow | None, Window | None]:
    """The window as it is said, and its days."""
    if (before.window, before.span) == (after.window, after.span):
        return supposed.window, supposed.span
    if (before.window, before.span) == (supposed.window, supposed.span):
        return after.window, after.span
    if before.window == after.window:
        return supposed.window, _hung(supposed, after)
    if supposed.span is None or before.span is None or after.span is None:
        return after.window, after.span
    if _hang_together(supposed.window, after.window):
        stays = _hang_together(before.window, after.window) and before.span.start == after.span.start
        return after.window, _from(after, supposed.span.start if stays else after.span.start)
    return _merged(after.window, supposed.span, before.span, after.span)


def _hung(supposed: Definition, after: Definition) -> Window | None:
    """The days of a window after the anchor of another was moved: as they were, unless it hangs on the same."""
    if after.span is None or not _hang_together(supposed.window, after.window):
        return supposed.span
    return _from(supposed, after.span.start)


def _from(hanging: Definition, anchored_on: date) -> Window | None:
    """The days of a window whose anchor is on a day."""
    window = hanging.window
    assert window is not None and window.anchor is not None, "it hangs on one"
    return with_anchor(hanging, window.anchor, anchored_on).span


def _hang_together(one: AuthoredWindow | None, other: AuthoredWindow | None) -> bool:
    if one is None or other is None or one.anchor is None:
        return False
    return one.anchor is other.anchor and one.start is None and other.start is None


def _merged(
    said: AuthoredWindow | None, supposed: Window, before: Window, after: Window
) -> tuple[AuthoredWindow | None, Window]:
    """Day by day; all of them as the retarget said them, where the last would come before the first."""
    given = {name: getattr(after, name) for name in ("start", "end", "tz")}
    kept = {name: getattr(supposed, name) for name in given if getattr(before, name) == given[name]}
    span = Window(**{**given, **kept})
    if span == after or span.end < span.start:
        return said, after
    authored = AuthoredWindow(start=span.start, end=span.end)
    return authored if span.tz == authored.tz else changed(authored, tz=span.tz), span
