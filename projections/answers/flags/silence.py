"""Has a goal fallen silent?"""

from datetime import date

from goals.flags import Raised, raised
from goals.flags_of_lives import silent
from goals.vocabulary import FlagId
from goals.window import day_end
from projections import versions
from projections.answers.asking import Asking
from projections.answers.flags.sighting import Sighting, sighted
from projections.goals import View
from projections.readings import Series
from projections.standing import Standing
from projections.versions import Kind


def judged(asking: Asking, view: View, standing: Standing | None) -> list[Raised]:
    """R15, of a goal that is active or paused on the day."""
    goal, span = view.goal, view.goal.definition.span
    if not goal.is_pursued or span is None:
        return []
    read_on = None if standing is None else standing.last_read_on
    return raised(
        FlagId.R15,
        silent,
        (),
        since=max(span.start, goal.activated_on or date.min) if read_on is None else read_on,
        cadence=None if standing is None else standing.measure.cadence,
        on=asking.on,
        start=span.start,
        end=span.end,
    )


def of_goal(asking: Asking, goal_id: str, view: View, standing: Standing | None) -> list[Sighting]:
    """With the event of the last reading; where there was none, that of the activation."""
    found = judged(asking, view, standing)
    if not found:
        return []
    last = _last_read(asking, view)
    return sighted(found, _activated(asking, goal_id) if last is None else last, is_of_the_day=True)


def _last_read(asking: Asking, view: View) -> int | None:
    definition = view.goal.definition
    if definition.kpi_id is None or definition.series is None or definition.span is None:
        return None
    series = Series(asking.workspace_id, definition.kpi_id, definition.series, asking.position)
    found = series.latest(asking.rows, before=day_end(asking.on, definition.span.tz))
    return found[0].position if found else None


def _activated(asking: Asking, goal_id: str) -> int:
    placed = versions.of(asking.rows, asking.workspace_id, goal_id, asking.position)
    return next(each.from_position for each in placed if each.version.kind is Kind.ACTIVATED)
