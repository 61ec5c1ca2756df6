"""If and when was a goal achieved?"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from goals.observation import Observation, running
from goals.progress import UNPACED, Yardstick, met
from goals.vocabulary import Aggregation, Outcome, ValueKind


class Version(Struct, frozen=True, kw_only=True):
    """A yardstick, and the day from which it was in force."""

    effective_on: date
    yardstick: Yardstick


def in_force(versions: Sequence[Version], on: date) -> Yardstick:
    """The yardstick of the last version (they come in recorded order) effective by that day; before all
    of them, the first's."""
    for version in reversed(versions):
        if version.effective_on <= on:
            return version.yardstick
    return versions[0].yardstick


def achieved_on(
    versions: Sequence[Version],
    observations: Sequence[Observation],
    *,
    value_kind: ValueKind,
    aggregation: Aggregation,
    today: date,
) -> date | None:
    """The first observed day, up to `today`, on which the target in force was met; None if there is none.

    To maintain a range and to stay at most at a value is settled by how the window's last day ends. A
    target moved to where the value already stands is met on the day it was moved. What was met while it was
    in force stays met. Versions that measured another KPI than the last do not count.
    """
    known = [one for one in observations if one.day <= today]
    last = in_force(versions, today)
    for place, first_day, last_day in reigns(versions, today):
        yardstick = versions[place].yardstick
        if yardstick.kpi_id != last.kpi_id:
            continue
        steps = running(known, value_kind=value_kind, aggregation=aggregation, start=yardstick.start, end=last_day)
        day = _met_in(yardstick, steps, first_day, last_day)
        if day is not None:
            return day
    return None


def outcome_by_readings(achieved: date | None) -> Outcome:
    """What the readings alone say, while nothing more is read."""
    return Outcome.MISSED if achieved is None else Outcome.ACHIEVED


def _met_in(yardstick: Yardstick, steps: Sequence[Observation], first_day: date, last_day: date) -> date | None:
    if yardstick.direction not in UNPACED:
        return first_met(yardstick, steps, first_day)
    is_kept = last_day == yardstick.end and bool(steps) and met(yardstick, steps[-1].value)
    return last_day if is_kept else None


def reigns(versions: Sequence[Version], today: date) -> Iterator[tuple[int, date, date]]:
    """Each version's place, with the first and last day on which it was in force and its window open."""
    until = today
    found = []
    for place, version in reversed(list(enumerate(versions))):
        since = date.min if place == 0 else version.effective_on
        if since <= until:
            found.append((place, since, until))
            if since == date.min:
                break
            until = since - timedelta(days=1)
    for place, since, until in reversed(found):
        yardstick = versions[place].yardstick
        first_day, last_day = max(since, yardstick.start), min(until, yardstick.end)
        if first_day <= last_day:
            yield place, first_day, last_day


def first_met(yardstick: Yardstick, steps: Sequence[Observation], first_day: date) -> date | None:
    """The first day from `first_day` on that saw the target met, by what was read within the window."""
    inside = [step for step in steps if step.day >= yardstick.start]
    carried = [step for step in inside if step.day < first_day][-1:]
    if carried and met(yardstick, carried[0].value):
        return first_day
    return next((s.day for s in inside if s.day >= first_day and met(yardstick, s.value)), None)
