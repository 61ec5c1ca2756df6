"""What a list, a container or a KPI's readings have to say, at a moment."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle import oracle, oracle_milestones
from tests.oracle.oracle import Moment, day_asked, standing
from tests.oracle.oracle_definition import clamped, plain, shown
from tests.oracle.oracle_events import Log, day_in
from tests.oracle.oracle_goals import Goal
from tests.oracle.oracle_log import Known, Reading, replayed
from tests.oracle.oracle_progress import current, progress

COUNTING = ("active", "paused", "closed")


def goals(events: Log, moment: Moment, filters: Mapping[str, str], sort: str | None) -> list[dict[str, Any]]:
    """What `GET /v1/goals` has to say. Filters are asked of what is told, and of nothing else."""
    known = replayed(events, moment.position)
    found = [(oracle.goal(events, goal_id, moment), asked) for goal_id, asked in known.goals.items()]
    fitting = [(told, asked) for told, asked in found if all(is_so(told, name, filters[name]) for name in filters)]
    falling, name = (sort or "created_at").startswith("-"), (sort or "created_at").removeprefix("-")
    by_id = sorted(fitting, key=lambda each: each[1].id)
    return [told for told, _ in sorted(by_id, key=lambda each: sorted_by(name, each[1], moment), reverse=falling)]


def is_so(told: dict[str, Any], name: str, value: str) -> bool:
    if name in ("tag", "flag"):
        return value in told[f"{name}s"]
    if name == "kpi":
        return told["kpi"] is not None and told["kpi"][0] == value
    return bool(told["container_id" if name == "container" else name] == value)


def sorted_by(name: str, asked: Goal, moment: Moment) -> Any:
    """By the last day of the window: of the day asked about if one was named, else of what was last recorded."""
    if name == "title":
        return asked.title.casefold()
    if name == "created_at":
        return asked.created.at
    definition = asked.definition if moment.on is None else asked.in_force(moment.on)
    return definition.end or date.max


def container(events: Log, container_id: str, moment: Moment) -> dict[str, Any]:
    """What `GET /v1/containers/{id}` has to say; whatever has no order is sorted."""
    known = replayed(events, moment.position)
    asked = known.containers[container_id]
    own = list(shares(known, container_id, moment))
    nested = [share for each in below(known, container_id, moment.on) for share in shares(known, each, moment)]
    under = [each.id for each in known.containers.values() if each.parent(known.tz, moment.on) == container_id]
    return {
        "name": asked.name,
        "kind": asked.kind,
        "parent_id": asked.parent_id,
        "max_active_goals": asked.limit,
        "archived": asked.archived,
        "opened_at": asked.opened_at,
        "version": asked.version,
        "containers": sorted(under),
        "rollup": rollup(own),
        "rollup_nested": rollup([*own, *nested]),
        "position": moment.position,
        "on": (moment.on or day_in(known.tz, moment.now)).isoformat(),
    }


def below(known: Known, container_id: str, day: date | None = None) -> Iterator[str]:
    for each in known.containers.values():
        if each.parent(known.tz, day) == container_id:
            yield each.id
            yield from below(known, each.id, day)


Share = tuple[str, Fraction, Fraction | None]
"""A goal, its weight, and how far it has come."""


def shares(known: Known, container_id: str, moment: Moment) -> Iterator[Share]:
    for asked in known.goals.values():
        life, on = oracle.life_asked(asked, moment), day_asked(known, asked, moment)
        there, _ = asked.placed(known.tz, moment.on)
        if there != container_id or life.state not in COUNTING or life.outcome == "superseded":
            continue
        definition = standing(asked, moment, on)
        found = current(known, definition, on)
        raw = None if found is None else progress(definition, found.value)
        yield asked.id, definition.weight, None if raw is None else clamped(raw)


def rollup(found: Sequence[Share]) -> dict[str, Any]:
    valued = [(weight, share) for _, weight, share in found if share is not None]
    weights = sum((weight for weight, _ in valued), Fraction(0))
    reached = sum((weight * share for weight, share in valued), Fraction(0))
    return {
        "progress": shown(reached / weights) if weights else None,
        "weight": plain(weights),
        "goals": len(found),
        "without_value": sorted(goal_id for goal_id, _, share in found if share is None),
    }


def readings(events: Log, kpi_id: str, moment: Moment, series: int | None) -> list[dict[str, Any]]:
    """What `GET /v1/kpis/{id}/readings` has to say."""
    known = replayed(events, moment.position)
    asked = known.kpis[kpi_id].series if series is None else series
    last = moment.on or day_in(known.tz, moment.now)
    found = [
        one
        for one in known.readings.values()
        if (one.kpi_id, one.series) == (kpi_id, asked) and not one.voided and day_in(known.tz, one.at) <= last
    ]
    return [told_reading(one) for one in sorted(found, key=lambda one: (one.at, one.position))]


def told_reading(one: Reading) -> dict[str, Any]:
    return {
        "id": one.id,
        "series": one.series,
        "observed_at": one.at,
        "value": plain(one.value),
        "voided": one.voided,
        "corrected": any(event.what == "reading.corrected" for event in one.events),
        "recorded_at": one.events[-1].at,
        "version": len(one.events),
    }


def reading(events: Log, reading_id: str, moment: Moment) -> dict[str, Any]:
    """What `GET /v1/readings/{id}` has to say."""
    one = replayed(events, moment.position).readings[reading_id]
    versions = [(event.position, event.id, event.what == "reading.voided") for event in one.events]
    return told_reading(one) | {"versions": versions, "position": moment.position}


def milestones(events: Log, goal_id: str, moment: Moment) -> list[dict[str, Any]]:
    """What `GET /v1/goals/{id}/milestones` has to say."""
    known = replayed(events, moment.position)
    asked = known.goals[goal_id]
    on = day_asked(known, asked, moment)
    end = standing(asked, moment, on).end
    found = oracle.milestones_asked(known, asked, moment.on)
    return [oracle_milestones.told(each, end=end, on=on) for each in found]
