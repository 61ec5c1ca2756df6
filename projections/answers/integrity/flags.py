"""Which questions were raised in a period?"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from goals.database import Prepared, Row
from goals.flags import NAMES, Input
from goals.vocabulary import FlagId, GoalState
from projections import acknowledgements, flags
from projections.answers import feed
from projections.answers.asking import Asking
from projections.answers.assembled import Assembled
from projections.answers.flags import corrected, late, repeats, sandbag, silence
from projections.answers.flags.sighting import Sighting
from projections.answers.held import held
from projections.answers.integrity.considered import Considered
from projections.answers.integrity.told_late import told_late
from projections.answers.periods import Stretch
from projections.flags import Kept
from projections.goals import View

_table = flags.table
RAISED_IN = Prepared(
    select(_table.c.goal_id, _table.c.flag, _table.c.position, _table.c.doc)
    .where(
        _table.c.workspace_id == bindparam("workspace_id"),
        _table.c.flag == bindparam("flag"),
        _table.c.position > bindparam("after"),
        _table.c.position <= bindparam("through"),
    )
    .order_by(_table.c.position)
)

_kept = msgspec.json.Decoder(Kept)


@dataclass(frozen=True, slots=True)
class Raised:
    """A flag of a goal. `position` is that of the event which raised it, None where the day did."""

    goal_id: str
    flag: FlagId
    position: int | None
    event_ids: Sequence[str]
    inputs: Mapping[str, Input]
    policy_version: int
    acknowledged: int = 0


def raised_in(asking: Asking, stretch: Stretch, considered: Sequence[Considered], goals: Assembled) -> list[Raised]:
    """Those that events of the stretch raised of any of the `goals`; and those that its last day, which `asking` is
    about, raises by itself of the goals considered.

    By flag, and then in the order in which they were raised; what the day raised by goal.
    """
    recorded = _recorded(asking, stretch)
    found: list[Raised] = []
    for each in considered:
        computed = [*_by_events(asking, stretch, each.goal_id, each.view), *_by_the_day(asking, each)]
        found += _with_acknowledgements(asking, each.goal_id, [*recorded.get(each.goal_id, ()), *computed])
    goal_ids = {each.goal_id for each in considered}
    others = [(goal_id, view) for goal_id, view in goals if goal_id not in goal_ids]
    for goal_id, of_goal in _of_others(asking, stretch, others, recorded):
        found += _with_acknowledgements(asking, goal_id, of_goal)
    return sorted(found, key=lambda each: (each.flag, each.position or 0, each.goal_id))


def told(raised: Sequence[Raised]) -> dict[str, Any]:
    """By flag, also those that nothing raised."""
    return {flag.value: _together(flag, [each for each in raised if each.flag is flag]) for flag in FlagId}


def listed(raised: Sequence[Raised], flag: FlagId) -> list[dict[str, Any]]:
    return [
        {
            "goal_id": each.goal_id,
            "event_ids": list(each.event_ids),
            "position": each.position,
            "inputs": dict(each.inputs),
            "policy_version": each.policy_version,
            "acknowledged": each.acknowledged,
        }
        for each in raised
        if each.flag is flag
    ]


def _together(flag: FlagId, raised: Sequence[Raised]) -> dict[str, Any]:
    return {
        "name": NAMES[flag],
        "count": len(raised),
        "acknowledged": sum(each.acknowledged > 0 for each in raised),
        "goals": sorted({each.goal_id for each in raised}),
    }


def _recorded(asking: Asking, stretch: Stretch) -> dict[str, list[Raised]]:
    """By goal."""
    found: dict[str, list[Raised]] = {}
    for flag in FlagId:
        rows = asking.rows.all(
            RAISED_IN,
            workspace_id=asking.workspace_id,
            flag=flag.value,
            after=stretch.after,
            through=stretch.through,
        )
        for row in rows:
            found.setdefault(row[0], []).append(_decoded(row))
    return found


def _decoded(row: Row) -> Raised:
    goal_id, flag, position, doc = row
    kept = _kept.decode(doc)
    return Raised(goal_id, FlagId(flag), position, kept.event_ids, kept.inputs, kept.policy_version)


def _of_others(
    asking: Asking, stretch: Stretch, others: Assembled, recorded: Mapping[str, list[Raised]]
) -> Iterator[tuple[str, list[Raised]]]:
    known = [(goal_id, view) for goal_id, view in others if view.goal.state is not GoalState.DRAFT]
    told = {goal_id for goal_id, _ in told_late(asking, stretch, known)}
    for goal_id, view in known:
        computed = _by_events(asking, stretch, goal_id, view) if goal_id in told else ()
        yield goal_id, [*recorded.get(goal_id, ()), *computed]


def _by_events(asking: Asking, stretch: Stretch, goal_id: str, view: View) -> Iterator[Raised]:
    """What depends on what came later, of the events of the stretch: wherever a goal is, its day is over a day after
    the workspace's. A repeated reason counts whenever its retarget took effect."""
    after = asking.about(_day_after(stretch.last))
    found = [
        *(repeats.of_goal(replace(asking, is_on_given=False), goal_id) if view.goal.retargets > 0 else ()),
        *late.of_goal(after, goal_id, view),
        *corrected.of_goal(after, goal_id, view),
        *sandbag.of_goal(after, goal_id, view),
    ]
    return (_raised(asking, goal_id, each) for each in found if stretch.recorded(each.positions[-1]))


def _by_the_day(asking: Asking, each: Considered) -> Iterator[Raised]:
    there, view = held(asking, each.goal_id, each.view)
    found = silence.of_goal(there, each.goal_id, view, there.question.standing(view.goal.definition))
    return (_raised(asking, each.goal_id, sighting) for sighting in found)


def _raised(asking: Asking, goal_id: str, sighting: Sighting) -> Raised:
    events = [feed.at(asking, position) for position in sighting.positions]
    return Raised(
        goal_id=goal_id,
        flag=sighting.flag,
        position=None if sighting.is_of_the_day else sighting.positions[-1],
        event_ids=[event.envelope.event_id for event in events],
        inputs=sighting.inputs,
        policy_version=asking.workspace.policy_version,
    )


def _day_after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _with_acknowledgements(asking: Asking, goal_id: str, raised: Sequence[Raised]) -> list[Raised]:
    if not raised:
        return []
    found = acknowledgements.of_goal(asking.rows, asking.workspace_id, goal_id, asking.position)
    seen = Counter((each.flag, each.event_id) for each in found)
    return [replace(each, acknowledged=seen[(each.flag, each.event_ids[-1])]) for each in raised]
