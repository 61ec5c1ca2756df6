"""Where did goals stand when the period began?"""

from typing import Any

from projections.answers import lines, moment
from projections.answers.containers import rollup
from projections.answers.lines import line_of
from projections.answers.retrospective.seen import Seen
from projections.answers.shares import share_of


def section(seen: Seen) -> dict[str, Any]:
    """The goals that were there, each in a line; rolled up are all of the scope that counted."""
    asking = seen.opening
    found = [line_of(asking, each.goal_id) for each in seen.goals if each.opening is not None]
    shares = [share_of(asking, goal_id, view) for goal_id, view in seen.scope.goals(asking)]
    return {
        **moment.told(asking),
        "goals": [lines.told(asking, line) for line in found if line is not None],
        "rollup": rollup([share for share in shares if share is not None]),
    }
