"""Which events between two moments changed which fields?"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from goals.facts import Event
from goals.goal.facts import GoalMoved, OwnerChanged
from goals.milestone.facts import (
    MilestoneCompleted,
    MilestoneDropped,
    MilestoneFact,
    MilestoneProgressed,
    MilestoneReopened,
    MilestoneRescheduled,
    MilestoneRescoped,
)
from projections.answers import feed
from projections.answers.asking import Asking
from projections.answers.fields.fields import Fields
from projections.answers.periods import position_by
from projections.answers.what_changed import caused, of_goal, what_changed
from projections.goals import View

GOAL = ""
"""What stands for the goal itself, beside the ids of its milestones."""


@dataclass
class Touched:
    """Events in recorded order, and which of them changed which field of the goal or of one of its milestones."""

    asking: Asking
    events: list[Event] = field(default_factory=list)
    by: dict[tuple[str, str], list[Event]] = field(default_factory=dict)

    def put(self, of: str, event: Event, changes: Sequence[Fields]) -> None:
        self.events.append(event)
        for change in changes:
            self.by.setdefault((of, change["field"]), []).append(event)

    def came(self, event: Event, names: Sequence[str]) -> None:
        """An earlier event, in force only now."""
        for name in names:
            self.by.setdefault((GOAL, name), []).insert(0, event)

    def announce(self, ahead: Collection[int], notice: str) -> None:
        """The events at these positions have changed nothing yet but the notice of it."""
        announced = [event for event in self.events if event.position in ahead]
        for place, events in self.by.items():
            self.by[place] = [event for event in events if event.position not in ahead]
        if announced:
            self.by.setdefault((GOAL, notice), []).extend(announced)

    def told(self, differences: Sequence[Fields], of: str = GOAL) -> list[Fields]:
        """Each difference with the events that changed its field."""
        return [
            {**each, "events": [caused(self.asking, event) for event in self.by.get((of, each["field"]), ())]}
            for each in differences
        ]

    def others(self, positions: set[int]) -> list[dict[str, Any]]:
        """The events that are at none of these positions, with what they changed."""
        return [what_changed(self.asking, event) for event in self.events if event.position not in positions]


def of_stream(
    asking: Asking,
    stream_id: str,
    before: tuple[Any, int] | None,
    *,
    evolve: Callable[[Any, Event], Any],
    differing: Callable[..., list[Fields]],
) -> Touched:
    """Of a container, a KPI or the workspace that stood as `before`, in that version; None where there was none."""
    found = Touched(asking)
    state, version = (None, 0) if before is None else before
    for event in feed.stream(asking, stream_id, after=version):
        after = evolve(state, event)
        found.put(GOAL, event, differing(asking.open_text, state, after))
        state = after
    return found


def of_goal_stream(asking: Asking, goal_id: str, before: tuple[View, int] | None) -> Touched:
    """Of a goal and its milestones."""
    found = Touched(asking)
    view, version = (None, 0) if before is None else before
    for event in feed.stream(asking, goal_id, after=version):
        view, changes = of_goal(asking, view, event)
        found.put(_subject(event), event, changes if _is_so(asking, event) else [])
    return found


def _is_so(asking: Asking, event: Event) -> bool:
    """Whether what it says of a milestone, or of where a goal is and whose, was so on the day, if one was named."""
    if not asking.is_on_given:
        return True
    match event.fact:
        case MilestoneCompleted(effective_on=day) | MilestoneProgressed(effective_on=day):
            return day <= asking.on
        case MilestoneRescheduled() | MilestoneRescoped() | MilestoneReopened() | MilestoneDropped():
            return event.position <= position_by(asking, asking.on)
        case GoalMoved() | OwnerChanged():
            return event.position <= position_by(asking, asking.on)
        case _:
            return True


def _subject(event: Event) -> str:
    return event.fact.milestone_id if isinstance(event.fact, MilestoneFact) else GOAL


def positions(fields: Sequence[Fields]) -> Iterator[int]:
    """Of all events that the fields name."""
    return (event["position"] for each in fields for event in each["events"])
