"""Which goals are there, in this state, this container, this health?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from goals.vocabulary import FlagId, GoalState, Health
from projections import goals
from projections.answers.asking import Asking
from projections.answers.flags import goals_flagged
from projections.answers.goals import rendered
from projections.answers.held import held
from projections.answers.judgement import health_of
from projections.answers.lenses import Lens, through
from projections.goals import View
from projections.listing import Found, Wanted, page

TOGETHER = 200
OF_A_DAY = ("state", "outcome")

Fits = Callable[[Asking, str, View], bool]
"""Of a goal as it was held on the day."""


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
    items: list[dict[str, Any]] = []
    stored, asked = _parted(asking, wanted.filters, tag=tag, health=health, flag=flag)
    after = wanted.after
    while True:
        found = page(
            asking.rows,
            goals.goals,
            asking.workspace_id,
            asking.position,
            replace(wanted, filters=stored, after=after, limit=TOGETHER if asked else wanted.limit),
        )
        for goal_id, version, doc in found.rows:
            view = goals.decoded(doc)
            if _is_wanted(asking, goal_id, view, asked):
                items.append(_item(asking, goal_id, view, version=version, lens=lens))
            if len(items) == wanted.limit:
                return items, _marks(wanted, goal_id, view, found)
        if found.after is None:
            return items, None
        after = found.after


def _item(asking: Asking, goal_id: str, view: View, *, version: int, lens: Lens | None) -> dict[str, Any]:
    told = rendered(asking, goal_id, view, version=version)
    if lens is None:
        return told
    its_asking, view = held(asking, goal_id, view)
    return {**told, "attainment": through(its_asking, goal_id, view, lens)}


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
    of_a_day = [name for name in filters if name in OF_A_DAY] if asking.is_on_given else []
    asked += [_held_as(name, filters[name]) for name in of_a_day]
    return {name: value for name, value in filters.items() if name not in of_a_day}, asked


def _held_as(name: str, value: str | int) -> Fits:
    return lambda there, goal_id, view: bool(getattr(view.goal, name) == value)


def _is_wanted(asking: Asking, goal_id: str, view: View, asked: Sequence[Fits]) -> bool:
    there, view = held(asking, goal_id, view)
    return all(fits(there, goal_id, view) for fits in asked)


def _health(asking: Asking, view: View) -> Health | None:
    if view.goal.state is not GoalState.ACTIVE:
        return None
    standing = asking.question.standing(view.goal.definition)
    return Health.NO_DATA if standing is None else health_of(asking, view, standing)


def _marks(wanted: Wanted, goal_id: str, view: View, found: Found) -> tuple[str | int, ...] | None:
    """Where the list goes on after a goal; None where it was the last."""
    if found.after is None and found.rows[-1][0] == goal_id:
        return None
    columns: Mapping[str, Any] = goals.columns(view)
    return (*(columns[name] for name, _ in wanted.order), goal_id)
