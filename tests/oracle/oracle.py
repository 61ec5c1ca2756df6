"""What every answer about a workspace has to be, worked out from its events alone, slowly and from the start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tests.oracle.oracle_definition import clamped, plain, shown
from tests.oracle.oracle_flags import of_changes
from tests.oracle.oracle_lenses import attainment, decomposition, lenses
from tests.oracle.oracle_lives import of_lives
from tests.oracle.oracle_log import Event, Goal, Known, replayed
from tests.oracle.oracle_moves import moves, tally, told
from tests.oracle.oracle_progress import achieved_on, current, expected, health, pace, progress


def parsed(items: Sequence[Any]) -> list[Event]:
    """The events of a feed."""
    return [
        Event(
            position=int(item["sequence"]),
            id=item["id"],
            stream=item["subject"],
            type=item["type"].removeprefix("goalpost."),
            at=datetime.fromisoformat(item["recordedtime"]),
            actor={"type": item["actortype"], "id": item["actorid"]},
            data=item["data"],
        )
        for item in items
    ]


@dataclass(frozen=True)
class Moment:
    """A question's: what was known at a position, and the day it is about, or the day of `now` if none was named."""

    position: int
    now: datetime
    on: date | None = None
    is_present: bool = False


def goal(events: Sequence[Event], goal_id: str, moment: Moment) -> dict[str, Any]:
    """What `GET /v1/goals/{id}` has to say."""
    known = replayed(events, moment.position)
    asked = known.goals[goal_id]
    on = day_asked(asked, moment)
    definition = asked.in_force(on) if moment.on is not None else standing(asked, on)
    state = asked.state if moment.on is None else asked.life(on).state
    found = current(known, definition, on)
    raw = None if found is None else progress(definition, found.value)
    met = achieved_on(known, asked, on)
    return {
        "state": state,
        "target": plain(definition.number),
        "current": None if found is None else (plain(found.value), found.reading_id),
        "progress": None if raw is None else (shown(raw), shown(clamped(raw))),
        "expected": shown(expected(definition, on)),
        "pace": shown(pace(definition, raw, on)),
        "health": health(known, state, definition, on),
        "achieved": met is not None,
        "achieved_on": None if met is None else met.isoformat(),
        "retargets": tally([move for move in moves(events, asked) if moment.on is None or move.effective_on <= on]),
        "flags": sorted({flag for flag, _ in flags(events, goal_id, moment)}),
    }


def standing(asked: Goal, on: date) -> Any:
    """As it stands, but for a retarget whose notice is still running."""
    last = asked.counted[-1:]
    return asked.in_force(on) if last and last[0].effective_on > on else asked.definition


def trail(events: Sequence[Event], position: int) -> list[dict[str, Any]]:
    """What `GET /v1/trail` has to say: every retarget there was, as it was recorded."""
    known = replayed(events, position)
    found = [
        told(move) | {"flags": flagged(events, known, goal, move.event)}
        for goal in known.goals.values()
        for move in moves(events, goal)
    ]
    return sorted(found, key=lambda each: int(each["position"]))


def day_asked(asked: Goal, moment: Moment) -> date:
    return asked.definition.day_of(moment.now) if moment.on is None else moment.on


def attainments(
    events: Sequence[Event], goal_id: str, moment: Moment, dates: Sequence[date]
) -> dict[str, dict[str, Any]]:
    """What `GET /v1/goals/{id}/attainment` has to say, by each lens there is."""
    known = replayed(events, moment.position)
    asked = known.goals[goal_id]
    on = day_asked(asked, moment)
    return {lens: attainment(known, version, on) for lens, version in lenses(asked, on, dates).items()}


def decomposed(
    events: Sequence[Event], goal_id: str, moment: Moment, since: date, until: date
) -> dict[str, Any] | None:
    """What `GET /v1/goals/{id}/decomposition` has to say; None where it is not asked."""
    known = replayed(events, moment.position)
    asked = known.goals[goal_id]
    if not asked.committed or until > day_asked(asked, moment):
        return None
    return decomposition(known, asked, since, until)


def flags(events: Sequence[Event], goal_id: str, moment: Moment) -> list[tuple[str, tuple[str, ...]]]:
    """What `GET /v1/goals/{id}/flags` has to say: each flag, and the events it is about."""
    known = replayed(events, moment.position)
    asked = known.goals[goal_id]
    on = day_asked(asked, moment)
    if moment.on is not None and asked.life(on).state == "draft":
        return []
    changed = of_changes(events, known, asked, moment.on or date.max)
    return sorted(changed + of_lives(events, known, asked, on))


def flagged(events: Sequence[Event], known: Known, asked: Goal, event: Event) -> list[str]:
    """The flags of one retarget."""
    return sorted({flag for flag, ids in of_changes(events, known, asked, date.max) if ids[-1] == event.id})
