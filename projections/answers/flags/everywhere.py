"""Which questions does the workspace raise, goal by goal?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from goals.vocabulary import FlagId
from projections import flags, goals
from projections.answers.asking import Asking
from projections.answers.flags.goal import of_view
from projections.answers.flags.goal_filter import COMPUTED
from projections.listing import Wanted, page

TOGETHER = 200

Place = tuple[str | None, int]
"""The last goal all of whose flags were shown, None before the first; and how many of the next one's were."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Of flags: which, and whether they are acknowledged; of goals: one, or those of a container."""

    flag: FlagId | None = None
    acknowledged: bool | None = None
    goal_id: str | None = None
    container_id: str | None = None


def listed(
    asking: Asking, filters: Filters, *, after: Place = (None, 0), limit: int
) -> tuple[list[dict[str, Any]], Place | None]:
    """A page of flags, by goal and then as each goal tells them; and where the next one begins, None on the last."""
    done, skipped = after
    items: list[dict[str, Any]] = []
    for goal_id, found in _by_goal(asking, filters, done):
        rest = found[skipped:]
        room = limit - len(items)
        if len(rest) > room:
            return [*items, *rest[:room]], (done, skipped + room)
        items += rest
        done, skipped = goal_id, 0
    return items, None


def filtered(items: Sequence[Mapping[str, Any]], filters: Filters) -> list[dict[str, Any]]:
    return [
        dict(item)
        for item in items
        if filters.flag in (None, item["flag"]) and filters.acknowledged in (None, item["acknowledged"] != [])
    ]


def _by_goal(asking: Asking, filters: Filters, after: str | None) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    having = _having(asking, filters.flag)
    columns = {"id": filters.goal_id, "container_id": filters.container_id}
    wanted = {name: value for name, value in columns.items() if value is not None}
    while True:
        marks = None if after is None else (after,)
        found = page(
            asking.rows, goals.goals, asking.workspace_id, asking.position, Wanted(wanted, (), marks, TOGETHER)
        )
        for goal_id, _, doc in found.rows:
            if having is None or goal_id in having:
                yield goal_id, filtered(of_view(asking, goal_id, goals.decoded(doc)), filters)
        if found.after is None:
            return
        after = str(found.after[0])


def _having(asking: Asking, flag: FlagId | None) -> set[str] | None:
    """The goals to look at; None: all."""
    if flag is None or flag in COMPUTED:
        return None
    by = asking.on if asking.is_on_given else date.max
    return flags.goals_with(asking.rows, asking.workspace_id, flag, asking.position, by=by)
