"""Which goals are there, in this state, this container, this health?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from goals.vocabulary import FlagId, GoalState, Health
from projections import goals
from projections.answers.asking import Asking
from projections.answers.flags import goals_flagged
from projections.answers.goals import rendered
from projections.answers.held import held
from projections.answers.judgement import health_of
from projections.answers.lenses import Lens, through
from projections.answers.periods import position_by
from projections.goals import View
from projections.listing import Wanted, page

TOGETHER = 200
OF_A_DAY = ("state", "outcome", "kpi_id")
PLACED = ("container_id", "owner")
DUE = "due"

Fits = Callable[[Asking, str, View], bool]
"""Of a goal as it was held on the day."""


@dataclass(frozen=True, slots=True)
class Stood:
    """A goal as it stood at the position, and as it is sorted."""

    goal_id: str
    version: int
    view: View
    sorted_as: View

    @property
    def columns(self) -> Mapping[str, Any]:
        return goals.columns(self.sorted_as)


def listed(
    asking: Asking,
    wanted: Wanted,
    *,
    tag: str | None = None,
    health: Health | None = None,
    flag: FlagId | None = None,
    lens: Lens | None = None,
) -> tuple[list[dict[str, Any]], tuple[str | int, ...] | None]:
    """Goals as they stood, and what the next page begins after.

    `tag`, `health` and `flag` are asked of what the filters left; with a `lens` each has its attainment by it.
    """
    stored, asked = _parted(asking, wanted.filters, tag=tag, health=health, flag=flag)
    rest = replace(wanted, filters=stored)
    if asking.is_on_given and any(name == DUE for name, _ in wanted.order):
        found = _as_of_the_day(asking, rest, asked)
    else:
        found = _as_stored(asking, rest, asked)
    shown = list(islice(found, wanted.limit + 1))
    items = [_item(asking, each, lens=lens) for each in shown[: wanted.limit]]
    return items, _marks(wanted, shown[wanted.limit - 1]) if len(shown) > wanted.limit else None


def _as_stored(asking: Asking, wanted: Wanted, asked: Sequence[Fits]) -> Iterator[Stood]:
    """In the order of what they are stored by."""
    limit = TOGETHER if asked else wanted.limit + 1
    after = wanted.after
    while True:
        part = replace(wanted, after=after, limit=limit)
        found = page(asking.rows, goals.goals, asking.workspace_id, asking.position, part)
        for goal_id, version, doc in found.rows:
            view = goals.decoded(doc)
            if not asked or _is_wanted(asking, goal_id, view, asked):
                yield Stood(goal_id, version, view, view)
        if found.after is None:
            return
        after = found.after


def _as_of_the_day(asking: Asking, wanted: Wanted, asked: Sequence[Fits]) -> Iterator[Stood]:
    """In the order of what held on the day, which no table is sorted by: all are looked at for each page."""
    every = [
        replace(each, sorted_as=held(asking, each.goal_id, each.view)[1])
        for each in _as_stored(asking, replace(wanted, order=(), after=None), asked)
    ]
    every.sort(key=lambda each: each.goal_id)
    for name, falling in reversed(wanted.order):
        every.sort(key=_by(name), reverse=falling)
    if wanted.after is None:
        return iter(every)
    last = tuple(wanted.after)
    return iter(every[1 + next((n for n, each in enumerate(every) if _marks(wanted, each) == last), -1) :])


def _by(name: str) -> Callable[[Stood], Any]:
    return lambda stood: stood.columns[name]


def _item(asking: Asking, stood: Stood, *, lens: Lens | None) -> dict[str, Any]:
    told = rendered(asking, stood.goal_id, stood.view, version=stood.version)
    if lens is None:
        return told
    its_asking, view = held(asking, stood.goal_id, stood.view)
    return {**told, "attainment": through(its_asking, stood.goal_id, view, lens)}


def _parted(
    asking: Asking,
    filters: Mapping[str, str | int],
    *,
    tag: str | None,
    health: Health | None,
    flag: FlagId | None,
) -> tuple[dict[str, str | int], list[Fits]]:
    """What the database filters by, and what is asked of each goal: also its state, of a day that was named."""
    asked: list[Fits] = []
    if tag is not None:
        asked.append(lambda there, goal_id, view: tag in view.goal.description.tags)
    if health is not None:
        asked.append(lambda there, goal_id, view: _health(there, view) is health)
    if flag is not None:
        asked.append(goals_flagged(asking, flag))
    of_a_day = [name for name in filters if name in _of_a_day(asking)]
    asked += [_held_as(name, filters[name]) for name in of_a_day]
    return {name: value for name, value in filters.items() if name not in of_a_day}, asked


def _of_a_day(asking: Asking) -> Sequence[str]:
    """What may have been otherwise on the day: where a goal was, and whose, only if something was recorded since."""
    if not asking.is_on_given:
        return ()
    return OF_A_DAY if position_by(asking, asking.on) == asking.position else (*OF_A_DAY, *PLACED)


def _held_as(name: str, value: str | int) -> Fits:
    return lambda there, goal_id, view: goals.columns(view)[name] == value


def _is_wanted(asking: Asking, goal_id: str, view: View, asked: Sequence[Fits]) -> bool:
    there, view = held(asking, goal_id, view)
    return all(fits(there, goal_id, view) for fits in asked)


def _health(asking: Asking, view: View) -> Health | None:
    if view.goal.state is not GoalState.ACTIVE:
        return None
    standing = asking.question.standing(view.goal.definition)
    return Health.NO_DATA if standing is None else health_of(asking, view, standing)


def _marks(wanted: Wanted, stood: Stood) -> tuple[str | int, ...]:
    """Where the list goes on after a goal."""
    columns = stood.columns
    return (*(columns[name] for name, _ in wanted.order), stood.goal_id)
