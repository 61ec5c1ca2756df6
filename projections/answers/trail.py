"""Who moved the goalposts, when, how far, and why?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Raw
from sqlalchemy import bindparam, select

from goals.database import Prepared, Row
from goals.vocabulary import FlagId, ScopeKind
from projections import goals, moves, reviews, trail
from projections.answers.asking import Asking
from projections.answers.periods import last_before
from projections.answers.trail_pages import AMONG, RAISED, flags_told, statement
from projections.listing import Order, Wanted, stored
from projections.moves import Move

PLACED = ("since", "before", "since_review")
"""Filters that bound the positions, and are no values of the statement."""
KEYS_AT = 4

REVIEWED = Prepared(
    select(reviews.table.c.since, reviews.table.c.before, reviews.table.c.reviewed_position)
    .where(
        reviews.table.c.workspace_id == bindparam("workspace_id"),
        reviews.table.c.position <= bindparam("position"),
        reviews.table.c.scope_kind == ScopeKind.WORKSPACE.value,
    )
    .order_by(reviews.table.c.since, reviews.table.c.position)
)

Page = tuple[list[Raw], tuple[str | int, ...] | None]
"""Retargets as JSON, and the marks after which the next page begins, None on the last."""


def page(asking: Asking, wanted: Wanted) -> Page:
    """Retargets as known at the asked position.

    Filters are goal, container, actor, approver, reason_code, effect, flag, field; backdated: took effect more than so
    many days before it was recorded; evidence, counted: 0 or 1; since_review; since, before: recorded, in microseconds.
    Without an order they come as they were recorded. Of a day that was named, those that were in effect by it.
    """
    if asking.is_on_given:
        wanted = replace(wanted, filters={**wanted.filters, "effective_by": asking.on.isoformat()})
    order, is_thin = _down_to_position(wanted.order), wanted.filters.get("flag") == FlagId.R11
    marks = {} if wanted.after is None else {f"after_{n}": mark for n, mark in enumerate(wanted.after)}
    found = asking.rows.all(
        statement(frozenset(wanted.filters), order, begins=wanted.after is None, is_thin=is_thin),
        workspace_id=asking.workspace_id,
        position=asking.position,
        most=wanted.limit + 1,
        **_bounds(asking, wanted.filters),
        **{name: stored(value) for name, value in wanted.filters.items() if name not in PLACED},
        **marks,
    )
    shown = found[: wanted.limit]
    after = tuple(shown[-1][KEYS_AT:]) if len(found) > wanted.limit else None
    return [_item(asking, row) for row in shown], after


def of_goal(asking: Asking, goal_id: str, wanted: Wanted) -> Page | None:
    """The page of one goal's retargets; None if there was no such goal."""
    if goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position) is None:
        return None
    return page(asking, replace(wanted, filters={**wanted.filters, "goal": goal_id}))


def among(asking: Asking, positions: Sequence[int]) -> list[Raw]:
    """The retargets at these rising positions, as `page` tells them: those that it would tell."""
    filters = {"effective_by": asking.on.isoformat()} if asking.is_on_given else {}
    asked = statement(frozenset({"among", *filters}), (("position", False),), begins=True, is_thin=False)
    found: list[Row] = []
    for start in range(0, len(positions), AMONG):
        some = positions[start : start + AMONG]
        found += asking.rows.all(
            asked,
            workspace_id=asking.workspace_id,
            position=asking.position,
            most=AMONG,
            first=some[0],
            last=min(some[-1], asking.position),
            **{f"among_{n}": some[min(n, len(some) - 1)] for n in range(AMONG)},
            **filters,
        )
    return [_item(asking, row) for row in found]


def told(asking: Asking, move: Move) -> dict[str, Any]:
    """An item of the trail as known at the asked position."""
    found = asking.rows.one(RAISED, workspace_id=asking.workspace_id, position=asking.position, at=move.position)
    flags = [] if found is None else flags_told(found[0], found[1] is not None)
    return {**moves.told(move, asking.open_text(move.reason)), "flags": flags}


def _item(asking: Asking, row: Row) -> Raw:
    said, doc, recorded, third = row[:KEYS_AT]
    if said is not None:
        return Raw(f'{said},"flags":{_flags_as_json(recorded, third is not None)}}}')
    flags = flags_told(recorded, third is not None)
    move = trail.decoded(doc)
    return Raw(msgspec.json.encode({**moves.told(move, asking.open_text(move.reason)), "flags": flags}))


@lru_cache(maxsize=1024)
def _flags_as_json(recorded: str | None, is_thin: bool) -> str:
    return msgspec.json.encode(flags_told(recorded, is_thin)).decode()


def _down_to_position(order: Sequence[Order]) -> tuple[Order, ...]:
    """Ending with the position: no two have the same, and instants never fall along it."""
    kept: list[Order] = []
    for name, falling in order:
        if name in ("position", "recorded_at"):
            return (*kept, ("position", falling))
        kept.append((name, falling))
    return (*kept, ("position", False))


def _bounds(asking: Asking, filters: Mapping[str, str | int]) -> dict[str, int]:
    """The first and last position that can be meant."""
    after = last_before(asking, int(filters["since"])) if "since" in filters else 0
    last = last_before(asking, int(filters["before"])) if "before" in filters else asking.position
    if "since_review" in filters:
        after = max(after, _seen(asking))
    return {"first": after + 1, "last": last}


def _seen(asking: Asking) -> int:
    """The position up to which reviews of the whole workspace, one after another, have seen everything."""
    seen = 0
    found = asking.rows.all(REVIEWED, workspace_id=asking.workspace_id, position=asking.position)
    for since, before, reviewed_position in found:
        if last_before(asking, since) > seen:
            break
        seen = max(seen, min(last_before(asking, before), reviewed_position))
    return seen
