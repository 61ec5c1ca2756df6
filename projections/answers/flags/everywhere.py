"""Which questions does the workspace raise, goal by goal?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from operator import itemgetter
from typing import Any

from goals.vocabulary import FlagId
from projections import flags, goals
from projections.answers.asking import Asking
from projections.answers.flags.computed import COMPUTED
from projections.answers.flags.goal import last_day, of_view
from projections.answers.within import containers_with
from projections.goals import View
from projections.listing import Wanted, page
from projections.lives import view_of

TOGETHER = 200

Place = tuple[str | None, int]
"""The last goal all of whose flags were shown, None before the first; and how many of the next one's were."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Of flags: which, and whether they are acknowledged; of goals: one, or those in a container or below it."""

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
    flag = filters.flag
    looked_at = _goals if flag is None or flag in COMPUTED else _goals_with(flag)
    for goal_id, view in looked_at(asking, filters, after):
        yield goal_id, filtered(of_view(asking, goal_id, view, flag), filters)


def _goals(asking: Asking, filters: Filters, after: str | None) -> Iterator[tuple[str, View]]:
    """By id, whichever container they are in."""
    wanted = {} if filters.goal_id is None else {"id": filters.goal_id}
    if filters.container_id is None:
        return _standing(asking, wanted, after)
    within = containers_with(asking, filters.container_id) or ()
    found = (_standing(asking, {**wanted, "container_id": each}, after) for each in within)
    return merge(*found, key=itemgetter(0))


def _standing(asking: Asking, wanted: Mapping[str, str], after: str | None) -> Iterator[tuple[str, View]]:
    while True:
        marks = None if after is None else (after,)
        found = page(
            asking.rows, goals.goals, asking.workspace_id, asking.position, Wanted(wanted, (), marks, TOGETHER)
        )
        for goal_id, _, doc in found.rows:
            yield goal_id, goals.decoded(doc)
        if found.after is None:
            return
        after = str(found.after[0])


def _goals_with(flag: FlagId) -> Callable[[Asking, Filters, str | None], Iterator[tuple[str, View]]]:
    """Those of which it was recorded, and no others."""

    def found(asking: Asking, filters: Filters, after: str | None) -> Iterator[tuple[str, View]]:
        container_id = filters.container_id
        within = None if container_id is None else containers_with(asking, container_id) or ()
        having = flags.goals_with(asking.rows, asking.workspace_id, flag, asking.position, by=last_day(asking))
        for goal_id in sorted(having):
            if (after is None or goal_id > after) and filters.goal_id in (None, goal_id):
                view = view_of(asking.question, goal_id)
                if view is not None and (within is None or view.goal.container_id in within):
                    yield goal_id, view

    return found
