"""Of which goals is more known about the period's last day than was then?"""

from typing import Any

from goals.goal.definition import Definition
from goals.instants import to_us
from goals.window import day_end
from projections.answers import forms
from projections.answers.asking import Asking
from projections.answers.axes import Axis, at_end_of
from projections.answers.flags.changed import EVER, Wanted, changed
from projections.answers.held import held
from projections.answers.retrospective import later
from projections.answers.retrospective.seen import Seen
from projections.lives import placed, view_of
from projections.standing import Standing

MOST_EVENTS = 20
Stood = tuple[Definition, Standing | None]


def told(seen: Seen) -> list[dict[str, Any]]:
    """Those pursued whose value or progress on the last day was known otherwise when the day was over, and what has
    been recorded since that bears on it."""
    last = seen.stretch.last
    then, now = (each.about(last) for each in (at_end_of(seen.asking, last, Axis.RECORDED), seen.asking))
    if then.position == now.position:
        return []
    found = (_figures(seen, then, now, each.goal_id) for each in seen.pursued)
    return [figures for figures in found if figures is not None]


def _figures(seen: Seen, then: Asking, now: Asking, goal_id: str) -> dict[str, Any] | None:
    before, after = _stood(then, goal_id), _stood(now, goal_id)
    figures = {
        "value_then": forms.decimal(_value(before)),
        "value_now": forms.decimal(_value(after)),
        "progress_then": _progress(before),
        "progress_now": _progress(after),
    }
    is_same = figures["value_then"] == figures["value_now"] and figures["progress_then"] == figures["progress_now"]
    if is_same or before is None or after is None:
        return None
    return {
        "goal_id": goal_id,
        "title": seen.titles[goal_id],
        "on": forms.day(now.on),
        **figures,
        **_events(now, goal_id, (before, after), since=then.position),
    }


def _stood(asking: Asking, goal_id: str) -> Stood | None:
    view = view_of(asking.question, goal_id)
    if view is None:
        return None
    asking, view = held(asking, goal_id, view)
    return view.goal.definition, asking.question.standing(view.goal.definition)


def _value(stood: Stood | None) -> Any:
    return None if stood is None or stood[1] is None else stood[1].value


def _progress(stood: Stood | None) -> dict[str, str] | None:
    return None if stood is None or stood[1] is None else forms.progress(stood[1].raw)


def _events(now: Asking, goal_id: str, stood: tuple[Stood, Stood], *, since: int) -> dict[str, Any]:
    """How many were recorded since a position, and the last of them: readings of the day or before it, and what the
    goal is measured by."""
    definitions = [definition for definition, _ in stood]
    tz = next((each.span.tz for each in definitions if each.span is not None), "UTC")
    before = to_us(day_end(now.on, tz))
    series = dict.fromkeys((each.kpi_id, each.series) for each in definitions)
    wanted = [Wanted(kpi_id, n, EVER, before) for kpi_id, n in series if kpi_id is not None and n is not None]
    found = {each.position for each in changed(now, wanted, after=since)}
    if definitions[0] != definitions[1]:
        found |= {each.from_position for each in placed(now.question, goal_id) if each.from_position > since}
    shown = sorted(found)[-MOST_EVENTS:]
    return {"count": len(found), "events": [later.told(now, position, after=now.on, tz=tz) for position in shown]}
