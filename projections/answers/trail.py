"""Who moved the goalposts, when, how far, and why?"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, bindparam, literal_column, select

from goals.database import Prepared
from projections import goals, trail
from projections.answers import forms
from projections.answers.asking import Asking
from projections.answers.told import public_type
from projections.judging import Judgement, LastReading
from projections.trail import Move, table

FIRST = -1
_CONDITIONS = {
    "goal": table.c.goal_id == bindparam("goal"),
    "container": table.c.container_id == bindparam("container"),
    "actor": table.c.actor_id == bindparam("actor"),
    "reason_code": table.c.reason_code == bindparam("reason_code"),
    "effect": table.c.effect == bindparam("effect"),
    "since": table.c.recorded_at >= bindparam("since"),
    "before": table.c.recorded_at < bindparam("before"),
}


def page(
    asking: Asking, filters: Mapping[str, str | int], *, after: int | None, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    """Retargets in the order they were recorded, and the position the next page begins after, None on the last.

    `filters` are goal, container, actor, reason_code and effect, and since and before in microseconds.
    """
    found = asking.rows.all(
        _statement(tuple(sorted(filters))),
        workspace_id=asking.workspace_id,
        position=asking.position,
        after=FIRST if after is None else after,
        most=limit + 1,
        **filters,
    )
    shown = [trail.decoded(row) for row in found[:limit]]
    return [told(asking, move) for move in shown], shown[-1].position if len(found) > limit else None


def of_goal(
    asking: Asking, goal_id: str, *, after: int | None, limit: int
) -> tuple[list[dict[str, Any]], int | None] | None:
    """The page of one goal's retargets; None if there was no such goal."""
    if goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position) is None:
        return None
    return page(asking, {"goal": goal_id}, after=after, limit=limit)


def told(asking: Asking, move: Move) -> dict[str, Any]:
    return {
        "position": move.position,
        "event_id": move.event_id,
        "type": public_type(move.type),
        "goal_id": move.goal_id,
        "container_id": move.container_id,
        "recorded_at": forms.instant(move.recorded_at),
        "effective_at": forms.instant(move.effective_at),
        "actor": forms.struct(move.actor),
        "on_behalf_of": move.on_behalf_of,
        "approved_by": None,
        "changes": list(forms.struct(move.changes)),
        "reason_code": move.reason_code.value,
        "reason": asking.open_text(move.reason),
        "evidence": list(forms.struct(move.evidence)),
        "trigger": move.trigger.value,
        "counted": move.counted,
        **judged(move.judgement),
        "flags": None,
    }


def judged(judgement: Judgement) -> dict[str, Any]:
    return {
        "effect": judgement.effect.value,
        "ratio": forms.share(judgement.ratio),
        "magnitude": forms.share(judgement.magnitude),
        "days_to_deadline": judgement.days_to_deadline,
        "window_elapsed": forms.share(judgement.window_elapsed),
        "last_reading": _last(judgement.last_reading),
        "progress_then": forms.share(judgement.progress),
        "pace_then": forms.share(judgement.pace),
    }


def _last(reading: LastReading | None) -> dict[str, Any] | None:
    if reading is None:
        return None
    return {
        "value": forms.decimal(reading.value),
        "observed_at": forms.instant(reading.observed_at),
        "reading_id": reading.reading_id,
    }


@lru_cache(maxsize=256)
def _statement(filters: tuple[str, ...]) -> Prepared:
    """A goal's moves are found by the goal: a planner without statistics would rather read the whole trail between two
    positions."""
    begins = table.c.position + literal_column("0") if "goal" in filters else table.c.position
    return Prepared(
        select(table.c.doc)
        .where(
            table.c.workspace_id == bindparam("workspace_id"),
            table.c.position <= bindparam("position"),
            begins > bindparam("after"),
            *(_CONDITIONS[name] for name in filters),
        )
        .order_by(table.c.position)
        .limit(bindparam("most", type_=Integer))
    )
