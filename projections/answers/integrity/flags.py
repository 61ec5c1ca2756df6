"""Which questions were raised in a period?"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from goals.database import Prepared, Row
from goals.flags import NAMES, Input
from goals.vocabulary import FlagId
from projections import acknowledgements, flags
from projections.answers import feed
from projections.answers.asking import Asking
from projections.answers.flags import corrected, late, repeats, sandbag, silence
from projections.answers.flags.sighting import Sighting
from projections.answers.held import held
from projections.answers.integrity.considered import Considered
from projections.answers.periods import Stretch
from projections.flags import Kept

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


def raised_in(asking: Asking, stretch: Stretch, considered: Sequence[Considered]) -> list[Raised]:
    """Those that events of the stretch raised, and those its last day, which `asking` is about, raises by itself.

    By flag, and then in the order in which they were raised; what the day raised by goal.
    """
    recorded = _recorded(asking, stretch)
    found: list[Raised] = []
    for each in considered:
        of_goal = [*recorded.get(each.goal_id, ()), *_computed(asking, stretch, each)]
        found += _with_acknowledgements(asking, each.goal_id, of_goal)
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


def _computed(asking: Asking, stretch: Stretch, each: Considered) -> Iterator[Raised]:
    for sighting in _sightings(asking, each):
        if sighting.is_of_the_day or stretch.recorded(sighting.positions[-1]):
            events = [feed.at(asking, position) for position in sighting.positions]
            yield Raised(
                goal_id=each.goal_id,
                flag=sighting.flag,
                position=None if sighting.is_of_the_day else sighting.positions[-1],
                event_ids=[event.envelope.event_id for event in events],
                inputs=sighting.inputs,
                policy_version=asking.workspace.policy_version,
            )


def _sightings(asking: Asking, each: Considered) -> Iterator[Sighting]:
    """What depends on the day, and on what came later. A repeated reason does whenever its retarget took effect."""
    there, view = held(asking, each.goal_id, each.view)
    if view.goal.retargets > 0:
        yield from repeats.of_goal(replace(asking, is_on_given=False), each.goal_id)
    yield from silence.of_goal(there, each.goal_id, view, there.question.standing(view.goal.definition))
    yield from late.of_goal(there, each.goal_id, view)
    yield from corrected.of_goal(there, each.goal_id, view)
    yield from sandbag.of_goal(there, each.goal_id, view)


def _with_acknowledgements(asking: Asking, goal_id: str, raised: Sequence[Raised]) -> list[Raised]:
    if not raised:
        return []
    found = acknowledgements.of_goal(asking.rows, asking.workspace_id, goal_id, asking.position)
    seen = Counter((each.flag, each.event_id) for each in found)
    return [replace(each, acknowledged=seen[(each.flag, each.event_ids[-1])]) for each in raised]
