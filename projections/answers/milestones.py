"""How do a goal's milestones stand?"""

from collections.abc import Sequence
from typing import Any

from goals.completion import milestone_completion
from goals.database import Row
from goals.goal.state import Goal
from goals.milestone.state import Milestone
from goals.vocabulary import MilestoneState
from goals.window import resolve_due
from projections import goals, milestones
from projections.answers import forms, moment, planned
from projections.answers.asking import Asking
from projections.answers.dues import Dues, authored, slip_days
from projections.answers.held import held
from projections.answers.milestone_progress import come, counted_share, state_on
from projections.answers.told import public_type
from projections.milestones import Entry, Told, View

ENDED = (MilestoneState.DONE, MilestoneState.DROPPED)


def completion(asking: Asking, goal_id: str, goal: Goal) -> dict[str, Any]:
    """How many of a goal's milestones are done, of how many not dropped, and the mean of their shares."""
    undropped = {
        milestone_id: milestone
        for milestone_id, milestone in planned.of_goal(asking, goal).items()
        if milestone.state is not MilestoneState.DROPPED
    }
    if not undropped:
        return {"done": 0, "total": 0, "completion": None}
    entered = milestones.entries_of(asking.rows, asking.workspace_id, goal_id, asking.position)
    shares = [
        counted_share(asking, goal, milestone, entered.get(milestone_id, ()))
        for milestone_id, milestone in undropped.items()
    ]
    return {
        "done": sum(
            state_on(milestone, entered.get(milestone_id, ()), asking.on) is MilestoneState.DONE
            for milestone_id, milestone in undropped.items()
        ),
        "total": len(undropped),
        "completion": forms.share(milestone_completion(shares)),
    }


def answer(asking: Asking, milestone_id: str) -> dict[str, Any] | None:
    """The milestone as it stood; None if there was none, or no goal it was added to."""
    view = planned.view_of(asking, milestone_id)
    if view is None:
        return None
    row = goals.versions.at(asking.rows, asking.workspace_id, view.goal_id, asking.position)
    if row is None:
        return None
    return _OfGoal(asking, view.goal_id, row).answer(milestone_id, view)


def of_goal(asking: Asking, goal_id: str) -> list[dict[str, Any]] | None:
    """Those of a goal in the order they were added, dropped ones too; None if there was no such goal."""
    row = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
    if row is None:
        return None
    known = _OfGoal(asking, goal_id, row)
    found = [(each, planned.view_of(asking, each)) for each in known.goal.milestones]
    return [known.answer(milestone_id, view) for milestone_id, view in found if view is not None]


class _OfGoal:
    """A goal's milestones, by the goal as it was held on the day, and in its own days."""

    def __init__(self, asking: Asking, goal_id: str, row: Row) -> None:
        asking, view = held(asking, goal_id, goals.decoded(row[0]))
        self.asking = asking
        self.goal = view.goal
        self.version = row[1]
        self._entries = milestones.entries_of(asking.rows, asking.workspace_id, goal_id, asking.position)
        self._dues = Dues(asking, goal_id, self.goal.definition.span)

    def answer(self, milestone_id: str, view: View) -> dict[str, Any]:
        asking, milestone = self.asking, view.milestone
        entries = self._entries.get(milestone_id, [])
        state = state_on(milestone, entries, asking.on)
        due = resolve_due(milestone.due, window=self.goal.definition.span, anchors=asking.workspace.anchors)
        dues = self._dues.of(view.dues)
        return {
            "id": milestone_id,
            "goal_id": view.goal_id,
            **_described(asking, view),
            "state": state.value,
            "due": forms.day(due),
            "due_authored": authored(milestone.due),
            "overdue": due is not None and due < asking.on and state not in ENDED,
            "dues": [was.told for was in dues],
            "slip_days": slip_days(dues, due),
            "progress": self._progress(milestone, entries),
            "entries": [_entry(asking, entry) for entry in entries if entry.effective_on <= asking.on],
            "completed_on": forms.day(milestone.completed_on) if state is MilestoneState.DONE else None,
            "told": _told(asking, view.told),
            "version": self.version,
            **moment.told(asking),
        }

    def _progress(self, milestone: Milestone, entries: Sequence[Entry]) -> dict[str, Any]:
        found = come(self.asking, self.goal, milestone, entries)
        return {"share": forms.share(found.share), **found.told}


def _described(asking: Asking, view: View) -> dict[str, Any]:
    milestone = view.milestone
    shape = forms.struct(milestone.shape)
    return {
        "title": asking.open_text(milestone.title),
        "description": asking.open_text(milestone.description),
        "kind": shape.pop("kind"),
        **_SHAPES,
        **shape,
        "constraints": forms.struct(milestone.constraints),
        "quote": view.quote,
        "added_at": forms.instant(view.added_at),
    }


_SHAPES: dict[str, Any] = dict.fromkeys(
    (
        "required_count",
        "unit",
        "stages",
        "kpi_id",
        "series",
        "direction",
        "baseline",
        "target",
        "comparator",
        "count",
        "period",
    )
)


def _entry(asking: Asking, entry: Entry) -> dict[str, Any]:
    return {
        "effective_on": forms.day(entry.effective_on),
        "amount": forms.decimal(entry.amount),
        "stage": entry.stage,
        "note": asking.open_text(entry.note),
        "position": entry.position,
    }


def _told(asking: Asking, told: Told | None) -> dict[str, Any] | None:
    if told is None:
        return None
    return {
        "type": public_type(told.fact),
        "text": asking.open_text(told.text),
        "actor": forms.struct(told.actor),
        "position": told.position,
        "recorded_at": forms.instant(told.recorded_at),
    }
