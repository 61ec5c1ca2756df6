"""Which goals were pursued in silence, or left open when their time was over?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from goals.flags_of_lives import SILENT_DAYS
from goals.goal.facts import CheckedIn
from goals.health import CADENCE_DAYS
from goals.vocabulary import Cadence, GoalState
from projections import said
from projections.answers import forms
from projections.answers.asking import Asking
from projections.answers.flags import silence
from projections.answers.held import held
from projections.answers.integrity.considered import PURSUED
from projections.answers.retrospective.seen import Regarded, Seen
from projections.goals import View
from projections.said import Kind
from projections.standing import Standing

TOGETHER = 50


class Cause(StrEnum):
    """UNHEARD: nothing was read, or said, while its window ran. UNCLOSED: that is over, and it was not closed."""

    UNHEARD = "unheard"
    UNCLOSED = "unclosed"


@dataclass(frozen=True, slots=True)
class _Heard:
    """What was last heard of a goal by the end of a day; `until` is that day, or before it the one on which its window
    or the pursuit of it ended."""

    view: View
    standing: Standing | None
    read_on: date | None
    checked_in_on: date | None
    since: date | None
    until: date
    days_past_end: int | None
    is_flagged: bool


def section(seen: Seen) -> list[dict[str, Any]]:
    """Goals pursued in the period, as known at its end: those of which nothing was read in it while their window ran,
    or where there is nothing to read no check-in was made, and those silent by R15 on its last day. Those paused then
    are left out: nobody expects to hear of them."""
    found = ((each, heard, _cause(seen, heard)) for each, heard in _heard(seen))
    return [_told(seen, each, heard, cause) for each, heard, cause in found if cause is not None]


def _heard(seen: Seen) -> Iterator[tuple[Regarded, _Heard]]:
    for each in seen.pursued:
        asking, view = held(seen.closing, each.goal_id, each.view)
        standing = asking.question.standing(view.goal.definition)
        read_on = None if standing is None else standing.last_read_on
        yield (
            each,
            _Heard(
                view=view,
                standing=standing,
                read_on=read_on,
                checked_in_on=_checked_in_on(asking, each.goal_id, view),
                since=_began_on(view) if read_on is None else read_on,
                until=_ended_on(asking, view),
                days_past_end=_days_past_end(asking, view),
                is_flagged=silence.judged(asking, view, standing) != [],
            ),
        )


def _cause(seen: Seen, heard: _Heard) -> Cause | None:
    goal = heard.view.goal
    if goal.state is GoalState.PAUSED:
        return None
    if heard.days_past_end is not None and heard.days_past_end >= SILENT_DAYS:
        return Cause.UNCLOSED
    return Cause.UNHEARD if heard.is_flagged or _is_unheard(seen, heard) else None


def _is_unheard(seen: Seen, heard: _Heard) -> bool:
    """Of a window that was over before the period, nothing was to be heard in it."""
    has_kpi = heard.view.goal.definition.kpi_id is not None
    last = heard.read_on if has_kpi else heard.checked_in_on
    if heard.until < seen.stretch.first or _is_since(seen, last):
        return False
    return last is None or heard.until >= seen.stretch.last or (heard.until - last).days > _usual_days(heard)


def _usual_days(heard: _Heard) -> int:
    """Where it ended within the period: after how long it would have been heard of again."""
    cadence = None if heard.standing is None else heard.standing.measure.cadence
    return CADENCE_DAYS[Cadence.MONTH if cadence is None else cadence]


def _told(seen: Seen, each: Regarded, heard: _Heard, cause: Cause) -> dict[str, Any]:
    cadence = None if heard.standing is None else heard.standing.measure.cadence
    return {
        "goal_id": each.goal_id,
        "title": seen.titles[each.goal_id],
        "owner": heard.view.goal.owner,
        "state": heard.view.goal.state.value,
        "cause": cause.value,
        "days_past_end": heard.days_past_end,
        "last_read_on": forms.day(heard.read_on),
        "days_silent": None if heard.since is None else max((heard.until - heard.since).days, 0),
        "cadence": None if cadence is None else cadence.value,
        "last_check_in_on": forms.day(heard.checked_in_on),
        "read_in_period": _is_since(seen, heard.read_on),
        "checked_in_in_period": _is_since(seen, heard.checked_in_on),
        "flagged": heard.is_flagged,
    }


def _is_since(seen: Seen, day: date | None) -> bool:
    return day is not None and day >= seen.stretch.first


def _began_on(view: View) -> date | None:
    """Where nothing was read: since the window and the pursuit of it began."""
    span, activated_on = view.goal.definition.span, view.goal.activated_on
    known = [day for day in (None if span is None else span.start, activated_on) if day is not None]
    return max(known) if known else None


def _ended_on(asking: Asking, view: View) -> date:
    """The day asked about, or its window's last; of a goal that is pursued no more, that on which it ceased to be."""
    span = view.goal.definition.span
    until = asking.on if span is None else min(asking.on, span.end)
    for life in reversed(view.lives):
        if life.state in PURSUED:
            break
        until = min(until, life.on)
    return until


def _days_past_end(asking: Asking, view: View) -> int | None:
    """Of a goal that is pursued although its window is over."""
    span = view.goal.definition.span
    if span is None or not view.goal.is_pursued or asking.on <= span.end:
        return None
    return (asking.on - span.end).days


def _checked_in_on(asking: Asking, goal_id: str, view: View) -> date | None:
    """The day of the last check-in up to the day asked about."""
    last = view.check_in
    if last is None or last.on <= asking.on:
        return None if last is None else last.on
    found: list[said.Said] = said.newest(
        asking.rows, asking.workspace_id, goal_id, Kind.CHECK_IN, before=asking.position + 1, most=TOGETHER
    )
    days = [each.fact.on for each in found if isinstance(each.fact, CheckedIn) and each.fact.on <= asking.on]
    return days[0] if days else None
