"""What was a milestone on the day asked about?

Of a day that was named: by what had been recorded by its end, and what was done by it, whenever that was recorded. What
was added only later is as it was added. It is called what it is called now.
"""

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from goals.goal.state import Goal
from goals.milestone.facts import MilestoneCompleted, MilestoneRescoped
from goals.milestone.state import Milestone
from goals.quantity import total
from projections import milestones
from projections.answers.asking import Asking
from projections.answers.milestone_progress import state_on
from projections.answers.periods import position_by
from projections.milestones import Entry, Told, View

COMPLETED, RESCOPED = (fact.__struct_config__.tag for fact in (MilestoneCompleted, MilestoneRescoped))


def of_goal(asking: Asking, goal: Goal) -> dict[str, Milestone]:
    """A goal's milestones, by id and in the order they were added."""
    if not asking.is_on_given:
        return goal.milestones
    found = {milestone_id: view_of(asking, milestone_id) for milestone_id in goal.milestones}
    return {milestone_id: view.milestone for milestone_id, view in found.items() if view is not None}


def view_of(asking: Asking, milestone_id: str) -> View | None:
    """None if there was none. That it is under way is told by its entries alone."""
    if not asking.is_on_given:
        return milestones.view_at(asking.rows, asking.workspace_id, milestone_id, asking.position)
    rows = milestones.versions.all(asking.rows, asking.workspace_id, milestone_id)
    known = [milestones.decoded(row[0]) for row in rows if row[2] <= asking.position]
    if not known:
        return None
    by, found = position_by(asking, asking.on), known[0]
    for before, after in pairwise(known):
        found = _after(asking, found, before, after, by=by)
    title, description = known[-1].milestone.title, known[-1].milestone.description
    return replace(found, milestone=replace(found.milestone, title=title, description=description))


def as_far_as(asking: Asking, milestone: Milestone, entries: Sequence[Entry]) -> Milestone:
    """With what was done of it by the day, if one was named; `milestone` is as it was then."""
    if not asking.is_on_given:
        return milestone
    done = [entry for entry in entries if entry.effective_on <= asking.on]
    return replace(
        milestone,
        state=state_on(milestone, entries, asking.on),
        amount=total(entry.amount for entry in done if entry.amount is not None),
        stages_done=tuple(dict.fromkeys(entry.stage for entry in done if entry.stage is not None)),
        progressed_on=max((entry.effective_on for entry in done), default=None),
    )


def _after(asking: Asking, found: View, before: View, after: View, *, by: int) -> View:
    """With what was changed from one version to the next, if it was so by the day."""
    milestone = found.milestone
    if len(after.dues) > len(before.dues):
        said = after.dues[-1]
        is_so = said.position <= by
        return replace(found, dues=(*found.dues, said), milestone=replace(milestone, due=said.due)) if is_so else found
    told, then = after.told, after.milestone
    if told is None or told == before.told or not _is_so(asking, told, then, by=by):
        return found
    if told.fact == RESCOPED:
        return replace(found, told=told, milestone=replace(milestone, shape=then.shape))
    return replace(found, told=told, milestone=replace(milestone, state=then.state, completed_on=then.completed_on))


def _is_so(asking: Asking, told: Told, then: Milestone, *, by: int) -> bool:
    if told.fact == COMPLETED and then.completed_on is not None:
        return then.completed_on <= asking.on
    return told.position <= by
