"""Which goals are there, in this state, this container, this health?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from goals.vocabulary import GoalState, Health
from projections import goals
from projections.answers.asking import Asking
from projections.answers.goals import rendered
from projections.answers.held import held
from projections.answers.judgement import health_of
from projections.answers.lenses import Lens, through
from projections.goals import View
from projections.listing import Found, Wanted, page

TOGETHER = 200
OF_A_DAY = ("state", "outcome")


def listed(
    asking: Asking,
    wanted: Wanted,
    *,
    tag: str | None = None,
    health: Health | None = None,
    lens: Lens | None = None,
) -> tuple[list[dict[str, Any]], tuple[str | int, ...] | None]:
    """Goals as they stood, and what the next page begins after.

    `tag` and `health` are asked of what the filters left; with a `lens` each has its attainment by it.
    """
    items: list[dict[str, Any]] = []
    stored, computed = _parted(asking, wanted.filters, tag=tag, health=health)
    after = wanted.after
    while True:
        found = page(
            asking.rows,
            goals.goals,
            asking.workspace_id,
            asking.position,
            replace(wanted, filters=stored, after=after, limit=TOGETHER if computed else wanted.limit),
        )
        for goal_id, version, doc in found.rows:
            view = goals.decoded(doc)
            if _is_wanted(*held(asking, goal_id, view), computed):
                items.append(
                    rendered(asking, goal_id, view, version=version) | _attainment(asking, goal_id, view, lens)
                )
            if len(items) == wanted.limit:
                return items, _marks(wanted, goal_id, view, found)
        if found.after is None:
            return items, None
        after = found.after


def _attainment(asking: Asking, goal_id: str, view: View, lens: Lens | None) -> dict[str, Any]:
    if lens is None:
        return {}
    its_asking, view = held(asking, goal_id, view)
    return {"attainment": through(its_asking, goal_id, view, lens)}


def _parted(
    asking: Asking, filters: Mapping[str, str | int], *, tag: str | None, health: Health | None
) -> tuple[dict[str, str | int], dict[str, str | int]]:
    """What the database filters by, and what is computed: the state of a day that was named is."""
    told = {"tag": tag, "health": health}
    computed: dict[str, str | int] = {name: value for name, value in told.items() if value is not None}
    if asking.is_on_given:
        computed |= {name: value for name, value in filters.items() if name in OF_A_DAY}
    return {name: value for name, value in filters.items() if name not in computed}, computed


def _is_wanted(asking: Asking, view: View, computed: Mapping[str, str | int]) -> bool:
    goal = view.goal
    for name, value in computed.items():
        match name:
            case "tag":
                fits = value in goal.description.tags
            case "health":
                fits = _health(asking, view) == value
            case _:
                fits = getattr(goal, name) == value
        if not fits:
            return False
    return True


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
