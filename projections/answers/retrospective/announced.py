"""Which retargets took effect in the period that were recorded before it began?"""

from collections.abc import Iterator

from goals.facts import Event
from projections import trail
from projections.answers import feed
from projections.answers.axes import Axis
from projections.answers.retrospective.seen import Regarded, Seen


def retargets(seen: Seen) -> list[Event]:
    """Of the goals pursued, in the order they were recorded. By effect, they are among the changes already."""
    if seen.axis is Axis.EFFECTIVE:
        return []
    found = [position for each in seen.pursued for position in _of_goal(seen, each)]
    return [feed.at(seen.closing, position) for position in sorted(found)]


def _of_goal(seen: Seen, each: Regarded) -> Iterator[int]:
    """But for those that another overtook before the period began."""
    if each.view.goal.retargets == 0:
        return
    first, last = seen.stretch.first.isoformat(), seen.stretch.last.isoformat()
    found = trail.steps(seen.asking.rows, seen.asking.workspace_id, each.goal_id, seen.stretch.after)
    soonest = "9999-12-32"
    for step in reversed(found):
        if first <= step.effective_on <= last and step.effective_on < soonest:
            yield step.position
        soonest = min(soonest, step.effective_on)
