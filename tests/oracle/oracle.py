"""What every answer about a workspace has to be, worked out from its events alone, slowly and from the start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tests.oracle import oracle_milestones
from tests.oracle.oracle_definition import Definition, plain
from tests.oracle.oracle_events import Event, Log, day_in, once
from tests.oracle.oracle_figures import figures, is_measured
from tests.oracle.oracle_flags import of_changes
from tests.oracle.oracle_goals import Goal, Life
from tests.oracle.oracle_lenses import attainment, decomposition, lenses, told
from tests.oracle.oracle_lives import of_lives
from tests.oracle.oracle_log import Known, replayed
from tests.oracle.oracle_milestones import Milestone, written
from tests.oracle.oracle_moves import moves, tally
from tests.oracle.oracle_moves import told as told_of_move
from tests.oracle.oracle_progress import achieved_on, current


@dataclass(frozen=True)
class Moment:
    """A question's: what was known at a position, and the day it is about, or the day of `now` if none was named."""

    position: int
    now: datetime
    on: date | None = None
    is_present: bool = False
    is_instant: bool = False


@once
def goal(events: Log, goal_id: str, moment: Moment) -> dict[str, Any]:
    """What `GET /v1/goals/{id}` has to say."""
    known = replayed(events, moment.position)
    asked = known.goals[goal_id]
    on = day_asked(known, asked, moment)
    definition, life = standing(asked, moment, on), life_asked(asked, moment)
    met = achieved_on(known, asked, on) if is_measured(known, definition) and asked.was_activated else None
    is_judged = is_measured(known, definition) and asked.was_activated
    return {
        "id": goal_id,
        **described(asked, life, *asked.placed(known.tz, moment.on)),
        **defined(known, asked, definition),
        **figures(known, life.state, definition, current(known, definition, on), on),
        "achieved": met is not None,
        "achieved_on": written(met),
        "outcome_by_readings": None if not is_judged else "missed" if met is None else "achieved",
        "milestones": oracle_milestones.completion(milestones_asked(known, asked, moment.on), on),
        "retargets": tally([move for move in moves(events, asked) if moment.on is None or move.effective_on <= on]),
        "notice": notice(known, asked, moment),
        "flags": sorted({flag for flag, _ in flags(events, goal_id, moment)}),
        "check_in": [
            event.position
            for event in asked.events
            if event.what == "goal.checked-in" and (moment.on is None or event.data["on"] <= on.isoformat())
        ][-1:],
        "policy_version": known.policy_version,
        "version": len(asked.events),
        "position": moment.position,
        "as_of": moment.now,
        "on": on.isoformat(),
    }


def described(asked: Goal, life: Life, container_id: str | None, owner: str | None) -> dict[str, Any]:
    return {
        "title": asked.title,
        "tags": asked.tags,
        "state": life.state,
        "outcome": life.outcome,
        "owner": owner,
        "container_id": container_id,
        "maturity": asked.maturity,
        "activated_on": None if life.state == "draft" else written(asked.activated_on),
        "closed_on": written(life.closed_on),
        "superseded_by": life.by_goal_id,
        "created_at": asked.created.at,
    }


def defined(known: Known, asked: Goal, definition: Definition) -> dict[str, Any]:
    kpi = known.kpis.get(definition.kpi_id or "")
    return {
        "kpi": kpi and (definition.kpi_id, kpi.key, kpi.measures[-1]["unit"], definition.series),
        "direction": definition.direction,
        "baseline": (definition.raw.get("baseline", {"state": "unknown"})["state"], plain(definition.baseline)),
        "target": (definition.authored, told(definition), "pending" if definition.low is None else "resolved"),
        "tolerance": plain(definition.tolerance),
        "weight": plain(definition.weight),
        "window": definition.start and (definition.start.isoformat(), str(definition.end), definition.tz),
        "original": original(asked),
    }


def original(asked: Goal) -> dict[str, Any] | None:
    if not asked.committed:
        return None
    first = asked.counted[0].definition
    return {
        "target": told(first),
        "start": str(first.start),
        "end": str(first.end),
        "n": 1,
        "version": asked.committed_version,
    }


def notice(known: Known, asked: Goal, moment: Moment) -> dict[str, Any] | None:
    """The last retarget, while its day is still to come."""
    if not asked.retargets or asked.state not in ("active", "paused"):
        return None
    last = asked.versions[-1]
    today = asked.definition.day_of(moment.now)
    if last.effective_on <= max(today, moment.on or day_in(known.tz, moment.now)):
        return None
    return {
        "n": len([version for version in asked.counted if version.n > 1]) + 1,
        "effective_on": last.effective_on.isoformat(),
        "target": told(asked.definition),
        "end": str(asked.definition.end),
    }


def standing(asked: Goal, moment: Moment, on: date) -> Definition:
    """What is in force on the day. Where none was named, as it stands, but for a retarget whose notice is running."""
    if moment.on is not None:
        return asked.in_force(on)
    last = asked.counted[-1:]
    return asked.in_force(on) if last and last[0].effective_on > on else asked.definition


def milestones_asked(known: Known, asked: Goal, day: date | None) -> list[Milestone]:
    """As they stand; or as they were on a day that was named."""
    found = list(asked.milestones.values())
    return found if day is None else [oracle_milestones.then(each, known.tz, day) for each in found]


def life_asked(asked: Goal, moment: Moment) -> Life:
    return asked.last_life if moment.on is None else asked.life(moment.on)


@once
def trail(events: Log, moment: Moment) -> list[dict[str, Any]]:
    """What `GET /v1/trail` has to say: every retarget there was, as it was recorded, if it is in effect by the day."""
    known = replayed(events, moment.position)
    found = [
        told_of_move(move) | {"flags": flagged(events, known, goal, move.event)}
        for goal in known.goals.values()
        for move in moves(events, goal)
        if moment.on is None or move.effective_on <= moment.on
    ]
    return sorted(found, key=lambda each: int(each["position"]))


def day_asked(known: Known, asked: Goal, moment: Moment) -> date:
    """In the goal's own days, if it has any."""
    if moment.on is not None:
        return moment.on
    return day_in(known.tz if asked.definition.start is None else asked.definition.tz, moment.now)


def attainments(events: Log, goal_id: str, moment: Moment, dates: Sequence[date]) -> dict[str, dict[str, Any]]:
    """What `GET /v1/goals/{id}/attainment` has to say, by each lens there is."""
    known = replayed(events, moment.position)
    asked = known.goals[goal_id]
    on = day_asked(known, asked, moment)
    return {lens: attainment(known, version, on) for lens, version in lenses(asked, on, dates).items()}


def decomposed(events: Log, goal_id: str, moment: Moment, since: date, until: date) -> dict[str, Any] | None:
    """What `GET /v1/goals/{id}/decomposition` has to say; None where it is not asked."""
    known = replayed(events, moment.position)
    asked = known.goals[goal_id]
    if not asked.committed or until > day_asked(known, asked, moment):
        return None
    return decomposition(known, asked, since, until)


@once
def flags(events: Log, goal_id: str, moment: Moment) -> list[tuple[str, tuple[str, ...]]]:
    """What `GET /v1/goals/{id}/flags` has to say: each flag, and the events it is about."""
    known = replayed(events, moment.position)
    asked = known.goals[goal_id]
    on = day_asked(known, asked, moment)
    if life_asked(asked, moment).state == "draft":
        return []
    changed = of_changes(events, known, asked, moment.on or date.max)
    return sorted(changed + of_lives(events, known, asked, on))


def flagged(events: Log, known: Known, asked: Goal, event: Event) -> list[str]:
    """The flags of one retarget."""
    return sorted({flag for flag, ids in of_changes(events, known, asked, date.max) if ids[-1] == event.id})
