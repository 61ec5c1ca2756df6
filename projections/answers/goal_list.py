"""Which goals are there, in this state, this container, this health?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from goals.vocabulary import GoalState, Health
from projections import goals
from projections.answers.asking import Asking
from projections.answers.goals import rendered
from projections.answers.judgement import health_of
from projections.goals import View
from projections.listing import Found, Wanted, page

TOGETHER = 200


def listed(
    asking: Asking, wanted: Wanted, *, tag: str | None = None, health: Health | None = None
) -> tuple[list[dict[str, Any]], tuple[str | int, ...] | None]:
    """Goals as they stood, and what the next page begins after.

    `tag` and `health` are asked of what the filters left.
    """
    items: list[dict[str, Any]] = []
    after = wanted.after
    while True:
        found = page(
            asking.rows,
            goals.goals,
            asking.workspace_id,
            asking.position,
            replace(wanted, after=after, limit=TOGETHER if tag or health else wanted.limit),
        )
        for goal_id, version, doc in found.rows:
            view = goals.decoded(doc)
            if _is_wanted(asking, view, tag=tag, health=health):
                items.append(rendered(asking, goal_id, view, version=version))
            if len(items) == wanted.limit:
                return items, _marks(wanted, goal_id, view, found)
        if found.after is None:
            return items, None
        after = found.after


def _is_wanted(asking: Asking, view: View, *, tag: str | None, health: Health | None) -> bool:
    if tag is not None and tag not in view.goal.description.tags:
        return False
    return health is None or _health(asking, view) is health


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
